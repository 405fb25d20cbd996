"""What happened in the quarters that are over: one row per MMP and quarter, read with all faults at once."""

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Container, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.calendar import NAME, Calendar
from scenarios.checks.wording import field_words
from scenarios.faults import Fault, ScenarioError, suggestion
from scenarios.formulas import guard
from scenarios.language.mmps import MMP
from scenarios.language.standing import SETTLED, Status
from scenarios.quantities.units import Frozen, Id, Money, Quarter, Share, SignedMoney
from scenarios.reading.calendar_quarters import number_quarters
from scenarios.reading.document import Document
from scenarios.reading.table_file import read_grid, read_rows
from scenarios.scenario import Scenario

COLUMNS = ("quarter", "id", "status", "done_share", "spent", "spend_to_go", "value")
"""Columns of actuals.csv, in the order of its template."""
ELSEWHERE = "money that was spent on no MMP belongs into spend.csv (month,kind,spent,budget), which vmo month reads"


class Actual(Frozen):
    """One MMP in one quarter that is over."""

    quarter: Quarter
    """Quarter of the scenario that was planned: a number, or a calendar quarter such as 2027-Q1."""
    id: Id
    """The MMP."""
    status: Status
    """At the end of the quarter: idea, planned, running, released or cancelled."""
    done_share: Share | None = None
    """Share of all its work that is done at the end of the quarter. Required of what is running."""
    spent: Money = 0.0
    """Money spent on it in the quarter, in currency."""
    spend_to_go: Money | None = None
    """Money still to be spent on it as estimated at the end of the quarter; empty = as its estimate says."""
    value: SignedMoney = 0.0
    """Value that it brought in the quarter, in currency."""


class Actuals(Frozen):
    """Every row of the file, and the calendar that its quarters belong to."""

    calendar: Calendar
    rows: tuple[Actual, ...]


def read_actuals(
    path: str | Path, scenario: Scenario, quarters: int, *, so_far: bool = False
) -> tuple[Actual, ...]:
    """What happened in quarters 1 to ``quarters`` of a scenario, from a CSV or XLSX table.

    Args:
        path: of the table.
        scenario: whose quarters and MMPs are meant.
        quarters: how many are told of.
        so_far: the last quarter may not be over: rows of other quarters are left out in place of being refused,
            and what was under way needs no row of the last one.

    Raises:
        ScenarioError: every fault of the file, each with its row, key, value and remedy.

    """
    document = Document(data={"calendar": scenario.calendar.model_dump()})
    document.places.put((), str(path), None)
    document.data["rows"] = read_rows(read_grid(Path(path), str(path), "actuals"), Actual, document, ("rows",))
    if so_far:
        document.data["rows"] = _since_the_first(document.data["rows"], scenario.calendar)
    document.data = data = number_quarters(Actuals, document.data, document)
    rows: dict[int, Actual] = {}
    found: list[Fault] = []
    broken: set[object] = set()
    known = [mmp.id for mmp in scenario.mmps]
    for at, raw in enumerate(data["rows"]):
        if raw is None:
            continue
        try:
            row = Actual.model_validate(raw)
            if not so_far or row.quarter <= quarters:
                rows[at] = row
        except ValidationError as error:
            broken.add(raw.get("id"))
            faults = [*_nobody(raw, at, known)] or [*_translated(error, at)]
            found += [fault for fault in faults if not document.silenced(fault.path)]
    found += _faults(rows, scenario, quarters, broken, whole=not so_far)
    if document.faults or found:
        raise ScenarioError(document.placed(found))
    return tuple(rows.values())


def _since_the_first(rows: list[Any], calendar: Calendar) -> list[Any]:
    """Rows as they are, None in the place of those of calendar quarters before the first one."""

    def before(row: dict[str, object]) -> bool:
        name = str(row.get("quarter", "")).strip()
        if not NAME.fullmatch(name):
            return False
        try:
            return calendar.quarter_number(name) < 1
        except ValueError:
            return False

    return [None if before(row) else row for row in rows]


def _nobody(raw: dict[str, object], at: int, known: Collection[str]) -> Iterator[Fault]:
    """What is said of a row of money that belongs to no MMP."""
    name = raw.get("id")
    if raw.get("spent") and name not in known and "status" not in raw:
        yield Fault(("rows", at, "id"), f'no MMP is called "{name}"; {ELSEWHERE}' if name else ELSEWHERE)


