"""Formulas that are drawn beside measurements, against values known from elsewhere."""

import json
import math
from pathlib import Path

import pytest

from workshop.experiments.theory import (
    Line,
    batch_wait,
    gated,
    kingman,
    one_server,
    shared_wait,
    steady_beat,
    wait_error,
)

EXACT = json.loads(
    (Path(__file__).parents[2] / "sim" / "lab" / "data" / "queueing_exact.json").read_text(encoding="utf-8")
)


def exact(case, metric):
    (value,) = (row["exact_value"] for row in EXACT if row["case_id"] == case and row["metric"] == metric)
    return value


@pytest.mark.parametrize(("case", "period"), [("GATE-12", 12.0), ("GATE-3", 3.0)])
def test_gated_queue(case, period):
    """0.8 ideas a month, a month of work: the published numerical values."""
    wait, after = gated(0.8, 1.0, period)
    assert wait == exact(case, "gate_wait")
    assert after == pytest.approx(exact(case, "time_release_to_done"), rel=1e-8)


def test_gates_without_end_of_frequency_are_no_gates():
    """With a gate every moment the line is an M/M/1 queue: 1 / (1 - 0.8) months."""
    assert gated(0.8, 1.0, 0.01)[1] == pytest.approx(5.0, rel=1e-4)


def test_gates_of_an_overloaded_line():
    """More ideas than the server can do pile up without end."""
    assert gated(1.0, 1.0, 3.0) == (1.5, math.inf)


def test_kingman_is_exact_for_random_arrivals():
    """M/M/1 at 80 %: 4 weeks of waiting; with constant work half of it."""
    assert kingman(0.8, 1.0, 1.0) == pytest.approx(4.0)
    assert kingman(0.8, 1.0, 0.0) == pytest.approx(2.0)


def test_cases_of_a_line():
    """Four stages of a week: 4 cards fill the line; Little's law holds in every case."""
    line = Line(rate=1.0, shortest=4.0)
    assert line.critical == 4
    assert line.best(2) == (0.5, 4.0)
    assert line.best(8) == (1.0, 8.0)
    assert line.worst(8) == (0.25, 32.0)
    assert line.practical_worst(1) == (0.25, 4.0)
    for case in (line.best, line.worst, line.practical_worst):
        for cards in (1, 3, 4, 9):
            throughput, weeks = case(cards)
            assert throughput * weeks == pytest.approx(cards)


def test_wait_of_a_batch():
    """The first of five waits for four more, the last for none."""
    assert batch_wait(2.0, 5) == 1.0
    assert batch_wait(2.0, 1) == 0.0


def test_one_server_with_random_arrivals():
    """Random work has a second moment of 2: the wait of M/M/1; equal work of 1: that of M/D/1."""
    assert one_server(0.8, 2.0) == pytest.approx(kingman(0.8, 1.0, 1.0))
    assert one_server(0.8, 1.0) == pytest.approx(kingman(0.8, 1.0, 0.0))


def test_steady_arrivals_and_random_work():
    """D/M/1: the share that waits solves s = exp(-(1 - s) / load); the wait lies below Kingman's."""
    wait = steady_beat(0.8)
    share = wait / (1 + wait)
    assert share == pytest.approx(math.exp(-(1 - share) / 0.8), rel=1e-12)
    assert 0.8 * kingman(0.8, 0.0, 1.0) < wait < kingman(0.8, 0.0, 1.0)


def test_error_of_a_mean_wait():
    """M/M/1 at half load: the mean wait of n features has variance 0.5 x 3.625 / 0.5^4 / n = 29 / n."""
    assert wait_error(0.5, 29.0) == pytest.approx(1.0)  # the mean wait is a week
    assert wait_error(0.5, 2900.0) == pytest.approx(0.1)
    assert wait_error(0.5, 29.0, 0.25) == pytest.approx(0.5)


def test_shared_wait():
    """One person is M/M/1; two at half load wait a third of the work: 1/3 x 1 / (2 - 1)."""
    assert shared_wait(1, 0.9) == pytest.approx(kingman(0.9, 1, 1))
    assert shared_wait(2, 0.5) == pytest.approx(1 / 3)
    assert shared_wait(4, 0.9, 2.0) == pytest.approx(2 * shared_wait(4, 0.9))
