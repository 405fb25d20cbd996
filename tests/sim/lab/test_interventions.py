"""Interventions: the past stays as it was to the byte, and the future follows the rules of the line."""

import math

import numpy as np
import pytest

from sim.lab.engine.interventions import Hold, Move, NewLimit, Urgent
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow
from sim.stations.features import BLOCKED

BEAT = """\
name: beat
value_streams:
  - id: line
    arrivals: {kind: deterministic, every_weeks: 2}
    stages:
      - {id: build, servers: 2, effort: 3}
      - {id: test, servers: 1, effort: 1}
"""
KINDS = {
    "open": "- {id: a, servers: 2, effort: EFFORT}\n      - {id: b, servers: 2, effort: EFFORT}",
    "plain": "- {id: a, servers: 2, wip_limit: 5, effort: EFFORT}\n"
    "      - {id: b, servers: 2, wip_limit: 3, effort: EFFORT}",
    "classes": "- {id: a, servers: 2, preemptive: true, effort: EFFORT}\n"
    "      - {id: b, servers: 2, effort: EFFORT, rework: {probability: 0.2, to: a}}",
    "broken": "- {id: a, servers: 2, effort: EFFORT, breakdowns: {clock: always, "
    "between: {distribution: exponential, mean: 9}, repair: {distribution: exponential, mean: 2}}}\n"
    "      - {id: b, servers: 2, wip_limit: 4, effort: EFFORT}",
}
RANDOM = """\
name: random
value_streams:
  - id: line
    arrivals: {kind: poisson, rate: 1.2, classes: {expedite: SHARE}}
    stages:
      STAGES
"""
AT = 30.0
EVERY = [NewLimit(AT, 0, 3.0), Urgent(AT + 1, 0), Hold(AT + 2, 0, 40, AT + 9), Move(AT + 3, 0, 1)]


def past(log, week):
    """Rows of a log as they were known in a week, in an order that does not depend on the future."""
    visits = log.visits
    dates = [np.where(column <= week, column, np.nan) for column in (visits.started, visits.finished, visits.left)]
    rows = np.column_stack([visits.route, visits.item, visits.step, visits.station, visits.entered, *dates])
    rows = rows[visits.entered <= week]
    known = log.items.idea <= week
    items = np.column_stack([log.items.item, log.items.priority, log.items.idea])[known & (log.items.item >= 0)]
    return rows[np.lexsort(rows[:, [2, 4, 1]].T)].tobytes(), items.tobytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "done", [*([each] for each in EVERY), EVERY], ids=["limit", "urgent", "hold", "move", "all"]
)
def test_the_past_is_the_same_to_the_byte(scenario, kind, done):
    """Whatever is done in week 30, until then every visit and every arrival is that of the run without it."""
    words = RANDOM.replace("STAGES", KINDS[kind]).replace("EFFORT", "{distribution: exponential, mean: 1.3}")
    line = scenario(words.replace("SHARE", "0.2" if kind == "classes" else "0"))
    before = simulate_flow(line, horizon=80, seed=5)
    after = simulate_flow(line, horizon=80, seed=5, interventions=done)
    week = min(each.week for each in done)
    assert past(before, week - 1e-9) == past(after, week - 1e-9)
    if len(done) > 1:
        assert past(before, 79.0) != past(after, 79.0)


def test_other_features_keep_their_work(scenario):
    """An urgent feature brings draws of its own: the work of all others at a pure delay is what it was."""
    words = RANDOM.replace("STAGES", "- {id: a, servers: unlimited, effort: {distribution: exponential, mean: 2}}")
    line = scenario(words.replace("SHARE", "0"))
    before = simulate_flow(line, horizon=60, seed=2)
    after = simulate_flow(line, horizon=60, seed=2, interventions=[Urgent(10.0, 0), Urgent(20.0, 0)])
    mine = after.items.item >= 0
    assert np.array_equal(after.items.left[mine], before.items.left, equal_nan=True)
    assert after.items.item[~mine].tolist() == [-1, -2]
    assert after.items.idea[~mine].tolist() == [10.0, 20.0]
    assert after.items.priority[~mine].tolist() == [0, 0]


