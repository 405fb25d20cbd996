"""A study of the flow laboratory for machines: one JSON document, tables for spreadsheets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from report.flow.warnings import warnings
from report.shared.csv_file import csv_text
from sim.lab.statistics.steady import UNKNOWN

if TYPE_CHECKING:
    from sim.lab.statistics.results import FlowResult, StageFlow, StreamFlow
    from sim.lab.statistics.steady import Estimate

STAGE = (
    "utilisation", "wip", "queue", "in_service", "blocked", "not_pulled", "starved", "held", "held_blocked", "down",
    "waited",
)  # fmt: skip
"""What is said of a stage, in order."""


def _json(value: Estimate) -> dict[str, Any]:
    low, high = value.interval()
    return {"mean": value.mean, "low": low, "high": high}


def flow_json(result: FlowResult) -> dict[str, Any]:
    """The whole study as a document; what does not exist, or is not known well enough, is null (NaN here)."""
    return {
        "scenario": result.scenario,
        "streams": [
            {**_stream_json(stream), "done_at_least": _certain_json(result, stream.id)} for stream in result.streams
        ],
        "littles_law": {
            "wip": result.littles_law.wip,
            "throughput_times_cycle_time": result.littles_law.throughput_times_cycle_time,
            "relative_error": result.littles_law.relative_error,
            "finished_only": result.littles_law.finished_only,
        },
        "warm_up": result.warm_up,
        "observed": result.observed,
        "replications": result.replications,
        "horizon": result.horizon,
        "seed": result.seed,
        "settled": result.settled,
        "ended": result.ended,
        "last_done": _json(result.at_end("last") if result.items is not None else UNKNOWN),
        "items": None if result.items is None else _items_json(result),
        "done_at_least": _certain_json(result, None),
        "warnings": list(warnings(result)),
    }


def _stream_json(stream: StreamFlow) -> dict[str, Any]:
    names = (
        "throughput", "wip", "cycle_time", "queue_time", "lost_share", "expired_share", "lead_time", "backlog",
        "waited", "empty", "flow_efficiency",
    )  # fmt: skip
    return {
        "id": stream.id,
        **{name: _json(getattr(stream, name)) for name in names},
        "cycle_time_percentiles": {str(p): found.value for p, found in stream.percentiles.items()},
        "cycle_time_percentile_intervals": {
            str(p): {"low": found.low, "high": found.high} for p, found in stream.percentiles.items()
        },
        "cycle_time_percentiles_more_than": {str(p): found.more_than for p, found in stream.percentiles.items()},
        "cycle_time_percentiles_count_unfinished": stream.censored,
        "stages": [_stage_json(stage) for stage in stream.stages],
        "classes": [
            {
                "id": each.id,
                "throughput": _json(each.throughput),
                "cycle_time": _json(each.cycle_time),
                "queue_time": _json(each.queue_time),
            }
            for each in stream.classes
        ],
        "bottleneck": stream.bottleneck or None,
        "bottleneck_rivals": None if stream.rivals is None else list(stream.rivals),
        "grows_without_bound": stream.grows,
        "unfinished": {
            "count": stream.unfinished.count,
            "mean_age": stream.unfinished.mean_age,
            "oldest": stream.unfinished.oldest,
            "to_come": stream.unfinished.to_come,
        },
        "done_by_the_end": stream.done,
        "lost_by_the_end": stream.lost,
    }


def _certain_json(result: FlowResult, stream: str | None) -> dict[str, dict[str, int] | None] | None:
    """How many features are done by the end, by per cent of the runs; null unless runs are observed from week 0."""
    if not result.from_start or math.isinf(result.horizon):
        return None
    found = result.done_at_least(stream)
    return {
        str(p): None if known is None else {"features": known.features, "runs": known.runs}
        for p, known in found.items()
    }


def _items_json(result: FlowResult) -> dict[str, Any]:
    """When a limited number of features is through; censored_at is null where every run came to the end."""
    found = result.completion()
    return {
        "asked": found.asked,
        "runs": found.runs,
        "runs_all_left": found.all_left,
        "runs_all_done": found.all_done,
        "weeks": _json(found.weeks),
        "weeks_percentiles": {str(p): week for p, week in found.percentiles.items()},
        "censored_at": None if found.all_left == found.runs else result.horizon,
        "done": found.done,
        "lost": found.lost,
        "unfinished": found.unfinished,
        "to_come": found.to_come,
    }


def _stage_json(stage: StageFlow) -> dict[str, Any]:
    return {
        "id": stage.id,
        **{name: getattr(stage, name).mean for name in STAGE},
        "intervals": {name: list(getattr(stage, name).interval()) for name in STAGE},
        "load": stage.load,
    }


def streams_csv(result: FlowResult) -> str:
    """One row per stream and measure: mean and 95 % interval; empty = not enough data."""
    rows: list[list[object]] = []
    for stream in result.streams:
        document = _stream_json(stream)
        for name, value in document.items():
            if isinstance(value, dict) and "mean" in value:
                rows.append([stream.id, name, value["mean"], value["low"], value["high"]])
        for p, found in stream.percentiles.items():
            rows.append([stream.id, f"cycle_time_p{p}", found.value, found.low, found.high])
        left = stream.unfinished
        names = ("count", "mean_age", "oldest", "to_come")
        rows += [[stream.id, f"unfinished_{name}", getattr(left, name), None, None] for name in names]
        certain = result.done_at_least(stream.id) if result.from_start else {}
        rows += [
            [stream.id, f"done_at_least_p{p}", known.features, None, None]
            for p, known in certain.items()
            if known is not None
        ]
    return csv_text(["stream", "measure", "mean", "low", "high"], rows)


def stages_csv(result: FlowResult) -> str:
    """One row per stage and measure: mean and 95 % interval; empty = not enough data."""
    rows = [
        [stream.id, stage.id, name, getattr(stage, name).mean, *getattr(stage, name).interval()]
        for stream in result.streams
        for stage in stream.stages
        for name in STAGE
    ]
    return csv_text(["stream", "stage", "measure", "mean", "low", "high"], rows)
