"""A study of the flow laboratory for machines: one JSON document, tables for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report.flow.warnings import warnings
from report.shared.csv_file import csv_text

if TYPE_CHECKING:
    from sim.lab.statistics.results import FlowResult, StageFlow, StreamFlow
    from sim.lab.statistics.steady import Estimate


def _json(value: Estimate) -> dict[str, Any]:
    low, high = value.interval()
    return {"mean": value.mean, "low": low, "high": high}


def flow_json(result: FlowResult) -> dict[str, Any]:
    """The whole study as a document; what does not exist, or is not known well enough, is null (NaN here)."""
    return {
        "scenario": result.scenario,
        "streams": [_stream_json(stream) for stream in result.streams],
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
        "last_done": _json(result.at_end("last")),
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
        "grows_without_bound": stream.grows,
        "unfinished": {
            "count": stream.unfinished.count,
            "mean_age": stream.unfinished.mean_age,
            "oldest": stream.unfinished.oldest,
        },
        "done_by_the_end": stream.done,
    }


def _stage_json(stage: StageFlow) -> dict[str, Any]:
    names = ("utilisation", "wip", "queue", "blocked", "starved", "in_service", "down", "waited")
    return {
        "id": stage.id,
        **{name: getattr(stage, name).mean for name in names},
        "intervals": {name: list(getattr(stage, name).interval()) for name in names},
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
        names = ("count", "mean_age", "oldest")
        rows += [[stream.id, f"unfinished_{name}", getattr(left, name), None, None] for name in names]
    return csv_text(["stream", "measure", "mean", "low", "high"], rows)


def stages_csv(result: FlowResult) -> str:
    """One row per stage and measure: mean and 95 % interval; empty = not enough data."""
    names = ("utilisation", "wip", "queue", "in_service", "blocked", "starved", "down", "waited")
    rows = [
        [stream.id, stage.id, name, getattr(stage, name).mean, *getattr(stage, name).interval()]
        for stream in result.streams
        for stage in stream.stages
        for name in names
    ]
    return csv_text(["stream", "stage", "measure", "mean", "low", "high"], rows)
