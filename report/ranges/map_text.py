"""A map in words, a table and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.shared.csv_file import csv_text, given
from report.shared.numbers_in_words import outcome_value, unit_name
from report.shared.study import labels, setting, study_json, warned
from report.shared.text_table import plain_table
from scenarios.variation.staffing import priced_alone
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.variation.ranges import Value
    from sim.outcomes.statistics import Difference
    from sim.studies.break_even_map import Map


def map_setting(study: Map) -> str:
    """What was run, in one line."""
    words = setting(study)
    if study.fewest < study.replications:
        words = f"{study.fewest} to {words}"
    return f"{words}, interrupted" if study.ended == "interrupted" else words


def counts(study: Map) -> dict[str | None, int]:
    """Cells by winner; None for cells that are not decided."""
    cells = [study.winner(cell) for row in study.cells for cell in row]
    return {name: cells.count(name) for name in (*study.models, None)}


def headline(study: Map) -> str:
    """Who wins where, in one sentence."""
    label, found = labels(study), counts(study)
    total = len(study.x.values) * len(study.y.values)
    parts = [f"{label[name]} is better in {found[name]}" for name in study.models]
    return (
        f"{OUTCOMES[study.outcome].label}: of {total} cells, {parts[0]}, {parts[1]}; {found[None]} are not decided "
        "(95 % interval contains zero)."
    )


def map_text(study: Map) -> RenderableType:
    """The whole map for a terminal: means by cell, the largest y on top."""
    outcome, label = study.outcome, labels(study)
    unit = unit_name(outcome, study.scenario.currency)
    what = f"{label[study.models[1]]} less {label[study.models[0]]}{f', {unit}' if unit else ''}"
    columns = (_at(study.x.word(value), value, study.x.base) for value in study.x.values)
    table = plain_table("", *columns, wrap=True)
    for value, row in reversed(list(zip(study.y.values, study.cells, strict=True))):
        table.add_row(_at(study.y.word(value), value, study.y.base), *(_cell(outcome, cell) for cell in row))
    parts: list[RenderableType] = [
        Text(f"{study.scenario.name}: {study.x.label} x {study.y.label}", style="bold"),
        Text(map_setting(study), style="dim"),
        Text(),
        Text(headline(study), style="bold"),
        Text(f"Mean of {what}; ~ not decided.", style="dim"),
        Text(f"Columns: {study.x.label}. Rows: {study.y.label}.", style="dim"),
        table,
    ]
    return Group(*parts, *warned(warnings(study)))


def _at(word: str, value: Value, base: object) -> str:
    return f"{word} (now)" if value == base and not isinstance(value, bool) else word


def _cell(outcome: str, cell: Difference) -> str:
    if cell.n < 2:
        return "?"
    return f"{'' if cell.decided else '~ '}{outcome_value(outcome, cell.mean, plus=True)}"


def warnings(study: Map) -> list[str]:
    """What a reader must know before using the map."""
    found = priced_alone((study.x.path, study.y.path))
    if study.ended == "interrupted":
        found.append("Interrupted: cells have the worlds that were finished; ? marks those without.")
    if study.fewest < 30:
        found.append("Fewer than 30 worlds in some cells: intervals are rough. Ask for more with --replications.")
    return found


def map_csv(study: Map) -> str:
    """One row per cell, in the outcome's own unit."""
    header = [
        study.x.path, study.y.path, "outcome", "a", "b", "mean", "low", "high", "p10", "p50", "p90", "share_a_wins",
        "decided", "better", "worlds",
    ]  # fmt: skip
    rows = [
        [
            given(at), given(up), study.outcome, study.models[1], study.models[0], d.mean, d.low, d.high, d.p10,
            d.p50, d.p90, d.share_a_wins, int(d.n > 1 and d.decided), study.winner(d) or "", d.n,
        ]
        for up, row in zip(study.y.values, study.cells, strict=True)
        for at, d in zip(study.x.values, row, strict=True)
    ]  # fmt: skip
    return csv_text(header, rows)


def map_json(study: Map) -> dict[str, object]:
    """The document that ``--json`` prints."""
    keys = ("mean", "low", "high", "p10", "p50", "p90", "share_a_wins", "n")
    return {
        **study_json(study),
        "outcome": study.outcome,
        "models": {"a": study.models[1], "b": study.models[0]},
        "x": {"path": study.x.path, "label": study.x.label, "values": list(study.x.values)},
        "y": {"path": study.y.path, "label": study.y.label, "values": list(study.y.values)},
        "cells": [
            {"x": at, "y": up, **{key: getattr(d, key) for key in keys}, "better": study.winner(d)}
            for up, row in zip(study.y.values, study.cells, strict=True)
            for at, d in zip(study.x.values, row, strict=True)
        ],
        "break_even": [{"x": x, "y": y} for x, y in study.break_even],
        "counts": {name or "undecided": count for name, count in counts(study).items()},
        "warnings": warnings(study),
    }
