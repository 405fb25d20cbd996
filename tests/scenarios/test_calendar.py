"""Quarters of the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scenarios.calendar import Calendar
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import scenario_hash


def test_quarters_count_on_from_the_first_one():
    """From 4 January 2027 quarter 1 is 2027-Q1, quarter 5 is 2028-Q1."""
    calendar = Calendar(starts="2027-01-04")
    assert [calendar.quarter_name(q) for q in (1, 2, 4, 5, 9)] == [
        "2027-Q1", "2027-Q2", "2027-Q4", "2028-Q1", "2029-Q1",
    ]  # fmt: skip
    assert calendar.day(0) == date(2027, 1, 4)
    assert calendar.day(13) == date(2027, 4, 5)


def test_a_quarter_as_start_is_its_first_day():
    """2027-Q3 starts on the first of July."""
    assert Calendar(starts="2027-Q3").first_day == date(2027, 7, 1)
    assert Calendar(starts="2027-Q3").quarter_number("2028-Q1") == 3


def test_a_start_in_the_middle_belongs_to_the_quarter_that_holds_its_middle():
    """13 weeks from 10 March have their middle in April: 2027-Q2."""
    assert Calendar(starts="2027-03-10").quarter_name(1) == "2027-Q2"
    assert Calendar(starts="2027-02-10").quarter_name(1) == "2027-Q1"


@given(start=st.dates(date(2000, 1, 1), date(2090, 12, 31)), quarter=st.integers(1, 80))
def test_names_and_numbers_are_each_other_s_inverse(start, quarter):
    """Whatever the first day: the number of a name is the number it was made of."""
    calendar = Calendar(starts=start.isoformat())
    assert calendar.quarter_number(calendar.quarter_name(quarter)) == quarter


def test_without_a_start_there_are_no_names():
    """Nothing is invented; a name that is asked for says what is missing."""
    assert Calendar().quarter_name(3) == ""
    assert Calendar().day(3) is None
    with pytest.raises(ValueError, match=r"calendar\.starts"):
        Calendar().quarter_number("2027-Q3")


def test_quarters_of_other_length_are_days():
    """Twelve weeks are no calendar quarter: their first day is their name."""
    calendar = Calendar(starts="2027-01-04", weeks_per_quarter=12)
    assert calendar.quarter_name(2) == "2027-03-29"
    with pytest.raises(ValueError, match="written as numbers"):
        calendar.quarter_number("2027-Q2")


@pytest.mark.parametrize("text", ["2027-02-30", "2027-13-01", "4 January", "2027-Q5"])
def test_days_that_do_not_exist_are_refused(text):
    """A first day is a day."""
    with pytest.raises(ValidationError):
        Calendar(starts=text)


PORTFOLIO = """\
currency: EUR
calendar: {quarters: 8, starts: START}
budget: {per_quarter: 300000}
value_streams:
- {id: alpha, teams: 1, team_cost_per_sprint: 20000, stages: [{id: build, servers: 1, effort: 2}]}
mmps: mmps.csv
events:
- {kind: budget_cut, quarter: 2027-Q3, factor: 0.9}
funding_models: {project: project, value_stream: value_stream}
"""
TABLE = """\
id,value_stream,features,value_per_quarter,appears_quarter,urgency,latest_quarter
a,alpha,20,130000,2027-Q2,"fixed_date: 2028-Q1, 20000",8
b,alpha,20,130000,1,closing: 2027q4,
"""


def test_quarters_of_yaml_and_table_are_numbers_once_read(tmp_path):
    """2027-Q2 is quarter 2 wherever a quarter may stand, short forms included."""
    (tmp_path / "scenario.yaml").write_text(PORTFOLIO.replace("START", "2027-Q1"), encoding="utf-8")
    (tmp_path / "mmps.csv").write_text(TABLE, encoding="utf-8")
    found: Scenario = load(tmp_path)
    a, b = found.mmps
    assert a.appears_quarter == 2
    assert (a.urgency.quarter, a.latest_quarter) == (5, 8)
    assert b.urgency.last_quarter == 4
    assert found.events[0].quarter == 3


def test_a_start_changes_the_fingerprint_and_none_does_not():
    """Scenarios published before dates existed keep their fingerprint."""
    tiny = load("tiny")
    dated = tiny.replace(calendar=tiny.calendar.replace(starts="2027-Q1"))
    assert scenario_hash(dated) != scenario_hash(tiny)
    assert scenario_hash(dated.replace(calendar=tiny.calendar.replace(starts=None))) == scenario_hash(tiny)
