"""A plan in words and tables, for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from optimiser.cash import cash_flow
from optimiser.rule_words import names
from report.plan.axis import axis_headline, axis_table, weighed
from report.plan.limits import UNITS
from report.plan.tables import BASELINE_NAMES, bars, objective_table, ranked
from report.shared.numbers_in_words import amount as amount
from report.shared.quarter_words import quarter_long, quarter_short, quarter_tick
from report.shared.text_table import plain_table
from scenarios.capabilities import unseen_by_plans

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser.infeasible import Conflict
    from optimiser.plan import Line, Plan, Use

LEFT_OUT_SHOWN = 12
"""Most MMPs left out that are named in the text."""


def headline(plan: Plan, *, timed: bool = True) -> str:
    """What the plan is worth, and how sure that is; how long the search took where it is ``timed``."""
    currency = plan.scenario.currency
    n = len(plan.chosen)
    what = f"{n} of {things(plan)} MMPs, expected value {amount(plan.value or 0.0, currency)}"
    spent = f"for {amount(plan.cost or 0.0, currency)}"
    aim = "net of cost" if plan.wishes.aim == "net" else "gross"
    if plan.wishes.reach:
        aim = f"{aim}; the least spend that reaches every target was sought"
    return f"{what} ({aim}), {spent}. {axis_headline(plan)}{proof(plan, timed=timed)}"


def proof(plan: Plan, *, timed: bool = True) -> str:
    """Status, bound and gap in words, and seconds where it is ``timed``."""
    seconds = "less than a second" if plan.seconds < 1 else f"{plan.seconds:.0f} s"
    within, after = (f" in {seconds}", f" after {seconds}") if timed else ("", "")
    if plan.status == "optimal":
        return f"Proven optimal{within}."
    best = amount(plan.bound, plan.scenario.currency) if plan.bound is not None else "unknown"
    reach = plan.wishes.reach
    gap = "unknown" if plan.gap is None else f"{plan.gap:.2%}"
    if plan.status == "within gap":
        side = "least" if reach else "most"
        return f"Proven within {gap} of the best possible ({best} at {side}){within}; --gap 0 proves it."
    why = {"time limit": "the time limit", "interrupted": "an interrupt"}.get(plan.termination, "a limit")
    if plan.bound is None:
        return f"NOT proven: {why} ended the search{after}; how much better a plan could be is not known."
    other = f"no plan costs less than {best}" if reach else f"no plan is worth more than {best}"
    return f"NOT proven: {why} ended the search{after}; {other} (gap {gap})."


def things(plan: Plan) -> int:
    """How many things could be done: variants of one thing count once."""
    variants = [mmp.variant_of for mmp in plan.scenario.mmps if mmp.variant_of is not None]
    return len(plan.lines) - len(variants) + len(set(variants))


def plan_text(plan: Plan) -> RenderableType:
    """The whole answer: headline, roadmap, use of limits, objectives, cash, rankings, what is out."""
    instead = {mmp.id: mmp.variant_of for mmp in plan.scenario.mmps}
    done = {instead[line.id] for line in plan.chosen} - {None}
    parts: list[RenderableType] = [Text(headline(plan), style="bold"), Text("")]
    parts += [roadmap(plan), Text("")]
    parts += [Text("Used of what is there", style="bold"), uses(plan), Text("")]
    if any(line.objective for line in plan.chosen):
        parts += [Text("Objectives", style="bold"), objectives(plan), Text("")]
    if plan.has_axis:
        title = f"Money and {plan.scenario.value_axis.name}"
        parts += [Text(title, style="bold"), axis_table(plan), Text("")]
    parts += [Text(cash_words(plan))]
    if plan.baselines:
        title = "What rankings would have spent" if plan.wishes.reach else "What rankings would have left behind"
        parts += [Text(""), Text(title, style="bold"), baselines(plan)]
    out = [line for line in plan.lines if not line.chosen and instead[line.id] not in done]
    if out:
        shown = ", ".join(line.id for line in out[:LEFT_OUT_SHOWN])
        more = f" and {len(out) - LEFT_OUT_SHOWN} more" if len(out) > LEFT_OUT_SHOWN else ""
        parts += [Text(""), Text(f"Left out ({len(out)}): {shown}{more}. vmo explain ID tells why.")]
    unseen = unseen_by_plans(plan.scenario)
    if unseen:
        parts += [
            Text(""),
            Text(f"Not in this plan: {', '.join(unseen)}. What they delay, vmo plan --stress simulates."),
        ]
    return Group(*parts)


def roadmap(plan: Plan) -> Table:
    """MMPs by value stream and quarter: ``===`` at work, ``==>`` released at its end."""
    quarters = plan.scenario.calendar.quarters
    currency = plan.scenario.currency
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("MMP", no_wrap=True, max_width=44)
    for quarter in range(1, quarters + 1):
        table.add_column(quarter_tick(plan.scenario.calendar, quarter), no_wrap=True, min_width=3)
    table.add_column(f"cost {currency}", justify="right", no_wrap=True)
    table.add_column("expected value", justify="right", no_wrap=True)

    def stream(line: Line) -> str:
        return line.stream

    for name, lines in groupby(sorted(plan.chosen, key=stream), key=stream):
        if name:
            table.add_row(Text(name, style="bold"))
        for line in lines:
            marks = ["==>" if mark == ">" else "===" if mark == "#" else "" for mark in bars(line, quarters)]
            late = "" if line.release is None or line.release <= quarters else " (after the last quarter)"
            value = line.expected_value or 0.0
            table.add_row(f"{'  ' if name else ''}{line.label}{late}", *marks, amount(line.cost), amount(value))
    return table


MOST_COLUMNS = 8
"""Quarters that fit beside each other; of more, each gets a line."""


def uses(plan: Plan) -> Table:
    """Used and limit of every budget and capacity per quarter: a line each, or a column where there are many."""
    calendar = plan.scenario.calendar
    quarters = [quarter_short(calendar, q) for q in range(1, calendar.quarters + 1)]

    def key(use: Use) -> tuple[str, str]:
        return use.kind, use.stream or ""

    scale, unit = _unit(plan)
    lines = {}
    for (kind, stream), group in groupby(plan.uses, key=key):
        money = kind in ("budget", "purse")
        what = unit if money else UNITS[kind]
        by = scale if money else 1.0
        name = f"{stream or 'whole portfolio'}, {what}"
        cells = {use.quarter: f"{use.used / by:,.4g} of {use.limit / by:,.4g}" for use in group}
        if 0 in cells:  # one amount for all quarters stands under the last one
            name, cells = f"{name} in total", {len(quarters): cells[0]}
        lines[name] = [cells.get(q, "") for q in range(1, len(quarters) + 1)]
    if len(quarters) <= MOST_COLUMNS:
        table = plain_table("", *quarters)
        for name, row in lines.items():
            table.add_row(name, *row)
        return table
    table = plain_table("quarter", *lines)
    for at, quarter in enumerate(quarters):
        table.add_row(quarter, *(row[at] for row in lines.values()))
    return table


def _unit(plan: Plan) -> tuple[float, str]:
    largest = max((use.limit for use in plan.uses if use.kind == "budget"), default=0.0)
    currency = plan.scenario.currency
    if largest >= 1e6:
        return 1e6, f"{currency} M"
    return (1e3, f"{currency} k") if largest >= 1e4 else (1.0, currency)


def objectives(plan: Plan) -> Table:
    """Spend and value of every objective, with its rules."""
    table = plain_table("objective", "MMPs", "spend", "share", "expected value", "share", "rule")
    for row in objective_table(plan).rows:
        _, name, n, cost, cost_share, value, value_share, low, high, of, target = row
        rules = [f"at least {low:.0%} of {of}" if isinstance(low, float) else ""]
        rules += [f"at most {high:.0%} of {of}" if isinstance(high, float) else ""]
        rules += [f"target {amount(target)}" if isinstance(target, float) else ""]
        shares = [f"{share:.0%}" if isinstance(share, float) else "" for share in (cost_share, value_share)]
        money = [amount(x) if isinstance(x, int | float) else "" for x in (cost, value)]
        cells = (str(n), money[0], shares[0], money[1], shares[1], "; ".join(filter(None, rules)))
        table.add_row(str(name), *cells)
    return table


def cash_words(plan: Plan) -> str:
    """When the plan has paid for itself, in one sentence."""
    flow = cash_flow(plan)
    currency = plan.scenario.currency
    need = f"Money needed from outside: {amount(flow.investment, currency)}"
    ratio = flow.return_on_investment
    pays = "" if ratio is None else f", net return {ratio:.1f} for 1"
    fund, calendar = flow.self_funding_quarter, plan.scenario.calendar
    funding = (
        "never funds itself" if fund is None else f"funds itself from quarter {quarter_long(calendar, fund)} on"
    )
    even = flow.break_even_quarter
    lumped = _lumped_words(flow.lumped, len(plan.chosen))
    if even is None:
        return f"{need}{pays}; {funding}, and does not break even within the benefit horizon.{lumped}"
    when = quarter_long(calendar, even)
    return f"{need}{pays}; it {funding} and breaks even (discounted) in quarter {when}.{lumped}"


def _lumped_words(lumped: tuple[str, ...], chosen: int) -> str:
    """That a value stated per start quarter is booked at release in one lump, as nothing says when it is earned."""
    if not lumped:
        return ""
    which = "every MMP" if len(lumped) == chosen else names(lumped)
    return (
        f" The value of {which} is stated per start quarter, which does not say when it is earned: it is counted "
        "in one lump in the quarter of release, so these dates are rough."
    )


def baselines(plan: Plan) -> Table:
    """What every ranking would have earned with the same limits and rules."""
    currency = plan.scenario.currency
    what = "cost" if plan.wishes.reach else weighed(plan)
    table = plain_table("ranking", f"{what} {currency}", "left behind" if not plan.wishes.reach else "too much", "")
    for name, value in ranked(plan):
        if value is None:
            table.add_row(BASELINE_NAMES[name], "no plan that keeps every rule", "", "")
            continue
        table.add_row(BASELINE_NAMES[name], amount(value), *behind(plan, value))
    return table


def behind(plan: Plan, value: float) -> tuple[str, str]:
    """What a ranking leaves behind, in money and as a share of the best; a range while the best is not proven."""
    best, bound = plan.objective or 0.0, plan.bound
    found = [abs(best - value)]
    if plan.status != "optimal" and bound is not None:
        found.append(abs(bound - value))
    sizes = [abs(best), abs(bound or 0.0)]
    money = [amount(left) for left in found]
    shares = [f"{left / size:.1%}" for left, size in zip(found, sizes, strict=False) if size]
    if plan.status != "optimal" and bound is None:
        return f"{money[0]} or more", f"{shares[0]} or more" if shares else ""
    return " to ".join(dict.fromkeys(money)), " to ".join(dict.fromkeys(shares))


def no_plan_text(plan: Plan, conflict: Conflict | None) -> str:
    """Why there is no plan, in lines."""
    if plan.status != "infeasible":
        known = "" if plan.bound is None else amount(plan.bound, plan.scenario.currency)
        sense = "costs less" if plan.wishes.reach else "is worth more"
        bound = f" No plan {sense} than {known}." if known else ""
        return (
            f"No plan was found within {plan.effort.seconds:g} seconds, and none was ruled out either.{bound} "
            "Give it more time with --seconds."
        )
    lines = ["No plan keeps every rule (proven)."]
    if conflict is not None:
        lines += ["", conflict.heading]
        for number, core in enumerate(conflict.cores, 1):
            many = len(conflict.cores) > 1
            lines += [f"  {number}. {core.words[0]}"] if many else [f"  - {core.words[0]}"]
            lines += [f"{'     ' if many else '  - '}{words}" for words in core.words[1:]]
        if conflict.ways_out:
            lines += ["", "Each of these by itself makes a plan possible:"]
            lines += [f"  - {words}" for words in conflict.ways_out]
    return "\n".join(lines)
