// Keys and what they do. Pure.

export const KEYS = [
  ["Space", "play", "play and pause"],
  [".", "day", "a day further"],
  [",", "dayBack", "a day back"],
  ["ArrowRight", "week", "a week further"],
  ["ArrowLeft", "weekBack", "a week back"],
  ["e", "event", "to the next event"],
  ["E", "eventBack", "to the last event"],
  ["Home", "start", "to the first week"],
  ["End", "end", "to the last week"],
  ["x", "faster", "speed 1, 4, 16"],
  ["n", "newLuck", "new luck"],
  ["b", "sameLuck", "back to the luck before"],
  ["t", "typical", "a typical year"],
  ["v", "vote", "vote: the right board is covered"],
  ["l", "lock", "lock the vote"],
  ["r", "reveal", "reveal, from week 0"],
  ["y", "years", "many years"],
  ["c", "change", "change the right board from now on"],
  ["u", "urgent", "an urgent card, from now on"],
  ["z", "undo", "take the last change back"],
  ["f", "follow", "follow the next card on both boards"],
  ["F", "unfollow", "follow no card"],
  ["p", "presenter", "presenter window: sheet, clock, objections"],
  ["s", "save", "save this session as one file"],
  ["?", "help", "these keys"],
  ["Escape", "close", "close what is open"],
];

const TYPED = /^(?:[-+.,eE]|Arrow\w+|Home|End)$/; // what a field for a number takes itself

/** The name of what a key does; null where a field takes it itself, or with Ctrl, Alt or Meta. */
export function actionOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const key = event.key === " " ? "Space" : event.key;
  const kind = event.target?.tagName ?? "";
  const type = event.target?.type ?? "";
  if (key === "Escape") return "close";
  if (kind === "SELECT" || kind === "TEXTAREA" || (kind === "INPUT" && !["range", "checkbox", "number"].includes(type))) return null;
  if (type === "number" && TYPED.test(key)) return null;
  if (kind === "INPUT" && type === "range" && (key.startsWith("Arrow") || key === "Home" || key === "End")) return null;
  if ((kind === "BUTTON" || kind === "A" || kind === "SUMMARY") && (key === "Space" || key === "Enter")) return null;
  return KEYS.find(([each]) => each === key)?.[1] ?? null;
}
