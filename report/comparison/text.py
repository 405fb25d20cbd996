"""A comparison in words and tables, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from report.comparison.breakdown import arising, yearly
from report.shared.numbers_in_words import COUNTED, counted, money, outcome_value, probability, unit_name
from report.shared.study import cautions, labels, opening, study_json, warned
from report.shared.text_table import plain_table
from scenarios.writing.idle import idle_words
from scenarios.writing.unspread import without_spread
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.money_measures import COST_GROUPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from sim.outcomes.statistics import Difference
    from sim.studies.comparison import Comparison

HEADLINE = (
    "npv", "benefits", "cost", "beyond_budget", "roi", "realised_share", "time_to_first_value_weeks",
    "lead_time_weeks", "unreleased_share",
    "longest_gap_weeks", "three_month_rule_share", "releases", "days_per_release", "cost_per_release",
    "flow_efficiency", "utilisation", "sunk_stopped", "sunk_valueless", "governance_share",
    "mmps_released", "mmps_unfinished", "mmps_stopped", "mmps_not_chosen",
)  # fmt: skip
"""Outcomes of the short table, before those of what is switched on; ``--all`` shows every one."""


def same_line(comparison: Comparison) -> str:
    """The check that the comparison is not tilted."""
    currency = comparison.scenario.currency
    amounts = list(comparison.payroll.values())
    people = (
        f"payroll {money(amounts[0], currency)}"
        if comparison.same_payroll
        else "PAYROLL DIFFERS: "
        + ", ".join(f"{name} {money(amount, currency)}" for name, amount in comparison.payroll.items())
    )
    work = "the same candidate work" if comparison.same_work else "DIFFERENT CANDIDATE WORK"
    mean = comparison.features[:, 0].mean()
    verdict = (
        "Same people, money, work and luck" if comparison.same_payroll and comparison.same_work else "NOT the same"
    )
    return (
        f"{verdict}: {people} in every model, the same budget, {work} "
        f"({len(comparison.scenario.mmps)} MMPs, {mean:,.0f} features on average), the same worlds."
    )


def certain(comparison: Comparison) -> list[str]:
    """What the scenario holds as certain although nobody can be: it stands above the answer."""
    found = without_spread(comparison.scenario)
    if not found:
        return []
    remedies = [f"{each.words[0].upper()}{each.words[1:]}: {each.remedy}." for each in found]
    return ["No spread, no band: what is certain here makes the answer more certain than it may be.", *remedies]


def sentence(difference: Difference, comparison: Comparison) -> str:
    """The main finding of one pair in plain words."""
    names, currency = labels(comparison), comparison.scenario.currency
    a, b = names[difference.a], names[difference.b]
    if comparison.replications < 2:
        return (
            f"One world only: {a} is {money(difference.mean, currency, plus=True)} against {b}; no interval exists."
        )
    sign = -1 if difference.decided and difference.mean < 0 else 1
    better, worse = (a, b) if sign > 0 else (b, a)
    low, high = sorted((sign * difference.low, sign * difference.high))
    wins = difference.share_a_wins if sign > 0 else 1 - difference.share_a_wins - difference.share_ties
    worlds = f"{better} is better in {counted(wins, difference.n)}"
    if not difference.decided:
        return (
            f"Not decided: {a} less {b} is {money(difference.mean, currency, plus=True)} net present value on "
            f"average, 95 % interval {money(low, plus=True)} to {money(high, plus=True)}; {worlds}."
        )
    return (
        f"{better} is worth {money(abs(difference.mean), currency)} more net present value than {worse}: "
        f"95 % interval {money(low)} to {money(high)}; {worlds}."
    )


def warnings(comparison: Comparison) -> list[str]:
    """What a reader must know before using the numbers."""
    found, names = cautions(comparison), labels(comparison)
    for a, b in comparison.pairs:
        difference = comparison.difference("npv", a, b)
        if comparison.replications > 1 and not difference.decided:
            found.append(
                f"The 95 % interval of {names[a]} less {names[b]} contains zero: the answer is not decided. More "
                "worlds (--replications) narrow the interval; they do not change a difference that is small."
            )
    if not comparison.same_payroll:
        reasons = "bench: released, a budget below payroll, or events"
        found.append(f"The models do not pay the same people (see {reasons}).")
    return found + idle_words(comparison.scenario, comparison.models)


def values_table(comparison: Comparison, outcomes: tuple[str, ...]) -> Table:
    """Every outcome under every model: P50 with P10 and P90."""
    names, currency = labels(comparison), comparison.scenario.currency
    headings = ("Outcome: P50 (P10 to P90)", "", *(names[model] for model in comparison.models))
    table = plain_table(*headings, left=2, wrap=True, dim=(1,))
    for outcome in outcomes:
        cells = []
        for model in comparison.models:
            s = comparison.summary(outcome, model)
            if s.n == 0:
                cells.append("none")
            elif s.p10 == s.p90:
                cells.append(outcome_value(outcome, s.p50))
            else:
                low, high = outcome_value(outcome, s.p10), outcome_value(outcome, s.p90)
                cells.append(f"{outcome_value(outcome, s.p50)} ({low} to {high})")
        table.add_row(OUTCOMES[outcome].label, unit_name(outcome, currency), *cells)
    return table


BRIDGE = {"pv_benefits": 1, **dict.fromkeys(COST_GROUPS, -1)}
"""Rows that make up net present value, and the sign with which they do."""


def bridge_table(comparison: Comparison) -> Table:
    """What net present value is made of: discounted means by model, which add up, and their difference."""
    names, currency = labels(comparison), comparison.scenario.currency
    pair = len(comparison.models) == 2
    table = plain_table(
        "What it is made of: means, discounted", "", *(names[m] for m in comparison.models),
        *(("difference",) if pair else ()), dim=(1,),
    )  # fmt: skip
    for outcome, sign in {**BRIDGE, "npv": 1}.items():
        means = [sign * float(comparison.values(outcome, model).mean()) for model in comparison.models]
        cells = [money(mean, plus=outcome != "npv") for mean in means]
        cells += [money(means[1] - means[0], plus=True)] if pair else []
        table.add_row(OUTCOMES[outcome].label, unit_name(outcome, currency), *cells)
    return table


WHY = {
    "lead_time_weeks": "lead times are of released MMPs alone; the candidates that were not released are a row of "
    "their own.",
    "realised_share": "measured against everything claimed by all candidates, one sum for both models.",
    "utilisation": "higher is neither better nor worse: busy people make work wait.",
    "cost": "a model that costs less may have done less; what it did not do stands in the last rows.",
}
"""Sentences for rows that readers take for something else."""


def told_rows(comparison: Comparison, outcomes: Sequence[str]) -> list[str]:
    """Why rows say what they say, where a reader may be misled: only rows that are shown and differ."""
    if len(comparison.models) != 2:
        return []
    first, second = comparison.models
    found = []
    for outcome, words in WHY.items():
        difference = comparison.difference(outcome, second, first)
        if outcome in outcomes and difference.n > 1 and difference.decided:
            found.append(f"{OUTCOMES[outcome].label}: {words}")
    return found


def won(share: float, n: int) -> str:
    """In how many worlds: ``196 of 200``, in per cent where there are many."""
    return f"{round(share * n):,} of {n:,}" if n <= COUNTED else probability(share)


def differences_table(comparison: Comparison, a: str, b: str, outcomes: tuple[str, ...]) -> Table:
    """Paired differences a - b: mean, 95 % interval, P10 to P90, share of worlds in which a is better."""
    names, currency = labels(comparison), comparison.scenario.currency
    headings = (f"{names[a]} - {names[b]}", "", "mean", "95 % interval of the mean", "P10 to P90", "better in")
    table = plain_table(*headings, left=2, wrap=True, dim=(1,))
    for outcome in outcomes:
        d = comparison.difference(outcome, a, b)
        if d.n == 0:
            table.add_row(OUTCOMES[outcome].label, unit_name(outcome, currency), "none", "", "", "")
            continue
        low, high = outcome_value(outcome, d.low, plus=True), outcome_value(outcome, d.high, plus=True)
        p10, p90 = outcome_value(outcome, d.p10, plus=True), outcome_value(outcome, d.p90, plus=True)
        wins = "" if OUTCOMES[outcome].better == "neither" else won(d.share_a_wins, d.n)
        if d.n == 1:
            wins = "yes" if d.share_a_wins == 1.0 else "no" if wins else ""
        equal = d.share_ties == 1.0
        table.add_row(
            OUTCOMES[outcome].label,
            unit_name(outcome, currency),
            outcome_value(outcome, d.mean, plus=True),
            "" if d.n < 2 else "equal" if equal else f"{low} to {high}",
            "" if equal or d.n < 2 else f"{p10} to {p90}",
            "equal" if equal else wins,
        )
    return table


def comparison_text(
    comparison: Comparison, *, everything: bool = False, answer: Sequence[str] = ()
) -> RenderableType:
    """The whole comparison for a terminal; ``answer``: lines below the headline."""
    outcomes = comparison.shown if everything else (*HEADLINE, *comparison.switched_on)
    parts: list[RenderableType] = [
        *opening(comparison),
        Text(same_line(comparison)),
        *warned(certain(comparison)),
        Text(),
    ]
    first = comparison.models[0]
    parts += [
        Text(sentence(comparison.difference("npv", other, first), comparison), style="bold")
        for other in comparison.models[1:]
    ]
    parts += [Text(line) for line in answer]
    parts += [Text(), values_table(comparison, outcomes)]
    parts += [Text(), bridge_table(comparison)]
    if len(comparison.models) == 2:
        parts += [Text(), arising(comparison, "value_streams")]
        if everything:
            parts += [Text(), arising(comparison, "objectives"), Text(), arising(comparison, "projects")]
            parts += [Text(), yearly(comparison)]
    for other in comparison.models[1:]:
        parts += [Text(), differences_table(comparison, other, first, outcomes)]
    notes = told_rows(comparison, outcomes)
    parts += [Text(), *(Text(note, style="dim") for note in notes)] if notes else []
    return Group(*parts, *warned(warnings(comparison)))


_SUMMARY = ("mean", "p10", "p50", "p90", "p10_interval", "p90_interval", "n")
_DIFFERENCE = (
    "outcome", "a", "b", "mean", "low", "high", "p10", "p50", "p90", "p10_interval", "p90_interval",
    "share_a_wins", "share_ties", "decided", "n",
)  # fmt: skip


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """The document that ``--json`` prints; NaN becomes null."""
    return {
        **study_json(comparison),
        "same": {"payroll": comparison.payroll, "people": comparison.same_payroll, "work": comparison.same_work},
        "models": {
            model: {
                outcome: {key: getattr(comparison.summary(outcome, model), key) for key in _SUMMARY}
                for outcome in comparison.shown
            }
            for model in comparison.models
        },
        "differences": [{key: getattr(d, key) for key in _DIFFERENCE} for d in comparison.differences],
        "warnings": [*certain(comparison), *warnings(comparison)],
    }
