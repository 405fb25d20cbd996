"""An attribution in words, tables and JSON: every difference in parts that add up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.table import Table
from rich.text import Text

from report.shared.numbers_in_words import model_name, number, percent
from report.shared.study import ROUGH, opening, warned
from report.shared.text_table import plain_table
from scenarios.language.transition import Transition
from scenarios.variation.organisation_rows import rows_of
from sim.outcomes.measures import OUTCOMES
from sim.studies.backing import grades
from sim.studies.mechanism_groups import OTHER, changes, labels_of, settings_of
from sim.studies.shapley import apportion

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario
    from sim.studies.attribution import Attribution, Estimate
    from sim.studies.mechanism_groups import Group

NAMED = 3
"""Pairs of groups named when they clearly interact; ``--all`` shows every pair."""
WORTH_NAMING = 0.05
"""Share of the largest part below which an interaction is not named."""


@dataclass(frozen=True)
class Unit:
    """How amounts of an outcome are written: divided by ``divisor``, with ``digits`` decimals, in ``name``."""

    divisor: float
    digits: int
    name: str
    currency: str | None = None

    @property
    def step(self) -> float:
        """Smallest difference that is shown."""
        return float(self.divisor * 10**-self.digits)

    def write(self, value: float) -> str:
        """A value with its sign; infinite ends of an interval as such."""
        return number(value / self.divisor, self.digits, plus=True)

    def say(self, value: str) -> str:
        """A written value with its unit: ``EUR +12.50 M``, ``+17.2 weeks``."""
        if self.currency is None:
            return f"{value} {self.name}"
        return f"{self.currency} {value}{self.name.removeprefix(self.currency)}".strip()

    def span(self, estimate: Estimate) -> str:
        """The 95 % interval, or nothing where there is none."""
        if not math.isfinite(estimate.low):
            return ""
        return f"{self.write(estimate.low)} to {self.write(estimate.high)}"


def unit_of(outcome: str, largest: float, currency: str) -> Unit:
    """Unit in which differences up to ``largest`` are written."""
    kind = OUTCOMES[outcome].unit
    if kind == "money":
        divisor, suffix = next(((d, s) for d, s in ((1e6, " M"), (1e3, " k")) if largest >= d), (1.0, ""))
        return Unit(divisor, 2 if largest < 100 * divisor else 1, f"{currency}{suffix}", currency)
    if kind == "share":
        return Unit(0.01, 1 if largest >= 0.1 else 2, "% points")
    digits = 1 if largest >= 10 else 2 if largest >= 0.1 else 3
    return Unit(1.0, digits, {"count": "number"}.get(kind, kind))


def unit_for(attribution: Attribution, outcome: str) -> Unit:
    """The unit that suits the largest amount of an attribution."""
    estimates = [attribution.total(outcome), *attribution.parts(outcome), *attribution.ladder(outcome)]
    amounts = [abs(e.mean) for e in estimates if math.isfinite(e.mean)]
    return unit_of(outcome, max(amounts, default=0.0), attribution.scenario.currency)


def names_of(attribution: Attribution) -> tuple[str, str]:
    """Names for people of the model that is left and of the one that is reached."""
    models = attribution.scenario.funding_models
    start, goal = attribution.start, attribution.goal
    return model_name(start, models[start].name), model_name(goal, models[goal].name)


def written(parts: list[Estimate], total: Estimate, unit: Unit) -> tuple[list[str], str]:
    """Means of parts and whole, rounded so that what is shown adds up."""
    steps, whole = apportion([part.mean for part in parts], total.mean, unit.step)
    return [unit.write(s * unit.step) for s in steps], unit.write(whole * unit.step)


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):  # value streams that live by other rules
        return "; ".join(f"{key}: {item}" for key, item in value.items()) or "none"
    if isinstance(value, Transition):
        return value.to
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def grade_of_part(attribution: Attribution, group: Group) -> str:
    """Evidence grade of what a part rests on: the weakest of the settings that differ; ``own``: the scenario's."""
    plan = attribution.plan
    first, second = grades(plan.start), grades(plan.goal)
    keys = [key for key, _, _ in changes(group.settings(type(plan.start)), plan.start, plan.goal)]
    found = [grade for key in keys for grade in (first.get(key, ""), second.get(key, ""))]
    return "own" if "" in found else max(found, default="own")


def switched(attribution: Attribution, group: Group) -> str:
    """What changes when a group is switched: ``cadence_weeks 52 to 13, approval_weeks 10 to 1``."""
    plan = attribution.plan
    found = changes(group.settings(type(plan.start)), plan.start, plan.goal)
    return ", ".join(f"{key} {_value(a)} to {_value(b)}" for key, a, b in found)


