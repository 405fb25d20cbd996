"""The calendar of a scenario: how long is simulated, how long benefits count, and when the first quarter starts."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from scenarios.quantities.units import Frozen

PATTERN = r"^\d{4}-(\d{2}-\d{2}|[Qq][1-4])$"
NAME = re.compile(r"(\d{4})[- ]?[Qq]([1-4])")
"""How a calendar quarter is written."""
CALENDAR_WEEKS = 13
"""Weeks of a quarter that is one of the calendar."""


class Calendar(Frozen):
    """The time that is simulated and the time over which benefits count."""

    later: ClassVar[Mapping[str, object]] = {"starts": None}

    quarters: Annotated[int, Field(ge=1, le=80, json_schema_extra={"unit": "quarters"})] = 4
    """Quarters in which money is decided and teams are paid."""
    weeks_per_quarter: Annotated[int, Field(ge=1, le=52, json_schema_extra={"unit": "weeks"})] = 13
    """Weeks in a quarter."""
    benefit_quarters: Annotated[int, Field(ge=1, le=160, json_schema_extra={"unit": "quarters"})] | None = None
    """Benefits count from week 0 to the end of this quarter, for every model; default: twice the quarters."""
    discount_rate: Annotated[float, Field(ge=0, le=2, json_schema_extra={"unit": "per year"})] = 0.08
    """Continuous discount rate per year (8 %: assumption, grade D)."""
    run_off: bool = True
    """Finish funded work after the last quarter and pay for it; false = stop the clock and lose it."""
    starts: Annotated[str, Field(pattern=PATTERN, json_schema_extra={"unit": "date"})] | None = None
    """First day of quarter 1: a date (2027-01-04) or a calendar quarter (2027-Q1). Quarters may then be written and
    are shown as calendar quarters; none = quarters are numbers."""

    @field_validator("starts")
    @classmethod
    def _there(cls, value: str | None) -> str | None:
        if value is not None:
            _first_day(value)
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.benefit_quarters is not None and self.benefit_quarters < self.quarters:
            raise ValueError(
                f"benefit_quarters {self.benefit_quarters} ends before the simulated quarters ({self.quarters})"
            )
        return self

    @property
    def horizon(self) -> int:
        """Week in which the last simulated quarter ends."""
        return self.quarters * self.weeks_per_quarter

    @property
    def benefit_end(self) -> int:
        """Week in which benefits stop counting."""
        return (self.benefit_quarters or 2 * self.quarters) * self.weeks_per_quarter

    @property
    def first_day(self) -> date | None:
        """First day of quarter 1, where it is known."""
        return None if self.starts is None else _first_day(self.starts)

    def day(self, week: float) -> date | None:
        """The day on which so many weeks have passed; None where the first day is not known."""
        first = self.first_day
        return None if first is None else first + timedelta(days=round(7 * week))

    def quarter_name(self, quarter: int) -> str:
        """``2027-Q3``, counted on from the middle of quarter 1; empty where the first day is not known.

        Quarters of other than 13 weeks have the name of their first day.
        """
        first = self.first_day
        if first is None:
            return ""
        if self.weeks_per_quarter != CALENDAR_WEEKS:
            return str(self.day((quarter - 1) * self.weeks_per_quarter))
        years, place = divmod(_place(first) + quarter - 1, 4)
        return f"{years}-Q{place + 1}"

    def quarter_number(self, name: str) -> int:
        """The quarter that a name such as ``2027-Q3`` means here; 1 = the first one, below 1 = before it.

        Raises:
            ValueError: no such name, or no quarter can be told from it; says what to do.

        """
        found = NAME.fullmatch(name.strip())
        if found is None:
            raise ValueError(f'"{name}" is no calendar quarter such as 2027-Q3')
        first = self.first_day
        if first is None:
            raise ValueError(f'"{name}" is a calendar quarter; say when quarter 1 starts (calendar.starts)')
        if self.weeks_per_quarter != CALENDAR_WEEKS:
            raise ValueError(
                f'"{name}" is a calendar quarter; quarters of {self.weeks_per_quarter} weeks are written as numbers'
            )
        return int(found[1]) * 4 + int(found[2]) - 1 - _place(first) + 1


def _first_day(text: str) -> date:
    found = NAME.fullmatch(text)
    if found is not None:
        return date(int(found[1]), 3 * int(found[2]) - 2, 1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day of the calendar; write a date such as 2027-01-04") from None


def _place(first: date) -> int:
    """Calendar quarters since year 0 of the quarter that holds the middle of the 13 weeks from a day on."""
    middle = first + timedelta(days=45)
    return middle.year * 4 + (middle.month - 1) // 3
