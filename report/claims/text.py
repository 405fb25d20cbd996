"""Claims put to the test, in words, tables and JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.table import Table
from rich.text import Text

from report.shared.csv_file import csv_text
from report.shared.manifest import study_manifest
from report.shared.numbers_in_words import model_name, money, number, percent, probability
from report.shared.study import cautions, opening, study_json, warned
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario
    from sim.studies.attribution import Estimate
    from sim.studies.claim_conditions import Condition
    from sim.studies.claims import Claim, Finding

STYLES = {"holds": "green", "does not hold": "red", "not decided": "yellow", "does not arise": "dim"}


@dataclass(frozen=True)
class Trial:
    """All claims, measured in the worlds of one scenario."""

    scenario: Scenario
    seed: int
    replications: int
    ended: str
    """"replications" or "interrupted"."""
    models: tuple[str, str]
    """The claims are made for the second, against the first."""
    findings: tuple[Finding, ...]
    conditions: tuple[Condition, ...] = ()
    """When they fail; empty when that was not asked."""
    tried: int = 0
    """Worlds behind each value of the conditions."""


def names_of(trial: Trial) -> tuple[str, str]:
    """Names for people of both models."""
    models = trial.scenario.funding_models
    a, b = trial.models
    return model_name(a, models[a].name), model_name(b, models[b].name)


def amount(claim: Claim, value: float, *, plus: bool = False) -> str:
    """A value of what a claim measures, in its unit, without the currency."""
    if math.isnan(value):
        return "none"
    if claim.unit == "money":
        return money(value, plus=plus)
    if claim.test == "worlds" and not plus:
        return probability(value)
    if claim.unit == "share":
        if plus:
            return f"{number(value * 100, 1, plus=True)} pp" if math.isfinite(value) else number(value)
        return percent(value, 1)
    return number(value, 2 if claim.unit == "ratio" else 1, plus=plus)


def with_unit(claim: Claim, text: str, currency: str) -> str:
    """A written value, or two of them, with the unit: ``EUR 3.8 M``, ``85.2 days``."""
    if claim.unit == "money":
        return f"{currency} {text}".strip()
    return f"{text} {claim.unit}" if claim.unit in ("weeks", "days") else text


def interval(claim: Claim, estimate: Estimate, *, plus: bool = False) -> str:
    """A 95 % interval, or nothing where there is none."""
    if estimate.n < 2 or not (math.isfinite(estimate.low) and math.isfinite(estimate.high)):
        return ""
    if estimate.low == estimate.high == 0 and plus:
        return "equal in all worlds"
    return f"{amount(claim, estimate.low, plus=plus)} to {amount(claim, estimate.high, plus=plus)}"


def factor(finding: Finding) -> str:
    """Second over first model with its interval: ``x 0.41 (0.40 to 0.42)``."""
    r = finding.ratio
    if math.isnan(r.mean) or not finding.first:
        return ""
    ends = f" ({number(r.low, 2)} to {number(r.high, 2)})" if math.isfinite(r.low) else ""
    return f"x {number(r.mean, 2)}{ends}"


def bound(claim: Claim) -> str:
    """What the claim demands: ``below half``, ``above 95 %``."""
    side = "above" if claim.more else "below"
    if claim.test == "ratio":
        return "at most half" if claim.limit != 1 else "more" if claim.more else "less"
    if claim.test == "difference":
        return "more" if claim.more else "less"
    limit = percent(claim.limit) if claim.unit == "share" else number(claim.limit, 0)
    return f"{'at least' if claim.more else side} {limit}"


def _findings_table(trial: Trial) -> Table:
    names, scenario = names_of(trial), trial.scenario
    headings = ("Claim", "verdict", "", *names, "difference, 95 % interval", "demanded")
    table = plain_table(*headings, left=3, wrap=True, dim=(2,))
    table.columns[0].max_width = 34
    table.columns[1].no_wrap = True
    for f in trial.findings:
        table.add_row(
            f.claim.statement,
            Text(f.verdict, style=STYLES[f.verdict]),
            {"money": scenario.currency, "share": ""}.get(f.claim.unit, f.claim.unit),
            amount(f.claim, f.first),
            amount(f.claim, f.second),
            interval(f.claim, f.difference, plus=True),
            bound(f.claim),
        )
    return table


def counted(trial: Trial) -> str:
    """How many claims hold, fail, stay open."""
    count = {verdict: sum(f.verdict == verdict for f in trial.findings) for verdict in STYLES}
    parts = [
        f"{n} {'hold' if verdict == 'holds' else verdict.replace('does', 'do')}"
        for verdict, n in count.items()
        if n
    ]
    return f"{len(trial.findings)} claims for {names_of(trial)[1]}: " + ", ".join(parts) + "."


def _pairs(left: str, right: str, rows: list[tuple[str, str]]) -> Table:
    table = plain_table(left, right, left=2)
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(*row)
    return table


def _conditions_table(trial: Trial) -> Table:
    verdicts = {f.claim.id: f.verdict for f in trial.findings}
    table = plain_table("Claim", "tried over", f"verdicts ({trial.tried} worlds at each value)", left=3)
    table.columns[0].max_width, table.columns[1].max_width = 34, 28
    for c in trial.conditions:
        table.add_row(c.claim.statement, c.claim.lever.words, condition_words(c, verdicts[c.claim.id]))
    return table


def setting_of(value: float | None) -> str:
    """A value of a lever for people."""
    if value is None:
        return "none"
    return f"{value:,.10g}"


def condition_words(condition: Condition, base: str) -> str:
    """Where a claim holds and where it fails, over the values of its lever."""
    if not condition.tried:
        return f"cannot be varied in this scenario: {condition.points[0].fault}"
    runs = []
    for verdict, group in groupby(condition.tried, key=lambda entry: entry[1].verdict):
        values = [value for value, _ in group]
        first, last = setting_of(values[0]), setting_of(values[-1])
        runs.append(f"{verdict} at {first}" + (f" to {last}" if len(values) > 1 else ""))
    words = ", ".join(runs)
    if condition.flips:
        words += f"; turns near {' and '.join(number_of(x) for x in condition.flips)}"
    elif base != "does not arise" and {f.verdict for _, f in condition.tried} == {base}:
        words += "; never otherwise within this range"
    return words


def number_of(value: float) -> str:
    """Two significant figures."""
    if not value:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    rounded = round(value, 1 - math.floor(math.log10(abs(value))))
    return number(rounded, digits)


def notes(trial: Trial) -> list[str]:
    """What a reader must know before using the verdicts."""
    found = cautions(trial)
    if trial.conditions and trial.tried < 30:
        found.append(f"Conditions rest on {trial.tried} worlds at each value: turning points are rough.")
    if not trial.conditions:
        found.append("When does each claim fail? Add --conditions.")
    return found


def claims_text(trial: Trial) -> RenderableType:
    """The whole trial for a terminal."""
    parts: list[RenderableType] = [
        *opening(trial),
        Text(),
        Text(counted(trial), style="bold"),
        Text(),
        _findings_table(trial),
        Text(),
    ]
    parts += [_pairs("measure", "definition", [(f.claim.measure, f.claim.definition) for f in trial.findings])]
    if trial.conditions:
        parts += [Text(), _conditions_table(trial)]
    return Lines(*parts, *warned(notes(trial)))


def _numbers(estimate: Estimate) -> dict[str, Any]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high, "n": estimate.n}


def claims_json(trial: Trial) -> dict[str, Any]:
    """The document that ``--json`` prints."""
    conditions = {c.claim.id: c for c in trial.conditions}
    rows = []
    for f in trial.findings:
        row: dict[str, Any] = {
            "id": f.claim.id,
            "statement": f.claim.statement,
            "measure": f.claim.measure,
            "definition": f.claim.definition,
            "unit": f.claim.unit,
            "test": f.claim.test,
            "limit": f.claim.limit,
            "demands": "more" if f.claim.more else "less",
            "verdict": f.verdict,
            "values": dict(zip(trial.models, (f.first, f.second), strict=True)),
            "difference": _numbers(f.difference),
            "ratio": _numbers(f.ratio),
            "effect": _numbers(f.effect),
        }
        if f.claim.id in conditions:
            row["condition"] = _condition(conditions[f.claim.id], trial.models[1])
        rows.append(row)
    return {
        **study_json(trial),
        "models": list(trial.models),
        "claims": rows,
        "condition_replications": trial.tried,
        "warnings": notes(trial),
    }


def _condition(condition: Condition, model: str) -> dict[str, Any]:
    lever = condition.claim.lever
    return {
        "lever": lever.words,
        "paths": [path.format(model=model) for path in lever.paths],
        "points": [
            {"value": p.value, "fault": p.fault}
            if p.finding is None
            else {"value": p.value, "verdict": p.finding.verdict, **_numbers(p.finding.effect)}
            for p in condition.points
        ],
        "turns_near": condition.flips,
    }


def claims_files(trial: Trial, settings: dict[str, Any]) -> dict[str, str]:
    """File name -> content of every table; the manifest is last."""
    header = ["claim", "statement", "verdict", "unit", *(f"mean_{m}" for m in trial.models)]
    for name in ("difference", "ratio", "effect"):
        header += [name, f"{name}_low", f"{name}_high"]
    rows = []
    for f in trial.findings:
        cells: list[object] = [f.claim.id, f.claim.statement, f.verdict, f.claim.unit, f.first, f.second]
        for e in (f.difference, f.ratio, f.effect):
            cells += [e.mean, e.low, e.high]
        rows.append([*cells, f.claim.test, f.claim.limit, f.effect.n])
    tables = {"claims.csv": csv_text([*header, "test", "limit", "worlds"], rows)}
    if trial.conditions:
        tables["conditions.csv"] = csv_text(
            ["claim", "lever", "value", "verdict", "effect", "low", "high", "worlds"],
            (
                [
                    c.claim.id,
                    c.claim.lever.words,
                    "none" if value is None else value,
                    f.verdict,
                    f.effect.mean,
                    f.effect.low,
                    f.effect.high,
                    f.effect.n,
                ]
                for c in trial.conditions
                for value, f in c.tried
            ),
        )
    more = {"models": list(trial.models), "settings": settings}
    return tables | {"manifest.json": study_manifest("claims", trial, more)}