def switched_short(attribution: Attribution, group: Group) -> str:
    """The same for a figure, in words: ``funding cadence 52 → 13 weeks, approval time 10 → 1 weeks``.

    The only setting in which a mechanism differs is called like the mechanism, one of several by its own words.
    """
    plan = attribution.plan
    model = type(plan.start)
    known, names, words = settings_of(model), labels_of(model), []
    for mechanism in group.mechanisms:
        found = changes(known[mechanism], plan.start, plan.goal)
        alone = len(found) == 1 and mechanism != OTHER
        for key, a, b in found:
            name = names[mechanism] if alone else _in_words(key.removesuffix("_weeks"))
            unit = " weeks" if key.endswith("_weeks") else ""
            first, second = (_in_words(_value(value)) for value in (a, b))
            words.append(f"{name} {first} \N{RIGHTWARDS ARROW} {second}{unit}")
    text = ", ".join(word if word[:2].isupper() else word[0].lower() + word[1:] for word in words)
    return text[:1].upper() + text[1:]


CAPITALS = {"mmp": "MMP", "mmps": "MMPs", "wip": "WIP", "wsjf": "WSJF", "cd3": "CD3"}
"""Words of the language that people write in capitals."""


def _in_words(text: str) -> str:
    """A setting or a choice as people write it: ``mmp_wip_limit`` is ``MMP WIP limit``."""
    return " ".join(CAPITALS.get(word, word) for word in text.replace("_", " ").split(" "))


def _answer(attribution: Attribution, outcome: str, unit: Unit) -> list[str]:
    """The finding in two or three sentences."""
    start, goal = names_of(attribution)
    total, parts = attribution.total(outcome), attribution.parts(outcome)
    cells, whole = written(parts, total, unit)
    what = f"{OUTCOMES[outcome].label}, {goal} - {start}: {unit.say(whole)}"
    if total.n < 2:
        return [f"{what}; one world has no interval."]
    lines = [f"{what}, 95 % interval {unit.span(total)}{'' if total.decided else ': not decided'}."]
    rows = sorted(zip(attribution.groups, parts, cells, strict=True), key=lambda row: -abs(row[1].mean))
    sign = math.copysign(1.0, total.mean)
    for word, direction in (("Largest part", sign), ("Largest part against it", -sign)):
        found = [row for row in rows if row[1].decided and row[1].mean * direction > 0]
        if found:
            group, part, cell = found[0]
            lines.append(f"{word}: {group.label}, {unit.say(cell)} ({unit.span(part)}).")
    return lines


def _parts_table(attribution: Attribution, outcome: str, unit: Unit) -> Table:
    total, parts = attribution.total(outcome), attribution.parts(outcome)
    cells, whole = written(parts, total, unit)
    shares = total.decided
    percents = apportion([part.mean / total.mean for part in parts], 1.0, 0.01)[0] if shares else []
    headings = [unit.name, "95 % interval", *(["share"] if shares else [])]
    headings += ["switched alone", "switched last"] if attribution.exact else []
    table = plain_table("Part of the difference", *headings, wrap=True)
    for i, (group, part, cell) in enumerate(zip(attribution.groups, parts, cells, strict=True)):
        row = [cell, unit.span(part)]
        row += [percent(percents[i] / 100)] if shares else []
        if attribution.exact:
            row += [unit.write(attribution.first(outcome, i).mean), unit.write(attribution.last(outcome, i).mean)]
        table.add_row(group.label, *row)
    table.add_row("Whole", whole, unit.span(total), *(["100 %"] if shares else []), style="bold")
    return table


def _ladder_table(attribution: Attribution, outcome: str, unit: Unit) -> Table:
    total, steps = attribution.total(outcome), attribution.ladder(outcome)
    cells, whole = written(steps, total, unit)
    names = names_of(attribution)
    table = plain_table(f"One after the other, from {names[0]}", unit.name, "95 % interval", "so far", wrap=True)
    so_far = 0.0
    for rung, step, cell in zip(attribution.plan.order, steps, cells, strict=True):
        so_far += step.mean
        table.add_row(attribution.groups[rung].label, cell, unit.span(step), unit.write(so_far))
    table.add_row(names[1], whole, unit.span(total), "", style="bold")
    return table


def _switched_table(attribution: Attribution) -> Table:
    table = plain_table("What is switched", "--groups", "grade", "settings", left=4, dim=(1,))
    for group in attribution.groups:
        table.add_row(group.label, group.id, grade_of_part(attribution, group), switched(attribution, group))
    return table


def _pairs(attribution: Attribution, outcome: str, unit: Unit, *, everything: bool) -> list[str]:
    """Sentences on pairs of groups that are worth more, or less, together than apart."""
    largest = max((abs(part.mean) for part in attribution.parts(outcome)), default=0.0)
    pairs = attribution.interactions(outcome)
    if not everything:
        pairs = [p for p in pairs if p[2].decided and abs(p[2].mean) > WORTH_NAMING * largest][:NAMED]
    return [
        f"  {attribution.groups[i].label} and {attribution.groups[j].label}: {unit.write(e.mean)}"
        + (f" ({unit.span(e)})" if unit.span(e) else "")
        for i, j, e in pairs
    ]


