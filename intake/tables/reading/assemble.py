"""The converted cells of a row, put together as an MMP: costs and benefits per quarter, times as quarters."""

import datetime
import math
from dataclasses import dataclass, field
from typing import Any

from intake.tables.findings import Findings, rows
from intake.tables.meaning.fields import keyed
from intake.tables.meaning.headings import Column
from intake.tables.meaning.quarters import Moment, quarter_name, quarter_of, quarters_between
from scenarios.calendar import Calendar

QUARTERS_PER = {"duration_quarters": 1.0, "duration_months": 1 / 3, "duration_weeks": 1 / 13, "duration_years": 4.0}
"""Quarters in a unit of time."""
VALUE_PER_QUARTER = {"value_per_month": 3.0, "value_per_year": 0.25}
"""What turns a benefit into one per quarter."""
_PERIODS = {"value_per_month": "benefit per month times 3", "value_per_year": "benefit per year divided by 4"}
AS_IS = frozenset((
    "id", "name", "value_stream", "objective", "class_of_service", "features", "effort", "direct_cost",
    "value_per_quarter", "value", "benefits", "success_probability", "ramp_quarters", "urgency", "requires",
    "requires_any", "after", "excludes", "with", "mandatory", "underway", "sponsor_weight", "spend",
    "value_by_quarter",
))  # fmt: skip
"""Fields of an MMP that are taken as they are written."""


@dataclass
class RowRead:
    """One row of the table."""

    line: int
    data: dict[str, Any] = field(default_factory=dict)
    """An MMP as it would be written."""
    start: datetime.date | None = None
    end: datetime.date | None = None
    quarters: int | None = None
    """How long it takes, where the table says it."""
    value_total: float | None = None
    """Claimed benefit in all, where the table says nothing else."""
    cost: float | None = None
    """Money in all, where the table says it."""
    derived: dict[str, str] = field(default_factory=dict)
    """Rule by field, for what the table does not say in so many words."""


TOLD_HOW_FAR = ("status", "done_share", "underway")
"""Fields that say how far something is."""
BEGUN = (
    "started before the plan: planned as if nothing were done yet; say how far it is with columns of status "
    '(running) and done_share (0.4), --map "HEADING=status,HEADING=done_share", or in mmps.csv'
)
"""Said of what began before quarter 1."""


