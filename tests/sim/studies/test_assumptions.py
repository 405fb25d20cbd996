"""All uncertain numbers drawn jointly."""

import numpy as np
import pytest

from scenarios.loader import load
from scenarios.variation.uncertain_number import Number
from scenarios.variation.variants import vary
from sim.execution.pool import Pool
from sim.studies.assumptions import draw_assumptions, value_at
from sim.studies.comparison import compare

MODELS = ("project", "value_stream")


def number(name: str, path: str, low: float, base: float, high: float, *, whole: bool = False) -> Number:
    return Number(name, name, (path,), low, base, high, whole, "D", "a test")


CLAIM = number("claim", "mmps.*.value_per_quarter*", 0.5, 1, 2)
TEAMS = number("teams", "value_streams.*.team_cost_per_sprint*", 0.8, 1, 1.2)


def test_positions_become_values():
    """The middle is what the scenario holds, the ends are the ends; whole numbers are rounded."""
    assert [value_at(CLAIM, p) for p in (0, 0.25, 0.5, 0.75, 1)] == [0.5, 0.75, 1, 1.5, 2]
    assert value_at(number("n", "x", 0, 0, 4), 0.5) == 2
    assert value_at(number("n", "x", 8, 16, 33, whole=True), 0.75) == 24


def test_a_set_is_the_comparison_of_its_scenario():
    """Set k equals an ordinary comparison with its numbers, in the worlds that belong to it."""
    tiny = load("tiny")
    found = draw_assumptions(tiny, [CLAIM, TEAMS], MODELS, sets=4, worlds=2, seed=7)
    k = 1
    changes = CLAIM.changes(value_at(CLAIM, found.positions[k, 0])) | TEAMS.changes(
        value_at(TEAMS, found.positions[k, 1])
    )
    alone = compare(vary(tiny, changes), replications=4, seed=7, models=MODELS)
    for j, model in enumerate(MODELS):
        assert np.array_equal(found.values[k, :, j], alone.values("npv", model)[2:4])


def test_workers_do_not_matter_and_the_seed_does():
    """One process or two: the same bytes."""
    tiny = load("tiny")
    one = draw_assumptions(tiny, [CLAIM, TEAMS], MODELS, sets=4, worlds=2)
    two = draw_assumptions(tiny, [CLAIM, TEAMS], MODELS, sets=4, worlds=2, pool=Pool(2))
    other = draw_assumptions(tiny, [CLAIM, TEAMS], MODELS, sets=4, worlds=2, seed=2)
    assert np.array_equal(one.values, two.values)
    assert not np.array_equal(one.positions, other.positions)


def test_numbers_of_a_group_move_together():
    """Grouped numbers stand at the same place of their ranges in every set; others do not."""
    tiny = load("tiny")
    found = draw_assumptions(
        tiny, [CLAIM, TEAMS, number("rate", "calendar.discount_rate", 0, 0, 0.1)], MODELS,
        sets=8, worlds=2, together=[["claim", "rate"]],
    )  # fmt: skip
    assert np.array_equal(found.positions[:, 0], found.positions[:, 2])
    assert not np.array_equal(found.positions[:, 0], found.positions[:, 1])


def test_without_luck_the_spread_is_that_of_the_numbers():
    """Tiny has no luck: nothing is taken out, and the quantiles are those of the means."""
    tiny = load("tiny")
    found = draw_assumptions(tiny, [CLAIM], MODELS, sets=16, worlds=2)
    assert found.luck == 0
    assert np.allclose(found.expected, found.means)
    assert found.quantiles == tuple(np.quantile(found.means, (0.1, 0.5, 0.9)))
    assert found.wins == (found.means > 0).sum()


def test_one_number_explains_everything_when_it_is_alone():
    """With one uncertain number its share is the whole."""
    tiny = load("tiny")
    found = draw_assumptions(tiny, [CLAIM], MODELS, sets=48, worlds=2)
    assert found.shares is not None
    assert found.shares.shares[0].total == pytest.approx(1, abs=0.05)


def test_an_interrupt_keeps_the_finished_sets():
    """What is finished is an answer; before two sets there is none."""

    def stop(done: int, _planned: int) -> None:
        if done >= limit:
            raise KeyboardInterrupt

    tiny = load("tiny")
    limit = 12
    found = draw_assumptions(tiny, [CLAIM], MODELS, sets=16, worlds=2, progress=stop)
    assert found.ended == "interrupted"
    assert found.sets == 3
    limit = 4
    with pytest.raises(KeyboardInterrupt):
        draw_assumptions(tiny, [CLAIM], MODELS, sets=16, worlds=2, progress=stop)


def test_an_outcome_without_a_better_direction_is_refused():
    """Nobody wins by utilisation."""
    with pytest.raises(ValueError, match="no better direction"):
        draw_assumptions(load("tiny"), [CLAIM], MODELS, outcome="utilisation")
