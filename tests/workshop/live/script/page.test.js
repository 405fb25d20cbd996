// Clock, votes, the rule of truth, addresses, keys: without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { read, saidOf, written } from "./address.js";
import { DAY, faster, fitted, newClock, scrubbed, stepped, ticked, toggled } from "./clock.js";
import { areasOf, heapOf, ticksOf } from "./curves.js";
import { KEYS, actionOf } from "./keys.js";
import { SYMBOLS, coloursOf, outlineOf, shapeOf, shortened } from "./shapes.js";
import { flipsOf, plain, sentenceOf, unusual, usualOf, verdictOf } from "./truth.js";
import { CHOICES, castIn, guessesOf, heard, locked, newVote, revealed, shownCounts, typed } from "./votes.js";
import { differencesOf, heapsOf, typicalOf } from "./years.js";

test("the clock plays a week a second, faster by 4 and 16, and stops at the end", () => {
  let clock = toggled(newClock(52));
  clock = ticked(clock, 1000);
  assert.equal(clock.week, 1);
  clock = ticked(faster(faster(clock)), 1000);
  assert.equal(clock.week, 17);
  clock = ticked(clock, 60_000);
  assert.deepEqual([clock.week, clock.playing], [52, false]);
  assert.deepEqual([toggled(clock).week, toggled(clock).playing], [0, true]);
  assert.equal(faster(faster(faster(newClock(52)))).speed, 1);
});

test("steps go to whole days and weeks, and scrubbing stays within the year", () => {
  const clock = newClock(52, 3.25);
  assert.equal(stepped(clock, 1).week, 4);
  assert.equal(stepped(clock, 1, -1).week, 3);
  assert.ok(Math.abs(stepped(clock, DAY).week - 3.4) < 1e-9);
  assert.equal(stepped(newClock(52, 4), 1, -1).week, 3);
  assert.equal(scrubbed(clock, 99).week, 52);
  assert.equal(scrubbed(clock, Number.NaN).week, 0);
  assert.equal(fitted(newClock(104, 80), 52).week, 52);
});

test("votes are hidden until they are locked, and locked ones stay", () => {
  let vote = typed(newVote(), 3, "7");
  vote = heard(vote, [0, 2, 0, 1, 0]);
  assert.equal(shownCounts(vote), null);
  assert.equal(castIn(vote), 10);
  vote = locked(vote, "32 cards against 16 cards, year 1", 3);
  assert.deepEqual(shownCounts(vote), [0, 2, 0, 8, 0]);
  assert.deepEqual(typed(vote, 0, 5), vote);
  assert.deepEqual(heard(vote, [9, 9, 9, 9, 9]), vote);
  assert.equal(vote.truth, 3);
  assert.equal(typed(newVote(), 0, "-3").typed[0], 0);
  assert.equal(typed(newVote(), 0, "2.9").typed[0], 2);
  assert.equal(CHOICES.length, 5);
});

test("guesses stay beside the truth of the boards that they were about", () => {
  const vote = revealed(typed(newVote(), 1, 4), "32 cards, year 1", 3);
  const counts = "less than half 0 \u00B7 less 4 \u00B7 about the same 0 \u00B7 more \u2714 0 \u00B7 more than double 0";
  assert.equal(guessesOf(vote, "32 cards, year 1"), `Guessed (4): ${counts}`);
  assert.equal(guessesOf(vote, "8 cards, year 2"), "Guessed (4) for 32 cards, year 1: less 4 \u00B7 more \u2714 0");
  assert.deepEqual(revealed(locked(vote, "8 cards, year 2", 0), "8 cards, year 2", 0), vote);
});

