"""Leans are found where they are, and many groups do not make one."""

from math import exp, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from intake.review.biases import biases
from intake.review.coverage import coverages
from intake.review.judgements import Judgement, Kind
from scenarios.language.mmps import MMP


def judged(kind: Kind, estimated: float, actual: float, stream: str = "s", **more: object) -> Judgement:
    mmp = MMP.model_validate({"id": "m", "value_stream": stream})
    return Judgement(kind, mmp, "q1", estimated, actual, **more)  # type: ignore[arg-type]


def test_a_lean_of_cost_by_hand() -> None:
    """Logs of -1, 0, 1, 2, 3 tenths: mean 0.1, standard error sqrt(0.025 / 5), Student's t of 4 degrees 2.776."""
    rows = [judged("cost", 10, 10 * exp(x / 10)) for x in (-1, 0, 1, 2, 3)]
    (found,) = biases(rows)
    reach = 2.7764451 * sqrt(0.025 / 5)
    assert found.found == pytest.approx(exp(0.1))
    assert found.interval == pytest.approx((exp(0.1 - reach), exp(0.1 + reach)))
    assert found.chance == pytest.approx(0.2302, abs=1e-4)  # t = 1.4142 with 4 degrees
    assert found.lean == "no lean seen"


def test_lateness_is_a_sign_test() -> None:
    """Seven of seven late: two sides of 2^-7; on time says nothing; below five results nothing is said."""
    (found,) = biases([judged("date", 2, 3)] * 7 + [judged("date", 2, 2)])
    assert (found.late, found.early, found.n) == (7, 0, 8)
    assert found.chance == pytest.approx(2 / 128)
    assert found.lean == "more than estimated"
    (few,) = biases([judged("date", 2, 3)] * 4)
    assert (few.chance, few.lean) == (None, "too few to say")
    (none,) = biases([judged("date", 2, 2)] * 5)
    assert (none.chance, none.lean) == (1.0, "no lean seen")


def test_success_is_held_against_what_was_stated() -> None:
    """None of five at 0.5 each: 2 x 0.5^5, corrected for two groups, with half of the 5 %."""
    rows = [judged("success", 0.5, 0.0, "a")] * 5 + [judged("success", 0.5, 1.0, "b")] * 5
    by = {row.group: row for row in biases(rows)}
    assert by["a"].chance == pytest.approx(2 / 32)
    assert by["a"].corrected == pytest.approx(2 * 2 * 2 / 32)
    assert by["all"].chance == pytest.approx(1)


def test_estimates_without_a_lean_seldom_show_one() -> None:
    """400 portfolios of 40 unbiased estimates in four streams: some lean is said in at most 5 %, give or take."""
    rng = np.random.default_rng(1)
    said = 0
    for _ in range(400):
        logs = rng.normal(0, 0.4, 40)
        rows = [judged("cost", 1, float(exp(x)), f"s{i % 4}") for i, x in enumerate(logs)]
        said += any("estimated" in row.lean for row in biases(rows))
    assert said <= 400 * 0.05 + 2.5 * sqrt(400 * 0.05 * 0.95)


def test_bands_as_stated_are_seldom_called_wrong_and_narrow_ones_are_found() -> None:
    """100 results in bands that hold 80 %: fine; the same results in bands half as wide: too narrow."""
    quantile = NormalDist().inv_cdf(0.9)
    rows = [float(exp(NormalDist().inv_cdf((i + 0.5) / 100))) for i in range(100)]
    for width, verdict in ((1.0, "as stated"), (0.5, "too narrow"), (2.0, "too wide")):
        band = (exp(-quantile * width), exp(quantile * width))
        (found,) = coverages([judged("cost", 1, x, band=band) for x in rows])
        assert found.verdict == verdict
    assert found.n == 100


def test_what_is_late_and_not_done_counts_when_it_is_decided() -> None:
    """Above the band it is out whatever comes; below its end nobody knows yet; without a band nothing is judged."""
    rows = [
        judged("cost", 10, 20, open=True, band=(9.0, 12.0)),
        judged("cost", 10, 11, open=True, band=(9.0, 12.0)),
        judged("cost", 10, 11),
    ]
    (found,) = coverages(rows)
    assert (found.n, found.above, found.undecided, found.without) == (1, 1, 1, 1)
    assert found.verdict == "too few to say"