class Assembler:
    """Puts rows together, and remembers which rules it has used."""

    def __init__(self, findings: Findings, calendar: Calendar | None, plan_quarters: int) -> None:
        self.findings = findings
        self.calendar = calendar
        self.plan_quarters = plan_quarters
        self.used: dict[str, list[int]] = {}
        """Rows by the rule that was used for them."""

    def row(self, line: int, values: list[tuple[Column, Any]]) -> RowRead:
        """One row from its converted cells."""
        made = RowRead(line)
        given: dict[str, tuple[Column, Any]] = {}
        for column, value in values:
            if column.quarter is None:
                given.setdefault(column.field, (column, value))
        for name, (_, value) in given.items():
            if name in AS_IS:
                made.data[name] = value
        self._times(made, given)
        self._per_quarter(made, [(c, v) for c, v in values if c.quarter is not None])
        self._spend(made, given)
        self._value(made, given)
        if "rag" in given and "success_probability" not in given:
            made.data["success_probability"] = given["rag"][1]
            self._rule(made, "success_probability", "chance of success from the colour: an assumption (grade D)")
        for name in given:
            if name in _HANDLED:
                continue
            one = keyed(name)
            if one is not None:
                made.data.setdefault(one[0], {})[one[1]] = given[name][1]
            else:  # fields of an MMP that were added later
                made.data[name] = given[name][1]
        if "purse" in made.data and made.cost is None:
            made.cost = float(sum(amount or 0 for amounts in made.data["purse"].values() for amount in amounts))
        return made

    def _rule(self, made: RowRead, name: str, rule: str) -> None:
        made.derived[name] = rule
        self.used.setdefault(rule, []).append(made.line)

    def _times(self, made: RowRead, given: dict[str, tuple[Column, Any]]) -> None:
        for name in ("earliest_quarter", "latest_quarter", "appears_quarter"):
            if name in given:
                column, value = given[name]
                found = self._quarter(made.line, column, value)
                if found is not None:
                    made.data[name] = found
        made.start = given["start_date"][1].day if "start_date" in given else None
        made.end = given["end_date"][1].last_day if "end_date" in given else None
        if made.start and made.end:
            if made.end < made.start:
                column = given["end_date"][0]
                message = f"ends {made.end}, before it starts ({made.start}); mend one of the two dates"
                self.findings.fault("order of dates", column.label, made.line, message)
            else:
                made.quarters = quarters_between(made.start, made.end)
                self._rule(made, "duration_quarters", "duration from start and end, months rounded up to quarters")
        for name, per in QUARTERS_PER.items():
            if name in given:
                column, value = given[name]
                if not 0 <= value * per <= 400:
                    message = f'"{value:g}" is not a duration; write a number from 0 to {400 / per:g}'
                    self.findings.fault("duration", column.label, made.line, message)
                    continue
                made.quarters = math.ceil(round(value * per, 6))
                if per != 1:
                    self._rule(
                        made, "duration_quarters", f"{name.removeprefix('duration_')} rounded up to quarters"
                    )
        if made.start and self.calendar and "earliest_quarter" not in made.data:
            found = quarter_of(made.start, self.calendar)
            if found >= 1:
                made.data["earliest_quarter"] = found
                self._rule(made, "earliest_quarter", "not started before the quarter of its start date")
            elif not any(name in given for name in TOLD_HOW_FAR):
                self.used.setdefault(BEGUN, []).append(made.line)

    def _quarter(self, line: int, column: Column, value: Moment) -> int | None:
        """The quarter of the plan that a cell means; None with a fault noted when it cannot be told."""
        if value.number is not None:
            first = self.calendar.quarter_name(1) if self.calendar else ""
            if first and not first.endswith("Q1") and value.number <= 4:
                year = int(first[:4]) + (value.number < int(first[-1]))
                name = f"{year}-Q{value.number}"
                number = quarter_of(datetime.date(year, value.number * 3, 1), self.calendar) if self.calendar else 0
                message = (
                    f'"Q{value.number}" can mean quarter {value.number} of the plan or {name}, its quarter '
                    f"{number}; "
                    f"write {value.number}, or {name}"
                )
                self.findings.fault("quarter without a year", column.label, line, message)
                return None
            return value.number
        assert value.day is not None
        if self.calendar is None:
            message = (
                f"{value.day} is a date, and nothing says when the plan starts; say it: --starts "
                f"{value.day.year}-Q1"
            )
            self.findings.fault("no start", column.label, line, message)
            return None
        found = quarter_of(value.day, self.calendar)
        if found < 1:
            message = f"{value.day} is before the plan starts ({self.calendar.starts}); write 1, or empty the cell"
            self.findings.fault("before the plan", column.label, line, message)
            return None
        return found

    def _per_quarter(self, made: RowRead, cells: list[tuple[Column, Any]]) -> None:
        for name in ("spend", "benefits"):
            mine = [(column, value) for column, value in cells if column.field == name]
            if not mine:
                continue
            at: dict[int, Any] = {}
            calendar = all(column.quarter and column.quarter.day for column, _ in mine)
            days = [c.quarter.day for c, _ in mine if c.quarter and c.quarter.day]
            origin = self.calendar or Calendar(starts=quarter_name(min(days)) if days else None)
            for column, value in mine:
                when = column.quarter
                assert when is not None
                number = when.number if when.number is not None else quarter_of(when.day, origin)  # type: ignore[arg-type]
                amount = value[0] if isinstance(value, list) else value
                at[number] = amount
            first, last = min(at), max(at)
            made.data[name] = [at.get(number) or 0 for number in range(first, last + 1)]
            self._rule(made, name, f"{name} from one column per quarter")
            late = first > 1 and (not calendar or self.calendar is not None)
            if name == "spend" and late and "earliest_quarter" not in made.data:
                made.data["earliest_quarter"] = first
                self._rule(made, "earliest_quarter", "not started before its first quarter with money")

    def _spend(self, made: RowRead, given: dict[str, tuple[Column, Any]]) -> None:
        quarters = made.quarters
        if "spend" in made.data:
            spend = made.data["spend"]
            made.cost = float(sum(amount or 0 for amount in spend))
            if quarters not in (None, len(spend)) and given.get("spend"):
                if len(spend) == 1:
                    column = given["spend"][0]
                    message = (
                        f"{spend[0]:.15g} for {quarters} quarters can be the cost of each quarter or of the "
                        "whole; say "
                        f'which: --map "{column.label}=spend_per_quarter", or spend_total'
                    )
                    self.findings.fault("spend", column.label, made.line, message)
                else:
                    made.data["duration_quarters"] = quarters
            return
        if "spend_per_quarter" in given:
            amount = given["spend_per_quarter"][1]
            made.data["spend"] = [amount] * (quarters or 1)
            made.cost = float(amount * (quarters or 1))
        elif "spend_total" in given:
            amount = given["spend_total"][1]
            made.cost = float(amount)
            made.data["spend"] = spread(amount, quarters or 1)
            rule = (
                "cost spread evenly over its quarters"
                if quarters
                else "cost in one quarter: nothing says how long it takes"
            )
            self._rule(made, "spend", rule)
        elif quarters is not None:
            made.data["duration_quarters"] = quarters

    def _value(self, made: RowRead, given: dict[str, tuple[Column, Any]]) -> None:
        for name, per in VALUE_PER_QUARTER.items():
            if name in given and "value_per_quarter" not in made.data:
                made.data["value_per_quarter"] = _times(given[name][1], per)
                self._rule(made, "value_per_quarter", _PERIODS[name])
        if "value_total" in given:
            made.value_total = float(given["value_total"][1])
        if "npv" in given and "value_by_quarter" not in made.data:
            made.data["value_by_quarter"] = [given["npv"][1]] * self.plan_quarters
            self._rule(made, "value_by_quarter", "net present value, the same for a start in any quarter")


