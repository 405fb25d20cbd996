"""What a reader of a flow study must know before believing its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from report.words import percent

if TYPE_CHECKING:
    from sim.lab.results import FlowResult, StreamFlow

BUSY = 0.9
"""Load from which on intervals of one run are known to be somewhat too narrow (docs/laboratory.md, coverage)."""


def warnings(result: FlowResult) -> tuple[str, ...]:
    """Sentences, most important first."""
    notes = []
    if result.ended == "interrupted":
        notes.append(f"Interrupted: the {result.replications} finished runs are shown.")
    for stream in result.streams:
        notes += _stream(result, stream)
    if not result.settled and not any(stream.grows for stream in result.streams):
        notes.append(
            "No end of the warm-up was found: the runs are too short, or the numbers keep drifting. "
            "Means are of the second half, without intervals; ask for a longer --horizon."
        )
    return tuple(notes)


def _stream(result: FlowResult, stream: StreamFlow) -> list[str]:
    label = f"{stream.id}: " if len(result.streams) > 1 else ""
    notes = []
    over = [stage for stage in stream.stages if stage.load >= 1]
    if stream.piles_up and result.given_warm_up:
        if over:
            worst = max(over, key=lambda stage: stage.load)
            notes.append(
                f"{label}{worst.name} is asked for {percent(worst.load)} of what it can do: features pile up, "
                "and the longer the run, the worse the numbers."
            )
        return notes
    if stream.piles_up:
        where = "work in progress or cycle time" if stream.grows else "lead time from the idea"
        remedy = (
            "Add servers, shorten the work, let fewer features in, or ask what happens within a time: --warm-up 0 "
            "with --horizon and many --replications."
        )
        if over:
            worst = max(over, key=lambda stage: stage.load)
            cause = f"{worst.name} is asked for {percent(worst.load)} of what it can do"
        else:
            cause = "no stage is overloaded by itself, but the WIP limits hold the line below its arrivals"
        place = "the queue" if stream.grows else "the backlog before the line"
        no_mean = f"There is no mean {where}, however long the run."
        notes.append(f"{label}{cause}: {place} grows without bound. {no_mean} {remedy}")
        if stream.grows:
            return notes
    if stream.short:
        notes.append(
            f"{label}not enough data: what was observed is too short for any interval; ask for a longer --horizon"
            f"{'' if result.replications >= 16 else ' or more --replications'}."
        )
        return notes
    unsure = [
        word
        for word, value in (
            ("throughput", stream.throughput), ("work in progress", stream.wip), ("cycle time", stream.cycle_time),
        )
        if not value.enough
    ]  # fmt: skip
    if unsure and result.settled:
        remedy = "a longer --horizon" if result.replications == 1 else "more --replications (at least 16)"
        notes.append(f"{label}not enough data for an interval of {', '.join(unsure)}: ask for {remedy}.")
    busiest = max((stage.load for stage in stream.stages if not math.isnan(stage.load)), default=0.0)
    if BUSY < busiest < 1 and not unsure and not result.given_warm_up and result.replications == 1:
        notes.append(
            f"{label}at a load of {percent(busiest, 1)} the queue forgets slowly and intervals of a single run "
            "look surer than they are; --replications 20 is safer."
        )
    return notes
