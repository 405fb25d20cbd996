"""The kanban board of a run: which card was where in which week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals
from sim.lab.engine.log import DONE, INTERRUPTED
from sim.lab.laboratory import simulate_flow
from sim.lab.layout import network

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Floats, Ints, Log
    from sim.lab.engine.network import Network

WEEKS = 52.0
"""Length of a run that is shown: a year, from an empty board."""
LONGER = 3.0
"""How many times as long the run is: what is open at the end of the film should be over at the end of the run."""


@dataclass(frozen=True)
class Column:
    """One column of a board: a stage, or a parallel part of one."""

    name: str
    limit: float
    """Most cards in it; infinity = unlimited."""
    people: float
    """Cards worked on at once; infinity = any number."""


@dataclass(frozen=True)
class Place:
    """The cards of one column at one moment, by number."""

    waiting: Ints
    """Not begun, or interrupted."""
    in_work: Ints
    finished: Ints
    """Work is over, and the card waits for room in the next column or for somebody outside."""

    @property
    def count(self) -> int:
        """All cards in the column."""
        return len(self.waiting) + len(self.in_work) + len(self.finished)


@dataclass(frozen=True)
class Moment:
    """A board at one moment."""

    outside: int
    """Features that have arrived and found no room, or wait for a gate."""
    places: tuple[Place, ...]
    done: int
    mean_weeks: float
    """Mean cycle time of what is done; NaN before anything is."""


@dataclass(frozen=True)
class Board:
    """One value stream over time. Arrays are by stay (a card in a column) or by card."""

    label: str
    columns: tuple[Column, ...]
    outside: bool
    """Whether features wait outside of the board at times."""
    card: Ints
    """By stay."""
    column: Ints
    came: Floats
    began: Floats
    ended: Floats
    went: Floats
    """By stay: weeks; infinity = not in this run."""
    urgent: frozenset[int]
    """Cards that are expedited."""
    idea: Floats
    entered: Floats
    left: Floats
    """By card: weeks; infinity = not in this run."""
    done: Floats
    """Weeks in which cards were done, increasing."""
    spent: Floats
    """Cycle time of each of them."""
    cuts: tuple[Ints, Floats, Floats]
    """Interruptions: card, begin, end."""
    weeks: float
    what: str = "features"
    """What a card is."""
    gone: str = "done"
    """Where cards go that leave the board; ``done`` and ``spent`` are about them."""

    def at(self, week: float) -> Moment:
        """What is to be seen in a week."""
        there = np.flatnonzero((self.came <= week) & (week < self.went))
        card, begin, end = self.cuts
        cut = set(card[(begin <= week) & (week < end)].tolist())
        parted = np.array([number in cut for number in self.card[there]], dtype=bool)
        finished = self.ended[there] <= week
        work = (self.began[there] <= week) & ~finished & ~parted
        places = []
        for k in range(len(self.columns)):
            here = self.column[there] == k
            cards = self.card[there]
            states = (here & ~work & ~finished, here & work, here & finished)
            places.append(Place(*(np.sort(cards[state]) for state in states)))
        over = int(np.searchsorted(self.done, week, side="right"))
        waiting = int(((self.idea <= week) & (week < self.entered) & (week < self.left)).sum())
        return Moment(
            outside=waiting if self.outside else 0,
            places=tuple(places),
            done=over,
            mean_weeks=float(self.spent[:over].mean()) if over else math.nan,
        )


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
