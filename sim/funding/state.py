"""Where funding units, MMPs and release units stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.kanban.items import Part, Team
from sim.kanban.opening import Opening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.funding_model import FundingModel
    from scenarios.language.streams import ValueStream
    from sim.world.blueprint import MmpPlan
    from sim.world.world import Fate


NOTHING = Opening(0)
"""Where work lies that has not been begun."""


class Unit(Team):
    """A funding unit: what is approved as a whole."""

    __slots__ = ("candidate", "chosen", "cost", "funded", "holds", "id", "mmps", "rank", "rules", "started")

    def __init__(self, name: str, mmps: tuple[int, ...], rules: FundingModel) -> None:
        super().__init__()
        self.rules = rules
        self.id = name
        self.mmps = mmps
        self.cost = 0.0
        self.rank = (0, 0)
        self.chosen = False
        self.funded = False
        self.started = False
        self.candidate: object = None
        self.holds: list[tuple[float, float]] = []
        """Stretches of weeks in which unstarted work waited for new money."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A pivot: what an MMP was before it."""

    week: float
    fate: Fate
    """What luck had in store for it."""
    signalled: float
    """Week in which its evidence had shown."""
    prior: float
    """Chance of success that had been given to it."""
    work: tuple[Part, ...]
    """The parts that were on the board."""
    kept: tuple[int, ...]
    """Features of each of them that were kept."""
    total: int
    """Numbers of features that were in use; those of the work from now on are higher."""

    @property
    def thrown(self) -> float:
        """Cost of the work that was not kept, in currency: that of an average feature done for each one kept."""
        lost = 0.0
        for work, kept in zip(self.work, self.kept, strict=True):
            own = work.done - work.first
            share = max(0, kept - work.first) / own if own else 0.0
            lost += work.work * work.rate * (1.0 - share)
        return lost


@dataclass(slots=True)
class Trial:
    """An experiment on an MMP before it is built."""

    week: float
    """When it began."""
    due: float
    """When its result is there."""
    good: bool
    """The result."""
    prior: float
    """Chance of success before it."""
    belief: float
    """Chance of success after it."""
    cost: float
    told: bool = False
    """Whether a round has read the result."""
    refused: bool = False
    """Whether the MMP was turned away on it."""


class State:
    """Where one MMP stands; times in weeks, None = not yet."""

    __slots__ = (
        "activated", "begun", "belief", "chosen", "completed", "considered", "done", "dropped", "fate", "funded",
        "group", "index", "kept", "mark", "news", "parts", "plan", "prior", "released", "shocked", "signalled",
        "stopped", "total", "trial", "turns", "unit",
    )  # fmt: skip

    def __init__(self, plan: MmpPlan, fate: Fate) -> None:
        self.plan = plan
        self.news: tuple[int, ...] = ()
        """Numbers of the events that have changed its plan."""
        self.shocked = False
        """Whether an event has taken value from it."""
        self.fate = fate
        self.index = plan.index
        self.unit: Unit = None  # type: ignore[assignment]
        self.group: Group = None  # type: ignore[assignment]
        self.parts: list[Part | None] = [None] * len(plan.parts)
        self.begun = [NOTHING] * len(plan.parts)
        """Where the features of each part lie at week 0."""
        self.total = sum(fate.features)
        self.done = 0
        self.mark = 0
        self.prior = self.belief = plan.data.success_probability
        """The chance of success before its users give a signal, and as believed now."""
        self.trial: Trial | None = None
        self.turns: list[Turn] = []
        """Pivots, in order of time."""
        self.signalled: float | None = None
        self.considered: float | None = None
        self.chosen: float | None = None
        self.funded: float | None = None
        self.activated: float | None = None
        self.completed: float | None = None
        self.released: float | None = None
        self.stopped: float | None = None
        self.kept: float | None = None
        """Week of the last round that looked at its evidence and let it go on as it is."""
        self.dropped = False

    @property
    def open(self) -> bool:
        """Funded and neither complete, stopped nor dropped."""
        return self.funded is not None and self.completed is None and self.stopped is None and not self.dropped

    @property
    def work(self) -> list[Part]:
        """Every part that has been on the board, those given up at a pivot first."""
        return [*(part for turn in self.turns for part in turn.work), *(p for p in self.parts if p is not None)]

    def remaining_features(self, part: int) -> float:
        """Features of a part still to do, as known to those who look at the board.

        The estimate holds until work starts; then scope shows in proportion to progress.
        """
        estimate = self.plan.parts[part][1]
        actual = self.fate.features[part]
        work = self.parts[part]
        done = self.begun[part].done if work is None else work.done
        known = estimate + (actual - estimate) * done / actual
        return max(0.0, known - done)


def forget(states: Sequence[State]) -> None:
    """Let release units forget their MMPs: for when nobody will look at them again."""
    for state in states:
        state.group.members.clear()


class Group:
    """A release unit: what is released together."""

    __slots__ = ("members", "pending", "scheduled", "shows")

    def __init__(self, members: list[State], shows: bool) -> None:
        self.members = members
        self.shows = shows
        """Whether its users give signals before it is out."""
        self.pending = len(members)
        self.scheduled = False


def next_release(stream: ValueStream, complete: float, now: float) -> float:
    """First release date of a stream for work complete at a week: at once without a calendar."""
    for date in stream.release_calendar:
        if date.freeze_week >= complete and date.release_week >= now:
            return date.release_week
    if stream.release_calendar or stream.release_every_weeks is None:
        return now
    every = stream.release_every_weeks
    return max(now, math.ceil(now / every - 1e-9) * every)
