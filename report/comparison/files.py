"""The files of a comparison: CSV tables for spreadsheets and a manifest that reproduces them byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report.shared.csv_file import csv_text
from report.shared.manifest import study_manifest
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import quantile_interval
from sim.outcomes.timeline import COLUMNS, Timeline, timelines
from sim.world.ledger import HELP, KINDS, RELEASE_WORK

if TYPE_CHECKING:
    from sim.outcomes.run import Run
    from sim.studies.comparison import Comparison


def outcomes_csv(comparison: Comparison) -> str:
    """One row per world and model."""
    places = [list(OUTCOMES).index(name) for name in comparison.shown]
    rows = (
        [world, model, *comparison.outcomes[world, j, places].tolist()]
        for world in range(comparison.replications)
        for j, model in enumerate(comparison.models)
    )
    return csv_text(["world", "model", *comparison.shown], rows)


def paired_csv(comparison: Comparison) -> str:
    """One row per outcome and pair of models; the median with its distribution-free 95 % interval."""
    rows = []
    for d in comparison.differences:
        a, b = comparison.values(d.outcome, d.a), comparison.values(d.outcome, d.b)
        difference = (a - b)[~(a != a) & ~(b != b)]
        low, high = quantile_interval(difference, 0.5)
        rows.append(
            [
                d.outcome, OUTCOMES[d.outcome].label, OUTCOMES[d.outcome].unit, d.a, d.b, d.mean, d.low, d.high,
                d.p10, d.p50, d.p90, low, high, d.share_a_wins, d.share_ties, d.n,
            ]
        )  # fmt: skip
    header = [
        "outcome", "label", "unit", "a", "b", "mean", "low", "high", "p10", "p50", "p90", "p50_low", "p50_high",
        "share_a_wins", "share_ties", "worlds",
    ]  # fmt: skip
    return csv_text(header, rows)


def ledger_csv(comparison: Comparison) -> str:
    """Mean amount per month, model and kind of cost, in currency."""
    rows = (
        [month + 1, model, kind, round(float(comparison.costs[j, k, month]), 2)]
        for j, model in enumerate(comparison.models)
        for month in range(comparison.costs.shape[2])
        for k, kind in enumerate(KINDS)
        if comparison.costs[j, k, month]
    )
    return csv_text(["month", "model", "kind", "amount"], rows)


_DATES = (
    "appeared",
    "considered",
    "chosen",
    "funded",
    "activated",
    "signalled",
    "completed",
    "released",
    "stopped",
)


def timeline_csv(details: dict[str, Run]) -> str:
    """Dates of every MMP in one world, in weeks; empty = it did not happen.

    Where the scenario says when its first quarter starts, days of the calendar stand beside them.
    """
    rows = []
    calendar = next(iter(details.values())).world.blueprint.scenario.calendar
    days = [f"{date}_day" for date in _DATES] if calendar.starts is not None else []
    for model, run in details.items():
        for line in timelines(run):
            dates = [getattr(line, date) for date in _DATES]
            row = [run.world.replication, model, line.mmp, line.name, line.value_stream, line.project]
            row += dates
            row += [None if date is None else str(calendar.day(date)) for date in dates] if days else []
            rows.append([*row, _column(line, run.end), line.features, line.done, line.earns, line.cost])
    header = ["world", "model", "mmp", "name", "value_stream", "project", *_DATES, *days]
    return csv_text([*header, "ends_in", "features", "features_done", "earns", "cost"], rows)


def _column(line: Timeline, end: float) -> str:
    spans = line.spans(end)
    return spans[-1][0] if spans else COLUMNS[0]


def events_csv(details: dict[str, Run]) -> str:
    """Every stage visit of every feature in one world, in weeks."""
    rows = []
    for model, run in details.items():
        blueprint = run.world.blueprint
        for owner, feature, stage, turn, arrived, started, finished, left in run.visits.tolist():
            stream, step = blueprint.stage_ids[int(stage)]
            name = run.states[int(owner)].plan.id if owner >= 0 else _nobody(int(owner))
            row = [run.world.replication, model, name, int(feature) + 1, stream, step, int(turn) + 1]
            rows.append([*row, arrived, started, finished, left])
    header = [
        "world",
        "model",
        "mmp",
        "feature",
        "value_stream",
        "stage",
        "visit",
        "arrived",
        "started",
        "finished",
    ]
    return csv_text([*header, "left"], rows)


def _nobody(owner: int) -> str:
    """What is worked on where it belongs to no MMP."""
    return "help" if owner <= HELP else "release" if owner <= RELEASE_WORK else "unplanned"


def manifest(comparison: Comparison, settings: dict[str, Any]) -> str:
    """Everything needed to run the comparison again: scenario, seed, settings, versions."""
    more = {
        "models": list(comparison.models),
        "median_world": comparison.median_world(),
        "settings": settings,
    }
    return study_manifest("compare", comparison, more)


def table_files(comparison: Comparison, details: dict[str, Run], settings: dict[str, Any]) -> dict[str, str]:
    """File name -> content for every table of a comparison and its manifest."""
    return {
        "outcomes.csv": outcomes_csv(comparison),
        "paired.csv": paired_csv(comparison),
        "ledger.csv": ledger_csv(comparison),
        "timeline.csv": timeline_csv(details),
        "events.csv": events_csv(details),
        "manifest.json": manifest(comparison, settings),
    }
