// Curves and bars that move while worlds stream in. Lines differ in colour, dash and label.
import { ticks } from "/static/shared/axis.js";
import { s } from "/static/shared/dom.js";
import { money } from "/static/shared/words.js";

const W = 640;
const NARROW = 420;
const H = 260;
const LEFT = 70;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 34;

const scale = (low, high, from, to) => (value) => from + ((value - low) / (high - low || 1)) * (to - from);

function frame(label, width, ...children) {
  return s("svg", { viewBox: `0 0 ${width} ${H}`, role: "img", "aria-label": label }, ...children);
}

// Mean cumulative value by quarter of every model.
export function curves({ curves: lines, models, currency }) {
  const all = lines.flat();
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const x = scale(0, lines[0].length - 1, LEFT, W - RIGHT);
  const y = scale(low, high, H - BOTTOM, TOP);
  const key = -low > high ? H - BOTTOM - 18 * lines.length - 4 : TOP; // where the curves, which begin at 0, are not
  const parts = ticks(low, high, 5).flatMap((value) => [
    s("line", { class: Math.abs(value) < 1e-9 ? "zero" : "axis", x1: LEFT, x2: W - RIGHT, y1: y(value), y2: y(value) }),
    s("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, money(value)),
  ]);
  for (const quarter of ticks(0, lines[0].length - 1, 8)) {
    if (Number.isInteger(quarter)) parts.push(s("text", { x: x(quarter), y: H - 14, "text-anchor": x(quarter) > W - 30 ? "end" : "middle" }, quarter ? `Q${quarter}` : "start"));
  }
  lines.forEach((line, at) => {
    const points = line.map((value, quarter) => `${x(quarter).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    parts.push(s("polyline", { class: `curve line-${at % 4}`, points }));
    parts.push(s("line", { class: `curve line-${at % 4}`, x1: LEFT + 10, x2: LEFT + 46, y1: key + 8 + at * 18, y2: key + 8 + at * 18 }));
    parts.push(s("text", { x: LEFT + 52, y: key + 12 + at * 18 }, models[at].name));
  });
  const ends = models.map((model, at) => `${model.name} ${money(lines[at].at(-1), currency)}`).join(", ");
  return frame(`Cumulative value at the end: ${ends}`, W, ...parts);
}

// How many worlds have which difference; those below zero look different and stand left of the line.
export function spread({ difference, currency }) {
  const { counts, edges, p10, p90 } = difference;
  const [low, high] = [Math.min(0, edges[0]), Math.max(0, edges.at(-1))];
  const x = scale(low, high, 16, NARROW - 16);
  const y = scale(0, Math.max(...counts, 1), H - BOTTOM, TOP);
  const bars = counts.map((count, at) => {
    const width = Math.max(2, x(edges[at + 1]) - x(edges[at]));
    const below = (edges[at] + edges[at + 1]) / 2 < 0;
    return s("rect", { class: below ? "bar below" : "bar", x: x(edges[at]), y: y(count), width, height: H - BOTTOM - y(count) });
  });
  const marks = ticks(low, high, 4).map((value) => s("text", { x: x(value), y: H - 14, "text-anchor": "middle" }, money(value)));
  const zero = s("line", { class: "zero", x1: x(0), x2: x(0), y1: TOP, y2: H - BOTTOM });
  return frame(`Difference between P10 ${money(p10, currency, true)} and P90 ${money(p90, currency, true)}`, NARROW, ...bars, zero, ...marks);
}

// Two bands of one number: the wide one P10 to P90, the narrow one the 95 % interval of the mean.
export function bandBar(wide, narrow, low, high) {
  const x = scale(low, high, 4, 296);
  const parts = [s("line", { class: "axis", x1: 4, x2: 296, y1: 12, y2: 12 })];
  if (low < 0 && high > 0) parts.push(s("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: 24 }));
  parts.push(s("line", { class: "bandline", x1: x(wide[0]), x2: Math.max(x(wide[1]), x(wide[0]) + 2), y1: 12, y2: 12 }));
  if (narrow) parts.push(s("line", { class: "bandline inner", x1: x(narrow[0]), x2: Math.max(x(narrow[1]), x(narrow[0]) + 2), y1: 12, y2: 12 }));
  return s("svg", { viewBox: "0 0 300 24", preserveAspectRatio: "none", "aria-hidden": "true" }, ...parts);
}
