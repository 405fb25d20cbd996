"""Quarters speak the calendar where there is one."""

import vmo
from report.shared.quarter_words import quarter_long, quarter_short, quarter_tick
from scenarios.calendar import Calendar

DATED, BARE = Calendar(starts="2027-Q3"), Calendar()


def test_words_with_and_without_a_first_day():
    """2027-Q3 is quarter 1; without a first day a quarter is its number."""
    assert [quarter_short(DATED, 2), quarter_long(DATED, 2), quarter_tick(DATED, 2)] == [
        "2027-Q4", "2 (2027-Q4)", "Q4\n2027",
    ]  # fmt: skip
    assert [quarter_short(BARE, 2), quarter_long(BARE, 2), quarter_tick(BARE, 2)] == ["Q2", "2", "Q2"]


def test_plans_and_comparisons_speak_in_calendar_quarters():
    """Headings of the plan, the line of conditions, and days in the timeline."""
    tiny = vmo.load("tiny")
    dated = tiny.replace(calendar=tiny.calendar.replace(starts="2027-01-04"))
    assert "2027-Q4" in vmo.plan(dated).frame("plan").columns
    found = vmo.compare(dated, replications=1, workers=1, backing=False)
    assert "(2027-Q1 to 2027-Q4)" in found.text()
    timeline = found.frame("timeline")
    assert timeline.loc[0, "appeared_day"] == "2027-01-04"
    assert "appeared_day" not in vmo.compare(tiny, replications=1, workers=1, backing=False).frame("timeline")
