"""The answer of a comparison of two models in sentences: how sure, against whom, is it a profit, what it rests on.

Every sentence says what is counted and where its number can be questioned: luck, assumptions, the opponent, the
evidence, the budget, the sign.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from report.assumptions.text import band, condition
from report.shared.numbers_in_words import counted, money, percent
from report.shared.study import labels
from sim.world.ledger import BENCH, SUPPORT, UNPLANNED, WORK

OVERSPENT = 0.02
"""Share of the budget beyond which money is named in the answer."""

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.outcomes.statistics import Difference
    from sim.studies.assumptions import Assumptions
    from sim.studies.backing import Backing
    from sim.studies.comparison import Comparison


def assumption_words(study: Assumptions | None, scenario: str) -> list[str]:
    """The second band, or that nobody has looked for it."""
    if study is None:
        return [f"Assumptions: not tested here (vmo compare {scenario} --assumptions)."]
    return [f"Assumptions: {band(study)}", condition(study)]


def ladder_words(backing: Backing) -> str | None:
    """From the first model over a well-run project office to the second: each step with its interval."""
    ladder = backing.ladder
    if ladder is None:
        return None
    names = labels(ladder)
    first, fair, second = ladder.models
    steps = [ladder.difference(fair, first), ladder.difference(second, fair)]
    currency = ladder.scenario.currency
    words = [
        f"{money(d.mean, currency, plus=True)} "
        f"(95 % interval {money(d.low, plus=True)} to {money(d.high, plus=True)})"
        for d in steps
    ]
    whole = steps[0].mean + steps[1].mean
    share = ""
    if ladder.difference(second, first).decided and steps[0].mean > 0 and steps[1].mean > 0:
        share = f" Running projects well would bring {percent(steps[0].mean / whole)} of the whole."
    elif steps[1].mean <= 0:
        share = f" {names[second]} gains nothing on projects that are run well."
    return (
        f"In two steps: from {names[first]} to {names[fair]} {words[0]}, from there to {names[second]} "
        f"{words[1]}.{share}"
    )


def evidence_words(backing: Backing, difference: Difference, currency: str = "") -> str:
    """How much of the difference rests on settings that are assumptions."""
    resting = backing.resting(difference)
    own = ", ".join(name.replace("_", " ") for name in backing.own)
    many = "rules are" if len(backing.own) > 1 else "rule is"
    stated = f" {len(backing.own)} {many} the scenario's own ({own})." if own else ""
    if resting is None:
        return f"Evidence: the models differ in no rule of grade D (assumed).{stated}"
    settings = ", ".join(name.replace("_", " ") for name, _, _ in backing.assumed)
    if difference.mean * resting <= 0:
        return (
            f"Evidence: nothing of it rests on rules that are assumed (grade D): with these ({settings}) equal in "
            f"both models the difference would be {money(difference.mean - resting, currency, plus=True)}.{stated}"
        )
    share = resting / difference.mean
    part = f", {percent(share)} of it," if share <= 1 else " (more than all of it)"
    amount = money(resting, currency, plus=True)
    return f"Evidence: {amount}{part} rests on rules that are assumed (grade D: {settings}).{stated}"


def profit_words(comparison: Comparison) -> list[str]:
    """For each model: does it make money, how bad is the worst tenth, when is it paid back."""
    names = labels(comparison)
    lines = []
    for model in comparison.models:
        values = comparison.values("npv", model)
        above = float((values > 0).mean())
        tenth = worst_tenth(values)
        words = f"{names[model]} makes a profit in {counted(above, len(values))}"
        words += (
            f"; the worst tenth of worlds brings {money(tenth, comparison.scenario.currency)} on average"
            if tenth is not None
            else ""
        )
        lines.append(f"{words}; {payback_words(comparison, model)}.")
    return lines


def worst_tenth(values: Floats) -> float | None:
    """Mean of the lowest tenth of the values (at least one); None for fewer than ten."""
    n = len(values) // 10
    return float(np.sort(values)[:n].mean()) if n else None


def payback_words(comparison: Comparison, model: str) -> str:
    """When the mean cumulative value is above zero to stay, in words."""
    calendar = comparison.scenario.calendar
    quarter = payback_quarter(comparison, model)
    if quarter is None:
        end = calendar.benefit_end // calendar.weeks_per_quarter
        return f"not paid back by the end of quarter {end} on average"
    if quarter == 0:
        return "never in debt on average"
    name = calendar.quarter_name(quarter)
    return f"paid back in quarter {quarter}{f' ({name})' if name else ''} on average"


def payback_quarter(comparison: Comparison, model: str) -> int | None:
    """Quarter in which mean cumulative value rises above zero to stay; 0: it never is below; None: it does not."""
    mean = comparison.cumulative[:, comparison.models.index(model)].mean(axis=0)
    below = np.nonzero(mean[1:] <= 0)[0]
    if not len(below):
        return 0
    last = int(below[-1]) + 1
    return None if last >= len(mean) - 1 else last // comparison.scenario.calendar.weeks_per_quarter + 1


def budget_words(comparison: Comparison) -> list[str]:
    """Models that spend more than their budget by more than ``OVERSPENT`` of it, with the amount."""
    names, currency = labels(comparison), comparison.scenario.currency
    lines = []
    for model in comparison.models:
        share = float(np.nanmean(comparison.values("beyond_budget_share", model)))
        if share > OVERSPENT:
            amount = money(float(comparison.values("beyond_budget", model).mean()), currency)
            lines.append(
                f"Beyond the budget: {names[model]} spends {amount} more than its budget on average "
                f"({percent(share)} of it): work begun is finished after the last quarter, or runs over."
            )
    return lines


def sign_words(comparison: Comparison) -> str | None:
    """Why net present values are below zero, where a middle one is; None where all are above."""
    currency, calendar = comparison.scenario.currency, comparison.scenario.calendar
    low = [model for model in comparison.models if np.median(comparison.values("npv", model)) < 0]
    if not low:
        return None
    model = low[0]
    costs = comparison.costs[comparison.models.index(model)].sum(axis=1)
    people, support = float(costs[[WORK, BENCH, UNPLANNED]].sum()), float(costs[SUPPORT])
    parts = [f"the whole payroll of {money(people, currency)}"]
    services = comparison.scenario.services
    helpers = "support functions and shared services" if services else "support functions"
    parts += [f"{helpers} of {money(support, currency)}"] if support else []
    verb = "are" if support else "is"
    end = calendar.benefit_end // calendar.weeks_per_quarter
    names = " and ".join(labels(comparison)[name] for name in low)
    return (
        f"Why net present value is below zero ({names}): {' and '.join(parts)} {verb} charged whatever is chosen, "
        f"and benefits count to the end of quarter {end} only. "
        f"{'Both hold for every model: the' if not services else 'The'} difference is the answer."
    )


def spread_words(difference: Difference, currency: str) -> str:
    """P10 and P90 of the difference over worlds, each with its distribution-free 95 % interval."""
    words = []
    for name, at, interval in (
        ("P10", difference.p10, difference.p10_interval),
        ("P90", difference.p90, difference.p90_interval),
    ):
        ends = [money(end, plus=True) if np.isfinite(end) else "unknown" for end in interval]
        words.append(f"{name} {money(at, plus=True)} ({ends[0]} to {ends[1]})")
    return f"Spread of the difference over worlds, {currency}, with 95 % intervals: {'; '.join(words)}."


def price_words(backing: Backing, model: str, currency: str) -> str | None:
    """What a release may cost until small ones gain nothing."""
    price = backing.price
    if price is None:
        return None
    if price.break_even is None:
        return f"Price of a release: {model} gains nothing from small releases here."
    ends = ""
    if price.low is not None and price.high is not None:
        ends = f" (95 % interval {money(price.low)} to {money(price.high)}, {price.worlds} worlds)"
    return (
        f"Price of a release: small releases no longer pay under {model} when each costs "
        f"{money(price.break_even, currency)}{ends}."
    )


def answer_lines(comparison: Comparison, backing: Backing | None, assumptions: Assumptions | None) -> list[str]:
    """Everything that belongs below the headline of a comparison of two models, in the order of importance."""
    first, second = comparison.models
    difference = comparison.difference("npv", second, first)
    currency = comparison.scenario.currency
    lines: list[str | None] = [*assumption_words(assumptions, comparison.scenario.name)]
    if backing is not None:
        lines += [ladder_words(backing), evidence_words(backing, difference, currency)]
        lines.append(price_words(backing, labels(comparison)[second], currency))
    lines += profit_words(comparison)
    lines += budget_words(comparison)
    lines.append(sign_words(comparison))
    if comparison.replications > 1:
        lines.append(spread_words(difference, currency))
    return [line for line in lines if line is not None]


def answer_json(
    comparison: Comparison, backing: Backing | None, assumptions: dict[str, object] | None
) -> dict[str, object]:
    """The same for machines: what stands behind the difference of two models."""
    first, second = comparison.models
    difference = comparison.difference("npv", second, first)
    document: dict[str, object] = {
        "profit": {
            model: {
                "above_zero": float((comparison.values("npv", model) > 0).mean()),
                "worst_tenth": worst_tenth(comparison.values("npv", model)),
                "payback_quarter": payback_quarter(comparison, model),
            }
            for model in comparison.models
        },
        "assumptions": assumptions,
    }
    if backing is None:
        return document
    ladder, price = backing.ladder, backing.price
    steps = [] if ladder is None else list(pairwise(ladder.models))
    return document | {
        "ladder": [
            {key: getattr(d, key) for key in ("a", "b", "mean", "low", "high", "share_a_wins", "n")}
            for a, b in steps
            if ladder is not None
            for d in (ladder.difference(b, a),)
        ],
        "rests_on_grade_d": {
            "settings": [{"setting": name, "first": a, "second": b} for name, a, b in backing.assumed],
            "npv": backing.resting(difference),
            "own_settings": list(backing.own),
        },
        "release_price": None if price is None else asdict(price),
    }
