"""The board at week 0: where the features of MMPs under way lie, as they would in the middle of work.

Work that has been going on for a while is spread over the stages: some features are complete, some are half-way,
some have not been begun, and every stage has something in hand. What is half-way has cost part of its work: it
counts for that part of what is done at week 0, so that the stated share of the work is done, no more and no less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.stream_plans import StreamPlan


Place = tuple[int, float]
"""Stage, numbered from 1 along the line, and share of the visit that is over."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the features of an MMP lie in one value stream at week 0."""

    done: int
    """Features complete."""
    places: tuple[Place, ...] = ()
    """Features half-way, the furthest first; the rest are not begun."""


def openings(stream: StreamPlan, under_way: Sequence[tuple[int, float]]) -> list[Opening]:
    """Where the features of several MMPs under way lie in a value stream.

    From the last stage upstream, each server after the first stage has a feature in hand: one of the first MMP that
    has one and enough work done for it. Servers of a stage are at different points of their visit, evenly spread.
    What is left of the work done is whole features, to the nearest one; at least one feature is not complete. The
    first stage begins its next features at week 0. Nothing lies with platform teams or in parallel branches.

    Args:
        stream: the stages.
        under_way: features and share of their work done, of each MMP in the order of rank.

    """
    efforts = [stage.touch for stage in stream.stages]
    total = sum(efforts)
    before = [0.0, *accumulate(efforts)]
    left = [features * share * total for features, share in under_way]
    places: list[list[Place]] = [[] for _ in under_way]
    for number in range(len(efforts) - 1, 0, -1):
        stage = stream.stages[number]
        crew = 0 if stage.parallel else stage.crew
        room = crew if stage.wip_limit is None else min(crew, stage.wip_limit)
        for server in range(room):
            over = 1.0 - (server + 0.5) / room
            work = before[number] + over * efforts[number]
            for k, (features, _) in enumerate(under_way):
                if len(places[k]) < features and left[k] >= work:
                    left[k] -= work
                    places[k].append((number + 1, over))
                    break
    return [
        Opening(min(features - max(1, len(where)), int(rest / total + 0.5)), tuple(where))
        for (features, _), rest, where in zip(under_way, left, places, strict=True)
    ]
