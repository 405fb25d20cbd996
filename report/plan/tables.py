"""A plan as tables: one per question, for CSV files and workbooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimiser.cash import cash_flow
from report.plan.axis import weighed
from report.plan.limits import WORK, called
from report.shared.csv_file import csv_text
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimiser.budget_frontier import Frontier
    from optimiser.explanation import Explanation
    from optimiser.plan import Line, Plan
    from scenarios.scenario import Scenario

MONEY, SHARE, WHOLE_NUMBER, DECIMAL, TEXT = "#,##0", "0.0%", "0", "#,##0.0", "@"
BASELINE_NAMES = {
    "wsjf": "WSJF",
    "cd3": "CD3",
    "value_per_cost": "Value per cost",
    "value": "Highest value first",
    "smallest_first": "Smallest first",
    "sponsor": "Loudest sponsor first",
    "random": "Random order",
}
"""Names for people of the rankings."""


@dataclass(frozen=True)
class Table:
    """A header, rows and a number format per column."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    formats: tuple[str, ...]
    note: str = ""
    widths: dict[int, int] = field(default_factory=dict)

    def csv(self) -> str:
        """The table as CSV text."""
        return csv_text(self.header, ([_cell(value) for value in row] for row in self.rows))


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, 6) if isinstance(value, float) else value


def bars(line: Line, quarters: int) -> tuple[str, ...]:
    """One mark per quarter: ``#`` at work, ``>`` released at its end."""
    if line.start is None or line.release is None:
        return ("",) * quarters
    return tuple(
        ">" if quarter == line.release else "#" if line.start <= quarter < line.release else ""
        for quarter in range(1, quarters + 1)
    )


def plan_table(plan: Plan) -> Table:
    """Every MMP: in or out, when, cost and expected value."""
    currency, quarters, axis = plan.scenario.currency, plan.scenario.calendar.quarters, plan.scenario.value_axis
    points = (f"{axis.name} ({axis.unit})",) if plan.has_axis else ()
    header = (
        "id", "name", "value stream", "objective", "in the plan", "start quarter", "release quarter",
        f"cost ({currency})", f"expected value ({currency})", *points, "mandatory", "under way",
        *(quarter_short(plan.scenario.calendar, q) for q in range(1, quarters + 1)),
    )  # fmt: skip
    order = sorted(plan.lines, key=lambda line: (not line.chosen, line.stream, line.start or 0, line.id))
    rows = tuple(
        (
            line.id, line.label, line.stream, line.objective, line.chosen, line.start, line.release, line.cost,
            line.expected_value, *((line.points,) if points else ()), line.mandatory, line.locked,
            *bars(line, quarters),
        )
        for line in order
    )  # fmt: skip
    formats = (
        *(TEXT,) * 5,
        WHOLE_NUMBER,
        WHOLE_NUMBER,
        MONEY,
        MONEY,
        *(DECIMAL,) * len(points),
        TEXT,
        TEXT,
        *(TEXT,) * quarters,
    )
    return Table("Plan", header, rows, formats, "# at work, > released at the end of the quarter", {1: 34})


def use_table(plan: Plan, kind: str) -> Table:
    """Use of every budget (money) or of every stream's capacity (team-sprints) against its limit."""
    budget = kind == "budget"
    kinds = ("budget", "purse") if budget else WORK
    unit = plan.scenario.currency if budget else "team-sprints or units"
    rows = tuple(
        (
            called(use.kind, use.stream),
            use.quarter or "all",
            use.used,
            use.limit,
            use.used / use.limit if use.limit else None,
        )
        for use in plan.uses
        if use.kind in kinds
    )
    form = MONEY if budget else DECIMAL
    header = ("value stream", "quarter", f"used ({unit})", f"limit ({unit})", "used / limit")
    name = "Budgets" if budget else "Capacity"
    return Table(
        name, header, rows, (TEXT, WHOLE_NUMBER, form, form, SHARE), "limits include what was carried over"
    )


