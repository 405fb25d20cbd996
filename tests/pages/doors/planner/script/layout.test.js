import assert from "node:assert/strict";
import { test } from "node:test";
import { ticks } from "./axis.js";
import { HIGH, LEFT, WIDE, laid, moved } from "./layout.js";

const mmp = (id, stream, more = {}) => ({ id, name: id, stream, after: [], requires: [], ...more });
const at = (id, start_quarter, release_quarter) => ({ id, start_quarter, release_quarter });

test("bars stand stream by stream, then by start; a bar covers its quarters and no more than the plan", () => {
  const { bars, height } = laid([at("b", 2, 3), at("a", 1, 9), at("c", 1, 1)], [mmp("a", "x"), mmp("b", "x"), mmp("c", "w")], 4);
  assert.deepEqual(bars.map((bar) => bar.mmp.id), ["c", "a", "b"]);
  assert.deepEqual(bars.map((bar) => (bar.width + 4) / WIDE), [1, 4, 2]);
  assert.equal(bars[2].x, LEFT + WIDE + 2);
  assert.ok(height >= 3 * HIGH);
});

test("work that takes no quarter still has a bar", () => {
  assert.equal(laid([at("a", 2, 1)], [mmp("a", "")], 4).bars[0].width, WIDE - 4);
});

test("an arrow leads from what is needed to what needs it, where both are in", () => {
  const mmps = [mmp("a", "x"), mmp("b", "x", { after: ["a"] }), mmp("c", "x", { requires: ["b", "gone"] }), mmp("gone", "x")];
  const { bars, arrows } = laid([at("a", 1, 1), at("b", 2, 2), at("c", 2, 3)], mmps, 4);
  assert.deepEqual(arrows.map(({ kind, from, to }) => [kind, from, to]), [["after", "a", "b"], ["requires", "b", "c"]]);
  assert.equal(arrows[0].x2, bars[1].x);
  assert.equal(arrows[1].x2, bars[2].x + bars[2].width);
});

test("a bar moves by whole quarters and stays inside of the plan", () => {
  assert.equal(moved(2, 0.4 * WIDE, 4), 2);
  assert.equal(moved(2, 0.6 * WIDE, 4), 3);
  assert.equal(moved(2, -9 * WIDE, 4), 1);
  assert.equal(moved(2, 9 * WIDE, 4), 4);
});

test("marks are round, inside of the axis, and at least one", () => {
  assert.deepEqual(ticks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.ok(ticks(25.71e6, 25.74e6, 3).every((each) => each >= 25.71e6 && each <= 25.74e6));
  assert.ok(ticks(7, 7, 3).length >= 1);
});
