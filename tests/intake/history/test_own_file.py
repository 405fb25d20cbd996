"""What is written is read back equal, and a spreadsheet runs none of it."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.history.history import STATES, History, Item, Visit, Week
from intake.history.own_file import history_csv, read_own
from intake.history.reading import read_history
from scenarios.faults import ScenarioError

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
NAMES = WORDS.map(str.strip).filter(bool)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1))
ITEMS = st.builds(
    Item,
    id=NAMES, state=st.sampled_from(STATES), type=WORDS, stream=WORDS, created=st.none() | TIMES,
    started=st.none() | TIMES, ended=st.none() | TIMES, stage=WORDS,
    visits=st.lists(st.builds(Visit, NAMES, TIMES), max_size=3).map(tuple), returns=st.integers(0, 3),
    blocked_days=st.none() | st.floats(0, 100), note=WORDS,
)  # fmt: skip


HISTORIES = st.builds(
    History,
    source=WORDS,
    layout=WORDS,
    items=st.lists(ITEMS, max_size=4).map(tuple),
    as_of=st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    stages=st.lists(NAMES, max_size=3).map(tuple),
    timed=st.booleans(),
    zone=WORDS,
    dropped=st.lists(st.tuples(WORDS, st.integers(0, 9)), max_size=2).map(tuple),
    notes=st.lists(WORDS, max_size=2).map(tuple),
)


@given(HISTORIES)
def test_items_are_read_back_equal(history):
    """Whatever the words hold: delimiters, quotes, bars, signs of formulas."""
    assert read_own(Path("h.csv"), "h.csv", history_csv(history).encode()) == history


def test_weeks_are_read_back_equal(tmp_path):
    """Closed weeks stay closed, zeros stay zeros."""
    monday = date(2026, 1, 5)
    weeks = tuple(
        Week(f"w{k}", None if k == 1 else (k, 0), monday + timedelta(weeks=k) if k else None) for k in range(4)
    )
    history = History("t.csv", "weekly throughput", (), None, weeks=weeks, week_streams=("a", "=b"))
    path = tmp_path / "h.csv"
    path.write_text(history_csv(history), encoding="utf-8")
    assert read_history([path]) == history


def test_no_cell_is_a_formula():
    """A title that begins with a sign of formulas is written with an apostrophe."""
    item = Item("=1+1", "open", type="@x", stream="+y", stage="-z", note="'n")
    text = history_csv(History("=s", "", (item,), None))
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("# vmo history,1", "# vmo history,7"), "another version"),
        (("done", "finished"), "is no item of a history"),
        (("# as of", "# ass of"), "is no line of a history"),
        (("id,type", "ID,type"), "lacks the columns"),
    ],
)
def test_a_damaged_history_is_refused(change, says, tmp_path):
    """One clear message, and nothing half read."""
    text = history_csv(History("s", "", (Item("a", "done", ended=datetime(2026, 1, 1)),), date(2026, 1, 2)))
    path = tmp_path / "h.csv"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(ScenarioError, match=says):
        read_history([path])
