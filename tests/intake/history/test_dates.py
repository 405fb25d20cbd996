"""The order of day and month is decided by a whole column, and never guessed."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.history.complaints import Complaints
from intake.history.options import Options
from intake.history.readers.dates import read_dates


def read(*texts, **options):
    complaints = Complaints("items.csv")
    found = read_dates(list(enumerate(texts, 2)), "Closed", Options(**options), complaints)
    return [moment and moment.when for moment in found], [str(fault) for fault in complaints.faults()]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2024-01-09", datetime(2024, 1, 9)),
        ("2024-01-09T15:54:07.5", datetime(2024, 1, 9, 15, 54, 7, 500000)),
        ("2024/1/9 3:54 PM", datetime(2024, 1, 9, 15, 54)),
        ("27.6.2025 15:14:58", datetime(2025, 6, 27, 15, 14, 58)),
        ("6/21/2025 16:14", datetime(2025, 6, 21, 16, 14)),
        ("09/Jan/24 3:54 PM", datetime(2024, 1, 9, 15, 54)),
        ("22/Oct/21 16:55", datetime(2021, 10, 22, 16, 55)),
        ("9 January 2024", datetime(2024, 1, 9)),
        ("Jan 9, 2024 12:05 AM", datetime(2024, 1, 9, 0, 5)),
        ("Tue, 9 Jan 2024", datetime(2024, 1, 9)),
        ("09/Jan/24 3:54\u202fPM", datetime(2024, 1, 9, 15, 54)),
        ("9. M\u00e4rz 2024", datetime(2024, 3, 9)),
        ("09/Mrz/24 14:05", datetime(2024, 3, 9, 14, 5)),
        ("21/f\u00e9vr./25 3:05 PM", datetime(2025, 2, 21, 15, 5)),
        ("21/dez/25", datetime(2025, 12, 21)),
        ("45/Jan/09", datetime(2045, 1, 9)),
        ("7/7/2025", datetime(2025, 7, 7)),
    ],
)
def test_formats(text, when):
    """Dates of trackers in the languages of their users; where both orders agree nobody is asked."""
    assert read(text) == ([when], [])


def test_offsets_are_kept():
    """A Z or +02:00 belongs to the moment."""
    (zulu, plus), faults = read("2024-01-09T10:00:00Z", "2024-01-09T12:00:00+0200")
    assert zulu == plus
    assert not faults


def test_one_cell_settles_a_column():
    """The 27th can only be a day."""
    assert read("7.6.2025", "27.6.2025")[0][0] == datetime(2025, 6, 7)
    assert read("7/6/2025", "7/27/2025")[0][0] == datetime(2025, 7, 6)


def test_an_unsettled_column_is_a_question():
    """Both readings are shown with the option for each; the answer is taken."""
    found, faults = read("3/4/2026", "5/6/2026")
    assert found == [None, None]
    assert "2026-04-03 (day first) or 2026-03-04 (month first)" in faults[0]
    assert "--dates day-first or --dates month-first" in faults[0]
    assert read("3/4/2026", dates={"": "month-first"})[0] == [datetime(2026, 3, 4)]
    assert read("3/4/2026", dates={"closed": "day-first"})[0] == [datetime(2026, 4, 3)]
    assert read("24-01-09")[1]  # a year, a day?


def test_contradictions_are_shown():
    """One cell that only fits one order and one that only fits the other are both named."""
    _, (fault,) = read("27/6/2025", "6/27/2025")
    assert "contradict" in fault
    assert 'line 2 "27/6/2025" is day first' in fault
    assert 'line 3 "6/27/2025" is month first' in fault


def test_no_day_of_the_calendar():
    """The 31st of February is refused whatever the order; so is an hour after midnight in the afternoon."""
    assert "is no day of the calendar" in read("31/2/2025")[1][0]
    assert "is no date" in read("9 Jan 2024 13:05 PM")[1][0]
    assert "is no date" in read("45291.5")[1][0]


def test_months_that_languages_read_differently_are_asked():
    """In Croatian lis is October, in Polish November."""
    found, (fault,) = read("5/lis/25")
    assert found == [None]
    assert "--language" in fault
    assert read("5/lis/25", language="pl")[0] == [datetime(2025, 11, 5)]


def test_empty_words_are_no_dates():
    """A dash or n/a is an empty cell."""
    assert read("-", "n/a", "", "2024-01-09") == ([None, None, None, datetime(2024, 1, 9)], [])


STYLES = {
    "day-first": ("{d:%d/%m/%Y}", "{d:%d.%m.%Y} {d:%H:%M:%S}", "{d.day}.{d.month}.{d.year}"),
    "month-first": ("{d:%m/%d/%Y}", "{d.month}/{d.day}/{d.year}", "{d:%m-%d-%Y} {d:%I:%M %p}"),
}


@given(
    days=st.lists(st.integers(0, 3000), min_size=1, max_size=8),
    order=st.sampled_from(sorted(STYLES)),
    style=st.integers(0, 2),
)
def test_no_column_is_read_wrong_in_silence(days, order, style):
    """Written in any style, a column is read back equal or is refused: never another day."""
    true = [datetime(2020, 1, 1) + timedelta(days=n) for n in days]
    found, faults = read(*(STYLES[order][style].format(d=when) for when in true))
    if not faults:
        assert [when.date() for when in found] == [when.date() for when in true]
    else:
        assert all(when.day <= 12 for when in true)
