"""What looks wrong in a table that can be read: totals that do not add up, amounts far apart, other units."""

from collections.abc import Sequence
from typing import Any

from intake.tables.findings import Findings, rows
from intake.tables.meaning.fields import how
from intake.tables.meaning.headings import Column
from intake.tables.meaning.vocabulary import plain
from intake.tables.reading.assemble import RowRead
from intake.tables.reading.convert import Converter, UnreadableError
from intake.tables.reading.locate import Located, Row, says_total

FAR_APART = 500
"""Two amounts of one column that differ by this factor look like two units (assumption, grade D)."""
BESIDE = 100
"""Amounts without a unit may have that of a column beside them unless they are so much larger (grade D)."""
PREFIXES = {1000: "k", 1_000_000: "m"}
"""Before the currency in a unit."""
SMALL_SHARE = 0.01
"""Spend of all rows below this share of the money of all quarters looks like another unit (assumption, grade D)."""
ROUNDING = 0.005
"""Relative difference up to which a total is taken to agree."""


def amounts(column: Column, body: Sequence[Row], converter: Converter) -> list[tuple[int, float]]:
    """Row number and amount of every readable cell of a column; the sum where a cell holds a list."""
    found = []
    for line, cells in body:
        raw = cells.get(column.index)
        if raw is None:
            continue
        try:
            value: Any = converter.value(column, raw)
        except UnreadableError:
            continue
        if isinstance(value, list):
            value = sum(entry or 0 for entry in value)
        found.append((line, float(value)))
    return found


def check_totals(found: Located, converter: Converter, findings: Findings) -> None:
    """Say which rows were left out as totals; warn where they do not add up, and of rows that may be totals."""
    money = [column for column in found.used if how(column.field) in ("money", "amounts")]
    for line, cells in found.totals:
        label = next((str(v) for v in cells.values() if isinstance(v, str) and plain(v)[:1].isalpha()), "")
        parts = []
        agrees = False
        for column in money:
            of_row = amounts(column, [(line, cells)], converter)
            if not of_row:
                continue
            total, above = of_row[0][1], sum(value for _, value in amounts(column, found.body, converter))
            if abs(total - above) <= ROUNDING * max(abs(above), 1):
                agrees = True
            elif not plain(label).startswith(("sub", "zwischen", "teil", "sous")):
                parts.append(f'"{column.label}" says {total:,.15g}, the rows add up to {above:,.15g}')
        if not label and not agrees:
            message = (
                f"has amounts and nothing else; write an id or a name, or leave the row out: --leave-out {line}"
            )
            findings.fault("no name", "(row)", line, message)
            continue
        what = (
            f'row {line} left out as a total ("{label}")'
            if label
            else f"row {line} left out: it adds up the others"
        )
        findings.notes.append(what)
        if parts:
            findings.warnings.append(f'row {line} ("{label}") does not add up: {"; ".join(parts)}')
    like = [line for line, cells in found.body if says_total(cells)]
    if like:
        findings.warnings.append(
            f"{rows(like)} may be a total and is read as a project; leave it out with --leave-out {like[0]}"
        )


def check_amounts(found: Located, converter: Converter, findings: Findings) -> None:
    """Warn of amounts in one column that are so far apart that they may have two units."""
    for column in found.used:
        if how(column.field) not in ("money", "amounts") or column.quarter is not None:
            continue
        there = [(line, abs(value)) for line, value in amounts(column, found.body, converter) if value]
        if len(there) < 2:
            continue
        low, high = min(value for _, value in there), max(value for _, value in there)
        if high >= FAR_APART * low:
            small = [line for line, value in there if value * FAR_APART <= high]
            large = [line for line, value in there if value >= FAR_APART * low]
            fewer, size = (small, "small") if len(small) <= len(large) else (large, "large")
            findings.warnings.append(
                f'"{column.label}" holds amounts from {low:,.15g} to {high:,.15g}, more than {FAR_APART} '
                "times apart: "
                f"are the {size} ones ({rows(fewer)}) in another unit?"
            )


def check_units(found: Located, converter: Converter, findings: Findings) -> None:
    """Ask for the unit of amounts that have none while those of another column are in thousands or millions."""
    if converter.answers.unit:
        return
    money = [column for column in found.used if how(column.field) in ("money", "amounts")]
    largest = {
        column.index: max((abs(value) for _, value in amounts(column, found.body, converter)), default=0)
        for column in money
    }
    scaled = [column for column in money if column.unit.scale in PREFIXES and largest[column.index]]
    if not scaled:
        return
    known = max(scaled, key=lambda column: largest[column.index])
    scale, code = known.unit.scale or 1, known.unit.currency or "EUR"
    for column in money:
        bare = column.unit.scale is None and converter.signs.scaled.get(column.index, 1) == 1
        if bare and 0 < largest[column.index] < BESIDE * largest[known.index] / scale:
            message = (
                f'"{column.label}" says no unit, and "{known.label}" is in {known.unit.words}; say what those '
                f"without have: --unit {PREFIXES[scale]}{code}, or {code}"
            )
            findings.fault("no unit", column.label, found.line, message)


def check_budget(cost: float, budget: float, findings: Findings) -> None:
    """Warn when the cost of all rows and the money of all quarters look like two units."""
    if cost <= 0 or budget <= 0:
        return
    if cost < SMALL_SHARE * budget:
        findings.warnings.append(
            f"all rows together cost {cost:,.15g}, {cost / budget:.2g} of the budget of all quarters "
            f"({budget:,.15g}): is "
            "the table in thousands? Then say --unit kEUR (with its currency)"
        )
    elif cost > budget / SMALL_SHARE:
        findings.warnings.append(
            f"all rows together cost {cost:,.15g}, {cost / budget:,.0f} times the budget of all quarters "
            f"({budget:,.15g}): is the budget in thousands?"
        )


def check_lumps(needs: Sequence[tuple[int, float, float]], findings: Findings) -> None:
    """Warn of rows that need more money in one quarter than there is: row, need, what there is at most."""
    over = [line for line, need, there in needs if need > there * (1 + 1e-9)]
    if over:
        findings.warnings.append(
            f"{rows(over)}: more cost in one quarter than there is, in all or for the teams of the value stream; a "
            "plan can never begin them: give --budget AMOUNT, or spread the cost over more quarters"
        )


def check_single_values(
    columns: Sequence[Column], table: Sequence[RowRead], quarters: int, findings: Findings
) -> None:
    """Warn when a column of values by quarter of start holds one value for several quarters."""
    column = next((c for c in columns if c.field == "value_by_quarter"), None)
    filled = [row for row in table if row.data.get("value_by_quarter")]
    if column is None or quarters == 1 or not filled:
        return
    if all(len(row.data["value_by_quarter"]) == 1 for row in filled):
        first = filled[0].data["value_by_quarter"][0]
        findings.warnings.append(
            f'"{column.label}" holds one value for {quarters} quarters '
            f"({rows([row.line for row in filled])}): these can "
            f"start in quarter 1 only; write {';'.join([f'{first:g}'] * quarters)} if the quarter does not "
            "matter, or say "
            f'it for all: --map "{column.label}=npv"'
        )
