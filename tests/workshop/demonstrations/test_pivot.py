"""Pivot: the tree by hand, the board takes the way that the tree says, and boards show who pivoted."""

import pytest

from workshop.demonstrations.pivot.boards import way_board, winners
from workshop.demonstrations.pivot.measure import KEEPS, RIGHT, USUAL, bet, played, varied
from workshop.demonstrations.pivot.tree import FINISH, KEEP, PIVOT, STOP, mean
from workshop.experiments.runs import shipped
from workshop.parts.demonstration import Setting


def test_the_scenario_is_what_the_tree_takes_it_for():
    """Ten features of 10 000, four of them judged; all ideas alike, right four times in five, half kept."""
    case, usual = shipped("pivot"), bet()
    assert (usual.features, usual.first, usual.cost, usual.value, usual.chance) == (10, 4, 10_000, 450_000, 0.3)
    assert {(mmp.features, mmp.value, mmp.success_probability) for mmp in case.mmps} == {(10, 450_000, 0.3)}
    assert case.uncertainty.evidence.sensitivity == case.uncertainty.evidence.specificity == RIGHT[0]
    assert case.funding_models[PIVOT].pivot_keeps == USUAL


def test_models_differ_in_what_evidence_may_do_alone():
    """What is shown is the effect of stopping, and then of pivoting."""
    finish, stop, pivot = (shipped("pivot").funding_models[name] for name in (FINISH, STOP, PIVOT))
    assert finish.model_copy(update={"stop_rule": "evidence", "name": stop.name}) == stop
    assert stop.model_copy(update={"pivots": 1, "name": pivot.name}) == pivot


def test_tree_by_hand():
    """Bad news comes to 0.3 x 0.2 + 0.7 x 0.8 of ideas; a pivot has 8 features to build, and always goes on."""
    usual = bet()
    assert usual.bad == pytest.approx(0.62)
    ways = usual.judged(good=False)
    assert ways == pytest.approx({KEEP: 0.06 / 0.62 * 450_000 - 60_000, PIVOT: 55_000, STOP: 0})
    assert mean(usual.of_rule(FINISH)) == pytest.approx(0.3 * 450_000 - 100_000)
    stop = 0.24 * 450_000 - 0.38 * 60_000 - 40_000
    assert mean(usual.of_rule(STOP)) == pytest.approx(stop)
    assert mean(usual.of_rule(PIVOT)) == pytest.approx(stop + 0.62 * 55_000)
    assert mean(usual.gain()) == pytest.approx(0.62 * 55_000)


def test_a_pivot_that_keeps_nothing_may_be_stopped():
    """After 4 of 10 new features 6 are left, for 0.06 / 0.62 of 450 000: it is stopped, and 60 000 are saved."""
    bare = bet(keeps=0.0)
    assert mean(bare.leaves(PIVOT)) == pytest.approx(0.24 * 450_000 - 40_000 - 0.38 * 60_000)


@pytest.mark.parametrize("right", RIGHT)
@pytest.mark.parametrize("keeps", KEEPS)
def test_the_rule_is_the_optimum(right, keeps):
    """What is worth most at each decision is what the whole tree, rolled back, asks for."""
    assert mean(bet(right, keeps).of_rule(PIVOT)) == pytest.approx(bet(right, keeps).best())


@pytest.mark.parametrize(
    ("right", "keeps", "again", "way"),
    [(0.8, 0.5, 0.3, PIVOT), (0.55, 0.5, 0.3, KEEP), (0.55, 1.0, 0.3, PIVOT), (0.8, 0.5, 0.1, STOP)],
)
def test_the_board_takes_the_way_of_the_tree(right, keeps, again, way):
    """In a whole year every idea with bad news goes the same way; values are whole features and wins."""
    assert bet(right, keeps, again).way(PIVOT) == way
    values, done = played(varied(right, keeps, again), PIVOT, 1, 1)
    assert done == way
    assert round(30 * values[0]) % 10_000 == 0


def test_boards_show_who_pivoted():
    """Thirty ideas either way; with the option some lie in the column between, and more are won in this year."""
    stop, pivot = (way_board(way, Setting()) for way in ("stop", "pivot"))
    assert len(stop.idea) == len(pivot.idea) == 30
    assert (stop.column == 1).sum() == 0 < (pivot.column == 1).sum()
    assert [column.name for column in pivot.columns] == ["Being built", "Pivoted", "Won"]
    assert winners(pivot) > winners(stop)
