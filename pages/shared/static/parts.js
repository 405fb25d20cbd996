// Pieces that several views show.
import { h } from "/static/shared/dom.js";

// A figure of a report. It is white in the dark as well, as it is on paper.
export const picture = (number, file, words) =>
  h("img", { class: "sheet", src: `/api/jobs/${number}/files/${file}`, alt: words, width: 1280, height: 720 });

// The commands that give a result.
export const commands = (lines, words = "The same on the command line, in this folder:") =>
  h(
    "div",
    { class: "commands" },
    h("p", { class: "small muted" }, words),
    lines.map((line) => h("code", { class: "command" }, line)),
  );

// Faults in a few sentences, each with the name of what it is about.
export function sentences(faults, most = 3) {
  const told = (faults ?? []).slice(0, most).map(({ key, message }) => (key && !message.includes(key) ? `${key}: ${message}.` : message));
  const more = (faults ?? []).length - most;
  return [...told, ...(more > 0 ? [`And ${more} more of this kind.`] : [])].join(" ");
}
