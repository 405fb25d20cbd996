// A trace in the browser counts what the program counts, and by hand.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { columnsOf, glided, placed, sizeOf } from "./layout.js";
import { bandsOf, countsOf, dotsOf, eventAfter, momentOf, numbersOf, opened, peaksOf, quantile, storyOf } from "./trace.js";

const HAND = {
  label: "hand", weeks: 4, stages: ["Build", "Test"], limits: [2, null], servers: [1, 1], platforms: [1], idle: [], outside: true, classes: ["expedited", "standard"],
  what: "features", gone: "done", span: "idea to done", measured: 3, names: [],
  cards: [[4, 0, 0, 3, 1, 0], [5, 1, 1.5, null, 0, 3], [6, 2, null, null, 1, 3], [3, -2, -2, -1, 1, 0]],
  visits: [[0, 0, 0, 0, 1, 2], [0, 1, 2, 2, 3, 3], [1, 0, 1.5, 2, null, null]],
  pauses: [[1, 2.5, 3]], blocked: [[0, 1, 2]], away: [[0, 3, null]],
};

test("a board by hand, week by week", () => {
  const trace = opened(HAND);
  assert.deepEqual(trace.events, [1, 1.5, 2, 3]);
  const at = (week) => momentOf(trace, week);
  assert.deepEqual(at(0.5).places, [{ card: 0, stage: 0, part: "work", blocked: false, age: 0.5 }]);
  assert.deepEqual(at(1.6).places.map((p) => [p.card, p.part, p.blocked]), [[0, "done", true], [1, "wait", false]]);
  assert.deepEqual(at(2.2).outside, [2]);
  assert.equal(at(2.7).places.find((p) => p.card === 1).part, "wait");
  assert.equal(at(3.5).places.find((p) => p.card === 1).part, "work");
  assert.deepEqual([at(3).done, at(2.9).done, at(3.5).away], [1, 0, [1, 0]]);
  assert.deepEqual(countsOf(trace, 2.2), [0, 1, 1, 1]);
  assert.deepEqual(countsOf(trace, 4), [1, 0, 1, 1]);
  assert.deepEqual(bandsOf(trace, 5).bands[0], [0, 0, 0, 1, 1]);
  assert.equal(eventAfter([trace], 1), 1.5);
  assert.equal(eventAfter([trace], 1, -1), null);
  assert.equal(eventAfter([trace], 3), null);
});

test("three numbers, also by class; what was finished before the first week counts as lately", () => {
  const trace = opened(HAND);
  const now = numbersOf(trace, 3.5);
  assert.equal(now.weeks, 2);
  assert.deepEqual([now.cards, now.progress], [2, 1]);
  assert.equal(now.weekly, 1 / 3.5);
  assert.deepEqual(now.classes.map((each) => [each.name, each.weeks, each.progress]), [["expedited", null, 1], ["standard", 2, 0]]);
  assert.equal(numbersOf(trace, 0.5).weekly, null);
  assert.equal(dotsOf(trace, 3.5).line, 3);
  assert.equal(dotsOf(trace, 2).line, null);
});

test("the story of a card", () => {
  const trace = opened(HAND);
  assert.equal(storyOf(trace, 0, 3.5), "card 4: done in week 3.0, 3.0 weeks after the idea");
  assert.equal(storyOf(trace, 1, 2), "card 5: Build since week 1.5");
  assert.equal(storyOf(trace, 2, 1), "card 6: no idea yet");
  assert.equal(storyOf(trace, 2, 3), "card 6: waits in front");
});

test("a quantile as the program computes it", () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([1, 2, 3, 4, 5], 0.9), 4.6);
  assert.equal(quantile([], 0.5), null);
});

test("cards lie in their columns, in work first, and all have room", () => {
  const trace = opened(HAND);
  const columns = columnsOf(trace, 600);
  assert.deepEqual(columns.map((column) => column.kind), ["outside", "stage", "stage", "done"]);
  assert.ok(Math.abs(columns[3].x + columns[3].width - 600) < 1e-9);
  assert.deepEqual(peaksOf(trace), { outside: 1, stages: [2, 1] });
  const size = sizeOf([trace], 600, 290);
  assert.deepEqual(size, [46, 30]);
  const { spots, more } = placed(trace, momentOf(trace, 2.2), 600, 290, size);
  for (const [card, spot] of spots) {
    const column = columns.find((each) => spot.x >= each.x && spot.x < each.x + each.width);
    assert.equal(column.kind, card === 2 ? "outside" : "stage");
  }
  assert.deepEqual(more, [0, 0, 0, 0]);
});

test("a glide ends where it should, and at once when nothing may move", () => {
  let spot = { x: 0, y: 0 };
  for (let k = 0; k < 60; k += 1) spot = glided(spot, { x: 100, y: 50 }, 16);
  assert.deepEqual(spot, { x: 100, y: 50 });
  assert.deepEqual(glided({ x: 0, y: 0 }, { x: 100, y: 50 }, 16, true), { x: 100, y: 50 });
  const half = glided({ x: 0, y: 0 }, { x: 100, y: 0 }, 16).x;
  assert.ok(half > 0 && half < 100);
});

test("the bands of a trace are those that the program counts", { skip: !process.env.VMO_TRACE }, () => {
  const { document, counts } = JSON.parse(readFileSync(process.env.VMO_TRACE, "utf8"));
  const trace = opened(document);
  for (const [week, expected] of counts) assert.deepEqual(countsOf(trace, week), expected);
});
