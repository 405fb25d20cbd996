"""Tables as trackers export them: encodings, delimiters, line breaks in cells, repeated headings, short rows."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from intake.history.complaints import Complaints
from scenarios.files import read_bytes, refuse

LIMIT = 200_000_000
"""Largest export, in bytes."""
DELIMITERS = ",;\t|"
WORKBOOKS = (".xlsx", ".xlsm")
REFUSED = {".xls": "save it as .xlsx", ".ods": "save it as .xlsx or .csv", ".numbers": "export it as .csv"}


@dataclass
class Table:
    """Headings and rows of texts, with what was noticed on the way."""

    shown: str
    headings: list[str]
    rows: list[tuple[int, list[str]]]
    """Line (or row) of the file and one cell for each heading."""
    heading_line: int = 1
    notes: list[str] = field(default_factory=list)
    short: int = 0
    """Rows with fewer cells than headings; the missing ones are empty."""

    def column(self, place: int) -> list[tuple[int, str]]:
        """Line and text of every cell of a column."""
        return [(line, cells[place]) for line, cells in self.rows]

    def places(self, heading: str) -> list[int]:
        """Columns of a heading, whatever its case."""
        wanted = heading.strip().casefold()
        return [k for k, name in enumerate(self.headings) if name.casefold() == wanted]


def read_table(path: Path, shown: str, sheet: str | None = None) -> Table:
    """A CSV file or a sheet of a workbook. Raises ``ScenarioError``."""
    suffix = path.suffix.lower()
    if suffix in REFUSED:
        raise refuse(shown, f"is of a kind that cannot be read; {REFUSED[suffix]}")
    content = read_bytes(path, shown, LIMIT)
    if suffix in WORKBOOKS or content[:4] == b"PK\x03\x04":
        return _shaped(shown, _workbook(content, shown, sheet), [])
    text, notes = decoded(content, shown)
    return _shaped(shown, _records(text, shown), notes)


def decoded(content: bytes, shown: str) -> tuple[str, list[str]]:
    """The text of a file and what was assumed of its encoding. Raises ``ScenarioError``."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding), [] if encoding == "utf-8-sig" else ["Read as UTF-16."]
            except UnicodeDecodeError:
                raise refuse(shown, f"starts as {encoding} text and does not go on so; export it again") from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        if best is None:
            raise refuse(shown, "is no text in an encoding that is known; save it as UTF-8") from None
        return str(best), [
            f"Read as {best.encoding.replace('_', '-')}, judged by its letters; say if names look odd."
        ]
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise refuse(shown, "is not a text file; save it as plain text (UTF-8)", line)
    return text, []


def _records(text: str, shown: str) -> list[tuple[int, list[str]]]:
    skipped = 0
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        text, skipped = text[hint.end() :], 1
    delimiter = hint.group(1) if hint else _delimiter(text)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    rows, start = [], 1 + skipped
    try:
        for cells in reader:
            rows.append((start, [cell.strip() for cell in cells]))
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        ends = "unexpected end" in str(error) or "field larger" in str(error)
        message = "a quote opened here is not closed" if ends else "text follows a closing quote"
        raise refuse(shown, f"{message}; export the file again, or mend the quotes", start) from None
    return [row for row in rows if any(row[1])]


def _delimiter(text: str) -> str:
    """What stands most often between the quoted and plain cells of the first line that holds anything."""
    head = text.lstrip("\r\n ")
    outside = re.sub(r'"(?:[^"]|"")*"', '""', head[:200_000])
    first = outside.splitlines()[0] if outside else ""
    return max(DELIMITERS, key=first.count) if any(first.count(mark) for mark in DELIMITERS) else ","


def _workbook(content: bytes, shown: str, sheet: str | None) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # late: it takes a while, and most exports are text

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book: Any = load_workbook(io.BytesIO(content), data_only=True, read_only=False)
    except zipfile.BadZipFile:
        raise refuse(shown, "is not an .xlsx workbook; save it again as .xlsx or .csv") from None
    except Exception as error:  # noqa: BLE001 - a damaged workbook makes the reader raise anything
        raise refuse(shown, f"is a damaged workbook ({type(error).__name__}); save it again as .xlsx") from None
    pages = [page for page in book.worksheets if page.sheet_state == "visible" and page.max_row > 1]
    names = [page.title for page in pages]
    if sheet is not None:
        pages = [page for page in pages if page.title.casefold() == sheet.strip().casefold()]
        if not pages:
            raise refuse(shown, f'has no visible sheet "{sheet}"; it has {", ".join(names) or "none"}')
    if len(pages) != 1:
        what = f"has {len(pages)} visible sheets with rows ({', '.join(names)}); say --sheet NAME"
        raise refuse(shown, what if pages else "has no visible sheet with rows")
    complaints = Complaints(shown)
    rows = []
    for number, cells in enumerate(pages[0].iter_rows(), start=1):
        texts = [_text(cell, number, complaints) for cell in cells]
        if any(texts):
            rows.append((number, texts))
    complaints.raise_any()
    return rows


def _text(cell: Any, row: int, complaints: Complaints) -> str:  # noqa: ANN401 - openpyxl's cells
    value = cell.value
    if cell.data_type == "e":
        complaints.add("", "is an error of a formula", "mend the formula", row, str(value))
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _shaped(shown: str, records: list[tuple[int, list[str]]], notes: list[str]) -> Table:
    """Every row as wide as the headings. Raises ``ScenarioError``."""
    if not records:
        raise refuse(shown, "is empty")
    (line, headings), *body = records
    while (
        headings and not headings[-1] and not any(len(c) >= len(headings) and c[len(headings) - 1] for _, c in body)
    ):
        headings = headings[:-1]
    table = Table(shown, headings, [], line, notes)
    complaints = Complaints(shown)
    for row, cells in body:
        if any(cells[len(headings) :]):
            surplus = next(cell for cell in cells[len(headings) :] if cell)
            complaints.add(
                "",
                f"stands in a row with more cells than the {len(headings)} headings",
                "put text that holds the delimiter in quotes, or export again",
                row,
                surplus,
            )
        table.short += len(cells) < len(headings)
        table.rows.append((row, (cells + [""] * len(headings))[: len(headings)]))
    complaints.raise_any()
    if table.short:
        notes.append(f"{table.short} rows are shorter than the headings; what is missing was taken as empty.")
    return table
