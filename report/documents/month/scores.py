"""The scorecard of a month: what actuals say since quarter 1, to the quarter; what nobody wrote down is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.scorecard import SCORED, Score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from intake.rolling.so_far import SoFar
    from report.documents.month.facts import MonthStudies

COLUMN = "to date"
"""Heading of the only column."""
DEFINITIONS = {
    "days_per_release": "days of the quarters that are over x value streams / MMPs that came out in them",
    "cost_per_release": "spent on MMPs since quarter 1 / MMPs that came out since",
    "worst_gap_weeks": "longest run of whole quarters that are over in which a value stream brings out nothing "
    "that earns, in weeks",
    "three_month_rule_share": "quarters that are over in which a stream brings out something that earns / quarters "
    "of all streams",
    "releases": "MMPs that came out since quarter 1",
    "time_to_first_value_weeks": "end of the quarter in which the first MMP that earns came out, from quarter 1",
    "lead_time_weeks": "mean over MMPs that came out since quarter 1, from the start of the quarter in which they "
    "appeared to the end of that of their release",
    "realised_share": "value brought to date / full benefits claimed to date for what is out",
    "governance_share": "spent on planning (rounds, reviews, business cases) to date / all that is spent to date",
    "overload_share": "share of the weeks in which more than 90 % of the people are at work",
    "pv_governance": "spent on the value management office to date, undiscounted",
}
"""What the measures are in a month, where a simulation counts otherwise."""
NO_ACTUALS = "no actuals.csv in the folder"
NO_SPEND = "no row of this kind in spend.csv"
NO_LOAD = "nobody writes down the load; vmo packet has the planned one"
NOT_OVER = "no quarter is over"
NONE_OUT = "nothing came out since quarter 1"


def month_scores(studies: MonthStudies) -> tuple[Score, ...]:
    """Every measure of the scorecard, in its order."""
    measures: Mapping[str, Callable[[MonthStudies], tuple[float | None, str]]] = {
        "days_per_release": _days,
        "cost_per_release": _cost,
        "worst_gap_weeks": _gap,
        "three_month_rule_share": _rule,
        "releases": lambda s: (float(len(_out(s))), ""),
        "time_to_first_value_weeks": _first,
        "lead_time_weeks": _lead,
        "realised_share": _realised,
    }
    found = []
    for outcome in SCORED:
        value: float | None
        if outcome in measures:
            value, why = (None, NO_ACTUALS) if studies.standing is None else measures[outcome](studies)
        elif outcome == "overload_share":
            value, why = None, NO_LOAD
        else:
            value, why = _kind(studies, outcome)
        found.append(Score(outcome, (value,), DEFINITIONS[outcome], why))
    return tuple(found)


def _out(studies: MonthStudies) -> list[SoFar]:
    return [one for one in studies.standing or () if one.released is not None and one.released >= 1]


def _streams(studies: MonthStudies) -> tuple[str, ...]:
    """Value streams; one without a name where none is described."""
    return tuple(stream.id for stream in studies.scenario.value_streams) or ("",)


def _earning(studies: MonthStudies, stream: str) -> set[int]:
    """Quarters that are over in which a stream brought out something that claims value."""
    return {
        one.released
        for one in _out(studies)
        if one.released is not None
        and one.released <= studies.over
        and (not stream or one.mmp.value_stream == stream)
        and (one.mmp.value_per_quarter or one.mmp.value or any(one.mmp.benefits) or one.mmp.value_by_quarter)
    }


def _days(studies: MonthStudies) -> tuple[float | None, str]:
    out = [one for one in _out(studies) if (one.released or 0) <= studies.over]
    if not studies.over:
        return None, NOT_OVER
    if not out:
        return None, NONE_OUT
    return 7.0 * studies.over * studies.scenario.calendar.weeks_per_quarter * len(_streams(studies)) / len(out), ""


def _cost(studies: MonthStudies) -> tuple[float | None, str]:
    out = _out(studies)
    if not out:
        return None, NONE_OUT
    spent = sum(amount for one in studies.standing or () for q, amount in one.spent.items() if q >= 1)
    return spent / len(out), ""


def _gap(studies: MonthStudies) -> tuple[float | None, str]:
    if not studies.over:
        return None, NOT_OVER
    longest = 0
    for stream in _streams(studies):
        earning, run = _earning(studies, stream), 0
        for quarter in range(1, studies.over + 1):
            run = 0 if quarter in earning else run + 1
            longest = max(longest, run)
    return float(longest * studies.scenario.calendar.weeks_per_quarter), ""


def _rule(studies: MonthStudies) -> tuple[float | None, str]:
    if not studies.over:
        return None, NOT_OVER
    streams = _streams(studies)
    return sum(len(_earning(studies, stream)) for stream in streams) / (studies.over * len(streams)), ""


def _first(studies: MonthStudies) -> tuple[float | None, str]:
    quarters = {quarter for stream in _streams(studies) for quarter in _earning(studies, stream)}
    if not quarters:
        return None, NONE_OUT
    return float(min(quarters) * studies.scenario.calendar.weeks_per_quarter), ""


def _lead(studies: MonthStudies) -> tuple[float | None, str]:
    weeks = studies.scenario.calendar.weeks_per_quarter
    times = [weeks * ((one.released or 0) - one.mmp.appears_quarter + 1) for one in _out(studies)]
    return (sum(times) / len(times), "") if times else (None, NONE_OUT)


def _realised(studies: MonthStudies) -> tuple[float | None, str]:
    claims = [(one, studies.claimed(one)) for one in studies.standing or () if one.released is not None]
    claimed = sum(claim for _, claim in claims if claim is not None)
    if not claimed:
        return None, "nothing is claimed yet: what is out has been out for less than a quarter"
    return sum(one.value_to_date for one, claim in claims if claim is not None) / claimed, ""


def _kind(studies: MonthStudies, outcome: str) -> tuple[float | None, str]:
    """What spend.csv says of planning, or of the office."""
    if studies.spend is None:
        return None, "no spend.csv in the folder"
    kind = "planning" if outcome == "governance_share" else "office"
    mine = [row.spent for row in studies.spend if row.kind == kind]
    if not mine:
        return None, NO_SPEND
    whole = sum(row.spent for row in studies.spend)
    if outcome == "pv_governance":
        return sum(mine), ""
    return (sum(mine) / whole, "") if whole else (None, NO_SPEND)