def objective_table(plan: Plan) -> Table:
    """What goes to every objective and comes back from it, against its shares and target."""
    currency = plan.scenario.currency
    total_cost = sum(line.cost for line in plan.chosen)
    total_value = sum(line.expected_value or 0.0 for line in plan.chosen)
    known = {objective.id: objective for objective in plan.scenario.objectives}
    names: list[str | None] = [*known, *sorted({li.objective for li in plan.chosen if li.objective} - set(known))]
    names += [None] if any(line.objective is None for line in plan.chosen) else []
    rows = []
    for name in names:
        lines = [line for line in plan.chosen if line.objective == name]
        cost, value = sum(line.cost for line in lines), sum(line.expected_value or 0.0 for line in lines)
        rule = known.get(name or "")
        rows.append(
            (
                name or "",
                (rule.name if rule else "") or name or "(none)",
                len(lines),
                cost,
                cost / total_cost if total_cost else None,
                value,
                value / total_value if total_value > 0 else None,
                rule.minimum_share if rule else None,
                rule.maximum_share if rule else None,
                rule.share_of if rule and (rule.minimum_share, rule.maximum_share) != (None, None) else None,
                rule.target if rule else None,
            )
        )
    header = (
        "objective", "name", "MMPs", f"spend ({currency})", "share of spend", f"expected value ({currency})",
        "share of value", "minimum share", "maximum share", "share of", f"target ({currency})",
    )  # fmt: skip
    formats = (TEXT, TEXT, WHOLE_NUMBER, MONEY, SHARE, MONEY, SHARE, SHARE, SHARE, TEXT, MONEY)
    return Table("Objectives", header, tuple(rows), formats, "", {1: 30})


def cash_table(plan: Plan) -> Table:
    """Expected cash quarter by quarter."""
    currency = plan.scenario.currency
    flow = cash_flow(plan)
    rows = tuple(
        (quarter, spend, benefit, benefit - spend, present, rolling)
        for quarter, (spend, benefit, present, rolling) in enumerate(
            zip(flow.spend, flow.benefits, flow.present, flow.rolling, strict=True), 1
        )
    )
    header = (
        "quarter", f"spend ({currency})", f"expected benefits ({currency})", f"net ({currency})",
        f"net, discounted ({currency})", f"net present value so far ({currency})",
    )  # fmt: skip
    note = "stated values per start quarter are booked in the release quarter" if flow.lumped else ""
    return Table("Cash", header, rows, (WHOLE_NUMBER, *(MONEY,) * 5), note)


def ranked(plan: Plan) -> list[tuple[str, float | None]]:
    """Rankings with what they come to, best first; without the one by sponsors where all are equally loud."""
    silent = len({mmp.sponsor_weight for mmp in plan.scenario.mmps}) == 1
    found = [(name, value) for name, value in plan.baselines.items() if not (silent and name == "sponsor")]
    sign = 1 if plan.wishes.reach else -1
    return sorted(found, key=lambda entry: (entry[1] is None, sign * (entry[1] or 0.0)))


def baseline_table(plan: Plan) -> Table:
    """What every ranking would have earned, and left behind."""
    currency, best = plan.scenario.currency, plan.objective or 0.0
    what = "cost" if plan.wishes.reach else weighed(plan)
    rows = []
    for name, value in ranked(plan):
        starts = plan.baseline_plans[name]
        behind = None if value is None else abs(best - value)
        share = behind / abs(best) if behind is not None and best else None
        most = None if value is None or plan.bound is None else max(behind or 0.0, abs(plan.bound - value))
        most = behind if plan.status == "optimal" else most
        rows.append((BASELINE_NAMES[name], value, behind, most, share, None if starts is None else len(starts)))
    lost = "too much" if plan.wishes.reach else "left behind"
    header = (
        "ranking", f"{what} ({currency})", f"{lost} ({currency})", f"{lost}, at most ({currency})",
        f"{lost}, share", "MMPs",
    )  # fmt: skip
    note = (
        "every ranking keeps the same limits and rules; empty = it finds no plan that does. What is left behind is "
        "measured against the plan, and at most against the proven bound (empty = there is none)"
    )
    return Table("Baselines", header, tuple(rows), (TEXT, MONEY, MONEY, MONEY, SHARE, WHOLE_NUMBER), note)


