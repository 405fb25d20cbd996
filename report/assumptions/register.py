"""The register of assumptions in words, as a table and as a document: value, range, grade, source, owner."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.shared.csv_file import csv_text
from report.shared.text_table import plain_table
from scenarios.variation.assumption_register import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from scenarios.scenario import Scenario

COLUMNS = tuple(field.name for field in fields(Entry))
"""Columns of the table, in the order of the file."""
GRADES = ("A", "B", "C", "D", "")
"""Grades in the order in which they are counted; empty = the scenario states it without one."""


def headline(entries: Sequence[Entry]) -> str:
    """How many numbers there are and how good their evidence is."""
    counts = [(grade, sum(entry.grade == grade for entry in entries)) for grade in GRADES]
    words = ", ".join(f"{count} {grade or 'stated without a grade'}" for grade, count in counts if count)
    owned = sum(bool(entry.owner) for entry in entries)
    return f"{len(entries)} numbers by evidence grade: {words}; {owned} with an owner."


def register_text(scenario: Scenario, entries: Sequence[Entry], *, everything: bool = False) -> RenderableType:
    """The register for a terminal: numbers with a range, or every one."""
    shown = [entry for entry in entries if everything or entry.low is not None]
    table = plain_table("Number", "value", "from", "to", "unit", "grade", "of range", "owner", "source", wrap=True)
    for column in table.columns[4:]:
        column.justify = "left"
    for entry in shown:
        factor = entry.path.endswith("*")
        ends = [
            "" if end is None else f"{'x ' if factor else ''}{number_words(end)}" for end in (entry.low, entry.high)
        ]
        table.add_row(
            entry.label, value_words(entry), *ends, entry.unit, entry.grade or "own", entry.range_grade,
            entry.owner, entry.source,
        )  # fmt: skip
    parts: list[RenderableType] = [
        Text(f"{scenario.name}: register of assumptions", style="bold"),
        Text(headline(entries)),
        Text(),
        table,
    ]
    if len(shown) < len(entries):
        parts.append(Text(f"... and {len(entries) - len(shown)} numbers without a range (--all).", style="dim"))
    missing = sum(not entry.grade for entry in entries)
    if missing:
        note = (
            f"\n{missing} numbers have neither source nor grade: say where they come from in the scenario "
            '(assumptions: {"PATH": {source: ..., grade: C, owner: ...}}).'
        )
        parts.append(Text(note, style="dim"))
    return Group(*parts)


def value_words(entry: Entry) -> str:
    """The value, or the span of the places where they differ."""
    if entry.value is not None:
        return number_words(entry.value)
    return f"{number_words(entry.least)} to {number_words(entry.most)}"


def number_words(value: float) -> str:
    """A number as people write it: 1,970,000 and not 1.97e+06, at most four significant figures below a thousand.

    >>> number_words(1970000.0), number_words(0.137), number_words(1.351351)
    ('1,970,000', '0.137', '1.351')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def register_csv(entries: Sequence[Entry]) -> str:
    """One row per number; empty = not known."""
    return csv_text(COLUMNS, ([getattr(entry, name) for name in COLUMNS] for entry in entries))


def register_json(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Every number with all that is known of it."""
    return [asdict(entry) for entry in entries]
