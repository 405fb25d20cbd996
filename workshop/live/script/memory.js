// What a window remembers when it is loaded again: votes, what is covered, the luck before. It stands in the history of
// the window, beside the address: a link tells nobody what a room has guessed.

const PAUSE = 200; // milliseconds between two entries: browsers take no more than some hundred in half a minute

/** The memory of a session's window; `before` is what it held when it was loaded last, or null. */
export function newMemory(name) {
  const before = history.state?.live === name ? history.state : null;
  let last = 0;
  let timer = null;
  let next = null;
  const write = () => {
    clearTimeout(timer);
    timer = null;
    last = Date.now();
    history.replaceState({ live: name, ...next.kept }, "", next.address);
  };
  return {
    before,
    keep(kept, address) {
      next = { kept, address };
      if (timer !== null) return;
      const wait = PAUSE - (Date.now() - last);
      if (wait <= 0) write();
      else timer = setTimeout(write, wait);
    },
    /** At once: before the window goes. */
    flush() { if (timer !== null) write(); },
    /** Somebody has gone to another address: what was to be written is older. */
    drop() { clearTimeout(timer); timer = null; },
  };
}
