"""What changed between two plans: a bridge of value, every MMP, and both roadmaps in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from optimiser.plan_changes import STEPS
from report.plan.tables import MONEY, TEXT, WHOLE_NUMBER, Table
from report.shared.fitting import wrap
from report.shared.page_layout import page, place, tidy
from report.shared.quarter_words import quarter_tick
from report.shared.style import BLUE, INK, ORANGE, SMALL, styled
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

    from optimiser.plan_changes import Change, PlanChanges

WORDS = {
    "time": "Time: what was to be earned and spent meanwhile, as planned",
    "actuals": "Actuals: what happened instead",
    "estimates": "Estimates: what is expected now",
    "cancelled": "Cancelled, and blocked by it",
    "new": "New",
    "re-optimised": "Re-optimised: other MMPs, other quarters",
}
"""The steps of the bridge for people."""


def cents(amount: int) -> str:
    """Money to the cent."""
    return f"{amount / 100:,.2f}"


def changes_headline(found: PlanChanges) -> str:
    """Both values, and how many MMPs changed."""
    currency = found.now.scenario.currency
    counts = [
        f"{n} {what}"
        for what in ("released", "running", "cancelled", "blocked", "slipped", "moved", "in", "out", "new, in")
        if (n := sum(row.what == what for row in found.rows))
    ]
    return (
        f"From {cents(found.value_before)} to {cents(found.value_now)} {currency}, {_later(found.quarters)}: "
        f"{', '.join(counts) or 'nothing changed'}."
    )


def _later(quarters: int) -> str:
    return "1 quarter later" if quarters == 1 else f"{quarters} quarters later"


def bridge(found: PlanChanges) -> list[tuple[str, int]]:
    """The bridge of value: first plan, steps, second plan with what is released; in cents."""
    steps = [(WORDS[step], found.step(step)) for step in STEPS]
    return [("Plan before", found.value_before), *steps, ("Plan now, with what is released", found.value_now)]


def changes_text(found: PlanChanges) -> RenderableType:
    """The whole answer for a terminal."""
    currency = found.now.scenario.currency
    table = plain_table("value", currency)
    for words, amount in bridge(found):
        table.add_row(words, cents(amount))
    calendar = found.now.scenario.calendar
    rows = plain_table("MMP", "", "start was", "is", "to spend was", "is", "value was", "is")
    for row in found.rows:
        if row.what in ("left out", "new, left out"):
            continue
        starts = [_quarter(row.start_before, calendar), _quarter(row.start_now, calendar)]
        money = [cents(a) for a in (row.cost_before, row.cost_now, row.value_before, row.value_now)]
        rows.add_row(Text(row.label), row.what, *starts, *money)
    return Group(Text(changes_headline(found), style="bold"), Text(""), table, Text(""), rows)


def _quarter(quarter: int | None, calendar: object) -> str:
    if quarter is None:
        return ""
    name = calendar.quarter_name(quarter) if hasattr(calendar, "quarter_name") else ""
    return name or str(quarter)


def change_table(found: PlanChanges) -> Table:
    """Every MMP and synergy in both plans, with its steps of the bridge."""
    currency = found.now.scenario.currency
    header = (
        "id", "name", "change", "start before", "start now", "release before", "release now",
        f"cost before ({currency})", f"cost now ({currency})", f"value before ({currency})",
        *(f"{step} ({currency})" for step in STEPS), f"value now ({currency})",
    )  # fmt: skip
    rows = tuple(
        (
            row.id, row.label, row.what, row.start_before, row.start_now, row.release_before, row.release_now,
            row.cost_before / 100, row.cost_now / 100, row.value_before / 100,
            *(row.steps.get(step, 0) / 100 for step in STEPS), row.value_now / 100,
        )
        for row in found.rows
    )  # fmt: skip
    formats = (*(TEXT,) * 3, *(WHOLE_NUMBER,) * 4, *(MONEY,) * (4 + len(STEPS)))
    return Table("Changes", header, rows, formats, "quarters of the second plan; below 1 = before it", {1: 34})


def bridge_table(found: PlanChanges) -> Table:
    """The bridge of value."""
    rows = tuple((words, amount / 100) for words, amount in bridge(found))
    note = "the steps add up to the cent"
    return Table(
        "Bridge", ("what", f"value ({found.now.scenario.currency})"), rows, (TEXT, "#,##0.00"), note, {0: 60}
    )


ROW = 0.36
"""Height of the two rows of an MMP, in inches."""


@styled()
def changes_figure(found: PlanChanges) -> Figure:
    """Two rows per MMP: the plan before above, the plan now below."""
    rows = [row for row in found.rows if row.start_before is not None or row.start_now is not None]
    rows.sort(key=lambda row: (row.start_now is None, row.stream, row.start_now or row.start_before or 0, row.id))
    height = max(4.0, 2.1 + ROW * (len(rows) + 1))
    note = "Upper bar: the plan before; lower bar: the plan now. Left of the line: quarters that are over."
    figure = page("What changed", f"{found.now.scenario.name}: {changes_headline(found)}", note, height)
    ax = place(figure, 3.4, 0.85, 7.4, height - 2.3)
    quarters, past = found.now.scenario.calendar.quarters, found.quarters
    for at, row in enumerate(rows):
        for start, release, colour, shift in (
            (row.start_before, row.release_before, ORANGE, -0.2),
            (row.start_now, row.release_now, BLUE, 0.2),
        ):
            if start is not None and release is not None:
                end = min(release, quarters)
                ax.barh(at + shift, end - start + 1, left=start - 1, height=0.32, color=colour, edgecolor="white")
        ax.text(quarters + 0.06, at, row.what, size=SMALL, color=INK, va="center")
    ax.set_yticks(range(len(rows)), [wrap(row.label, 220, SMALL, lines=1) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-past, quarters)
    names = range(1 - past, quarters + 1)
    ax.set_xticks([q - 0.5 for q in names], [quarter_tick(found.now.scenario.calendar, q) for q in names])
    tidy(ax)
    ax.axvline(0, color=INK, linewidth=1.2)
    return figure


def change_json(row: Change) -> dict[str, object]:
    """One row as plain data; money in currency."""
    money = ("cost_before", "cost_now", "value_before", "value_now")
    return {
        "id": row.id,
        "change": row.what,
        "start_before": row.start_before,
        "start_now": row.start_now,
        "release_before": row.release_before,
        "release_now": row.release_now,
        **{name: getattr(row, name) / 100 for name in money},
        "steps": {step: amount / 100 for step, amount in row.steps.items()},
    }
