"""Maps: cells are single comparisons, undecided ones get more worlds, a stopped map goes on."""

import numpy as np
import pytest

import sim.studies.break_even_map
from scenarios.variation.axis import axis_of
from scenarios.variation.variants import vary
from sim.execution.pool import Pool
from sim.studies.break_even_map import looks, survey
from sim.studies.cases import BLOCK
from sim.studies.comparison import compare
from tests.sim.cases import DIRECT, mmp, scenario, stage, stream

PAIR = ("project", "value_stream")


def noisy():
    """Two models that differ in approval and in the cost of a round; luck in effort and value."""
    effort = {"distribution": "exponential", "mean": 1.0}
    spread = {"distribution": "lognormal", "mean": 1.0, "cv": 1.0}
    model = DIRECT | {"cadence_weeks": 52}
    return scenario(
        [mmp("m", 6, earns=1000), mmp("n", 3, earns=500)],
        stream("s", stage(effort=effort)),
        calendar={"benefit_quarters": 4},
        uncertainty={"value": spread},
        funding_models={"project": model | {"approval_weeks": 4}, "value_stream": model},
    )


@pytest.fixture(scope="module")
def base():
    return noisy()


@pytest.fixture(scope="module")
def axes(base):
    return (
        axis_of(base, "funding_models.project.approval_weeks", (0, 4, 12)),
        axis_of(base, "funding_models.value_stream.governance_per_round", (0, 5_000, 12_000)),
    )


def test_cells_equal_single_comparisons_bit_for_bit(base, axes):
    """Every cell is what vmo compare says of the same setting with the same number of worlds."""
    found = survey(base, *axes, PAIR, replications=12)
    for up, row in zip(axes[1].values, found.cells, strict=True):
        for at, cell in zip(axes[0].values, row, strict=True):
            varied = vary(base, {axes[0].path: at, axes[1].path: up})
            single = compare(varied, models=PAIR, replications=cell.n)
            assert single.difference("npv", "value_stream", "project") == cell


def test_undecided_cells_get_more_worlds(base, axes, monkeypatch):
    """Cells far from break-even stop at the first look, those near it go on to the limit."""
    monkeypatch.setattr(sim.studies.break_even_map, "FIRST", BLOCK)
    found = survey(base, *axes, PAIR, replications=35)
    worlds = np.array([[cell.n for cell in row] for row in found.cells])
    assert set(worlds.ravel()) <= {10, 20, 35}
    assert worlds.min() == found.fewest == 10
    assert found.cells[0][2].n == 10  # twelve weeks of delay for nothing
    assert found.replications == 35
    for row in found.cells:
        for cell in row:
            assert cell.n == 35 or cell.decided
            assert found.winner(cell) in (None, *PAIR)
            assert (found.winner(cell) is None) == (not cell.decided)


def test_looks_double_up_to_the_limit():
    """Thirty worlds, then twice as many, and the limit itself."""
    assert looks(240) == [30, 60, 120, 240]
    assert looks(100) == [30, 60, 100]
    assert looks(20) == [20]


def test_equal_models_never_win(base, axes):
    """With the same settings there is no difference, and the cell is not decided."""
    found = survey(base, *axes, PAIR, replications=2)
    neutral = found.cells[0][0]
    assert (neutral.mean, neutral.low, neutral.high) == (0, 0, 0)
    assert found.winner(neutral) is None


def test_break_even_by_hand():
    """A week of delay costs 1 000: a round of 5 000 breaks even at five weeks, between the cells."""
    model = DIRECT | {"cadence_weeks": 52}
    certain = scenario(
        [mmp("m", 4, earns=1000)],
        calendar={"benefit_quarters": 4},
        funding_models={"project": model, "value_stream": model},
    )
    across = axis_of(certain, "funding_models.project.approval_weeks", (0, 8))
    up = axis_of(certain, "funding_models.value_stream.governance_per_round", (0, 5_000))
    found = survey(certain, across, up, PAIR, replications=2)
    assert found.means == pytest.approx(np.array([[0, 8000], [-5000, 3000]]))
    assert (pytest.approx(5), 5000) in found.break_even


def test_a_stopped_map_goes_on_from_its_checkpoint(base, axes, tmp_path):
    """Finished blocks are kept; the second run does the rest and ends with the same cells."""
    done = []

    def stop(finished, planned):
        done.append((finished, planned))
        if len(done) == 2:
            raise KeyboardInterrupt

    pool = Pool(checkpoint=tmp_path)
    part = survey(base, *axes, PAIR, replications=30, pool=pool, progress=stop)
    assert part.ended == "interrupted"
    assert part.fewest == part.replications == 2 * BLOCK  # funding models only: all cells share their worlds
    kept = sorted(tmp_path.rglob("*"))
    whole = survey(base, *axes, PAIR, replications=30, pool=pool)
    assert set(kept) <= set(tmp_path.rglob("*"))
    assert whole.cells == survey(base, *axes, PAIR, replications=30).cells


def test_an_interrupt_before_the_first_worlds_is_one(base, axes):
    """Nothing to show is no map; an outcome without a better direction has no winner."""

    def stop(finished, planned):
        raise KeyboardInterrupt(finished, planned)

    other = axis_of(base, "uncertainty.value.cv", (0.5, 1))
    with pytest.raises(ValueError, match="no better direction"):
        survey(base, *axes, PAIR, outcome="budget_used_share")
    with pytest.raises(ValueError, match="does not exist under both"):
        survey(base, *axes, PAIR, outcome="time_to_stop_weeks", replications=2)
    part = survey(base, axes[0], other, PAIR, replications=30, progress=stop)
    assert part.ended == "interrupted"
    assert part.cells[1][0].n == 0
    assert np.isnan(part.means[1]).all()
    assert part.winner(part.cells[1][0]) is None
