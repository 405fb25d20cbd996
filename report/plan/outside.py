"""What lies outside a plan, as a table and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.plan.tables import MONEY, TEXT, Table
from report.plan.text import amount
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from optimiser.outside import Outside


def outside_table(rows: Sequence[Outside], currency: str) -> Table:
    """Every MMP about which nothing can be decided any more."""
    header = (
        "id", "name", "status", f"expected value to come ({currency})", f"value to date ({currency})",
        f"spent to date ({currency})", "why",
    )  # fmt: skip
    cells = tuple(
        (r.id, r.label, r.status, r.value_to_come, r.value_to_date, r.spent_to_date, r.reason) for r in rows
    )
    note = "not part of the plan's value or budget"
    return Table("Outside", header, cells, (TEXT, TEXT, TEXT, MONEY, MONEY, MONEY, TEXT), note, {1: 34, 6: 60})


def outside_text(rows: Sequence[Outside], currency: str) -> RenderableType:
    """The same for a terminal."""
    table = plain_table("MMP", "", f"value to come {currency}", "value to date", "spent to date", "why")
    for r in rows:
        stated = "not stated" if r.value_to_come is None else amount(r.value_to_come)
        table.add_row(
            Text(r.label), r.status, stated, amount(r.value_to_date), amount(r.spent_to_date), Text(r.reason)
        )
    coming = sum(r.value_to_come or 0.0 for r in rows)
    sunk = sum(r.spent_to_date for r in rows if r.status != "released")
    last = (
        f"Outside the plan: {amount(coming, currency)} to come, {amount(sunk, currency)} sunk in what is given up."
    )
    return Group(Text("Settled before this plan", style="bold"), table, Text(last))
