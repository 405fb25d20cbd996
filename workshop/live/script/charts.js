// Below a board: cumulative flow with a cursor that rewinds it, and a dot for every finished card.

import { areasOf, doneLine, ticksOf } from "./curves.js";
import { say, set, svg } from "./elements.js";
import { FINISHED, FRONT, STAGES, coloursOf, shapeOf } from "./shapes.js";
import { bandsOf, dotsOf } from "./trace.js";
import { plain } from "./truth.js";

const POINTS = 160;
let clips = 0;
const DOTS = {
  box: "M-4 -4H4V4H-4Z", arrow: "M-4 -5L5 0L-4 5Z", notch: "M-5 -5H5V5Z", pill: "M-4 0A4 4 0 1 1 4 0A4 4 0 1 1 -4 0Z",
  hex: "M-5 0L0 -5L5 0L0 5Z", slant: "M-2 -4H6L2 4H-6Z",
}; // as the symbols of the classes

/** The flow drawing; `onscrub(week)` hears where the cursor is dragged. */
export function newFlow(host, { width, height, onscrub }) {
  const box = { x: 40, y: 4, width: width - 46, height: height - 30 };
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "flow", role: "img" });
  const scale = svg("g");
  const clip = svg("rect", { x: box.x, y: 0, width: 0, height });
  const name = `clip-${(clips += 1)}`;
  const areas = svg("g", { "clip-path": `url(#${name})` });
  const ghost = svg("path", { class: "ghost", d: "M0 0" });
  const cursor = svg("line", { y1: box.y, y2: box.y + box.height, class: "cursor" });
  root.append(svg("clipPath", { id: name }, clip), scale, areas, ghost, cursor);
  host.replaceChildren(root);
  let held = false;
  let bands = null;
  let most = 1;
  const week = (event) => {
    const frame = root.getBoundingClientRect();
    const at = ((event.clientX - frame.left) / (frame.width || width)) * width;
    return ((at - box.x) / box.width) * bands.weeks[bands.weeks.length - 1];
  };
  root.addEventListener("pointerdown", (event) => { held = true; root.setPointerCapture(event.pointerId); onscrub(week(event)); });
  root.addEventListener("pointermove", (event) => { if (held) onscrub(week(event)); });
  root.addEventListener("pointerup", () => { held = false; });
  return {
    /** Another trace: scale, areas; the ghost is the line of what another run had done. */
    show(trace, top, ghostTrace, label) {
      bands = bandsOf(trace, POINTS);
      most = top;
      root.setAttribute("aria-label", label);
      const last = trace.raw.weeks;
      scale.replaceChildren(
        ...ticksOf(most).map((level) => svg("text", { x: box.x - 5, y: Math.max(box.y + box.height * (1 - level / most) + 7, 16), "text-anchor": "end" }, String(level))),
        svg("path", { d: `M${box.x} ${box.y}V${box.y + box.height}H${box.x + box.width}`, class: "axis" }),
        svg("text", { x: box.x, y: height - 4 }, `${trace.raw.what}, week 0`),
        svg("text", { x: box.x + box.width, y: height - 4, "text-anchor": "end" }, String(Math.round(last))),
      );
      const hues = [FINISHED, ...trace.raw.stages.map((_, k) => STAGES[k % STAGES.length]).reverse(), FRONT];
      const paths = areasOf(bands, box, most, last);
      areas.replaceChildren(...hues.map((fill, k) => svg("path", { fill, d: paths[k] || "M0 0" })));
      set(ghost, { d: ghostTrace ? doneLine(bandsOf(ghostTrace, POINTS), box, most) : "M0 0" });
    },
    draw(at) {
      const x = box.x + (box.width * at) / bands.weeks[bands.weeks.length - 1];
      set(clip, { width: Math.max(0, x - box.x).toFixed(1) });
      set(cursor, { x1: x.toFixed(1), x2: x.toFixed(1) });
    },
  };
}

/** The dots: each finished card by week and weeks it took, with the line below which 85 % lie. */
export function newDots(host, { width, height }) {
  const box = { x: 40, y: 26, width: width - 46, height: height - 52 }; // above: the promise, in words, beside a piece of its line
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "dots", role: "img" });
  const scale = svg("g");
  const dots = svg("g");
  const line = svg("line", { x1: box.x, x2: box.x + box.width, class: "promise" });
  const word = svg("text", { x: box.x + box.width, y: 17, "text-anchor": "end", class: "word" });
  const sample = svg("line", { x1: box.x + box.width - 190, x2: box.x + box.width - 145, y1: 11, y2: 11, class: "promise" });
  root.append(scale, dots, line, sample, word);
  host.replaceChildren(root);
  let trace = null;
  let top = 1;
  const y = (spent) => box.y + box.height * (1 - spent / top);
  return {
    show(next, highest, label) {
      trace = next;
      top = highest || 1;
      root.setAttribute("aria-label", label);
      scale.replaceChildren(
        ...ticksOf(top, 3).map((level) => svg("text", { x: box.x - 5, y: Math.max(y(level) + 7, 16), "text-anchor": "end" }, String(level))),
        svg("path", { d: `M${box.x} ${box.y}V${box.y + box.height}H${box.x + box.width}`, class: "axis" }),
        svg("text", { x: box.x, y: height - 4 }, `weeks, ${trace.raw.span}`),
      );
      dots.replaceChildren();
    },
    draw(at) {
      const { dots: shown, line: promise } = dotsOf(trace, at);
      while (dots.children.length > shown.length) dots.lastChild.remove();
      for (let k = dots.children.length; k < shown.length; k += 1) {
        const { week, spent, kind } = shown[k];
        const colours = coloursOf(trace.raw.classes[kind], kind, 1, 1);
        const x = box.x + (box.width * week) / trace.raw.weeks;
        const shape = shapeOf(trace.raw.classes[kind], kind);
        dots.append(svg("path", { d: DOTS[shape], transform: `translate(${x.toFixed(1)} ${y(spent).toFixed(1)})`, fill: colours.edge }));
      }
      const level = promise === null ? box.y + box.height : y(promise);
      const visibility = promise === null ? "hidden" : "visible";
      set(line, { y1: level, y2: level, visibility });
      set(sample, { visibility });
      say(word, promise === null ? "" : `85 % in ${plain(promise)}`);
    },
  };
}

/** Weeks at the top of the dots of several boards: every card has a dot, also the slowest. */
export const topOf = (traces) => 1.06 * Math.max(...traces.flatMap((trace) => trace.finished.filter((row) => row.week > 0).map((row) => row.spent)), 0.5);