def notes(attribution: Attribution, outcome: str) -> list[str]:
    """What a reader must know before using the numbers."""
    found = []
    used = attribution.total(outcome).n
    if attribution.ended == "interrupted":
        found.append(f"Interrupted: these are the {attribution.replications} worlds that were finished.")
    if used < attribution.replications:
        found.append(
            f"{OUTCOMES[outcome].label} exists under every combination in {used} of {attribution.replications} "
            "worlds; the others are left out."
        )
    if used < 30:
        found.append(ROUGH)
    if not attribution.exact:
        found.append(
            f"{len(attribution.groups)} groups are too many to try every combination: each world tries "
            f"{2 * attribution.plan.pairs} orders of its own. The intervals hold this sampling error too."
        )
    return found


def shared_by_both(scenario: Scenario) -> str:
    """What both models have, so that no rule explains it, and who tells what it does; empty where nothing is."""
    rows, _ = rows_of(scenario)
    if not rows:
        return ""
    names = ", ".join(row.label for row in rows)
    return f"In both models, and no part of this: {names}. What they do to the difference: vmo organisation."


def attribution_text(
    attribution: Attribution, outcome: str, *, everything: bool = False, ladder: bool = False
) -> RenderableType:
    """The whole attribution for a terminal."""
    unit = unit_for(attribution, outcome)
    parts: list[RenderableType] = [
        *opening(attribution),
        Text(),
    ]
    if not attribution.groups:
        start, goal = names_of(attribution)
        return Lines(*parts, Text(f"{goal} and {start} agree in every setting: there is nothing to attribute."))
    parts += [Text(line, style="bold") for line in _answer(attribution, outcome, unit)]
    parts += [Text(), _parts_table(attribution, outcome, unit)]
    if ladder:
        parts += [Text(), _ladder_table(attribution, outcome, unit)]
    pairs = _pairs(attribution, outcome, unit, everything=everything)
    if pairs:
        parts += [Text(), Text(f"Beyond what each does apart ({unit.name}):", style="bold"), *map(Text, pairs)]
    parts += [Text(), _switched_table(attribution)]
    shared = shared_by_both(attribution.scenario)
    if shared:
        parts += [Text(), Text(shared, style="dim")]
    return Lines(*parts, *warned(notes(attribution, outcome)))


def _numbers(estimate: Estimate) -> dict[str, float]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}


def in_steps(parts: list[Estimate], total: Estimate, outcome: str) -> tuple[list[Estimate], Estimate]:
    """Money in whole cents that add up to the cent; other outcomes as they are."""
    from dataclasses import replace

    if OUTCOMES[outcome].unit != "money" or not math.isfinite(total.mean):
        return parts, total
    cents, whole = apportion([part.mean for part in parts], total.mean, 0.01)
    return [replace(p, mean=c / 100) for p, c in zip(parts, cents, strict=True)], replace(total, mean=whole / 100)


def attribution_json(attribution: Attribution, outcome: str) -> dict[str, Any]:
    """The document that ``--json`` prints. Money adds up to the cent."""
    parts, total = in_steps(attribution.parts(outcome), attribution.total(outcome), outcome)
    rungs, _ = in_steps(attribution.ladder(outcome), attribution.total(outcome), outcome)
    rows = []
    for i, (group, part) in enumerate(zip(attribution.groups, parts, strict=True)):
        row: dict[str, Any] = {"mechanism": group.id, **_numbers(part), "label": group.label}
        row["mechanisms"] = list(group.mechanisms)
        row["grade"] = grade_of_part(attribution, group)
        row["switched"] = switched(attribution, group)
        if attribution.exact:
            row["alone"] = _numbers(attribution.first(outcome, i))
            row["last"] = _numbers(attribution.last(outcome, i))
        rows.append(row)
    groups = attribution.groups
    return {
        "scenario": attribution.scenario.name,
        "seed": attribution.seed,
        "replications": attribution.replications,
        "worlds_used": total.n,
        "ended": attribution.ended,
        "from": attribution.start,
        "to": attribution.goal,
        "outcome": outcome,
        "unit": OUTCOMES[outcome].unit,
        "method": "exact" if attribution.exact else "sampled orders",
        "simulations": attribution.simulations,
        "total": _numbers(total),
        "parts": rows,
        "ladder": [
            {"mechanism": groups[rung].id, **_numbers(step)}
            for rung, step in zip(attribution.plan.order, rungs, strict=True)
        ],
        "interactions": [
            {"mechanisms": [groups[i].id, groups[j].id], **_numbers(e)}
            for i, j, e in attribution.interactions(outcome)
        ],
        "warnings": notes(attribution, outcome),
    }
