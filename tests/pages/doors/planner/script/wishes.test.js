import assert from "node:assert/strict";
import { test } from "node:test";
import { back, decide, decision, forth, fresh, nothing, pin, pinned, place, remedied, same, set, staff, step, told } from "./wishes.js";

const none = nothing("mine");

test("an MMP is in, out or free, never two of them, and the old wishes stay as they are", () => {
  const once = decide(none, "a", "in");
  const turned = decide(once, "a", "out");
  assert.deepEqual([decision(once, "a"), decision(turned, "a"), decision(none, "a")], ["in", "out", "free"]);
  assert.deepEqual([turned.include, turned.exclude], [[], ["a"]]);
  assert.ok(same(decide(turned, "a", "free"), none));
});

test("a pin is a window of one quarter, also for an id with a dot, and is gone when it is taken off", () => {
  const held = pin(none, "a.1", 3);
  assert.deepEqual(held.changes, { "mmps.a.1.earliest_quarter": 3, "mmps.a.1.latest_quarter": 3 });
  assert.equal(pinned(held, "a.1"), 3);
  assert.equal(pinned({ ...none, changes: { "mmps.a.earliest_quarter": 2 } }, "a"), null);
  assert.ok(same(pin(held, "a.1", null), none));
  assert.deepEqual([decision(place(none, "a", 2), "a"), pinned(place(none, "a", 2), "a")], ["in", 2]);
});

test("a value that the portfolio has itself is no change", () => {
  const more = set(none, "value_streams.alpha.teams", 3, 2);
  assert.deepEqual(more.changes, { "value_streams.alpha.teams": 3 });
  assert.ok(same(set(more, "value_streams.alpha.teams", 2, 2), none));
});

test("teams come with their people, and are taken back with them", () => {
  const stream = { id: "a", teams: 2, staffing: { 3: { "value_streams.a.teams": 3, "value_streams.a.stages.build.servers": 2 }, 1: { "value_streams.a.teams": 1 } } };
  const more = staff(none, stream, 3);
  assert.deepEqual(more.changes, stream.staffing[3]);
  assert.deepEqual(staff(more, stream, 1).changes, { "value_streams.a.teams": 1 });
  assert.ok(same(staff(more, stream, 2), none));
  assert.deepEqual(told(more).map(([words]) => words), ["value_streams.a.teams = 3"]);
  assert.ok(same(told(more)[0][1], none));
});

test("a way out changes what it names and nothing else", () => {
  const asked = decide(decide({ ...none, budget: [1, 1] }, "a", "in"), "b", "out");
  const remedy = { changes: { "plan_rules.mmp_wip_limit": null }, budget: null, quarters: null, no_longer_include: [], no_longer_exclude: [], exclude: [] };
  assert.deepEqual(remedied(asked, remedy), { ...asked, changes: { "plan_rules.mmp_wip_limit": null } });
  assert.deepEqual(remedied(asked, { ...remedy, changes: {}, budget: [2, 1] }).budget, [2, 1]);
  assert.ok(same(remedied(asked, { ...remedy, changes: {}, no_longer_include: ["a"], no_longer_exclude: ["b"] }), { ...none, budget: [1, 1] }));
  assert.deepEqual(remedied(asked, { ...remedy, exclude: ["a"] }).exclude, ["b", "a"]);
});

test("everything that is asked is told once, and can be taken back by itself", () => {
  const asked = set(pin(decide({ ...none, budget: [1] }, "a", "in"), "a", 2), "plan_rules.largest_bet", null, 0.3);
  const found = told(asked, (id) => id.toUpperCase());
  assert.deepEqual(found.map(([words]) => words), ["A in", "budget changed", "A starts in quarter 2", "plan_rules.largest_bet = none"]);
  for (const [, without] of found) assert.equal(told(without).length, found.length - 1);
});

test("undo and redo lead back and forth; a new step forgets what was undone", () => {
  const [one, two] = [decide(none, "a", "in"), decide(none, "b", "in")];
  const history = step(step(fresh(), none), one);
  const [before, undone] = back(history, two);
  assert.equal(undone, one);
  assert.deepEqual(forth(before, undone)[1], two);
  assert.equal(forth(step(before, undone), two), null);
  assert.equal(back(fresh(), none), null);
});

test("order makes no difference between wishes", () => {
  assert.ok(same(decide(decide(none, "a", "in"), "b", "in"), decide(decide(none, "b", "in"), "a", "in")));
  assert.ok(!same(none, { ...none, gap: "0" }));
});
