"""Dates and quarters of several countries."""

import datetime

import pytest

from intake.tables.meaning.quarters import Moment, calendar_of, day_order, moment, quarter_of, quarters_between

DAY = datetime.date


@pytest.mark.parametrize(
    "text", ["Q3 2027", "2027-Q3", "2027Q3", "Q3/27", "3Q27", "3. Quartal 2027", "T3 2027", "Quarter 3 2027"]
)
def test_a_calendar_quarter_is_its_first_day(text):
    """Every spelling of the third quarter of 2027 is one quarter long from 1 July."""
    found = moment(text, "?")
    assert found == Moment(DAY(2027, 7, 1), quarter_long=True)
    assert found.last_day == DAY(2027, 9, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-31", DAY(2027, 3, 31)),
        ("31.3.2027", DAY(2027, 3, 31)),
        ("31/03/2027", DAY(2027, 3, 31)),
        ("03/31/2027", DAY(2027, 3, 31)),
        ("31 mars 2027", DAY(2027, 3, 31)),
        ("5. März 2027", DAY(2027, 3, 5)),
        ("Dez 27", DAY(2027, 12, 1)),
        ("2027-03", DAY(2027, 3, 1)),
        ("03/2027", DAY(2027, 3, 1)),
    ],
)
def test_days_and_months(text, day):
    """Dates that have one reading need no order."""
    found = moment(text, "?")
    assert isinstance(found, Moment)
    assert found.day == day


def test_a_date_with_two_readings_names_both():
    """3/4/2027 is 3 April or 4 March, until the column tells."""
    assert moment("03/04/2027", "?") == "can mean 2027-04-03 or 2027-03-04; write 2027-04-03, or 2027-03-04"
    assert moment("03/04/2027", "month_first") == Moment(DAY(2027, 3, 4))
    assert day_order(["03/04/2027", "13/04/2027"]) == "day_first"
    assert day_order(["03/04/2027", "04/13/2027"]) == "month_first"
    assert day_order(["13/04/2027", "04/13/2027"]) == "?"


@pytest.mark.parametrize("text", ["soon", "31.2.2027", "2027", "Q5 2027", ""])
def test_what_names_no_time_is_none(text):
    """No date is made up."""
    assert moment(text, "?") is None


def test_quarters_of_a_plan_are_those_of_the_calendar():
    """A plan that starts in the second quarter of 2027 has 2028-Q1 as its fourth."""
    calendar = calendar_of("2027-Q2")
    assert calendar is not None
    days = [DAY(2027, 3, 31), DAY(2027, 4, 1), DAY(2027, 7, 1), DAY(2028, 3, 31)]
    assert [quarter_of(day, calendar) for day in days] == [0, 1, 2, 4]


def test_durations_are_rounded_up():
    """A year is four quarters, a day more is five."""
    start = DAY(2021, 4, 1)
    assert quarters_between(start, DAY(2022, 3, 31)) == 4
    assert quarters_between(start, DAY(2022, 5, 1)) == 5
    assert quarters_between(start, start) == 1
