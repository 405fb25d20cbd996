"""One run of the flow laboratory: a network of stations from empty (or what is on its board) to the horizon.

Features move as plain data from queue to queue; the only events are arrivals and ends of service. Stations without
special rules (``plain``) do without everything they do not need, those without WIP limits even more so (``open``);
the others share ``station``, with ``interrupted`` for what can happen to servers in the middle of work.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.lab.engine.assembly import build, compose
from sim.lab.engine.interventions import arrange, joined, limited, refuse_nonsense, with_urgent
from sim.lab.engine.lab_floor import LabFloor
from sim.stations.deadlock import starved
from sim.stations.features import NAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.engine.interventions import Intervention
    from sim.lab.engine.log import Log
    from sim.stations.network import Network
    from sim.world.luck import Luck


def run(
    network: Network,
    luck: Luck,
    horizon: float,
    *,
    stop_after: int | None = None,
    items: int | None = None,
    interventions: Sequence[Intervention] = (),
) -> Log:
    """Run a network from empty, or from what is on its board.

    Args:
        network: what to run.
        luck: random numbers of this replication.
        horizon: weeks; what would happen at the horizon itself does not happen. May be infinite with ``stop_after``
            or ``items``.
        stop_after: stop when so many features are done, over all routes.
        items: features that each route brings at most, beside those on its board; the run ends when all have left.
        interventions: what somebody does while it runs; not together with ``items``.

    Raises:
        DeadlockError: features wait for each other for ever.
        ValueError: the network or the arguments make no sense.

    """
    if not horizon > 0:
        raise ValueError(f"the horizon is {horizon:g} weeks; give a positive number")
    if math.isinf(horizon) and stop_after is None and items is None:
        raise ValueError("a run without horizon needs stop_after or items")
    refuse_nonsense(network, interventions)
    network, guests = with_urgent(network, interventions)
    floor = LabFloor()
    sources = build(network, luck, floor, limited(interventions) if interventions else None)
    for guest in guests:
        sources[guest].limit_to(1)
    if stop_after is not None:
        floor.to_do = stop_after
    if items is not None:
        floor.to_leave = items * len(sources) + sum(len(route.on_board) for route in network.routes)
        for source in sources:
            source.limit_to(items)
    compose(sources)
    clock = floor.clock
    clock.end_at(horizon)
    floor.settle_later()
    for entry in floor.entries:
        floor.mark(entry)
    for source in sources:
        source.put_on_board()
        source.start()
    arrange(floor, interventions)
    clock.run()
    inside = _flush(floor)
    if inside and items is None and clock.ran_dry:
        starved(floor)
    return joined(floor.recorder.log(floor.codes, clock.time), guests)


def _flush(floor: LabFloor) -> bool:
    """Write down the visits that have not ended: they have no date of leaving; whether there are any."""
    there = dict.fromkeys(item for entry in floor.entries for item in (*entry.inbound, *entry.inside()))
    rows = [
        [item.stage.code, item.number, item.entered, item.started, item.finished, NAN]
        for item in there
        if item.stage is not None and item.stage.code >= 0
    ]
    for row in sorted(rows):
        floor.recorder.visit(row)
    return bool(rows)
