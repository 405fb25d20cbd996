"""Weeks: zeros count, unfinished weeks and closed weeks do not."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from intake.history.closed import closed_days
from intake.history.options import Options
from intake.history.reading import read_history
from intake.history.weekly import weekly
from scenarios.faults import ScenarioError

spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[1] / "made.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)


@pytest.fixture
def read(tmp_path):
    def from_text(text):
        path = tmp_path / "t.csv"
        path.write_text(text, encoding="utf-8")
        return read_history([path], Options())

    return from_text


@pytest.mark.parametrize(
    "text",
    [
        "week,throughput\n1, 3\n2, 6\n3, 0\n",
        "3\n6\n0\n",
        "throughput\n3\n6\n0\n",
        "Week ; Done \n1;3\n2;6\n3;0\n",
        "1,3\n2,6\n3,0\n",
    ],
)
def test_one_number_a_week(read, text):
    """With a heading or none, with blanks around the numbers or none."""
    assert weekly(read(text)).total.tolist() == [3, 6, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3\n2.5\n4\n", '"2.5" is no number of items'),
        ("week,done\n2026-01-05,3\n2026-01-12,-1\n2026-01-19,2.5\n", '"-1" is no number of items'),
        ("claims,portal\n1,2\n3,1\n", "weekly numbers need a first column called week"),
    ],
)
def test_a_number_that_is_none_is_named(read, text, said):
    """Half an item and minus one are faults of a cell; columns that name no week are asked for one."""
    with pytest.raises(ScenarioError, match=said):
        read(text)


def test_streams_side_by_side(read):
    """A column for each stream, and weeks of the calendar."""
    found = weekly(read("week,claims,portal\n2025-W01,1,2\n2025-W02,0,4\n2025-W03,,\n"))
    assert found.streams == ("claims", "portal")
    assert found.counts.tolist() == [[1, 2], [0, 4]]
    assert found.mondays == (date(2024, 12, 30), date(2025, 1, 6))
    assert found.next_monday == date(2025, 1, 20)
    assert found.left_out == ("1 closed weeks",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("week,done\n2025-W01,1\n2025-W03,2\n2025-W04,2\n", "does not come one week after"),
        ("week,done\n2025-W01,1\n2025-W60,2\n", "is no week of its year"),
        ("week,done\n1,1\n2,2.5\n3,4\n", '"2.5" is no number of items'),
        ("week,done\n1,1\n2,-2\n3,4\n", '"-2" is no number of items'),
    ],
)
def test_numbers_that_are_none(read, text, says):
    """A missing week, a week 60, half an item: each is named with its line."""
    with pytest.raises(ScenarioError, match=says):
        read(text)


def test_first_and_unfinished_weeks_are_left_out():
    """Of weeks 1 to 4 the first need not be whole; the last one counts from its Sunday on."""
    from dataclasses import replace

    import numpy as np

    history = made.of_items([2, 3, 0, 4], np.random.default_rng(1))
    assert weekly(history).total.tolist() == [3, 0, 4]
    assert weekly(replace(history, as_of=date(2025, 2, 1))).total.tolist() == [3, 0]
    assert weekly(history, since=date(2025, 1, 6)).total.tolist() == [2, 3, 0, 4]
    assert weekly(history, last=2).total.tolist() == [0, 4]


def test_closed_weeks_are_neither_drawn_from_nor_counted():
    """Three closed working days close a week; two do not, and that is said."""
    import numpy as np

    history = made.of_items([2, 3, 0, 4], np.random.default_rng(1))
    closed = closed_days(["2025-01-20..2025-01-22,2025-01-27"])
    assert weekly(history, closed=closed).total.tolist() == [3, 4]
    assert closed.partly() == ["2025-W05"]
    assert closed_days(["2025-W04"]).week(date(2025, 1, 20))
    with pytest.raises(ScenarioError, match="is no day, week or range"):
        closed_days(["Christmas"])
