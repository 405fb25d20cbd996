"""A workbook to fill in: one row per project, drop-downs, comments and examples; it reads back as it is."""

import datetime
import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

ROWS = 500
"""Rows that have drop-downs."""
EPOCH = (1980, 1, 1, 0, 0, 0)
COLUMNS: tuple[tuple[str, str, str, int], ...] = (
    ("id", "Short name, unique: letters, digits, - and _.", "quotes", 14),
    ("name", "Name for people.", "Instant quotes", 30),
    ("value_stream", "Who builds it: choose from the sheet Lists, or write your own.", "sales", 16),
    ("objective", "What it is for: choose from the sheet Lists, or write your own.", "growth", 16),
    (
        "spend",
        "Money per quarter of work, separated by semicolons: two amounts take two quarters.",
        "600000;500000",
        20,
    ),
    ("value_per_quarter", "Claimed benefit per quarter after release.", "560000", 18),
    ("success_probability", "Chance that it earns anything, from 0 to 1, or in percent.", "70%", 20),
    ("requires", "Ids that must be released no later, separated by semicolons.", "sso", 16),
    ("excludes", "Ids that make no sense together with it.", "bundles", 16),
    ("mandatory", "Yes when it must be done, whatever it earns.", "no", 12),
    ("earliest_quarter", "First quarter in which it may start: 1, 2 ... or 2027-Q1 with --starts.", "2", 16),
)
"""Heading, meaning, example and width of each column."""
LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Streams to choose from", ("sales", "service", "platform")),
    ("Objectives to choose from", ("growth", "cost", "licence")),
)


def form() -> bytes:
    """The workbook, the same bytes every time."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "MMPs"
    for at, (heading, meaning, example, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, at, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        cell.comment = Comment(f"{meaning}\nExample: {example}", "vmo", height=110, width=260)
        sheet.column_dimensions[get_column_letter(at)].width = width
        if heading in ("id", "name", "spend", "requires", "excludes"):
            for row in range(2, ROWS + 2):
                sheet.cell(row, at).number_format = "@"
    sheet.freeze_panes = "C2"
    _drop_downs(sheet)
    _how_to(book.create_sheet("How to"))
    lists = book.create_sheet("Lists")
    for at, (heading, words) in enumerate(LISTS, start=1):
        lists.cell(1, at, heading).font = Font(bold=True)
        lists.column_dimensions[get_column_letter(at)].width = 28
        for row, word in enumerate(words, start=2):
            lists.cell(row, at, word)
    return _same_bytes(book)


def _drop_downs(sheet: Worksheet) -> None:
    headings = [heading for heading, *_ in COLUMNS]
    for heading, source in (
        ("value_stream", "Lists!$A$2:$A$100"),
        ("objective", "Lists!$B$2:$B$100"),
        ("mandatory", '"yes,no"'),
    ):
        rule = DataValidation(
            type="list", formula1=source, allow_blank=True, showErrorMessage=heading == "mandatory"
        )
        rule.error = "Write yes or no."
        letter = get_column_letter(headings.index(heading) + 1)
        rule.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(rule)
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
    rule.error = "Write a number from 0 to 1, or a percentage up to 100 %."
    letter = get_column_letter(headings.index("success_probability") + 1)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _how_to(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 80
    sheet.column_dimensions["C"].width = 24
    lines = [("Column", "What it means", "Example"), *((h, meaning, example) for h, meaning, example, _ in COLUMNS)]
    for row, cells in enumerate(lines, start=1):
        for at, text in enumerate(cells, start=1):
            cell = sheet.cell(row, at, text)
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)
    more = "Fill in the sheet MMPs, one row per project. Columns of your own are kept and not used."
    sheet.cell(len(lines) + 2, 1, more)
    sheet.cell(
        len(lines) + 3,
        1,
        "Then: vmo plan FILE.xlsx --budget MONEY_PER_QUARTER --quarters 4, or vmo import FILE.xlsx",
    )


def _same_bytes(book: Workbook) -> bytes:
    """The saved workbook without the time at which it was saved."""
    book.properties.created = datetime.datetime(*EPOCH[:3])
    content, clean = io.BytesIO(), io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda n: n != "[Content_Types].xml"):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, data)
    return clean.getvalue()
