"""The sheet of assumptions of a workbook: what is written, and what was edited when it comes back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from scenarios.faults import Fault, ScenarioError, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from scenarios.variation.assumption_register import Entry

SHEET = "Assumptions"
"""Name of the sheet."""
EDITED, WAS = "value", "was"
"""The column that people edit, and the one that keeps what was written there."""
COLUMNS = (
    "path", "number", EDITED, WAS, "unit", "range from", "range to", "evidence", "of range", "owner", "source",
)  # fmt: skip
"""Headings, in order."""
HEADING_ROW = 3
"""Row of the headings."""


def sheet_rows(entries: Sequence[Entry]) -> list[tuple[str | float | None, ...]]:
    """One row per number. Where several places are scaled together the value is a factor, 1 as it is."""
    rows: list[tuple[str | float | None, ...]] = []
    for entry in entries:
        held = held_value(entry)
        unit = f"factor of {entry.unit or 'the value'}" if entry.path.endswith("*") else entry.unit
        rows.append(
            (
                entry.path, entry.label, held, held, unit, entry.low, entry.high, entry.grade or "own",
                entry.range_grade, entry.owner, entry.source,
            )
        )  # fmt: skip
    return rows


def held_value(entry: Entry) -> float | None:
    """What the sheet says of a number: its value, 1 for a factor, nothing where places differ."""
    if entry.path.endswith("*"):
        return 1.0
    return entry.value if entry.value is not None and math.isfinite(entry.value) else None


def edited_values(file: Path, entries: Sequence[Entry]) -> dict[str, float]:
    """What was edited in a workbook that was given back: new value by path, factors where the path ends in a star.

    Args:
        file: the workbook.
        entries: the register of the scenario as it is now.

    Raises:
        ScenarioError: no such workbook, a row that no longer fits the scenario, or a value that is no number; every
            fault at once.

    """
    sheet = _sheet(file)
    found: dict[str, float] = {}
    faults: list[Fault] = []
    known = {entry.path: entry for entry in entries}
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        path, value, was = (sheet.cell(row, COLUMNS.index(name) + 1).value for name in ("path", EDITED, WAS))
        if path is None or value == was:
            continue
        words = _refused(str(path), value, was, known)
        if words:
            faults.append(Fault((), words).at(str(file), row, str(path)))
        else:
            found[str(path)] = float(value)  # type: ignore[arg-type]
    if faults:
        raise ScenarioError(faults)
    if not found:
        said = (
            f'nothing was edited: in sheet "{SHEET}" every "{EDITED}" is what "{WAS}" says; change one and save it'
        )
        raise ScenarioError([Fault((), said).at(str(file), None, "")])
    return found


def _refused(path: str, value: object, was: object, known: dict[str, Entry]) -> str:
    """What is wrong with an edited row; empty where nothing is."""
    if path not in known:
        return f"this number is not in the scenario; {suggestion(path, list(known))}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f'"{value}" is no number; write one, such as 12.5, or what {WAS} says'
    held = held_value(known[path])
    kept = was if isinstance(was, int | float) else None
    if held != kept:
        return f"the scenario holds {held} now and the workbook was written with {kept}; write a new workbook"
    return ""


def _sheet(file: Path) -> Worksheet:
    try:
        book = load_workbook(file, data_only=True)
    except (OSError, KeyError, BadZipFile, InvalidFileException, ValueError) as error:
        said = "is not there" if isinstance(error, FileNotFoundError) else "is no Excel workbook (.xlsx)"
        words = f"{said}; name one that vmo compare --out results.xlsx wrote"
        raise ScenarioError([Fault((), words).at(str(file), None, "")]) from None
    if SHEET not in book.sheetnames:
        said = f'has no sheet "{SHEET}"; name a workbook that vmo compare --out results.xlsx wrote'
        raise ScenarioError([Fault((), said).at(str(file), None, "")])
    sheet: Worksheet = book[SHEET]
    headings = tuple(sheet.cell(HEADING_ROW, column).value for column in range(1, 5))
    if headings != COLUMNS[:4]:
        said = (
            f"row {HEADING_ROW} must read {', '.join(COLUMNS[:4])}; put the headings back or write a new workbook"
        )
        raise ScenarioError([Fault((), said).at(str(file), HEADING_ROW, SHEET)])
    return sheet
