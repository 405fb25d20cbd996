"""A file that people name, as the sheets that may hold the table."""

from collections.abc import Callable
from pathlib import Path

from intake.tables.files.sheets import Sheet
from intake.tables.files.text_file import read_text_sheet
from scenarios.faults import suggestion
from scenarios.files import refuse
from scenarios.reading.workbook_file import Page, open_workbook

TEXT, WORKBOOKS = (".csv", ".tsv", ".txt", ".tab"), (".xlsx", ".xlsm")
SUFFIXES = (*TEXT, *WORKBOOKS, ".xls", ".ods", ".xlsb", ".numbers")
"""File names that are taken for tables; the last four are refused with advice."""
LOOK = 60
"""Rows of a sheet that are looked at to see whether it holds the table."""


def read_sheets(path: Path, shown: str, sheet: str, looks_like_table: Callable[[Sheet], bool]) -> Sheet:
    """The sheet that holds the table, with notes on what else the file has.

    Raises ``ScenarioError`` when it cannot be read, or when two visible sheets look like the table.
    """
    suffix = path.suffix.lower()
    if suffix in (".xls", ".xlsb", ".ods", ".numbers"):
        program = {".ods": "LibreOffice", ".numbers": "Numbers"}.get(suffix, "Excel")
        raise refuse(shown, f"is {suffix}, which is not read; in {program} save it as .xlsx, or as CSV UTF-8")
    if suffix in TEXT:
        if sheet:
            raise refuse(shown, f'has no sheets: leave out --sheet "{sheet}"')
        return read_text_sheet(path, shown)
    if suffix not in WORKBOOKS:
        raise refuse(shown, "is not a table that can be read; save it as .csv or .xlsx")
    with open_workbook(path, shown) as book:
        visible = [title for title in book.titles if title not in book.hidden]
        title = _chosen(sheet, book.titles) if sheet else ""
        if sheet and not title:
            raise refuse(shown, f'has no sheet "{sheet}"; {suggestion(sheet, book.titles)}')
        if not title:
            looks = {name: looks_like_table(_sheet(book.page(name, LOOK), shown)) for name in visible}
            tables = [name for name, like in looks.items() if like]
            if len(tables) > 1:
                names = " and ".join(f'"{name}"' for name in tables)
                raise refuse(shown, f'sheets {names} both look like the table; choose one: --sheet "{tables[0]}"')
            if not visible:
                raise refuse(shown, "has only hidden sheets; show the one with the table, or name it with --sheet")
            title = tables[0] if tables else max(visible, key=lambda name: len(book.page(name, LOOK).rows))
        others = [name for name in visible if name != title]
        found = _sheet(book.page(title), shown)
        if others:
            found.notes.append(f"sheets not used: {', '.join(others)}")
        hidden = sorted(book.hidden - {title})
        if hidden:
            found.notes.append(f"hidden sheets not looked at: {', '.join(hidden)}")
    if not found.rows:
        raise refuse(shown, f'sheet "{title}" is empty; name another with --sheet')
    return found


def _chosen(wanted: str, titles: list[str]) -> str:
    exact = [title for title in titles if title == wanted]
    close = [title for title in titles if title.strip().lower() == wanted.strip().lower()]
    return (exact or close or [""])[0]


def _sheet(page: Page, shown: str) -> Sheet:
    return Sheet(
        shown,
        title=page.title,
        rows=page.rows,
        faulty=page.faulty,
        hidden_rows=frozenset(page.hidden_rows),
        merged=page.merged,
        workbook=True,
    )