def test_an_urgent_feature_goes_first(scenario):
    """By hand: one person, 3 weeks of work every 2 weeks; the feature of week 7 is next when one is done."""
    line = scenario(BEAT.replace("servers: 2", "servers: 1"))
    log = simulate_flow(line, horizon=20, seed=1, interventions=[Urgent(7.0, 0)])
    visits = log.visits
    first = visits.step == 0
    order = visits.item[first][np.argsort(visits.started[first])]
    assert order[:4].tolist() == [0, 1, -1, 2]
    assert visits.started[first & (visits.item == -1)].tolist() == [8.0]


def test_a_new_limit_holds_from_its_week_on(scenario):
    """By hand: with a limit of 1 from week 4.5 on, what is inside stays, and nobody enters before there is room."""
    line = scenario(BEAT)
    log = simulate_flow(line, horizon=40, seed=1, interventions=[NewLimit(4.5, 0, 1.0)])
    visits = log.visits
    build = visits.step == 0
    entered, left = visits.entered[build], np.where(np.isnan(visits.left[build]), math.inf, visits.left[build])
    inside = [((entered <= week) & (week < left)).sum() for week in np.arange(4.6, 40)]
    assert inside[0] == 2
    assert max(inside[1:]) == 1
    lifted = simulate_flow(
        line, horizon=40, seed=1, interventions=[NewLimit(5.0, 0, 1.0), NewLimit(20.0, 0, math.inf)]
    )
    assert (lifted.visits.entered[lifted.visits.step == 0] == 20.0).sum() == 3


def test_a_held_feature_keeps_its_place_until_its_week(scenario):
    """By hand: feature 1 (week 4 to 7 in build) is held to week 15; the pause is told."""
    line = scenario(BEAT)
    log = simulate_flow(line, horizon=30, seed=1, interventions=[Hold(5.0, 0, 1, 15.0)])
    (row,) = np.flatnonzero((log.visits.item == 1) & (log.visits.step == 0))
    assert (log.visits.finished[row], log.visits.left[row]) == (7.0, 15.0)
    (told,) = np.flatnonzero(log.pauses.kind == BLOCKED)
    assert (log.pauses.item[told], log.pauses.start[told], log.pauses.end[told]) == (1, 7.0, 15.0)


def test_a_held_feature_that_waits_for_room_steps_back(scenario):
    """By hand: test is full; feature 1 is done in build and waits; held, others pass, until week 30."""
    words = BEAT.replace("{id: test, servers: 1, effort: 1}", "{id: test, servers: 1, wip_limit: 1, effort: 6}")
    line = scenario(words)
    free = simulate_flow(line, horizon=60, seed=1)
    held = simulate_flow(line, horizon=60, seed=1, interventions=[Hold(8.0, 0, 1, 30.0)])
    entered = {
        int(i): w for i, s, w in zip(free.visits.item, free.visits.step, free.visits.entered, strict=True) if s
    }
    assert entered[1] == 11.0
    entered = {
        int(i): w for i, s, w in zip(held.visits.item, held.visits.step, held.visits.entered, strict=True) if s
    }
    assert entered.get(1, math.inf) >= 30.0
    assert entered[2] == 11.0


def test_a_person_moves_when_she_has_finished(scenario):
    """By hand: two build for 3 weeks each; one leaves in week 5, when the first feature is done."""
    line = scenario(BEAT)
    log = simulate_flow(line, horizon=40, seed=1, interventions=[Move(4.5, 0, 1)])
    visits = log.visits
    at = {stage: visits.step == stage for stage in (0, 1)}
    work = [((visits.started[at[0]] < week) & ~(visits.finished[at[0]] <= week)).sum() for week in (4.7, 6.5, 12.5)]
    assert work == [2, 1, 1]
    assert (log.items.fate == DONE).sum() < (simulate_flow(line, horizon=40, seed=1).items.fate == DONE).sum()


def test_what_makes_no_sense_is_refused_at_once(scenario):
    """A week that is none, a limit of nothing, an end before its beginning, a stage left empty: one error."""
    line = scenario(BEAT)
    wrong = [NewLimit(0.0, 0, 0.0), Hold(5.0, 0, 1, 5.0), Move(3.0, 1, 0), Move(3.0, 0, 0)]
    with pytest.raises(ValueError, match="week 0 is none") as error:
        simulate_flow(line, horizon=40, interventions=wrong)
    said = str(error.value)
    assert "cannot work with a WIP limit of 0" in said
    assert "is not held" in said
    assert '"test" would be left without anybody' in said or "would be left without anybody" in said
    assert "name two stages" in said
