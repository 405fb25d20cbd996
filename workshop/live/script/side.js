// One side of the page: a board with its dial, its truth, three numbers and two curves.

import { newBoard } from "./board.js";
import { newDots, newFlow, topOf } from "./charts.js";
import { totalOf } from "./curves.js";
import { html, say } from "./elements.js";
import { sizeOf } from "./layout.js";
import { SYMBOLS, shapeOf } from "./shapes.js";
import { bandsOf, dotsOf, momentOf, numbersOf } from "./trace.js";
import { plain } from "./truth.js";

export const WIDE = 612;
const [TALL, CHART] = [290, 132];
const CROWDED = [277, 120]; // where numbers of many classes need a second line
const MOST = 4; // classes whose numbers have room
const PAUSE = 100; // milliseconds between two looks at numbers that nobody could read faster

/** A side; the handlers are those of the page; `crowded`: numbers of three classes or four stand on two lines. */
export function newSide(name, handlers, crowded) {
  const [tall, chart] = crowded ? CROWDED : [TALL, CHART];
  const label = html("h2", { id: `label-${name}` });
  const turned = html("span", { class: "turned" });
  const dial = html("input", { type: "range", min: 0, step: 1, "aria-label": "", oninput: () => handlers.ondial(Number(dial.value)) });
  const truth = html("p", { class: "truth" });
  const cards = html("div", { class: "area" });
  const flow = html("div");
  const dots = html("div");
  const blocks = ["idea to done", "in progress", "done a week"].map((word) => {
    const number = html("b");
    const words = html("span", {}, word);
    const split = html("small");
    return { number, words, split, root: html("div", { class: "number" }, number, words, split) };
  });
  const root = html("section", { class: crowded ? "side crowded" : "side", "aria-labelledby": `label-${name}` },
    html("div", { class: "top-row" }, label, turned, dial), truth, cards,
    html("div", { class: "numbers" }, blocks.map((block) => block.root)), html("div", { class: "charts" }, flow, dots));
  const board = newBoard(cards, { width: WIDE, height: tall, ...handlers });
  const curve = newFlow(flow, { width: 306, height: chart, onscrub: handlers.onscrub });
  const points = newDots(dots, { width: 300, height: chart });
  let trace = null;
  let since = PAUSE;

  function numbers(moment, without) {
    const now = numbersOf(trace, moment.week, moment);
    const then = without ? numbersOf(without, moment.week) : null;
    const rows = [
      [plain(now.weeks), `${trace.raw.span}, last ${now.cards || 20}`, (of) => plain(of.weeks)],
      [String(now.progress), "in progress", (of) => String(of.progress)],
      [plain(now.weekly), `${trace.raw.gone} a week`, (of) => plain(of.weekly)],
    ];
    rows.forEach(([number, words, of], k) => {
      say(blocks[k].number, number);
      say(blocks[k].words, words);
      const classes = now.classes.length <= MOST ? now.classes : [];
      const parts = classes.map((each, kind) => `${SYMBOLS[shapeOf(each.name, kind)]} ${of(each)}`);
      const lines = crowded ? [parts.slice(0, 2), parts.slice(2)] : [parts];
      say(blocks[k].split, then ? `without: ${of(then)}` : lines.map((line) => line.join("  ")).join("\n"));
    });
  }

  return {
    root,
    dial,
    get trace() { return trace; },
    label(text) { say(label, text); },
    truth(text) { say(truth, text); },
    /** The dial: its name, words by position, where it is; hidden where there is nothing to turn. */
    turn(title, words, at) {
      dial.hidden = words.length < 2 || !title;
      dial.max = String(Math.max(words.length - 1, 0));
      dial.value = String(at);
      dial.setAttribute("aria-label", title);
      dial.setAttribute("aria-valuetext", words[at] ?? "");
      dial.title = title;
    },
    /** What is turned on both boards, and where it stands. */
    turned(name, value) {
      turned.replaceChildren(html("span", {}, name), html("span", {}, value));
      turned.title = `${name}: ${value}`;
    },
    /** Another trace; `both` are those of both sides, drawn to the same scale; `ghost` is what another run did. */
    show(next, both, { limits, ghost, base, old }) {
      trace = next;
      board.show(trace, { size: sizeOf(both, WIDE, tall), limits, base, old });
      const most = Math.max(...both.map((each) => totalOf(bandsOf(each, 60))), 1);
      curve.show(trace, most, ghost, `${trace.raw.label}: ${trace.raw.what} come and gone, by week`);
      points.show(trace, topOf(both), `${trace.raw.label}: weeks, ${trace.raw.span}, of every card`);
    },
    look: board.look,
    draw(week, milliseconds, { still, without, playing }) {
      const moment = momentOf(trace, week);
      const moving = board.draw(moment, milliseconds, still);
      curve.draw(week);
      since += milliseconds;
      if (since >= PAUSE || !playing) {
        since = 0;
        points.draw(week);
        numbers(moment, without);
      }
      return moving;
    },
    /** What is on the board, in words, for those who do not see it. */
    words(week) {
      const moment = momentOf(trace, week);
      const columns = trace.raw.stages.map((stage, k) => `${stage} ${moment.counts[k]}`);
      const promise = dotsOf(trace, week).line;
      return `${trace.raw.label}: ${columns.join(", ")}, ${trace.raw.gone} ${moment.done}; 85 % in ${plain(promise)} weeks`;
    },
  };
}
