"""A sweep in words, tables and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from report.shared.csv_file import csv_text, given
from report.shared.numbers_in_words import at_words, outcome_value, probability, unit_name
from report.shared.study import cautions, labels, setting, study_json, warned
from report.shared.text_table import plain_table
from scenarios.variation.staffing import priced_alone
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.variation.ranges import Value
    from sim.studies.sweeps import Best, Sweep


def sweep_text(sweep: Sweep) -> RenderableType:
    """The whole sweep for a terminal."""
    scenario = sweep.scenario
    parts: list[RenderableType] = [
        Text(f"{scenario.name}: {' x '.join(axis.label for axis in sweep.axes)}", style="bold"),
        Text(setting(sweep), style="dim"),
        Text("The same worlds at every point and under every model: differences are policy, never luck."),
    ]
    for outcome in sweep.outcomes:
        parts += [Text(), *(Text(line, style="bold") for line in findings(sweep, outcome))]
        unit = unit_name(outcome, scenario.currency)
        parts += [Text(f"{OUTCOMES[outcome].label}{f', {unit}' if unit else ''}: means of the worlds", style="dim")]
        parts += [_table(sweep, outcome)]
    return Group(*parts, *warned(warnings(sweep)))


def findings(sweep: Sweep, outcome: str) -> list[str]:
    """Where the outcome is best under each model that the number changes."""
    found = []
    for series, value in enumerate(sweep.series):
        where = f", {sweep.axes[1].label} {sweep.axes[1].word(value)}" if len(sweep.axes) > 1 else ""
        for model, label in labels(sweep).items():
            best = sweep.best(outcome, model, series)
            if best is None or len(best.alike) == len(sweep.axes[0].values):
                continue
            words = _best_words(sweep, outcome, model, series, best)
            found.append(f"{OUTCOMES[outcome].label}, {label}{where}: {words}")
    return found


def _best_words(sweep: Sweep, outcome: str, model: str, series: int, best: Best) -> str:
    axis = sweep.axes[0]
    point = best.index * len(sweep.series) + series
    mean = with_unit(outcome, sweep.interval(point, outcome, model)[1], sweep.scenario.currency)
    words = f"best at {axis.word(axis.values[best.index])} (mean {mean})"
    others = [axis.word(axis.values[k]) for k in best.alike if k != best.index]
    if others:
        words += f"; not told apart from it in {sweep.replications} worlds: {', '.join(others)}"
    if not axis.numeric:
        return words + "."
    if best.index in (0, len(axis.values) - 1):
        words += "; an end of the range: the best value may lie beyond"
    elif best.inside:
        words += "; both ends of the range are worse"
    return words + "."


def with_unit(outcome: str, value: float, currency: str, *, plus: bool = False) -> str:
    """A value of an outcome with its unit: ``EUR 5.9 M``, ``20.0 weeks``, ``35.9 %``."""
    text, unit = outcome_value(outcome, value, plus=plus), OUTCOMES[outcome].unit
    if unit == "money":
        return f"{currency} {text}"
    return text if unit in ("share", "ratio", "count") else f"{text} {unit}"


def _table(sweep: Sweep, outcome: str) -> Table:
    names = labels(sweep)
    first, pair = sweep.models[0], len(sweep.models) == 2
    headings = [*(axis.label for axis in sweep.axes), *(names[model] for model in sweep.models)]
    for model in sweep.models[1:]:
        headings += ["difference" if pair else f"{names[model]} - {names[first]}", "95 % interval", "better in"]
    table = plain_table(*headings, left=0, wrap=True)
    for axis, column in zip(sweep.axes, table.columns, strict=False):
        column.justify = "right" if axis.numeric else "left"
    for k, at in enumerate(sweep.values):
        cells = [at_words(axis, value) for axis, value in zip(sweep.axes, at, strict=True)]
        cells += [outcome_value(outcome, sweep.interval(k, outcome, model)[1]) for model in sweep.models]
        for model in sweep.models[1:]:
            d = sweep.difference(k, outcome, model, first)
            cells.append(outcome_value(outcome, d.mean, plus=True))
            low, high = (outcome_value(outcome, end, plus=True) for end in (d.low, d.high))
            cells.append(f"{low} to {high}" if d.n > 1 else "")
            cells.append(probability(d.share_a_wins))
        table.add_row(*cells)
    return table


def warnings(sweep: Sweep) -> list[str]:
    """What a reader must know before using the numbers."""
    return [*priced_alone(axis.path for axis in sweep.axes), *cautions(sweep, "every point had finished")]


def sweep_csv(sweep: Sweep) -> str:
    """One row per point, outcome and model, or pair of models; values in the outcome's own unit."""
    header = [
        *(axis.path for axis in sweep.axes), "outcome", "unit", "model", "minus", "mean", "low", "high",
        "p10", "p50", "p90", "share_better", "worlds",
    ]  # fmt: skip
    rows: list[list[object]] = []
    for k, at in enumerate(sweep.values):
        place = [given(value) for value in at]
        for outcome in sweep.outcomes:
            unit = OUTCOMES[outcome].unit
            for model in sweep.models:
                low, mean, high = sweep.interval(k, outcome, model)
                s = sweep.summary(k, outcome, model)
                rows.append([*place, outcome, unit, model, "", mean, low, high, s.p10, s.p50, s.p90, "", s.n])
            for model in sweep.models[1:]:
                d = sweep.difference(k, outcome, model, sweep.models[0])
                band = [d.mean, d.low, d.high, d.p10, d.p50, d.p90, d.share_a_wins, d.n]
                rows.append([*place, outcome, unit, model, sweep.models[0], *band])
    return csv_text(header, rows)


def sweep_json(sweep: Sweep) -> dict[str, object]:
    """The document that ``--json`` prints; NaN becomes null, "none" is null."""
    return {
        **study_json(sweep),
        "models": list(sweep.models),
        "axes": [
            {"path": a.path, "label": a.label, "values": list(a.values), "now": a.base if a.base != "" else None}
            for a in sweep.axes
        ],
        "points": [_point(sweep, k, at) for k, at in enumerate(sweep.values)],
        "best": [
            {"outcome": outcome, "model": model, "series": value, "value": sweep.axes[0].values[best.index],
             "alike": [sweep.axes[0].values[i] for i in best.alike], "inside": best.inside}
            for outcome in sweep.outcomes
            for model in sweep.models
            for series, value in enumerate(sweep.series)
            if (best := sweep.best(outcome, model, series)) is not None
        ],
        "warnings": warnings(sweep),
    }  # fmt: skip


_BAND = ("mean", "low", "high", "p10", "p50", "p90")


def _point(sweep: Sweep, k: int, at: tuple[Value, ...]) -> dict[str, object]:
    def one(model: str, outcome: str) -> dict[str, float]:
        low, mean, high = sweep.interval(k, outcome, model)
        s = sweep.summary(k, outcome, model)
        return dict(zip((*_BAND, "n"), (mean, low, high, s.p10, s.p50, s.p90, s.n), strict=True))

    differences = [
        sweep.difference(k, outcome, model, sweep.models[0])
        for outcome in sweep.outcomes
        for model in sweep.models[1:]
    ]
    keys = ("outcome", "a", "b", *_BAND, "share_a_wins", "n")
    return {
        "at": list(at),
        "models": {model: {outcome: one(model, outcome) for outcome in sweep.outcomes} for model in sweep.models},
        "differences": [{key: getattr(d, key) for key in keys} for d in differences],
    }
