"""Keep, pivot or stop: a decision tree of two stages by hand, and what a pivot does to the board and the books."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.funding.estimates import posterior
from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stream
from tests.sim.portfolios import models, scenarios

SIGNALS = {"evidence": {"sensitivity": 0.8, "specificity": 0.6, "share": 0.5}}
PIVOT = funding(stop_rule="evidence", pivots=1, pivot_keeps=0.5)
WORLDS = 80


def bet(earns, **more):
    """26 weeks of work for one person at even odds; users tell after half of it, the board decides in week 13."""
    return scenario([mmp("m", 26, earns=earns, success_probability=0.5, **more)], uncertainty=SIGNALS)


def decided(earns, signal, second):
    """What is worth most in week 13, at least as the board sees it, and the worth: keep, pivot or stop."""
    believed = posterior(0.5, signal, 0.8, 0.6)
    ways = {"stop": 0.0, "keep": believed * earns * (104 - 27) - 13_000}
    if not signal:  # keeps 6 of 13 features: 20 to go, a week of reserve as everywhere
        ways["pivot"] = second * earns * (104 - 34) - 20_000
    return max(ways, key=ways.__getitem__)


@pytest.mark.parametrize(
    ("earns", "second", "bad"),
    [(720, None, "pivot"), (720, 0.3, "keep"), (400, None, "stop"), (640, 0.3, "stop"), (2000, 0.2, "keep")],
)
def test_the_round_takes_the_best_branch(earns, second, bad):
    """In every world the decision is that of the tree, rolled back: of the three ways the one worth most."""
    model = PIVOT.model_copy(update={"pivot_success": second})
    assert decided(earns, signal=False, second=0.5 if second is None else second) == bad
    seen = set()
    for world in range(8):
        outcome = run(bet(earns), model, replication=world)
        state = outcome.states[0]
        first = outcome.world.fates[0].signal
        way = decided(earns, first, 0.5 if second is None else second)
        seen.add(first)
        assert [turn.week for turn in state.turns] == ([13] if way == "pivot" else [])
        assert (state.stopped == 13) == (way == "stop")
        assert dates(outcome, "completed")["m"] == {"keep": 26, "pivot": 33, "stop": None}[way]
    assert seen == {True, False}


def test_expected_value_of_the_tree():
    """Every world is a leaf of the tree, worth what the tree says; their mean is its expected value."""
    # leaves: earnings of 720 a week from week 26 (kept) or 33 (pivoted); people cost 52 000 in any case.
    # good signal (0.6): success 0.4 of all; bad (0.4): pivot, success anew at 0.5, 0.2 of all
    expected = 0.4 * 720 * 78 + 0.2 * 720 * 71 - 52_000
    spread = math.sqrt(0.4 * (720 * 78) ** 2 + 0.2 * (720 * 71) ** 2 - (expected + 52_000) ** 2)
    found = []
    for world in range(WORLDS):
        outcome = run(bet(720), PIVOT, replication=world)
        fate, state = outcome.world.fates[0], outcome.states[0]
        leaf = 720 * 78 * fate.success if fate.signal else 720 * 71 * state.fate.success
        assert outcome.result.outcomes["npv"] == pytest.approx(leaf - 52_000)
        found.append(outcome.result.outcomes["npv"])
    assert np.mean(found) == pytest.approx(expected, abs=3 * spread / math.sqrt(WORLDS))


def test_luck_after_a_pivot_is_its_own():
    """Success is drawn anew at the stated chance, whatever the first one was; without a pivot nothing is drawn."""
    sure, never = (PIVOT.model_copy(update={"pivot_success": chance}) for chance in (1.0, 0.0))
    turned = [run(bet(720), sure, replication=k).states[0] for k in range(12)]
    assert all(state.fate.success for state in turned if state.turns)
    assert {state.turns[0].fate.success for state in turned if state.turns} == {True, False}
    for k in range(12):
        assert run(bet(720), never, replication=k).states[0].turns == []  # worth nothing, so nobody turns


def test_pivot_by_hand():
    """6 of 13 features stay, 7 are thrown away with 7 000, 20 are new; the counts and the money say so."""
    worlds = [run(bet(720), PIVOT, replication=k) for k in range(8)]
    turned = [outcome for outcome in worlds if outcome.states[0].turns]
    assert 0 < len(turned) < 8
    for outcome in worlds:
        outcomes, pivoted = outcome.result.outcomes, bool(outcome.states[0].turns)
        assert outcomes["mmps_pivoted"] == pivoted
        assert outcomes["sunk_pivoted"] == 7_000 * pivoted
        assert outcomes["spent_pivoted"] == 33_000 * pivoted
        assert outcomes["mmps_kept"] == (not pivoted)
        assert outcomes["spent_kept"] == 26_000 * (not pivoted)
        assert money(outcome)["work"] == 26_000 + 7_000 * pivoted
        if pivoted:
            assert outcomes["pivots_won"] == outcome.states[0].fate.success
            assert sum(start == start for start, _ in served(outcome, "m")) == 13 + 20
            assert outcomes["throughput"] == (12 + 20) / 52  # one was done at the instant of the pivot


@pytest.mark.parametrize(("keeps", "done"), [(1.0, 26), (0.0, 39)])
def test_what_is_kept(keeps, done):
    """All work kept: it is out as early as ever. Nothing kept: 26 weeks from the pivot on."""
    model = PIVOT.model_copy(update={"pivot_keeps": keeps})
    found = {
        o.states[0].completed for o in (run(bet(2000), model, replication=k) for k in range(9)) if o.states[0].turns
    }
    assert found == {done}


def test_a_second_pivot_needs_leave():
    """After half of the 20 new features users tell again (week 23); in week 26 a second pivot may follow."""
    case = bet(2000)
    for pivots in (1, 2):
        model = PIVOT.model_copy(update={"pivots": pivots, "pivot_keeps": 0.9})
        turns = [[t.week for t in run(case, model, replication=k).states[0].turns] for k in range(16)]
        assert max(map(len, turns)) == pivots
        assert all(week in (13, 26) for weeks in turns for week in weeks)


def test_a_finished_part_is_opened_again():
    """The part of another stream that was complete loses half of its features and is worked on again."""
    case = scenario(
        [mmp("m", None, on="a", effort={"a": 20, "b": 4}, earns=20_000, success_probability=0.5)],
        stream("a"),
        stream("b"),
        uncertainty=SIGNALS,
    )
    turned = [o for o in (run(case, PIVOT, replication=k) for k in range(8)) if o.states[0].turns]
    assert turned
    for outcome in turned:
        state = outcome.states[0]
        assert state.completed == 13 + 14  # 6 of 13 kept in a: 14 to go; 2 of 4 in b
        assert [(work.first, work.n, work.done) for work in state.parts if work] == [(6, 20, 20), (2, 4, 4)]
        assert state.done == state.total


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    case=scenarios(),
    model=models(),
    pivots=st.integers(1, 3),
    keeps=st.sampled_from([0.0, 0.5, 1.0]),
    world=st.integers(0, 50),
)
def test_laws_with_pivots(case, model, pivots, keeps, world):
    """Visits of a feature follow each other, books add up, times of features add up, and work ends."""
    rules = {"pivots": pivots, "pivot_keeps": keeps, "stop_rule": "evidence", "reestimate": True}
    outcome = run(case, model.model_copy(update=rules | {"release_unit": "mmp"}), replication=world)
    visits: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for row in outcome.visits.tolist():
        visits.setdefault((row[0], row[1]), []).append((row[4], row[7]))
    for spans in visits.values():
        assert all(out == into for (_, out), (into, _) in pairwise(sorted(spans)))
    outcomes = outcome.result.outcomes
    assert outcome.ledger.total == round(outcomes["cost"] * 100)
    shares = [outcomes[k] for k in ("flow_efficiency", "blocked_share", "not_pulled_share", "waiting_share")]
    assert math.isnan(shares[0]) or (sum(shares) == pytest.approx(1) and min(shares) > -1e-9)
    for state in outcome.states:
        assert len(state.turns) <= pivots
        assert (state.completed is not None) == (state.done == state.total) or state.stopped is not None
        if state.completed is not None:
            assert all(work.done == work.n for work in state.parts if work is not None)
