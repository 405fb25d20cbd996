"""Exact counts against numbers worked out by hand."""

import pytest

from intake.review.exact import count_chances, count_surprise, enough_to_notice, holm, share_interval


def test_intervals_of_a_share_solve_the_binomial_tails() -> None:
    """0 of 3: (1 - high)^3 = 2.5 %; 3 of 3: low^3 = 2.5 %; 1 of 2: 1 - (1 - low)^2 = 2.5 %, and the mirror."""
    assert share_interval(0, 3) == pytest.approx((0, 1 - 0.025 ** (1 / 3)))
    assert share_interval(3, 3) == pytest.approx((0.025 ** (1 / 3), 1))
    low = 1 - 0.975**0.5
    assert share_interval(1, 2) == pytest.approx((low, 1 - low))


def test_unlike_coins() -> None:
    """Chances 0.5 and 0.8: none 0.1, one 0.5, both 0.4; none is no likelier than 0.1."""
    assert count_chances([0.5, 0.8]) == pytest.approx([0.1, 0.5, 0.4])
    assert count_surprise(0, [0.5, 0.8]) == pytest.approx(0.1)
    assert count_surprise(2, [0.5, 0.8]) == pytest.approx(0.5)
    assert count_surprise(1, [0.5, 0.8]) == pytest.approx(1)


def test_enough_results_are_enough() -> None:
    """With that many results bands that hold half of the time are noticed four times in five, with one less not."""

    def seen(n: int) -> float:
        chances = count_chances([0.5] * n)
        return sum(
            c for k, c in enumerate(chances) if not share_interval(k, n)[0] <= 0.8 <= share_interval(k, n)[1]
        )

    n = enough_to_notice(0.8, 0.5)
    assert all(seen(more) >= 0.8 for more in range(n, n + 10))
    assert seen(n - 1) < 0.8


def test_holm_by_hand() -> None:
    """0.01, 0.04, 0.03 of three tests: 3 x 0.01, then 2 x 0.03, then no less than that."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
