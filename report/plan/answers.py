"""Further answers about a plan, for a terminal: reasons, frontier, marginal values, alternatives, robustness."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.plan.axis import weighed
from report.plan.text import amount
from report.shared.numbers_in_words import probability
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from optimiser.alternative_plans import Alternative
    from optimiser.budget_frontier import Frontier, Marginal, Point
    from optimiser.explanation import Explanation
    from optimiser.plan import Plan
    from optimiser.risk import Cautious, Judgement
    from optimiser.robust import Robustness
    from scenarios.scenario import Scenario


def explanations_text(plan: Plan, found: Sequence[Explanation]) -> RenderableType:
    """Every MMP with what it would cost to decide otherwise; the cheapest changes first."""
    parts: list[RenderableType] = []
    for chosen, title in (
        (False, "Left out: what it would cost to force them in"),
        (True, "In: what they are worth"),
    ):
        lines = [e for e in found if e.chosen == chosen]
        if not lines:
            continue
        table = plain_table(
            "MMP",
            "id",
            f"{plan.scenario.currency}",
            "proven within",
            "would leave",
            "would enter",
            left=2,
            wrap=True,
        )
        for column in table.columns[4:]:
            column.justify = "left"
        for e in lines:
            loss, band = _loss(e)
            table.add_row(e.label, e.id, loss, band, ", ".join(e.leaves[:4]), ", ".join(e.enters[:4]))
        parts += [Text(title, style="bold"), table, Text("")]
    gain = max((-e.loss for e in found if e.loss is not None), default=0.0)
    if plan.status not in ("optimal", "within gap") and gain > 0.005:
        much = amount(gain, plan.scenario.currency)
        other = f"costs {much} less" if plan.wishes.reach else f"is worth {much} more"
        parts.append(
            Text(f"The plan is not proven: one that {other} was found on the way (the largest minus above).")
        )
    parts.append(Text("vmo explain PORTFOLIO ID tells one in plain words, with the cost at which it would enter."))
    return Group(*parts)


def _loss(e: Explanation) -> tuple[str, str]:
    if e.state == "impossible":
        return "no plan without it" if e.chosen else "no plan with it", ""
    if e.loss is None or e.low is None or e.high is None:
        return "not solved", ""
    sure = e.high - e.low <= max(0.01 * abs(e.loss), 1.0)
    return amount(e.loss), "" if sure else f"{amount(e.low)} to {amount(e.high)}"


def frontier_text(scenario: Scenario, found: Frontier) -> RenderableType:
    """Value at every budget with its bound; the knee and the smallest budget in words."""
    currency = scenario.currency
    table = plain_table(
        "budget", f"all quarters {currency}", "expected value", "no plan above", "gap", "spend", "MMPs", wrap=True
    )
    for point in found.points:
        table.add_row(f"{point.factor:.0%}", amount(point.budget), *_point(point))
    return Group(table, Text(""), *(Text(line) for line in frontier_words(scenario, found)))


def _point(point: Point) -> tuple[str, ...]:
    if point.value is None:
        return ("no plan", "", "", "", "")
    bound = "" if point.bound is None else amount(point.bound)
    gap = "" if point.gap is None else f"{point.gap:.2%}"
    return amount(point.value), bound, gap, amount(point.spend or 0.0), str(len(point.starts or {}))


def frontier_words(scenario: Scenario, found: Frontier) -> list[str]:
    """Smallest budget and knee."""
    whole = sum(scenario.budget.in_quarter(q) for q in range(1, scenario.calendar.quarters + 1))
    lines = []
    if found.smallest is None and found.ended == "interrupted":
        lines.append("Interrupted: the smallest budget was not looked for.")
    elif found.smallest is None:
        lines.append("No budget was found at which a plan keeps every rule.")
    elif found.smallest > 1e-6:
        money = amount(found.smallest * whole, scenario.currency)
        lines.append(
            f"Smallest budget at which a plan keeps every rule: {found.smallest:.1%} of today's ({money})."
        )
    if found.knee is not None:
        lines.append(f"The curve bends most at {found.knee.factor:.0%} of today's budget.")
    return lines


def marginals_text(scenario: Scenario, found: Iterable[Marginal]) -> RenderableType:
    """What a step more or less of everything is worth."""
    currency = scenario.currency
    names = {
        "budget": "budget of",
        "purse": "purse",
        "amount": "a unit of",
        "team": "a team in",
        "person": "a person of",
        "rule": "giving up:",
    }
    table = plain_table(
        "step",
        "size",
        f"more of it gains {currency}",
        "proven",
        f"less of it loses {currency}",
        "proven",
        wrap=True,
    )
    for m in found:
        size = amount(m.step, currency) if m.what in ("budget", "purse") else "1"
        up, down = _side(m.up, m.up_low, m.up_high), _side(m.down, m.down_low, m.down_high)
        table.add_row(f"{names[m.what]} {m.subject}", size, *up, *down)
    return table


def _side(value: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    if value is None or low is None or high is None:
        return "", ""
    if isinf(value):
        return "a plan at all", ""
    sure = high - low <= max(0.01 * abs(value), 1.0)
    return amount(value), "" if sure else f"{amount(low)} to {amount(high)}"


def alternatives_text(plan: Plan, found: Sequence[Alternative]) -> RenderableType:
    """Plans nearly as good, and how they differ from the best."""
    currency = plan.scenario.currency
    if not found:
        return Text("No other plan differs as asked and is worth nearly as much.")
    table = plain_table(
        "plan", f"{weighed(plan)} {currency}", "less than the best", "gap", "spend", "out", "in instead", wrap=True
    )
    for column in table.columns[5:]:
        column.justify = "left"
    best = plan.worth or 0.0
    own_gap = "" if plan.gap is None else f"{plan.gap:.2%}"
    table.add_row("best", amount(best), "", own_gap, amount(plan.cost or 0.0), "", "")
    for number, other in enumerate(found, 1):
        share = f" ({other.loss / abs(best):.1%})" if best else ""
        gap = "" if other.gap is None else f"{other.gap:.2%}"
        out, into = ", ".join(other.leaves), ", ".join(other.enters)
        less = f"{amount(other.loss)}{share}"
        table.add_row(str(number), amount(other.value), less, gap, amount(other.cost), out, into)
    return table


def robustness_text(plan: Plan, found: Robustness) -> RenderableType:
    """How often each MMP is picked, the surest first."""
    currency = plan.scenario.currency
    table = plain_table("MMP", "id", "picked", "95 % interval", "", "in the plan", left=2, wrap=True)
    for pick in found.picks:
        band = f"{probability(pick.low)} to {probability(pick.high)}"
        table.add_row(
            pick.label, pick.id, probability(pick.share), band, pick.verdict, "yes" if pick.chosen else "no"
        )
    futures = f"{found.solved} future{'s' if found.solved != 1 else ''}"
    words = f"{futures} solved. The plan keeps every limit in {probability(found.kept)} of them"
    if found.regret is None:
        words += ", so nothing can be said about what it leaves behind."
    else:
        behind = amount(found.regret, currency)
        words += f"; there it leaves {behind} behind on average against the best plan of each of these futures."
    return Group(table, Text(""), Text(words))


def risk_text(plan: Plan, plain: Judgement, guarded: Cautious | None, level: float) -> RenderableType:
    """The plan, and the guarded one, on fresh futures."""
    currency = plan.scenario.currency
    tail = f"mean of the worst {1 - level:.0%}"
    columns = ("plan", f"expected {currency}", "mean", tail, "P10", "P50", "P90", "loses money", "budgets hold")
    table = plain_table(*columns, "MMPs", wrap=True)
    rows = [("best", plain)] + ([("guarded", guarded.plan)] if guarded and guarded.plan else [])
    for name, j in rows:
        money = (amount(round(x)) for x in (j.expected_value, j.mean, j.tail, j.p10, j.p50, j.p90))
        table.add_row(name, *money, probability(j.loss_probability), probability(j.all_hold), str(len(j.starts)))
    parts: list[RenderableType] = [table]
    if guarded is not None:
        parts += [Text(""), Text(_guarded_words(plain, guarded, currency))]
    return Group(*parts)


def _guarded_words(plain: Judgement, guarded: Cautious, currency: str) -> str:
    if guarded.plan is None:
        return f"No guarded plan: {guarded.status}. Guard against less, or allow more budget or time."
    out = sorted(set(plain.starts) - set(guarded.plan.starts))
    into = sorted(set(guarded.plan.starts) - set(plain.starts))
    price = amount(round(plain.expected_value - guarded.plan.expected_value), currency)
    words = f"Guarding costs {price} of expected value ({guarded.status})."
    words += f" Out: {', '.join(out)}." if out else ""
    words += f" In instead: {', '.join(into)}." if into else ""
    if guarded.flattered is not None:
        seen, fresh = amount(round(guarded.flattered), currency), amount(round(guarded.plan.tail), currency)
        words += f" Tail on the futures it was chosen on: {seen}; on fresh ones: {fresh}."
    return words
