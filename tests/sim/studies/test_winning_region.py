"""Boxes of a few numbers in which the other model wins."""

import numpy as np

from sim.studies.winning_region import Side, winning_region


def drawn(draws: int = 400, numbers: int = 5, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).random((draws, numbers))


def test_a_corner_is_found_and_confirmed_on_draws_it_has_not_seen():
    """Wins where number 1 is high and number 3 is low: exactly these two sides, and nearly only wins inside."""
    u = drawn()
    wins = (u[:, 1] > 0.6) & (u[:, 3] < 0.4)
    region = winning_region(u, wins, [0, 1, 2, 3, 4])
    assert region is not None
    assert {(side.number, side.above) for side in region.sides} == {(1, True), (3, False)}
    assert region.held == 200
    assert region.held_wins == wins[1::2].sum()
    assert region.inside_wins / region.inside > 0.7 > 2 * region.held_wins / region.held


def test_wins_without_a_reason_give_no_region_that_holds():
    """Wins by chance alone: what was found on one half is not better on the other, most of the time."""
    kept = 0
    for seed in range(20):
        u = drawn(seed=seed)
        wins = np.random.default_rng(100 + seed).random(len(u)) < 0.2
        region = winning_region(u, wins, [0, 1, 2, 3, 4])
        kept += region is not None and region.inside_wins / region.inside > 0.5
    assert kept == 0


def test_only_numbers_that_are_offered_restrict_the_box():
    """A number that may not be used is not used, even if it is the reason."""
    u = drawn()
    region = winning_region(u, u[:, 0] > 0.5, [1, 2])
    assert region is None or all(side.number in (1, 2) for side in region.sides)


def test_too_few_wins_are_not_explained():
    """A handful of wins is no pattern."""
    u = drawn()
    wins = np.zeros(len(u), dtype=bool)
    wins[:6] = True
    assert winning_region(u, wins, [0, 1]) is None


def test_a_side_says_where_it_cuts():
    """Sides are positions of the range."""
    u = drawn()
    region = winning_region(u, u[:, 2] > 0.7, [2])
    assert region is not None
    side = region.sides[0]
    assert side == Side(2, True, side.position)
    assert 0.55 < side.position < 0.75