test("one year and many years stand together", () => {
  const usual = usualOf([17, 18, 19, 20, 21, 17, 18, 19, 20, 21, null]);
  assert.deepEqual([usual.mean, usual.years], [19, 10]);
  assert.equal(sentenceOf(12, usual), "unusual year 12.0; average 19.0 (8 years in 10: 17.0 to 21.0)");
  assert.equal(sentenceOf(19, usual), "this year 19.0; on average 19.0 (8 years in 10: 17.0 to 21.0)");
  assert.equal(sentenceOf(12, usualOf([17, 21])), "this year 12.0; on average 19.0 (of 2 years)"); // too few to call a year unusual
  const less = { mean: -21.1, low: -26.3, high: -16.2, years: 40 };
  assert.equal(sentenceOf(-22.9, less), "this year \u221222.9; average \u221221.1 (8 in 10: \u221226.3 to \u221216.2)");
  assert.equal(sentenceOf(null, null), "this year \u2013; on average: not run yet");
  assert.equal(unusual(null, usual), false);
  assert.deepEqual([plain(0), plain(0.5), plain(123.4), plain(-4)], ["0", "0.50", "123", "\u22124.00"]);
});

test("the typical year is closest to both medians, among those that may be shown", () => {
  const columns = [[1, 2, 9, null], [5, 6, 7, 6]]; // by hand: the second is the median of both
  assert.equal(typicalOf(columns, () => true), 2);
  assert.equal(typicalOf(columns, (seed) => seed !== 2), 1);
  assert.equal(typicalOf([[null], [1]], () => true), null);
  assert.equal(typicalOf([[], []], () => true), null);
});

test("many years: a heap for each board, none for the one that is covered; differences of worlds, and where they turn", () => {
  const boards = { labels: ["few", "many"], measure: "weeks" };
  const years = { 0: [1, 3, 5], 1: [4, null], 2: [2, 6], 3: [1, 1] };
  const values = (position) => years[position] ?? [];
  const open = heapsOf(boards, values, { left: 0, right: 1, covered: false });
  assert.deepEqual(open.heaps.map((heap) => [heap.name, heap.usual.mean]), [["few", 3], ["many", 4]]);
  assert.deepEqual(heapsOf(boards, values, { left: 0, right: 1, covered: true }).heaps.map((heap) => heap.name), ["few"]);
  const worlds = { labels: ["a", "a", "b", "b"], turns: ["4", "8"], dial: "approval", measure: "value" };
  const found = differencesOf(worlds, values, { left: 0, right: 2 });
  assert.deepEqual(found.heaps[0].values, [1, 3, null]);
  assert.equal(found.heaps[0].name, "2 worlds, 2 of them above zero");
  assert.equal(found.foot, "On average 2.00. It turns between 4 and 8 (approval).");
  assert.equal(differencesOf(worlds, () => [], { left: 0, right: 2 }).foot, "The first years are running \u2026");
});

test("the truth is one of the choices", () => {
  assert.deepEqual([4, 7, 10, 15, 25].map((right) => verdictOf(10, right)), [0, 1, 2, 3, 4]);
  assert.deepEqual([[-2, 1], [-2, -3], [-2, -1.9], [0, 0], [0, 4], [0, -1], [null, 1]].map(([a, b]) => verdictOf(a, b)), [3, 1, 2, 2, 4, 1, null]);
  assert.deepEqual(flipsOf([-3, -1, 2, null, 4]), [[1, 2]]);
});

test("an address holds the state, and what makes no sense in it is left out", () => {
  const deeds = [{ do: "limit", week: 3, stage: 1, limit: null }, { do: "urgent", week: 4 }];
  const state = { left: 2, right: 5, seed: 9, week: 12.34, deeds };
  assert.deepEqual(read(written(state), 6), { ...state, week: 12.3 });
  const odd = read("#l=99&r=x&seed=0&w=-1&d=[{\"do\":\"evil\"}]", 6);
  assert.deepEqual(odd, { left: null, right: null, seed: null, week: null, deeds: [] });
  assert.deepEqual(read("#d=%7Bbroken", 6).deeds, []);
  assert.deepEqual(read("#d=" + encodeURIComponent(JSON.stringify([{ do: "urgent", week: "3" }])), 6).deeds, []);
  assert.equal(saidOf({ do: "limit", week: 3, stage: 1, limit: null }, ["a", "b"]), "week 3.0: limit of b is none");
});

