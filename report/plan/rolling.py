"""What happened when quarters ended, in words and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.plan.text import amount
from report.shared.csv_file import csv_text
from report.shared.quarter_words import quarter_long
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from intake.rolling.rolling import Rolled


def roll_headline(rolled: Rolled) -> str:
    """Which quarters are over, and how the MMPs stand."""
    before, after = rolled.before.calendar, rolled.scenario.calendar
    many = "quarter is" if rolled.quarters == 1 else "quarters are"
    counts = [
        f"{n} {word}"
        for word in ("released", "running", "cancelled")
        if (n := sum(mmp.status == word for mmp in rolled.scenario.mmps))
    ]
    opens = quarter_long(before, rolled.quarters + 1)
    standing = ", ".join(counts) or "nothing begun"
    return (
        f"{rolled.before.name}: {rolled.quarters} {many} over; quarter 1 is now {opens}, {after.quarters} left. "
        f"Of {len(rolled.scenario.mmps)} MMPs: {standing}."
    )


def roll_text(rolled: Rolled) -> RenderableType:
    """The whole answer for a terminal."""
    currency = rolled.scenario.currency
    table = plain_table("MMP", "was", "is", "done", f"spent {currency}", "value")
    for row in rolled.happened:
        done = "" if row.done_share is None else f"{row.done_share:.0%}"
        table.add_row(Text(row.label), row.before, row.status, done, amount(row.spent), amount(row.value))
    money = plain_table("money of", "quarter", f"there {currency}", "spent", "carried on", "lapsed")
    for p in rolled.purses:
        money.add_row(
            p.stream or "whole portfolio",
            quarter_long(rolled.before.calendar, p.quarter),
            amount(p.amount + p.carried_in),
            amount(p.spent),
            amount(p.carried_out),
            amount(p.lapsed),
        )
    parts: list[RenderableType] = [Text(roll_headline(rolled), style="bold"), Text(""), table, Text(""), money]
    if rolled.notes:
        parts += [Text(""), Text("Look at", style="bold"), *(Text(f"  - {note}") for note in rolled.notes)]
    return Group(*parts)


def happened_csv(rolled: Rolled) -> str:
    """One row per MMP with actuals."""
    header = ("id", "before", "status", "done_share", "spent", "value")
    rows = [(r.id, r.before, r.status, r.done_share, r.spent, r.value) for r in rolled.happened]
    return csv_text(header, rows)


def money_csv(rolled: Rolled) -> str:
    """One row per purse and quarter: amount + carried in + overspent = spent + carried out + lapsed."""
    header = ("stream", "quarter", "amount", "carried_in", "spent", "overspent", "carried_out", "lapsed")
    rows = [
        (p.stream, p.quarter, p.amount, p.carried_in, p.spent, p.overspent, p.carried_out, p.lapsed)
        for p in rolled.purses
    ]
    return csv_text(header, rows)
