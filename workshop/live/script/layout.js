// Where things lie on a board: columns, cards in them. Pure; pixels of the board's own drawing.

import { peaksOf } from "./trace.js";

export const SIZES = [[46, 30], [40, 25], [31, 24], [28, 20], [22, 16], [17, 13], [13, 10], [10, 8]]; // card with its gap
const DIGITS = [23, 31, 40]; // narrowest cards that have room for one, two, three or more letters of 20 pixels
export const roomFor = (text, width) => width >= DIGITS[Math.min(text.length, DIGITS.length) - 1];
export const HEAD = 58; // pixels for the name and the count of a column
const GAP = 6;

/** Columns from left to right: {kind: outside | stage | done, stage, x, width}. */
export function columnsOf(trace, width) {
  const { stages, outside } = trace.raw;
  const parts = [...(outside ? [{ kind: "outside", stage: -1, share: 1.05 }] : []),
    ...stages.map((_, stage) => ({ kind: "stage", stage, share: 1 })), { kind: "done", stage: -1, share: 0.75 }];
  const unit = (width - GAP * (parts.length - 1)) / parts.reduce((sum, part) => sum + part.share, 0);
  let x = 0;
  return parts.map((part) => {
    const column = { kind: part.kind, stage: part.stage, x, width: unit * part.share };
    x += column.width + GAP;
    return column;
  });
}

const grid = (width, height, [w, h]) => [Math.max(1, Math.floor(width / w)), Math.max(1, Math.floor(height / h))];

/** The largest size of a card with which every column of every board has room at all times. */
export function sizeOf(traces, width, height) {
  const needs = traces.flatMap((trace) => {
    const columns = columnsOf(trace, width);
    const peaks = peaksOf(trace);
    return columns.map(({ kind, stage, width: wide }) => [wide, kind === "stage" ? peaks.stages[stage] : kind === "outside" ? peaks.outside : 0]);
  });
  const fits = (size) => needs.every(([wide, cards]) => {
    const [across, down] = grid(wide, height - HEAD, size);
    return across * (down - 1) >= cards || across * down >= cards;
  });
  return SIZES.find(fits) ?? SIZES[SIZES.length - 1];
}

const ORDER = { work: 0, done: 1, wait: 2, idle: 3 };

/** Where each card lies: Map card -> {x, y, part, blocked, age}; what has no room is counted by column in `more`. */
export function placed(trace, moment, width, height, size) {
  const columns = columnsOf(trace, width);
  const spots = new Map();
  const more = columns.map(() => 0);
  const put = (at, rows) => {
    const { x, width: wide } = columns[at];
    const [across, down] = grid(wide, height - HEAD, size);
    rows.forEach((row, k) => {
      if (k >= across * down) { more[at] += 1; return; }
      spots.set(row.card, { ...row, x: x + (k % across) * size[0] + 2, y: HEAD + Math.floor(k / across) * size[1] });
    });
  };
  columns.forEach((column, at) => {
    if (column.kind === "outside") put(at, moment.outside.map((card) => ({ card, part: "wait", blocked: false, age: 0 })));
    if (column.kind !== "stage") return;
    const rows = moment.places.filter((place) => place.stage === column.stage);
    rows.sort((a, b) => ORDER[a.part] - ORDER[b.part] || trace.raw.cards[a.card][1] - trace.raw.cards[b.card][1] || a.card - b.card);
    put(at, rows);
  });
  return { spots, more, columns };
}

/** A step of a glide: part of the way that is left, so that a card is there after some frames, at any frame rate. */
export function glided(from, to, milliseconds, still = false) {
  if (!from || still) return { x: to.x, y: to.y };
  const share = 1 - Math.exp(-milliseconds / 90);
  const near = Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 0.5;
  return near ? { x: to.x, y: to.y } : { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
