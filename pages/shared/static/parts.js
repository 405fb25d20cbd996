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

export const sentences = (faults) => (faults ?? []).map((fault) => fault.message).join(" ");
