"""A plan as a workbook: a summary, the roadmap by value stream, budgets by quarter, and a sheet for every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill

from report.plan.limits import UNITS, WORK, called
from report.plan.tables import DECIMAL, MONEY, SHARE, TEXT, WHOLE_NUMBER, Table, bars
from report.plan.text import headline
from report.shared.office.sheets import (
    MUTED,
    NARROW,
    WIDE,
    Tint,
    finished,
    heading_width,
    new_sheet,
    put,
    put_headings,
    put_line,
    put_total,
    set_height,
    set_widths,
    width_of,
)
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from optimiser.plan import Line, Plan

TINT = Tint()
IN_PLAN = PatternFill("solid", fgColor="DCEBDD")
BAR = PatternFill("solid", fgColor="56B4E9")
GROUP = PatternFill("solid", fgColor="E8ECF1")
USED_UP = "used / limit"
MARKS = ("#", ">")
"""At work, and released at the end of the quarter."""
QUARTER = 9.0
"""Width of a column of a quarter, in letters."""
AMOUNT = 14.0
"""Least width of a column of amounts."""
LEGEND = "# at work, > released at the end of the quarter"


def plan_workbook(plan: Plan, sheets: Iterable[Table]) -> bytes:
    """The workbook of a plan; equal plans give equal bytes.

    Args:
        plan: a plan that was found.
        sheets: its tables; budgets and capacity are written with a column per quarter.

    """
    found = tuple(sheets)
    book = _book()
    _summary(new_sheet(book, "Summary"), plan, next((table for table in found if table.name == "About"), None))
    _roadmap(new_sheet(book, "Roadmap"), plan)
    for table in found:
        if table.name in ("Budgets", "Capacity"):
            _table(new_sheet(book, table.name), by_quarter(plan, table.name))
        elif table.name != "About":
            _table(new_sheet(book, table.name), table)
    return finished(book, f"Plan: {plan.scenario.title or plan.scenario.name}")


def table_workbook(sheets: Iterable[Table], title: str) -> bytes:
    """Tables as a workbook, one sheet each; equal tables give equal bytes."""
    book = _book()
    for table in sheets:
        _table(new_sheet(book, table.name), table)
    return finished(book, title)


def _book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def by_quarter(plan: Plan, name: str) -> Table:
    """Use of budgets and purses, or of capacity and other resources, with a column per quarter.

    Used, limit, and the one as a share of the other; an amount that all quarters share stands under the total.
    """
    kinds, form = (("budget", "purse"), MONEY) if name == "Budgets" else (WORK, DECIMAL)
    calendar = plan.scenario.calendar
    quarters = range(1, calendar.quarters + 1)
    uses = [use for use in plan.uses if use.kind in kinds]
    rows: list[tuple[object, ...]] = []
    for kind, stream in dict.fromkeys((use.kind, use.stream) for use in uses):
        known = {use.quarter: use for use in uses if (use.kind, use.stream) == (kind, stream)}
        used = [known[q].used if q in known else None for q in quarters]
        limits = [known[q].limit if q in known else None for q in quarters]
        share = [
            used_up / limit if used_up is not None and limit else None
            for used_up, limit in zip(used, limits, strict=True)
        ]
        whole = known.get(0)
        unit, label = UNITS.get(kind, plan.scenario.currency), called(kind, stream)
        total = sum(value for value in used if value is not None) if whole is None else whole.used
        part = whole.used / whole.limit if whole is not None and whole.limit else None
        rows.append((label, f"used, {unit}", *used, total))
        rows.append((label, f"limit, {unit}", *limits, None if whole is None else whole.limit))
        rows.append((label, USED_UP, *share, part))
    about = (
        "value stream"
        if {use.kind for use in uses} <= {"budget", "capacity"}
        else "value stream, purse or resource"
    )
    header = (about, "what", *(quarter_short(calendar, q) for q in quarters), "total used")
    note = "Limits include what was carried over, so they have no total."
    return Table(name, header, tuple(rows), (TEXT, TEXT, *(form,) * len(quarters), form), note)


def _summary(sheet: Worksheet, plan: Plan, about: Table | None) -> None:
    """The answer, what it adds up to, and what was asked."""
    set_widths(sheet, (42, 62))
    title = plan.scenario.title or plan.scenario.name
    put_line(sheet, 1, f"Plan: {title}", bold=True, size=16, color=TINT.mark, columns=2)
    row = 2
    put_line(sheet, row, headline(plan, timed=False), columns=2)
    row += 1
    currency, chosen = plan.scenario.currency, plan.chosen
    sums: list[tuple[str, object, str]] = [
        ("MMPs in the plan", len(chosen), WHOLE_NUMBER),
        ("MMPs left out", len(plan.lines) - len(chosen), WHOLE_NUMBER),
        (f"cost ({currency})", sum(line.cost for line in chosen), MONEY),
        (f"expected value ({currency})", sum(line.expected_value or 0.0 for line in chosen), MONEY),
    ]
    row += 1
    put_headings(sheet, row, ("in all", ""), TINT)
    sheet.freeze_panes, sheet.print_title_rows = None, None
    for name, value, form in sums:
        row += 1
        _row(sheet, row, (name, value), (TEXT, form))
    row += 2
    if about is not None:
        put_headings(sheet, row, ("what was asked, and the proof", ""), TINT)
        sheet.freeze_panes, sheet.print_title_rows = None, None
        for label, said in about.rows:
            row += 1
            _row(sheet, row, (label, said), (TEXT, _about_format(str(label), said)))
    for at in range(1, row + 1):
        sheet.cell(at, 2).alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _about_format(name: str, value: object) -> str:
    if not isinstance(value, float):
        return "General"
    return "0.00%" if name in ("gap", "discount rate per year") else MONEY


def _roadmap(sheet: Worksheet, plan: Plan) -> None:
    """What is in the plan by value stream, a bar over its quarters, with totals: for the wall."""
    calendar, currency = plan.scenario.calendar, plan.scenario.currency
    quarters = calendar.quarters
    header = (
        "MMP",
        *(quarter_short(calendar, q) for q in range(1, quarters + 1)),
        f"cost ({currency})",
        f"expected value ({currency})",
    )
    set_widths(sheet, (40, *(QUARTER,) * quarters, AMOUNT, 18))
    put_headings(sheet, 1, header, TINT)
    names = {stream.id: stream.name or stream.id for stream in plan.scenario.value_streams}
    chosen = plan.chosen
    row, columns = 1, len(header)
    formats = (TEXT, *(TEXT,) * quarters, MONEY, MONEY)
    for stream in dict.fromkeys(line.stream for line in sorted(chosen, key=_place)):
        lines = [line for line in chosen if line.stream == stream]
        row += 1
        label = names.get(stream, stream) or "Whole portfolio"
        _row(sheet, row, (label, *("",) * quarters, *_sums(lines)), formats)
        put_total(sheet, row, columns, TINT)
        for column in range(1, columns + 1):
            sheet.cell(row, column).fill = GROUP
        for line in sorted(lines, key=_place):
            row += 1
            _row(sheet, row, (line.label, *bars(line, quarters), line.cost, line.expected_value), formats)
    row += 1
    _row(sheet, row, ("In all", *("",) * quarters, *_sums(chosen)), formats)
    put_total(sheet, row, columns, TINT)
    put_line(sheet, row + 2, LEGEND, color=MUTED, columns=columns)


def _place(line: Line) -> tuple[str, int, str]:
    return line.stream, line.start or 0, line.id


def _sums(lines: Sequence[Line]) -> tuple[float, float]:
    return sum(line.cost for line in lines), sum(line.expected_value or 0.0 for line in lines)


def _table(sheet: Worksheet, table: Table) -> None:
    """A table with its headings in the first row, so that it can be filtered, sorted and read by machines."""
    widths = []
    for column, name in enumerate(table.header):
        texts = [_shown(row[column], table.formats[column]) for row in table.rows]
        longest = max([0, *map(len, texts)])
        least = (
            5.0 if name in MARKS or _is_bar(table, column) else NARROW if table.formats[column] == TEXT else AMOUNT
        )
        width = min(table.widths.get(column, WIDE), max(least, longest + 2))
        widths.append(max(width, QUARTER if _is_bar(table, column) else heading_width(name)))
    set_widths(sheet, widths)
    put_headings(sheet, 1, table.header, TINT)
    for column, form in enumerate(table.formats, 1):
        if form != TEXT:
            sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
    for at, row in enumerate(table.rows, 2):
        shares = len(row) > 1 and row[1] == USED_UP
        _row(sheet, at, row, (TEXT, TEXT, *(SHARE,) * (len(row) - 2)) if shares else table.formats)
        if table.name == "Plan" and row[4]:
            sheet.cell(at, 1).fill = sheet.cell(at, 2).fill = IN_PLAN
    last = len(table.rows) + 1
    if table.rows:
        sheet.auto_filter.ref = sheet.dimensions
    total = _total(table)
    if total is not None:
        last += 1
        _row(sheet, last, total, table.formats)
        put_total(sheet, last, len(total), TINT)
    if table.note:
        wide = max(1, len(table.header))
        put_line(sheet, last + 2, table.note, color=MUTED, columns=wide)


ADDED = {"Plan": "in the plan", "Cash": "all quarters", "Objectives": "all objectives"}
"""Tables with a total, and its words. In the plan, what is left out is not added."""
SUMMED = ("cost (", "expected value (", "spend (", "expected benefits (", "net (", "net, discounted (", "MMPs")
"""Beginnings of the headings that are added."""


def _total(table: Table) -> tuple[object, ...] | None:
    """The last row of a table whose rows add up; None where they do not."""
    if table.name not in ADDED or not table.rows:
        return None
    rows = [row for row in table.rows if table.name != "Plan" or row[4]]
    cells: list[object] = []
    for column, name in enumerate(table.header):
        values = [value for row in rows if isinstance(value := row[column], int | float)]
        cells.append(sum(values) if name.startswith(SUMMED) else "")
    return (ADDED[table.name], *cells[1:])


def _is_bar(table: Table, column: int) -> bool:
    values = {row[column] for row in table.rows}
    return table.name == "Plan" and bool(values) and values <= {"", *MARKS}


def _row(sheet: Worksheet, at: int, values: Sequence[object], formats: Sequence[str]) -> None:
    """One row: numbers as numbers, words as words, nothing where nothing is; high enough for its words."""
    texts = []
    for column, value in enumerate(values, 1):
        cell = sheet.cell(at, column)
        plain = ("yes" if value else "no") if isinstance(value, bool) else value
        assert plain is None or isinstance(plain, str | int | float)
        put(cell, plain, formats[column - 1])
        if value in MARKS:
            cell.fill = BAR
            cell.alignment = Alignment(horizontal="center", vertical="top")
        texts.append((_shown(value, formats[column - 1]), width_of(sheet, column)))
    set_height(sheet, at, texts)


def _shown(value: object, number_format: str) -> str:
    """What a cell looks like, as far as its width goes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, int | float):
        return f"{value:,.1f}" if number_format in (SHARE, DECIMAL) else f"{value:,.0f}"
    return str(value)
