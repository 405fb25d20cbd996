"""Queueing theory through the public API: every system of queueing_exact.json as a scenario, run and measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sim.lab.exact_cases import CASES, WITHIN, Case, compared, facts

AT_ONCE = 7
"""Every so many-th system is run in the default suite; all of them by ``pytest -m long``."""
RANDOM = [case for case in CASES if not case.exact]


def test_every_system_is_there() -> None:
    """All 42 systems can be written as scenarios, and every number of each is compared."""
    assert len(facts()) == 42
    assert {case.id for case in CASES} == set(facts())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.id, marks=[] if place % AT_ONCE == 0 else pytest.mark.long)
        for place, case in enumerate(RANDOM)
    ],
)
def test_exact_value_is_in_the_interval(case: Case, tmp_path: Path) -> None:
    """The exact value is in the run's own 99.9 % interval, which is no wider than the length of the run allows.

    Runs are short here, the suite has minutes; benchmarks/exact.py runs the same systems to 2 %.
    """
    rows = compared(case, tmp_path)
    assert [row for row in rows if not row.inside] == []
    assert [(row.metric, row.half_width) for row in rows if not row.half_width <= WITHIN[case.id]] == []


@pytest.mark.parametrize("case", [case for case in CASES if case.exact], ids=lambda case: case.id)
def test_deterministic_lines_are_exact(case: Case, tmp_path: Path) -> None:
    """Throughput and cycle time of a line without variability, to the ninth digit."""
    for row in compared(case, tmp_path):
        assert row.mean == pytest.approx(row.exact, rel=1e-9)
