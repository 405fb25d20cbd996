"""A network of stations: what the flow laboratory runs, with indices instead of names.

A *station* is a group of servers with one queue. A *step* is one stage of a value stream, worked on at a station;
several streams may have steps at one station (a platform team). A *route* is a value stream: where its features
come from and which steps they take. Times are in weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scenarios.language.streams import Arrivals
    from scenarios.quantities.distributions import Distribution

DONE = -1
"""Where a feature goes from its last step."""


@dataclass(frozen=True)
class Breakdowns:
    """Servers that fail and are repaired, each on its own; interrupted work is resumed after the repair."""

    between: Distribution
    """Weeks between the end of a repair and the next failure, by the clock below."""
    repair: Distribution
    """Weeks a repair takes."""
    clock: Literal["busy", "always"]
    """busy: only time at work counts (operation dependent); always: calendar time counts."""


@dataclass(frozen=True)
class Station:
    """A group of servers with one queue, a WIP limit and a rule for who is next."""

    id: str
    """``stream/stage``, or the id of the platform team that several streams share."""
    servers: float
    """Features worked on at once; infinity = a pure delay."""
    wip_limit: float = math.inf
    """Most features in the station: waiting, in service, blocked and done but not pulled; infinity = unlimited."""
    keep_server: bool = False
    """Whether a finished feature that cannot move on keeps its server as well as its slot."""
    expedite_allowance: int = 0
    """Features of priority 0 that may exceed the WIP limit."""
    preemptive: bool = False
    """Whether a feature of better priority interrupts one in service, which resumes later."""
    batch_size: int = 1
    """Features that one server works on together; it starts when so many are waiting, one effort for all."""
    breakdowns: Breakdowns | None = None
    """Failures and repairs of its servers."""
    side_work: Distribution | None = None
    """Weeks a server is away with other work whenever it finds nothing to do (multiple vacations)."""
    switching_loss: tuple[float, ...] = ()
    """Share of time lost at 1, 2, 3... unfinished features per server; linear in between (empty = none)."""


@dataclass(frozen=True)
class Step:
    """One stage of one route."""

    id: str
    """The stage's id."""
    station: int
    """Where it is worked on; -1 when the work is split over branches."""
    effort: Distribution
    """Touch time on one server, weeks (ignored when there are branches)."""
    routing: tuple[tuple[float, int], ...]
    """(probability, step index or ``DONE``): where a finished feature goes; probabilities sum to 1."""
    blocked: tuple[float, Distribution] | None = None
    """(probability, weeks): waiting for somebody outside after the work, holding the slot."""
    branches: tuple[tuple[int, Distribution], ...] = ()
    """(station, effort): parallel parts of the feature that are worked on separately and join when all are done."""


@dataclass(frozen=True)
class Route:
    """One value stream: arrivals, and the steps of its features."""

    id: str
    """The stream's id."""
    steps: tuple[Step, ...]
    arrivals: Arrivals
    """Where features come from (a model of ``scenarios.language.streams``)."""
    lost_when_full: bool = False
    """Whether an arrival that finds the first station full is lost; otherwise it waits outside."""
    classes: tuple[tuple[float, int], ...] = ((1.0, 2),)
    """(share of features, priority): 0 expedite, 1 fixed date, 2 standard, 3 intangible; shares sum to 1."""
    patience: Distribution | None = None
    """Weeks after which a feature that no server has touched yet leaves unserved; None = never."""
    gate_weeks: float | None = None
    """Features wait for the next multiple of this many weeks (first gate at this many weeks); None = no gate."""
    on_board: tuple[tuple[int, float], ...] = ()
    """(step, weeks since it entered the line) of every feature that lies there at week 0, in order of work."""


@dataclass(frozen=True)
class Network:
    """Everything the engine needs."""

    stations: tuple[Station, ...]
    routes: tuple[Route, ...]
    names: dict[str, str] = field(default_factory=dict)
    """Names for people by id of route or station."""
