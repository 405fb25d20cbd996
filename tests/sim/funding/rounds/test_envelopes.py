"""Envelopes decided anew: the program against trying everything, votes by hand, people who follow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scenarios.scenario import Vote
from sim.funding.rounds.envelopes import by_value, by_votes
from tests.examples import examples
from tests.sim.cases import dates, funding, mmp, money, run, scenario, stage, stream

MOVE = funding(split="expected_value", max_shift=1, cadence_weeks=13)


def paid(gains, own, left):
    """What a stream's money earns on its own units, the best for the money first, the last one in part."""
    total = 0.0
    for gain, cost in sorted(zip(gains, own, strict=True), key=lambda unit: -unit[0] / unit[1]):
        share = min(1.0, left / cost) if gain > 0 else 0.0
        total, left = total + share * gain, left - share * cost
    return total


@settings(max_examples=examples(14), deadline=None, derandomize=True)
@given(st.data())
def test_the_program_is_the_best_of_all_moves(data):
    """No move of any hundredth of the money, tried one by one, earns more than the one that the program makes."""
    units = st.lists(st.tuples(st.integers(-3, 9), st.integers(1, 9)), min_size=1, max_size=4)
    streams = [data.draw(units), data.draw(units)]
    left = np.array([data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))], dtype=float)
    limit, whole = data.draw(st.sampled_from([0.0, 0.1, 0.5, 1.0])), left.sum()
    gains = np.array([gain for own in streams for gain, _ in own], dtype=float)
    costs = np.zeros((2, len(gains)))
    costs[0, : len(streams[0])] = [cost for _, cost in streams[0]]
    costs[1, len(streams[0]) :] = [cost for _, cost in streams[1]]

    def worth(move):
        money = left + np.array([move, -move]) * whole
        return sum(paid(*zip(*own, strict=True), money[s]) for s, own in enumerate(streams))

    moved = by_value(gains, costs, left, whole, left / whole, limit, {})
    assert abs(moved.sum()) < 1e-9
    assert abs(moved[0]) <= limit + 1e-9
    tried = [k / 100 for k in range(-100, 101) if abs(k / 100) <= limit]
    allowed = [move for move in tried if -left[0] / whole <= move <= left[1] / whole]
    best = max(map(worth, allowed))
    assert worth(moved[0]) >= best - 1e-3 * max(1.0, best)


def test_nothing_moves_for_nothing():
    """What each stream can pay for itself moves no money, nor does what is worth less than it costs."""
    costs, left = np.array([[4.0, 0.0], [0.0, 4.0]]), np.array([5.0, 5.0])
    assert not by_value(np.array([9.0, 9.0]), costs, left, 10.0, left / 10, 1.0, {}).any()
    assert not by_value(np.array([-1.0, -2.0]), 2 * costs, left, 10.0, left / 10, 1.0, {}).any()


def test_what_a_unit_needs_is_paid_as_well():
    """A unit worth 9 that needs another one of -6 pays for both: 8 of 10 in the first stream, so 0.3 move there."""
    costs, left = np.array([[4.0, 4.0], [0.0, 0.0]]), np.array([5.0, 5.0])
    moved = by_value(np.array([9.0, -6.0]), costs, left, 10.0, left / 10, 1.0, {0: [1]})
    assert moved == pytest.approx([0.3, -0.3])
    assert not by_value(np.array([5.0, -6.0]), costs, left, 10.0, left / 10, 1.0, {0: [1]}).any()


def test_votes_by_hand():
    """One voter wants 3 to 1, another all for b: 3/8 and 5/8. Half way is as far as the limit lets it go."""
    votes = (
        Vote(voter="x", value_stream="a", points=3),
        Vote(voter="x", value_stream="b", points=1),
        Vote(voter="y", value_stream="b", points=100),
        Vote(voter="y", value_stream="a", points=1, quarter=3),
    )
    shares, floors = np.array([0.5, 0.5]), np.zeros(2)
    assert by_votes(votes, ("a", "b"), 1, shares, floors, 1.0) == pytest.approx([-0.125, 0.125])
    assert by_votes(votes, ("a", "b"), 1, shares, floors, 0.0625) == pytest.approx([-0.0625, 0.0625])
    assert by_votes(votes, ("a", "b"), 3, shares, floors, 1.0) == pytest.approx([0.375, -0.375])
    assert not by_votes((), ("a", "b"), 1, shares, floors, 1.0).any()


def two(sizes=(35, 35), **more):
    """Two streams of four people, 52 000 a quarter for each; all the work that pays is on a."""
    streams = [stream(name, stage(servers=4)) for name in "ab"]
    work = [mmp(f"p{k}", size, on="a", earns=9_000) for k, size in enumerate(sizes)]
    return scenario([*work, mmp("r", 8, on="b", earns=1)], *streams, budget={"per_quarter": 104_000} | more)


def test_people_follow_the_money():
    """70 000 are needed on a, 18 000 more than its half: 17.3 % of all money move, and one of b's four people."""
    outcome, fixed = run(two(), MOVE), run(two())
    assert [change for week, stream, change in outcome.moves if week == 0 and stream == 1] == [-1]
    assert sum(change for _, _, change in outcome.moves) == 0
    assert not fixed.moves
    both = [money(each)["work"] + money(each)["bench"] for each in (outcome, fixed)]
    assert both[0] == pytest.approx(both[1], abs=1)
    assert dates(outcome, "completed")["p1"] < dates(fixed, "completed")["p1"]


def test_the_limit_is_that_of_a_year():
    """8 % a year are 2 % a quarter, 2 080: enough for one more MMP of 2 000 in each round, and never for more."""
    case = two([2] * 200)
    moved = [run(case, funding(split="expected_value", max_shift=share)) for share in (0.08, 0.0)]
    assert 0 < moved[0].result.outcomes["shifted_share"] <= 0.08 + 1e-9
    assert moved[1].result.outcomes["shifted_share"] == 0


def test_votes_of_a_scenario():
    """Everybody votes for a: at most 2 % of the money moves there in each of four rounds."""
    votes = [{"voter": "board", "value_stream": "a", "points": 1}]
    outcome = run(two(votes=votes), funding(split="votes"))
    assert outcome.result.outcomes["shifted_share"] == pytest.approx(0.08)


def test_faults_of_votes():
    """A vote for a stream that is not there, and a split by votes without any, are named."""
    with pytest.raises(ValidationError, match="aa"):
        two(votes=[{"voter": "x", "value_stream": "aa", "points": 1}])
    with pytest.raises(ValidationError, match="nobody has voted"):
        scenario([mmp("m")], funding_models={"v": {"base": "value_stream", "split": "votes"}})