def explanation_table(plan: Plan, explanations: Iterable[Explanation]) -> Table:
    """Why each MMP is in or out, with the price of deciding otherwise."""
    currency = plan.scenario.currency
    rows = tuple(
        (e.id, e.label, e.chosen, e.loss, e.low, e.high, "; ".join(e.leaves), "; ".join(e.enters), e.words)
        for e in explanations
    )
    header = (
        "id", "name", "in the plan", f"value lost if decided otherwise ({currency})", f"at least ({currency})",
        f"at most ({currency})", "would leave", "would enter", "in words",
    )  # fmt: skip
    formats = (TEXT, TEXT, TEXT, MONEY, MONEY, MONEY, TEXT, TEXT, TEXT)
    return Table("Why not", header, rows, formats, "", {1: 30, 6: 22, 7: 22, 8: 60})


def frontier_table(scenario: Scenario, found: Frontier) -> Table:
    """Value, bound and spend at every budget."""
    currency = scenario.currency
    rows = tuple((p.factor, p.budget, p.value, p.bound, p.gap, p.spend, p.status) for p in found.points)
    header = (
        "budget / today's", f"budget ({currency})", f"expected value ({currency})", f"no plan above ({currency})",
        "gap", f"spend ({currency})", "status",
    )  # fmt: skip
    return Table("Frontier", header, rows, (SHARE, MONEY, MONEY, MONEY, "0.00%", MONEY, TEXT))


def about_table(plan: Plan) -> Table:
    """What was asked and how sure the answer is."""
    calendar = plan.scenario.calendar
    rows = (
        ("scenario", plan.scenario.name),
        ("title", plan.scenario.title),
        ("currency", plan.scenario.currency),
        ("quarters", calendar.quarters),
        ("benefits counted to the end of quarter", calendar.benefit_end // calendar.weeks_per_quarter),
        ("discount rate per year", calendar.discount_rate),
        ("value of an MMP", "net of its cost" if plan.wishes.aim == "net" else "gross"),
        *_axis_rows(plan),
        ("status", plan.status),
        ("search ended by", plan.termination),
        ("objective", plan.objective),
        ("no plan can do better than", plan.bound),
        ("gap", plan.gap),
        ("solver", plan.effort.solver),
        ("included by request", ", ".join(sorted(plan.wishes.include))),
        ("excluded by request", ", ".join(sorted(plan.wishes.exclude))),
    )
    return Table("About", ("what", "is"), rows, (TEXT, "General"), "", {0: 38, 1: 60})


def _axis_rows(plan: Plan) -> tuple[tuple[str, object], ...]:
    """Money and points side by side, where there are points."""
    axis = plan.scenario.value_axis
    if not plan.has_axis:
        return ()
    rows = (("expected value, money alone", plan.value), (f"expected {axis.name} ({axis.unit})", plan.points))
    if plan.weighted is None:
        return (*rows, (f"weight of {axis.name}", "none: money alone decided"))
    weight = (f"weight ({plan.scenario.currency} a point)", plan.wishes.weight)
    source = ("source of the weight", f"grade {axis.grade}: {axis.source or 'not stated'}")
    return (*rows, weight, source, ("both, weighed", plan.weighted))


def tables(plan: Plan, explanations: Iterable[Explanation] = ()) -> tuple[Table, ...]:
    """Every table of a plan that was found, one per question."""
    found = [plan_table(plan), use_table(plan, "budget")]
    if any(use.kind in WORK for use in plan.uses):
        found.append(use_table(plan, "capacity"))
    found.append(explanation_table(plan, explanations))
    found.append(baseline_table(plan))
    if any(line.objective for line in plan.lines):
        found.append(objective_table(plan))
    return (*found, cash_table(plan), about_table(plan))
