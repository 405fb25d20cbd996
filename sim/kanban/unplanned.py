"""Unplanned work: features that arrive by themselves and take capacity from the MMPs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.streams import DeterministicArrivals, PoissonArrivals, RenewalArrivals
from sim.kanban.items import Item, Part, Signal, Team
from sim.kanban.line import Line
from sim.kanban.stage import ARRIVE
from sim.world.world import UNPLANNED_BLOCK

if TYPE_CHECKING:
    from collections.abc import Generator

    from simpy import Environment, Event

    from scenarios.language.streams import Arrivals
    from sim.arrays import Floats
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


def arrive(env: Environment, world: World, line: Line) -> Generator[Event, None, None]:
    """Bring unplanned features to a line until the last quarter ends (a SimPy process)."""
    stream = line.plan
    arrivals = stream.data.arrivals
    if arrivals is None:
        return
    horizon, team, block = world.blueprint.calendar.horizon, Team(), 0
    while True:
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
        for number, wait in enumerate(intervals(arrivals, world.interval_uniforms(stream, block)).tolist()):
            if env.now + wait >= horizon:
                return
            arrival = Signal(env)
            env.schedule(arrival, ARRIVE, wait)
            yield arrival
            line.add([Item(part, number)])
            line.touch(0)
        block += 1


def _done(_: Part) -> None:
    """Nobody waits for unplanned work."""
