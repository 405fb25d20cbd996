"""The board at week 0: work under way is spread over the stages, and counts for what it has cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.loader import load
from sim.kanban.opening import openings
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream

LINE = stream("s", stage("a", effort=1), stage("b", effort=3))
"""Four weeks of work in two stages with one server each."""


def line(*stages):
    return Blueprint(scenario([mmp("m")], stream("s", *stages))).streams[0]


def test_board_by_hand():
    """14.5 of 32 weeks are done: three features of four weeks, and 2.5 on the one in b; a begins with the next."""
    outcome = run(scenario([mmp("m", 8, underway=14.5 / 32)], LINE))
    visits = outcome.visits[outcome.visits[:, 2].argsort(kind="stable")]
    a, b = (visits[visits[:, 2] == k] for k in (0, 1))
    assert a[:, 1].tolist() == [4, 5, 6, 7]
    assert a[:, 6].tolist() == [1, 2, 3, 4]
    assert b[:, 1].tolist() == [3, 4, 5, 6, 7]
    assert b[:, 6].tolist() == [1.5, 4.5, 7.5, 10.5, 13.5]
    assert dates(outcome, "released") == {"m": 13.5}
    assert outcome.ledger.by_week(104)[0].sum() == 100_000 * 17.5


def test_one_stage_has_whole_features():
    """Where there is one stage the share done is whole features, and work begins with the next."""
    outcome = run(scenario([mmp("m", 8, underway=0.5)]))
    assert outcome.visits[:, 1].tolist() == [4, 5, 6, 7]
    assert dates(outcome, "released") == {"m": 4}


def test_first_in_rank_is_furthest():
    """The last stage holds features of the first MMP, and the next one has what is left of the servers."""
    first, second = openings(line(stage("a"), stage("b", servers=3)), [(2, 0.9), (9, 0.5)])
    assert [place for place, _ in first.places] == [2, 2]
    assert [place for place, _ in second.places] == [2]
    assert [over for _, over in (*first.places, *second.places)] == pytest.approx([5 / 6, 1 / 2, 1 / 6])
    assert (first.done, second.done) == (0, 4)


@given(
    efforts=st.lists(st.sampled_from([0.5, 1, 3]), min_size=2, max_size=4),
    crews=st.lists(st.integers(1, 3), min_size=4, max_size=4),
    work=st.lists(st.tuples(st.integers(1, 20), st.floats(0, 1)), min_size=1, max_size=4),
)
def test_the_share_done_is_done(efforts, crews, work):
    """Complete and half-way features hold the stated share of the work, to half a feature."""
    stages = [stage(f"s{k}", servers=crews[k], effort=effort) for k, effort in enumerate(efforts)]
    total = sum(efforts)
    found = openings(line(*stages), work)
    for (features, share), each in zip(work, found, strict=True):
        half_way = sum(sum(efforts[: k - 1]) + over * efforts[k - 1] for k, over in each.places)
        assert each.done + len(each.places) <= features
        assert each.done < features
        wanted = features * share * total
        assert half_way <= wanted
        assert each.done * total + half_way <= wanted + total / 2 + 1e-9
        if each.done + max(1, len(each.places)) < features:
            assert each.done * total + half_way >= wanted - total / 2 - 1e-9
    for number, crew in enumerate(crews[: len(efforts)], start=1):
        assert sum(place == number for each in found for place, _ in each.places) <= crew


@pytest.mark.parametrize("base", ["project", "value_stream"])
def test_nobody_begins_idle(base):
    """In the insurer the share of payroll paid without work in week 0 is within 10 points of that of the year."""
    case = load("insurer")
    blueprint = Blueprint(case)
    bench = paid = 0
    for number in range(10):
        ledger = simulate(World(blueprint, 1, number), case.funding_models[base]).ledger
        payroll = ledger.by_week(208)[:3, :52]
        bench, paid = bench + payroll[1], paid + payroll.sum(axis=0)
    assert abs(bench[0] / paid[0] - bench.sum() / paid.sum()) < 0.1


def test_rules_do_not_move_the_board():
    """Every funding model finds the same board at week 0."""
    case = scenario([mmp("m", 8, underway=0.5), mmp("n", 6, underway=0.4)], LINE)
    boards = [run(case, model).visits for model in (funding(), funding(release_unit="project", approval_weeks=9))]
    begun = [board[board[:, 4] == 0][:, [0, 1, 2, 6]].tolist() for board in boards]
    assert begun[0] == begun[1]
