// A vote: guesses are counted, locked, and then held beside the truth. Pure: every function gives a new vote.

export const CHOICES = ["less than half", "less", "about the same", "more", "more than double"];
const MOST = 9999;

/** A vote that is open; `typed` by the coach, `phones` from the vote page; what it was about and its truth come later. */
export const newVote = () => ({ state: "open", typed: CHOICES.map(() => 0), phones: CHOICES.map(() => 0), asked: "", truth: null });

/** The coach has counted hands for a choice; a locked vote stays as it is. */
export function typed(vote, choice, count) {
  if (vote.state !== "open" || !(choice in CHOICES)) return vote;
  const whole = Math.min(MOST, Math.max(0, Math.trunc(Number(count)) || 0));
  return { ...vote, typed: vote.typed.map((before, k) => (k === choice ? whole : before)) };
}

/** What the phones have sent so far; a locked vote stays as it is. */
export const heard = (vote, counts) => (vote.state === "open" ? { ...vote, phones: CHOICES.map((_, k) => counts[k] ?? 0) } : vote);

/** No more guesses: about which boards they were, and which choice is true of them (a position; null = none is). */
export const locked = (vote, asked, truth) => (vote.state === "open" ? { ...vote, state: "locked", asked, truth } : vote);
export const revealed = (vote, asked, truth) => ({ ...locked(vote, asked, truth), state: "revealed" });

/** Votes by choice: hidden while the vote is open. */
export const votesOf = (vote) => vote.typed.map((count, k) => count + vote.phones[k]);
export const shownCounts = (vote) => (vote.state === "open" ? null : votesOf(vote));
export const castIn = (vote) => votesOf(vote).reduce((a, b) => a + b, 0);

/** The guesses beside the truth, in words; `now` are the boards that are shown: where others were asked they are named. */
export function guessesOf(vote, now) {
  const other = vote.asked && vote.asked !== now;
  const said = CHOICES.map((choice, k) => [`${choice}${k === vote.truth ? " \u2714" : ""}`, votesOf(vote)[k], k === vote.truth]);
  const parts = said.filter(([, count, right]) => !other || count || right).map(([choice, count]) => `${choice} ${count}`);
  return `Guessed (${castIn(vote)})${other ? ` for ${vote.asked}` : ""}: ${parts.join(" \u00B7 ")}`;
}
