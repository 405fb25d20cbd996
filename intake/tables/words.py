"""What was read from a table, guessed and assumed, for people."""

from collections.abc import Iterator, Sequence

from intake.tables.building.assumptions import Assumption
from intake.tables.building.derivation import Derivation
from intake.tables.findings import rows
from intake.tables.meaning.amounts import Unit
from intake.tables.reading.table import Reading


def reading_line(reading: Reading) -> str:
    """One line: ``sheet 2026, headings in row 4, rows 5-34, 8 of 11 columns used``."""
    sheet = [f"sheet {reading.sheet.title}"] if reading.sheet.title else []
    headed = [column for column in reading.columns if column.heading]
    used = [column for column in headed if column.field]
    lines = [row.line for row in reading.rows]
    parts = [*sheet, f"headings in row {reading.line}"]
    if lines:
        parts.append(rows(lines) if len(lines) < 4 else f"{len(lines)} rows from {min(lines)} to {max(lines)}")
    return ", ".join([*parts, f"{len(used)} of {len(headed)} columns used"])


def columns_text(reading: Reading) -> Iterator[str]:
    """One line per column: what it fills, and how that is known."""
    told = {"named": "", "word": "by its heading", "answer": "as you said"}
    used = [column for column in reading.columns if column.field]
    width = max((len(column.label) for column in used), default=0)
    for column in used:
        unit = column.unit.words
        more = "; ".join(filter(None, [told[column.told or "named"], f"in {unit}" if unit else ""]))
        yield f"  {column.label:<{width}}  ->  {column.field}{f'   ({more})' if more else ''}"


def reading_text(
    reading: Reading, numbers: Derivation | None = None, assumptions: Sequence[Assumption] = ()
) -> str:
    """Everything that was read, left out, guessed, derived and assumed."""
    findings = reading.findings
    lines = [f"{reading.shown}: {reading_line(reading)}"]
    if reading.mapping is not None:
        lines.append(f"Answers of {reading.mapping} used.")
    lines += ["", "Columns", *columns_text(reading)]
    for title, words in (("Read", findings.notes), ("Guessed", findings.guesses), ("Look at", findings.warnings)):
        if words:
            lines += ["", title, *(f"  {word}" for word in words)]
    if numbers is not None:
        lines += ["", "Derived", *(f"  {line}" for line in _derived(reading, numbers))]
    if assumptions:
        lines += ["", "Assumed (replace any of them: --assume NAME=VALUE)"]
        lines += [f"  {assumption.words}" for assumption in assumptions]
    return "\n".join(lines) + "\n"


def _derived(reading: Reading, numbers: Derivation) -> Iterator[str]:
    currency = reading.currency or "EUR"
    amounts = ", ".join(f"{amount:,.15g}" for amount in numbers.budget)
    features = sum(int(row.data.get("features") or 0) for row in reading.rows)
    yield f"cost of all rows {numbers.cost:,.0f} {currency}"
    yield f"quarters {numbers.quarters}: {numbers.said['quarters']}"
    yield f"budget per quarter {amounts} {currency}: {numbers.said['budget']}"
    streams = ", ".join(f"{stream.id} {stream.teams}" for stream in numbers.streams[:12])
    more = ", ..." if len(numbers.streams) > 12 else ""
    yield f"teams ({streams}{more}): {numbers.said['teams']}"
    if "size" in numbers.said:
        yield numbers.said["size"]
    if "features" in numbers.said:
        yield f"features ({features:,} in all): {numbers.said['features']}"


def summary(reading: Reading) -> dict[str, object]:
    """The same as plain data, for machines."""
    findings = reading.findings
    return {
        "file": reading.shown,
        "sheet": reading.sheet.title or None,
        "heading_row": reading.line,
        "rows": [row.line for row in reading.rows],
        "columns": [
            {"heading": c.label, "field": c.field or None, "how": c.told or None, "unit": _unit(c.unit)}
            for c in reading.columns
            if c.heading
        ],
        "currency": reading.currency or None,
        "notes": findings.notes,
        "guesses": findings.guesses,
        "warnings": findings.warnings,
    }


def _unit(unit: Unit) -> str | None:
    return unit.words or None
