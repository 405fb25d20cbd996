"""A sweep of the flow laboratory in words, tables and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group
from rich.text import Text

from report.shared.csv_file import csv_text, given
from report.shared.numbers_in_words import at_words, number, percent
from report.shared.study import study_json
from report.shared.text_table import plain_table
from sim.studies.flow_sweeps import flow_outcome

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.studies.flow_sweeps import FlowSweep

UNITS = {"per week": "features per week", "weeks": "weeks", "count": "features", "share": ""}


def flow_setting(study: FlowSweep) -> str:
    """What was run, in one line."""
    runs = "one run" if study.replications == 1 else f"{study.replications} runs"
    return f"{runs} at every point, seed {study.seed}; warm-up left out"


def amount(study: FlowSweep, outcome: str, value: float) -> str:
    """A value with three significant figures or so."""
    if np.isnan(value):
        return "not known"
    if flow_outcome(study.scenario, outcome).unit == "share":
        return percent(value, 1)
    return number(value, 3 if abs(value) < 1 else 2)


def findings(study: FlowSweep, outcome: str) -> list[str]:
    """Where the outcome is best, stream by stream."""
    found, axis = [], study.axes[0]
    for stream in study.streams:
        for series, value in enumerate(study.series):
            best = study.best(outcome, stream, series)
            if best is None or len(best.alike) == len(axis.values):
                continue
            where = f", {study.axes[1].label} {study.axes[1].word(value)}" if len(study.axes) > 1 else ""
            mean = amount(study, outcome, study.line(outcome, stream, series)[best.index, 0])
            others = ", ".join(axis.word(axis.values[k]) for k in best.alike if k != best.index)
            words = f"best at {axis.word(axis.values[best.index])} ({mean})"
            words += f"; not told apart from it: {others}" if others else ""
            found.append(f"{flow_outcome(study.scenario, outcome).label}, {stream}{where}: {words}.")
    return found


def flow_sweep_text(study: FlowSweep) -> RenderableType:
    """The whole sweep for a terminal."""
    table = plain_table()
    for axis in study.axes:
        table.add_column(axis.label, justify="right" if axis.numeric else "left")
    for stream in study.streams:
        for outcome in study.outcomes:
            what = flow_outcome(study.scenario, outcome)
            unit = UNITS.get(what.unit, "")
            name = f"{stream}: " if len(study.streams) > 1 else ""
            table.add_column(f"{name}{what.label}{f', {unit}' if unit else ''}", justify="right")
            table.add_column("95 % interval", justify="right")
    for at, rows in zip(study.places, study.values, strict=True):
        cells = [at_words(axis, value) for axis, value in zip(study.axes, at, strict=True)]
        for stream_rows in rows:
            for outcome, (mean, low, high) in zip(study.outcomes, stream_rows, strict=True):
                ends = f"{amount(study, outcome, low)} to {amount(study, outcome, high)}"
                cells += [amount(study, outcome, mean), "not enough data" if np.isnan(low) else ends]
        table.add_row(*cells)
    parts: list[RenderableType] = [
        Text(f"{study.scenario.name}: {' x '.join(axis.label for axis in study.axes)}", style="bold"),
        Text(flow_setting(study), style="dim"),
        Text(),
        *(Text(line, style="bold") for outcome in study.outcomes for line in findings(study, outcome)),
        table,
    ]
    parts += [Text(f"! {note}", style="yellow") for note in warnings(study)]
    return Group(*parts)


def warnings(study: FlowSweep) -> list[str]:
    """What a reader must know before using the numbers."""
    found = []
    if study.ended == "interrupted":
        found.append("Interrupted: points without numbers were not finished.")
    if study.ended == "replications" and np.isnan(study.values[..., 1]).any():
        found.append("Not enough data at some points (work piles up, or runs are too short): see --horizon.")
    return found


def flow_sweep_csv(study: FlowSweep) -> str:
    """One row per point, stream and outcome."""
    header = [*(axis.path for axis in study.axes), "value_stream", "outcome", "unit", "mean", "low", "high"]
    rows = [
        [*(given(v) for v in at), stream, outcome,
         flow_outcome(study.scenario, outcome).unit, *(float(x) for x in study.values[k, s, o])]
        for k, at in enumerate(study.places)
        for s, stream in enumerate(study.streams)
        for o, outcome in enumerate(study.outcomes)
    ]  # fmt: skip
    return csv_text(header, rows)


def flow_sweep_json(study: FlowSweep) -> dict[str, object]:
    """The document that ``--json`` prints."""
    return {
        **study_json(study),
        "axes": [{"path": a.path, "label": a.label, "values": list(a.values)} for a in study.axes],
        "points": [
            {
                "at": list(at),
                "streams": {
                    stream: {
                        outcome: dict(zip(("mean", "low", "high"), study.values[k, s, o].tolist(), strict=True))
                        for o, outcome in enumerate(study.outcomes)
                    }
                    for s, stream in enumerate(study.streams)
                },
            }
            for k, at in enumerate(study.places)
        ],
        "warnings": warnings(study),
    }
