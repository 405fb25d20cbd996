"""A plan under stress in words and tables: for a terminal and for a spreadsheet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import money, percent, probability
from report.shared.quarter_words import quarter_short
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from coupling.stress_test import Stress

LATE = 0.5
"""Chance below which an MMP is named as unlikely to be out in time."""


def stress_text(stress: Stress) -> RenderableType:
    """The whole answer: the plan, its quarters, its MMPs, money and people."""
    return Group(
        Text("Stress test: the plan in the simulator", style="bold"),
        Text(setting(stress), style="dim"),
        Text(),
        Text(sentence(stress), style="bold"),
        Text(),
        quarters(stress),
        Text(),
        mmps(stress),
        Text(),
        amounts(stress),
    )


def setting(stress: Stress) -> str:
    """What was run, in one line."""
    worlds = f"{stress.replications} world{'s' if stress.replications != 1 else ''}"
    return (
        f"{worlds}, seed {stress.seed}; teams, scope, rework and release dates as in vmo compare, only the MMPs of "
        "the plan, money at the start of their quarters. In time = out by the end of the planned quarter."
    )


def sentence(stress: Stress) -> str:
    """The finding in plain words."""
    unlikely = [strain for strain in stress.strains() if strain.in_time < LATE]
    n = len(stress.mmps)
    text = f"The whole plan is out in time with a probability of {probability(stress.whole)}."
    if not unlikely:
        return f"{text} Each of its {n} MMPs by itself is more likely to be in time than late."
    names = ", ".join(strain.id for strain in unlikely[:5])
    more = f" and {len(unlikely) - 5} more" if len(unlikely) > 5 else ""
    return f"{text} {len(unlikely)} of {n} MMPs are more likely to be late: {names}{more}."


def quarters(stress: Stress) -> Table:
    """What is due in each quarter: the chance of all of it, and of the weakest MMP by itself."""
    table = plain_table("due in", "MMPs", "all in time", "weakest one")
    for due in stress.together():
        cells = (str(len(due.mmps)), probability(due.in_time), probability(due.weakest))
        table.add_row(quarter_short(stress.plan.scenario.calendar, due.quarter), *cells)
    table.add_row("whole plan", str(len(stress.mmps)), probability(stress.whole), "", style="bold")
    return table


def mmps(stress: Stress) -> Table:
    """Every MMP: planned quarters, chance to be in time, week of release."""
    table = plain_table("MMP", "start", "due by week", "in time", "released in week: P50 (P10 to P90)")
    weeks = stress.plan.scenario.calendar.weeks_per_quarter
    for strain in stress.strains():
        low, middle, high = (week(x) for x in strain.release)
        when = middle if low == high else f"{middle} ({low} to {high})"
        due = f"Q{strain.due}: {strain.due * weeks}"
        table.add_row(strain.label, f"Q{strain.start}", due, probability(strain.in_time), when)
    return table


def week(value: float) -> str:
    """A week of release; one that does not come is not within the benefit horizon."""
    return f"{value:.0f}" if math.isfinite(value) else "never"


def amounts(stress: Stress) -> Table:
    """Money and people: what the plan states, and what the worlds bring."""
    currency = stress.plan.scenario.currency
    table = plain_table("", "plan", "mean", "P50 (P10 to P90)")
    aim = "net of cost" if stress.plan.wishes.aim == "net" else "gross"
    names = {"value": f"value, {aim}", "benefits": "benefits", "spend": "spend on its MMPs"}
    for name, label in names.items():
        stated, s = stress.expected(name), stress.summary(name)
        bands = f"{money(s.p50)} ({money(s.p10)} to {money(s.p90)})"
        what = "discounted" if name == "value" else "undiscounted"
        row = (f"{label}, {what}, {currency}", "" if stated is None else money(stated), money(s.mean), bands)
        table.add_row(*row)
    for name, s in stress.streams().items():
        bands = f"{percent(s.p50)} ({percent(s.p10)} to {percent(s.p90)})"
        table.add_row(f"utilisation of {name}", "", percent(s.mean), bands)
    return table


HEADER = (
    "id", "name", "start quarter", "release quarter", "probability in time", "worlds in time", "worlds",
    "release week P10", "release week P50", "release week P90",
)  # fmt: skip


def stress_csv(stress: Stress) -> str:
    """A row per MMP, then one per quarter and one for the plan; empty where there is no number."""
    n = stress.replications
    rows: list[tuple[object, ...]] = []
    for strain in stress.strains():
        weeks = (f"{x:.2f}" if math.isfinite(x) else "" for x in strain.release)
        rows.append((strain.id, strain.label, strain.start, strain.due, *_chance(strain.in_time, n), *weeks))
    rows += [
        ("", f"all due in quarter {due.quarter}", "", due.quarter, *_chance(due.in_time, n), *_NO_WEEKS)
        for due in stress.together()
    ]
    rows.append(("", "whole plan", "", "", *_chance(stress.whole, n), *_NO_WEEKS))
    return csv_text(HEADER, rows)


_NO_WEEKS = ("", "", "")


def _chance(share: float, worlds: int) -> tuple[str, int, int]:
    return probability(share), round(share * worlds), worlds