_HANDLED = {"earliest_quarter", "latest_quarter", "appears_quarter", "start_date", "end_date", "spend_total"}
_HANDLED |= {"spend_per_quarter", "value_total", "npv", "rag", *AS_IS, *QUARTERS_PER, *VALUE_PER_QUARTER}


def _times(amount: float, factor: float) -> int | float:
    value = float(f"{amount * factor:.15g}")
    return int(value) if value.is_integer() else value


def spread(amount: float, quarters: int) -> list[int | float]:
    """An amount in equal parts, to the hundredth; the last part takes what rounding leaves."""
    if quarters < 1:
        return [amount]
    part = round(amount / quarters, 2)
    last = round(amount - part * (quarters - 1), 2)
    return [int(each) if float(each).is_integer() else each for each in [*[part] * (quarters - 1), last]]


def merge(values: list[tuple[Column, Any]]) -> tuple[list[tuple[Column, Any]], tuple[Column, Column] | None]:
    """Cells of several columns that fill one field: one of them when the others are empty or equal.

    The second result names two columns that contradict each other.
    """
    chosen: dict[tuple[str, object], tuple[Column, Any]] = {}
    for column, value in values:
        key = (column.field, column.quarter)
        if key in chosen and chosen[key][1] != value:
            return values, (chosen[key][0], column)
        chosen.setdefault(key, (column, value))
    return list(chosen.values()), None


def used_rules(assembler: Assembler, findings: Findings, total: int) -> None:
    """Say which rules were used, and for which rows."""
    for rule, lines in assembler.used.items():
        where = "all rows" if len(lines) == total else rows(lines)
        findings.guesses.append(f"{rule} ({where})")
