// The vote of phones: opened, looked at every second, locked.

const EVERY = 1000; // milliseconds
const OTHER = "Phones are asked something else by another window: press V to ask them again here.";

/** Phones in a room, if there is one (`open`): `onheard(counts)` hears what they have voted, `onfault(words)` what went wrong. */
export function newPhones(source, open, { onheard, onfault }) {
  let timer = null;
  const fail = (error) => { clearInterval(timer); onfault(error.message); };

  async function hear(question) {
    try {
      const found = await source.votes();
      if (found.question !== question) throw new Error(OTHER);
      onheard(found.counts);
    } catch (error) { fail(error); }
  }

  return {
    /** Ask a question, or take no more answers to it. Asked again, it keeps the answers that are there. */
    async ask(state, question) {
      if (!open) return;
      clearInterval(timer);
      try {
        await source.poll({ state, question });
        if (state === "open") timer = setInterval(hear, EVERY, question);
      } catch (error) { fail(error); }
    },
  };
}
