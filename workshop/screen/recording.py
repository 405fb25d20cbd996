"""The kanban board of a run, from its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals
from sim.lab.engine.log import DONE, INTERRUPTED
from sim.lab.laboratory import simulate_flow
from sim.lab.layout import network
from workshop.parts.board import Board, Column

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Floats, Log
    from sim.lab.engine.network import Network

WEEKS = 52.0
"""Length of a run that is shown: a year, from an empty board."""
LONGER = 3.0
"""How many times as long the run is: what is open at the end of the film should be over at the end of the run."""


def film(label: str, scenario: Scenario, *, weeks: float = WEEKS, seed: int = 1) -> Board:
    """The board of the first value stream of a scenario that has arrivals, from empty.

    Raises:
        ScenarioError: no value stream has arrivals.

    """
    log = simulate_flow(scenario, horizon=LONGER * weeks, seed=seed)  # interruptions are logged when they are over
    return board_of(label, network(scenario), log, weeks)


def board_of(label: str, net: Network, log: Log, weeks: float) -> Board:
    """The board of the first route of a log."""
    route, visits, items, pauses = net.routes[0], log.visits, log.items, log.pauses
    columns, position = _columns(net)
    rows = np.flatnonzero(visits.route == 0)
    mine = items.route == 0
    idea, left, entered = items.idea[mine], items.left[mine], items.entered[mine]
    closed = isinstance(route.arrivals, ConwipArrivals | SaturatedArrivals)
    done = np.flatnonzero(items.fate[mine] == DONE)
    done = done[np.argsort(left[done], kind="stable")]
    cut = (pauses.route == 0) & (pauses.kind == INTERRUPTED)
    return Board(
        label=label,
        columns=columns,
        outside=not closed and bool(((_ever(entered) > idea) & (idea <= weeks)).any()),
        card=visits.item[rows],
        column=np.array(
            [position[s, b] for s, b in zip(visits.step[rows], visits.branch[rows], strict=True)], dtype=np.int64
        ),
        came=_ever(visits.entered[rows]),
        began=_ever(visits.started[rows]),
        ended=_ever(visits.finished[rows]),
        went=_ever(visits.left[rows]),
        urgent=frozenset(items.item[mine & (items.priority == 0)].tolist()),
        idea=idea,
        entered=_ever(entered),
        left=_ever(left),
        done=left[done],
        spent=(left - entered)[done],
        cuts=(pauses.item[cut], pauses.start[cut], _ever(pauses.end[cut])),
        weeks=weeks,
    )


def _columns(net: Network) -> tuple[tuple[Column, ...], dict[tuple[int, int], int]]:
    """Columns of the first route, and where each (step, branch) is found among them."""
    found: list[Column] = []
    position: dict[tuple[int, int], int] = {}
    for s, step in enumerate(net.routes[0].steps):
        for b, place in enumerate([station for station, _ in step.branches] or [step.station]):
            station = net.stations[place]
            position[s, b] = len(found)
            found.append(Column(net.names.get(station.id, step.id), station.wip_limit, station.servers))
    return tuple(found), position


def _ever(weeks: Floats) -> Floats:
    """NaN (not yet) as infinity."""
    return np.where(np.isnan(weeks), np.inf, weeks)