def _translated(error: ValidationError, at: int) -> Iterator[Fault]:
    for item in error.errors(include_url=False):
        place = ("rows", at, *item["loc"])
        if item["type"] == "missing":
            yield Fault(place, "is empty; " + (Actual.model_fields[str(place[-1])].description or "fill it"))
            continue
        field = Actual.model_fields[str(item["loc"][0])]
        yield Fault(place[:3], field_words(item["type"], item["input"], item.get("ctx") or {}, field))


def _faults(
    rows: dict[int, Actual], scenario: Scenario, quarters: int, broken: Container[object], *, whole: bool
) -> Iterator[Fault]:
    """Faults of rows by their place in the file; what is said of ``broken`` MMPs is not complete."""
    known = {mmp.id: mmp for mmp in scenario.mmps}
    calendar = scenario.calendar
    told: dict[str, dict[int, int]] = defaultdict(dict)
    for at, row in rows.items():
        if row.id not in known:
            hint = f"; {ELSEWHERE}" if row.spent and row.status not in SETTLED and row.done_share is None else ""
            yield Fault(("rows", at, "id"), f'no MMP is called "{row.id}"; {suggestion(row.id, known)}{hint}')
        elif row.quarter > quarters:
            last = calendar.quarter_name(quarters) or str(quarters)
            when = calendar.quarter_name(row.quarter) or row.quarter
            said = f"quarter {when} is not over: the last is {last} (--to)"
            yield Fault(("rows", at, "quarter"), said)
        elif row.quarter in told[row.id]:
            first = told[row.id][row.quarter] + 1
            yield Fault(
                ("rows", at, "id"), f'"{row.id}" has a row for this quarter already (data row {first}); keep one'
            )
        else:
            told[row.id][row.quarter] = at
    for name, mmp in known.items():
        if name in broken:
            continue
        mine = [at for _, at in sorted(told[name].items())]
        yield from _course(mmp, mine, rows)
        begun = whole and (mmp.status == "running" or mmp.underway is not None)
        if begun and quarters not in told[name] and not any(rows[at].status in SETTLED for at in mine):
            last = calendar.quarter_name(quarters) or str(quarters)
            said = (
                f'"{name}" was under way and has no row for quarter {last}; add one with its status and done_share'
            )
            yield Fault(("rows",), said)


def _course(mmp: MMP, mine: list[int], rows: dict[int, Actual]) -> Iterator[Fault]:
    """Faults in what one MMP went through, quarter by quarter."""
    status: Status = "running" if mmp.underway is not None else mmp.status
    done, to_go = (mmp.done_share if mmp.underway is None else mmp.underway) or 0.0, mmp.spend_to_go
    for at in mine:
        row, path = rows[at], ("rows", at)
        if status in SETTLED and row.status != status:
            yield Fault(
                (*path, "status"), f'"{mmp.id}" was {status} before; write {status}, or mend the earlier row'
            )
            return
        if status == "running" and row.status in ("idea", "planned"):
            said = f'"{mmp.id}" was under way before; write running (with the same done_share if nothing was done)'
            yield Fault((*path, "status"), said)
        if row.status == "cancelled" and mmp.mandatory:
            yield Fault((*path, "status"), f'"{mmp.id}" is mandatory; drop mandatory from the scenario first')
        if row.status == "running" and row.done_share is None:
            yield Fault(
                (*path, "done_share"), f'is empty for "{mmp.id}", which is running; write a share such as 0.4'
            )
        if row.status in ("idea", "planned") and row.done_share is not None:
            yield Fault(
                (*path, "done_share"), f'work on "{mmp.id}" has begun; write status running, not {row.status}'
            )
        if row.done_share is not None and row.done_share < done:
            yield Fault((*path, "done_share"), f"{row.done_share:g} is below {done:g}, which was done before")
        if row.spend_to_go is not None and row.status != "running":
            yield Fault((*path, "spend_to_go"), "is for what is running; leave it empty")
        if row.spend_to_go is None and to_go is not None and row.status == "running":
            said = f'is empty for "{mmp.id}", which had {to_go:g} to go before; write what is left now'
            yield Fault((*path, "spend_to_go"), said)
        status, to_go = row.status, row.spend_to_go
        done = done if row.done_share is None else row.done_share


def template(scenario: Scenario, quarters: int) -> str:
    """actuals.csv to fill in: a row for every open MMP and quarter, with what is known now."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for quarter in range(1, quarters + 1):
        for mmp in scenario.mmps:
            if mmp.status in SETTLED:
                continue
            begun = mmp.underway is not None
            done = mmp.underway if begun else mmp.done_share
            name = scenario.calendar.quarter_name(quarter) or str(quarter)
            status = "running" if begun else mmp.status
            writer.writerow([name, guard(mmp.id), status, "" if done is None else f"{done:g}", 0, "", 0])
    return buffer.getvalue()
