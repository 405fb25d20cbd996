"""What a document is made of, whatever its form: sections of findings in text, tables and pictures, with sources.

A cell of a table holds its words and the number behind them: the words are what the terminal prints, the number is
what the JSON of the section's command holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from report.documents.brand.brand import PLAIN

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from report.documents.brand.brand import Brand
    from scenarios.variation.assumption_register import Entry as Assumed

Kind = Literal["text", "money", "share", "number", "whole", "weeks"]
"""How a number is written in a workbook."""


@dataclass(frozen=True)
class Cell:
    """One entry of a table."""

    words: str
    value: float | None = None
    """The number behind the words, in full; None where there is none."""
    kind: Kind = "text"


Entry = Cell | str
"""A string is a cell of words alone."""


@dataclass(frozen=True)
class Words:
    """Sentences."""

    lines: tuple[str, ...]
    style: Literal["plain", "answer", "list", "caution"] = "plain"
    """answer: what a hurried reader reads; list: one point a line; caution: what must be known before."""


@dataclass(frozen=True)
class Chart:
    """How a table is drawn where figures are native (slides): which columns, as what."""

    style: Literal["bars", "lines"]
    columns: tuple[int, ...]
    """Places of the columns that are drawn; names are those of the headings."""
    rows: int | None = None
    """Only the first rows; None for all."""
    currency: str = ""
    """All charts so far are of money, in single units of this."""


@dataclass(frozen=True)
class Table:
    """A table with a caption that says what it holds."""

    name: str
    """Short name, unique in a document: of a sheet."""
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    total: bool = False
    """Whether the last row is the sum of those above it."""
    note: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Picture:
    """A figure, drawn once when a form asks for it."""

    name: str
    """Short name, unique in a document."""
    finding: str
    """What it shows, as a sentence: its alternative text."""
    draw: Callable[[], Figure]


Part = Words | Table | Picture


@dataclass(frozen=True)
class Section:
    """One question and its answer."""

    title: str
    finding: str
    """The answer in a line: the title of its slide."""
    parts: tuple[Part, ...]
    source: str
    """The command whose JSON holds every number of it."""


@dataclass(frozen=True)
class Document:
    """A whole document."""

    kind: str
    """Command that makes it, such as ``report``."""
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    command: str
    """The command that makes it again, byte for byte."""
    manifest: str
    """Scenario, seed, sizes and versions, as JSON."""
    register: tuple[Assumed, ...] = ()
    """Every number of the scenario, for the sheet that can be edited; empty where the document has none."""
    brand: Brand = PLAIN
    """Whose document it is."""

    def branded(self, brand: Brand) -> Document:
        """The same document of a brand; its manifest names it, and the sum of the files it was read from."""
        if brand is PLAIN:
            return self
        manifest = json.loads(self.manifest) | {"brand": {"name": brand.name, "sha256": brand.digest}}
        return replace(
            self, brand=brand, manifest=json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        )

    def tables(self) -> Sequence[tuple[Section, Table]]:
        """Every table with its section, in order."""
        return [(s, part) for s in self.sections for part in s.parts if isinstance(part, Table)]


def cell(words: str, value: float | None, kind: Kind = "number") -> Cell:
    """A cell with a number behind its words; what is no finite number has none."""
    finite = value is not None and abs(value) < float("inf")
    return Cell(words, float(value) if finite and value is not None else None, kind)


def row_of(*entries: Entry) -> tuple[Entry, ...]:
    """A row of a table."""
    return entries


def words_of(entry: Entry) -> str:
    """What a reader sees of an entry."""
    return entry.words if isinstance(entry, Cell) else entry


LONGEST_FIGURE = 26
"""Letters of the longest figure, such as an interval; what is longer is words."""


NO_FIGURE = ("none", "never", "late", "no limit", "not asked", "not recorded", "not stated")
"""What stands in a column of figures where there is no number."""


def figure_columns(table: Table) -> list[bool]:
    """Which columns are figures: short, and with a digit wherever there is anything but ``NO_FIGURE``."""
    found = []
    for column in range(len(table.header)):
        texts = [words_of(row[column]) for row in table.rows]
        there = [text for text in texts if text]
        short = all(len(text) <= LONGEST_FIGURE for text in there)
        digits = all(text in NO_FIGURE or any(letter.isdigit() for letter in text) for text in there)
        found.append(column > 0 and bool(there) and short and digits)
    return found


def filled_columns(table: Table) -> list[int]:
    """Places of the columns in which anything stands: an empty one costs room and says nothing."""
    return [
        column
        for column in range(len(table.header))
        if column == 0 or any(words_of(row[column]) for row in table.rows)
    ]
