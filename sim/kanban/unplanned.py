"""Unplanned work: features that arrive by themselves and take capacity from the MMPs."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.streams import DeterministicArrivals, PoissonArrivals, RenewalArrivals
from sim.kanban.items import Item, Part, Team
from sim.stations.clock import ARRIVE, Signal
from sim.world.world import UNPLANNED_BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenarios.language.streams import Arrivals
    from sim.arrays import Floats
    from sim.kanban.network.line import Line
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.world import World


def intervals(arrivals: Arrivals, u: Floats) -> Floats:
    """Weeks between two features, one for each uniform number."""
    match arrivals:
        case PoissonArrivals(rate=rate):
            return np.asarray(-np.log1p(-u) / rate)
        case DeterministicArrivals(every_weeks=weeks):
            return np.full(len(u), weeks)
        case RenewalArrivals(interval=interval):
            return interval.from_uniform(u)
        case _:
            raise ValueError(f"{arrivals.kind} arrivals are for the flow laboratory")  # a blueprint refuses them


def arrive(env: Calendar, world: World, line: Line) -> None:
    """Bring unplanned features to a line until the last quarter ends."""
    coming = _features(world, line)
    horizon = world.blueprint.calendar.horizon

    def wait() -> None:
        weeks, item = next(coming)
        if env.time + weeks < horizon:
            env.schedule(Signal(come, item), ARRIVE, weeks)

    def come(event: Signal) -> None:
        item = event.value
        assert isinstance(item, Item)
        line.add([item])
        line.touch(0)
        wait()

    wait()


def _features(world: World, line: Line) -> Iterator[tuple[float, Item]]:
    """Unplanned features one after the other, each with the weeks since the one before."""
    stream, team = line.plan, Team()
    assert stream.data.arrivals is not None
    for block in count():
        part = Part(
            -1 - stream.index,
            f"unplanned/{stream.id}/{block}",
            UNPLANNED_BLOCK,
            stream,
            world,
            priority=2,
            team=team,
            on_done=_done,
            number=block * UNPLANNED_BLOCK,
        )
        line.on_part(part)
        weeks = intervals(stream.data.arrivals, world.interval_uniforms(stream, block)).tolist()
        for number, wait in enumerate(weeks):
            yield wait, Item(part, number)


def _done(_: Part) -> None:
    """Nobody waits for unplanned work."""
