"""What a reader of a flow study must know before believing its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.numbers_in_words import percent
from sim.lab.statistics.offered_load import FULL

if TYPE_CHECKING:
    from sim.lab.statistics.results import FlowResult, StageFlow, StreamFlow

LONG = 1000.0
"""Length of a single run, in memories of its slowest station, below which its 95 % intervals contain the true value
in 88 to 92 of 100 studies only (docs/laboratory.md, coverage)."""


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
    over = [stage for stage in stream.stages if stage.load >= 1 - FULL]
    if stream.piles_up and result.given_warm_up:
        if over:
            worst = max(over, key=lambda stage: stage.load)
            notes.append(
                f"{label}{_asked(worst)}: features pile up, and the longer the run, the worse the numbers."
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
            cause = _asked(worst)
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
    weeks = float(f"{LONG * stream.memory:.2g}")
    if result.replications == 1 and result.observed < 0.99 * weeks and not unsure and not result.given_warm_up:
        notes.append(
            f"{label}a single run of this length is short for this load (better: {weeks:,.0f} weeks), and its "
            "intervals look a little surer than they are; --replications 20 is safer."
        )
    return notes


def _asked(stage: StageFlow) -> str:
    """Why a stage cannot keep up."""
    if stage.load <= 1 + FULL:
        return f"{stage.name} is asked for exactly what it can do (100 %), and arrivals or work vary"
    return f"{stage.name} is asked for {percent(stage.load)} of what it can do"
