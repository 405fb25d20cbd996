"""The kanban board of a run, from its log."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow
from sim.lab.layout import network
from sim.lab.statistics.offered_load import load_of
from sim.stations.features import AWAY, BLOCKED, BROKEN, INTERRUPTED
from workshop.parts.board import Board, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.scenario import Scenario
    from sim.lab.engine.interventions import Intervention
    from sim.lab.engine.log import Floats, Log
    from sim.stations.network import Network, Step

WEEKS = 52.0
"""Length of a run that is shown: a year."""
LONGER = 3.0
"""How many times as long the run goes on: what is open when the film ends should be over when the run does."""
SETTLED, MEMORIES = 520.0, 10.0
"""A film starts when the run is at least ten years old and its slowest station has had ten times what it takes to
forget that it began empty (``sim.lab`` calls that its memory)."""
CLASSES = ("expedited", "fixed date", "standard", "intangible")
"""Classes of service, by priority."""


def film(
    label: str,
    scenario: Scenario,
    *,
    weeks: float = WEEKS,
    seed: int = 1,
    start: float | None = None,
    interventions: Sequence[Intervention] = (),
) -> Board:
    """The board of the first value stream of a scenario that has arrivals, from when it has settled.

    Args:
        label: name above the board.
        scenario: what runs.
        weeks: length of the film.
        seed: seed of the run.
        start: week of the run in which the film starts; default: ``settled(scenario)``.
        interventions: what somebody does meanwhile; weeks of the run, not of the film.

    Raises:
        ScenarioError: no value stream has arrivals.
        ValueError: an intervention makes no sense, or brings the line to a halt.

    """
    first = settled(scenario) if start is None else start
    log = simulate_flow(
        scenario, horizon=first + LONGER * weeks, seed=seed, interventions=interventions
    )  # interruptions are logged at their end
    return board_of(label, network(scenario), log, weeks, first)


def settled(scenario: Scenario) -> float:
    """Week from which a run is as good as steady, a multiple of a year; 0 for an overloaded line, which never is.

    Raises:
        ScenarioError: no value stream has arrivals.

    """
    net = network(scenario)
    load = load_of(net)
    if load.overloaded(net, 0):
        return 0.0
    return WEEKS * math.ceil(max(SETTLED, MEMORIES * float(load.memory[0])) / WEEKS)


def board_of(label: str, net: Network, log: Log, weeks: float, start: float = 0.0) -> Board:
    """The board of the first route of a log, from a week of its run on."""
    route, visits, items, pauses = net.routes[0], log.visits, log.items, log.pauses
    columns, position = _columns(net)
    end = start + weeks
    rows = np.flatnonzero((visits.route == 0) & (visits.entered <= end) & ~(visits.left <= start))
    mine = (items.route == 0) & (items.idea <= end)
    idea, left, entered, priority = items.idea[mine], items.left[mine], items.entered[mine], items.priority[mine]
    closed = isinstance(route.arrivals, ConwipArrivals | SaturatedArrivals)
    done = np.flatnonzero(items.fate[mine] == DONE)
    done = done[np.argsort(left[done], kind="stable")]
    present = np.unique(priority)
    mine_now = (pauses.route == 0) & ~(pauses.end <= start) & (pauses.start <= end)
    cut, stuck = (mine_now & (pauses.kind == kind) for kind in (INTERRUPTED, BLOCKED))
    stations = stations_of_columns(net)
    away = np.isin(pauses.kind, (BROKEN, AWAY)) & np.isin(pauses.station, stations)
    away &= ~(pauses.end <= start) & (pauses.start <= end)
    return Board(
        label=label,
        columns=columns,
        outside=not closed and bool(((_ever(entered) > idea) & (_ever(entered) > start)).any()),
        card=visits.item[rows],
        column=np.array(
            [position[s, b] for s, b in zip(visits.step[rows], visits.branch[rows], strict=True)], dtype=np.int64
        ),
        came=_ever(visits.entered[rows]) - start,
        began=_ever(visits.started[rows]) - start,
        ended=_ever(visits.finished[rows]) - start,
        went=_ever(visits.left[rows]) - start,
        urgent=frozenset(items.item[mine][priority == 0].tolist()),
        idea=idea - start,
        entered=_ever(entered) - start,
        left=_ever(left) - start,
        done=left[done] - start,
        spent=(left - idea)[done],
        kind=np.searchsorted(present, priority[done]),
        cuts=(pauses.item[cut], pauses.start[cut] - start, _ever(pauses.end[cut]) - start),
        weeks=weeks,
        classes=tuple(CLASSES[k] for k in present) if len(present) > 1 else ("",),
        number=items.item[mine],
        rank=np.searchsorted(present, priority),
        fate=items.fate[mine],
        blocks=(pauses.item[stuck], pauses.start[stuck] - start, _ever(pauses.end[stuck]) - start),
        absences=(
            np.array([stations.index(k) for k in pauses.station[away]], dtype=np.int64),
            pauses.start[away] - start,
            _ever(pauses.end[away]) - start,
        ),
    )


def _columns(net: Network) -> tuple[tuple[Column, ...], dict[tuple[int, int], int]]:
    """Columns of the first route, and where each (step, branch) is found among them."""
    found: list[Column] = []
    position: dict[tuple[int, int], int] = {}
    for s, step in enumerate(net.routes[0].steps):
        for b, place in enumerate(_stations(step)):
            station = net.stations[place]
            position[s, b] = len(found)
            name = net.names.get(station.id, step.id)
            found.append(Column(name, station.wip_limit, station.servers, platform="/" not in station.id))
    return tuple(found), position


def stations_of_columns(net: Network) -> list[int]:
    """By column of the board: the position of its station in the network."""
    return [station for step in net.routes[0].steps for station in _stations(step)]


def _stations(step: Step) -> list[int]:
    """Stations at which a step is worked on."""
    return [station for station, _ in step.branches] or [step.station]


def _ever(weeks: Floats) -> Floats:
    """NaN (not yet) as infinity."""
    return np.where(np.isnan(weeks), np.inf, weeks)
