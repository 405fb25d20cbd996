"""Stress packs in words, a table and files: every pack is a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.ranges.sweep_text import with_unit
from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import counted, outcome_value
from report.shared.study import cautions, labels, opening, study_json, warned
from report.shared.text_table import plain_table
from scenarios.variation.axis import path_label, value_word
from scenarios.variation.variants import is_scaling
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.studies.stress_packs import Packed, StressPacks

AS_IT_IS = "As it is"


def label(column: Packed) -> str:
    """Heading of a column."""
    return AS_IT_IS if column.pack is None else column.pack.label


def headline(study: StressPacks) -> str:
    """Whether the same model is better under every pack."""
    names = labels(study)
    first, second = study.models
    sign = 1 if OUTCOMES[study.outcome].better != "less" else -1
    ahead = [label(c) for c in study.columns if sign * c.difference.mean > 0]
    unsure = [label(c) for c in study.columns if not c.difference.decided]
    words = f"{names[second]} is better on average in {len(ahead)} of {len(study.columns)} columns"
    if 0 < len(ahead) < len(study.columns):
        words += f" ({', '.join(ahead)}); {names[first]} in the others"
    return f"{words}{f'; not decided: {", ".join(unsure)}' if unsure else ''}."


def packs_text(study: StressPacks) -> RenderableType:
    """The whole study for a terminal."""
    names = labels(study)
    table = plain_table(OUTCOMES[study.outcome].label, *(label(column) for column in study.columns), wrap=True)
    for place, model in enumerate(study.models):
        middles = [outcome_value(study.outcome, c.summaries[place].p50) for c in study.columns]
        table.add_row(f"{names[model]}, P50", *middles)
    rows = [[outcome_value(study.outcome, c.difference.mean, plus=True) for c in study.columns]]
    rows += [[_interval(study, c) for c in study.columns]]
    rows += [[counted(c.difference.share_a_wins, c.difference.n) for c in study.columns]]
    titles = (f"{names[study.models[1]]} less {names[study.models[0]]}", "  95 % interval", "  better in")
    for title, cells in zip(titles, rows, strict=True):
        table.add_row(title, *cells)
    parts: list[RenderableType] = [
        *opening(study),
        Text(),
        Text(headline(study), style="bold"),
        Text(),
        table,
        Text(),
    ]
    parts += [Text(line, style="dim") for line in contents(study)]
    return Group(*parts, *warned(cautions(study, "were finished under every pack")))


def contents(study: StressPacks) -> list[str]:
    """What every pack changes, and why."""
    lines = []
    for column in study.columns:
        if column.pack is None:
            continue
        changes = ", ".join(
            f"{path_label(path, scenario=study.scenario)} {value_word(value, factor=is_scaling(path))}"
            for path, value in column.pack.changes.items()
        )
        lines.append(f"{column.pack.label}: {changes} ({column.pack.source}).")
    return lines


def _interval(study: StressPacks, column: Packed) -> str:
    low, high = (
        outcome_value(study.outcome, end, plus=True) for end in (column.difference.low, column.difference.high)
    )
    return f"{low} to {high}"


def packs_headline(study: StressPacks) -> str:
    """The main column in one line."""
    return (
        f"as it is {with_unit(study.outcome, study.columns[0].difference.mean, study.scenario.currency, plus=True)}"
    )


def packs_csv(study: StressPacks) -> str:
    """One row per column of the table; amounts in the outcome's own unit."""
    header = ["pack", "label", "first_p50", "second_p50", "mean", "low", "high", "second_better", "worlds"]
    rows = []
    for c in study.columns:
        d = c.difference
        name = "" if c.pack is None else c.pack.id
        rows.append([name, label(c), c.summaries[0].p50, c.summaries[1].p50, d.mean, d.low, d.high,
                     d.share_a_wins, d.n])  # fmt: skip
    return csv_text(header, rows)


def packs_json(study: StressPacks) -> dict[str, object]:
    """The document that ``--json`` prints."""
    keys = ("mean", "low", "high", "share_a_wins", "n")
    return {
        **study_json(study),
        "outcome": study.outcome,
        "models": {"a": study.models[1], "b": study.models[0]},
        "packs": [
            {
                "id": None if c.pack is None else c.pack.id,
                "label": label(c),
                "changes": {} if c.pack is None else c.pack.changes,
                "source": None if c.pack is None else c.pack.source,
                "p50": {model: s.p50 for model, s in zip(study.models, c.summaries, strict=True)},
                "difference": {key: getattr(c.difference, key) for key in keys},
            }
            for c in study.columns
        ],
    }