test("every key does one thing, and none inside of a field", () => {
  const names = KEYS.map(([key]) => key);
  assert.equal(new Set(names).size, names.length);
  assert.equal(actionOf({ key: " ", target: { tagName: "BODY" } }), "play");
  const field = { tagName: "INPUT", type: "number" };
  assert.deepEqual(["7", "-", ".", "e", "ArrowRight", "Home"].map((key) => actionOf({ key, target: field })), new Array(6).fill(null));
  assert.deepEqual(["l", "r", "v", "y"].map((key) => actionOf({ key, target: field })), ["lock", "reveal", "vote", "years"]);
  assert.equal(actionOf({ key: "v", target: { tagName: "INPUT", type: "text" } }), null);
  assert.equal(actionOf({ key: "ArrowLeft", target: { tagName: "INPUT", type: "range" } }), null);
  assert.equal(actionOf({ key: "v", target: { tagName: "INPUT", type: "range" } }), "vote");
  assert.equal(actionOf({ key: " ", target: { tagName: "BUTTON" } }), null);
  assert.equal(actionOf({ key: "s", ctrlKey: true, target: { tagName: "BODY" } }), null);
  assert.equal(actionOf({ key: "Escape", target: { tagName: "INPUT", type: "number" } }), "close");
  assert.equal(actionOf({ key: "q", target: { tagName: "BODY" } }), null);
});

test("areas lie on each other, ticks are round, dots of a heap do not overlap", () => {
  const areas = areasOf({ weeks: [0, 1, 2], bands: [[0, 1, 2], [1, 1, 1]] }, { x: 0, y: 0, width: 100, height: 30 }, 3, 2);
  assert.equal(areas[0], "M0 30L0 30L50 20L100 10L100 30L50 30L0 30Z");
  assert.equal(areas[1], "M0 30L0 20L50 10L100 0L100 10L50 20L0 30Z");
  assert.deepEqual([ticksOf(42), ticksOf(42, 3), ticksOf(1.5)], [[0, 20, 40], [0, 20, 40], [0, 0.5, 1, 1.5]]);
  const heap = heapOf([1, 1, null, 2], { x: 0, y: 0, width: 20, height: 100 }, 1, 2, 10);
  assert.deepEqual(heap.map(({ seed, x, y }) => [seed, x, y]), [[1, 5, 95], [2, 5, 85], [4, 15, 95]]);
});

test("classes differ in shape, not only in colour, and numbers on cards can be read", () => {
  const names = ["expedited", "fixed date", "standard", "intangible"];
  const shapes = names.map((name, k) => shapeOf(name, k));
  assert.equal(new Set(shapes).size, 4);
  const streams = ["a", "b", "c", "d", "e", "f"].map((name, k) => shapeOf(name, k));
  assert.equal(new Set(streams.map((shape) => outlineOf(shape, 40, 25))).size, 6);
  assert.equal(new Set(streams.map((shape) => SYMBOLS[shape])).size, 6);
  assert.equal(new Set(shapes.map((shape) => outlineOf(shape, 40, 25))).size, 4);
  assert.deepEqual(shortened(["abc", "abcdefgh"], 11), ["abc", "abcdefgh"]);
  assert.deepEqual(shortened(["abc", "abcdefgh"], 8), ["abc", "abcd\u2026"]);
  const part = (value) => { const c = value / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = (text) => { const [r, g, b] = text.match(/\d+/g).map(Number); return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
  for (const name of names) for (const age of [0, 3, 5, 7, 10]) {
    const { fill, ink } = coloursOf(name, 0, age, 10);
    const other = ink === "#ffffff" ? 1 : part(26);
    const [high, low] = [light(fill), other].sort((a, b) => b - a);
    assert.ok((high + 0.05) / (low + 0.05) >= 4, `${name} ${age}: ${(high + 0.05) / (low + 0.05)}`);
  }
});
