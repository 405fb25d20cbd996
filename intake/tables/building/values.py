"""Benefits of rows whose table says them in all, or does not say them."""

from intake.tables.building.assumptions import PAYBACK, Assumptions
from intake.tables.findings import rows
from intake.tables.reading.table import Reading

BENEFITS = ("value_per_quarter", "value", "benefits", "value_by_quarter")


def spread_benefits(reading: Reading, assume: Assumptions) -> None:
    """Turn benefits in all into benefits per quarter, in place, and say by which rule."""
    lines = []
    for row in reading.rows:
        if row.value_total is not None and not any(name in row.data for name in BENEFITS[:3]):
            quarters = assume["benefit_spread_quarters"]
            row.data["value_per_quarter"] = _rounded(row.value_total / quarters)
            row.derived["value_per_quarter"] = f"benefit in all / {quarters:g} quarters"
            lines.append(row.line)
    if lines:
        quarters = assume["benefit_spread_quarters"]
        reading.findings.guesses.append(f"benefit in all spread over {quarters:g} quarters ({rows(lines)})")


def assume_payback(reading: Reading, assume: Assumptions) -> None:
    """Give rows without a benefit one that pays their cost back, if the user says how fast; a fault otherwise.

    Of rows that could not be read nothing is said here: their faults are.
    """
    unread = reading.findings.unread
    read = [row for row in reading.rows if row.line not in unread]
    without = [row for row in read if not any(name in row.data for name in BENEFITS)]
    if not without:
        return
    payback = assume.given(PAYBACK)
    lines = [row.line for row in without]
    if payback is None:
        if len(without) == len(read):
            if any(set(column.question.fields) & set(BENEFITS) for column in reading.columns if column.question):
                return  # what a column of benefits means is asked already
            message = (
                'no column holds a benefit; say which one does (--map "HEADING=value_per_quarter", value_per_year '
                f"or value_total), or assume that the claimed benefit pays the cost back: --assume {PAYBACK}=12"
            )
            reading.findings.fault("no benefit", "value_per_quarter", reading.line, message)
        else:
            reading.findings.warnings.append(f"no benefit is claimed in {rows(lines)}; nothing is earned there")
        return
    for row in without:
        if row.cost:
            row.data["value_per_quarter"] = _rounded(row.cost / payback)
            row.derived["value_per_quarter"] = f"assumed: cost / {payback:g} quarters"
    reading.findings.guesses.append(
        f"no benefit in the table: assumed so that it pays the cost back in {payback:g} quarters ({rows(lines)})"
    )


def _rounded(amount: float) -> int | float:
    value = float(f"{amount:.6g}")
    return int(value) if value.is_integer() else value
