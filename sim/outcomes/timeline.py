"""The portfolio kanban: where each MMP stood when, derived from its dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.measures import earns

if TYPE_CHECKING:
    from sim.arrays import Ints
    from sim.funding.state import State
    from sim.outcomes.run import Run

COLUMNS = ("funnel", "review", "analysis", "portfolio backlog", "implementation", "done", "stopped")
"""Columns of the portfolio kanban, in order; an MMP never chosen ends in funnel or review."""


@dataclass(frozen=True)
class Timeline:
    """Dates of one MMP in weeks (None: it did not happen) and what came of it."""

    mmp: str
    name: str
    value_stream: str
    project: str
    appeared: float
    considered: float | None
    chosen: float | None
    funded: float | None
    activated: float | None
    signalled: float | None
    completed: float | None
    released: float | None
    stopped: float | None
    features: int
    done: int
    earns: bool
    """Whether it brings value when released (known to luck only)."""
    cost: float
    """Booked on it, in currency."""

    def spans(self, end: float) -> list[tuple[str, float, float]]:
        """(column, from, to) for every column it stood in, up to ``end``."""
        dates = (self.appeared, self.considered, self.chosen, self.funded, self.activated, self.released)
        over = self.stopped if self.stopped is not None else end
        spans = []
        for column, (start, *later) in zip(COLUMNS, [dates[k:] for k in range(6)], strict=False):
            if start is None or start > over:
                continue
            until = min([week for week in later if week is not None], default=over)
            if until > start:
                spans.append((column, start, min(until, over)))
        if self.stopped is not None and self.stopped < end:
            spans.append(("stopped", self.stopped, end))
        return spans


def timelines(run: Run) -> list[Timeline]:
    """The dates of every MMP of a run, in the order of the scenario."""
    blueprint = run.world.blueprint
    project = {m: name for name, mmps in blueprint.bundles.items() for m in mmps}
    spent = run.ledger.by_mmp(len(run.states)) / 100.0
    return [
        Timeline(
            mmp=state.plan.id,
            name=state.plan.data.label,
            value_stream=blueprint.streams[state.plan.home].id,
            project=project.get(state.index, ""),
            appeared=state.plan.appears,
            considered=state.considered,
            chosen=state.chosen,
            funded=state.funded,
            activated=state.activated,
            signalled=state.signalled,
            completed=state.completed,
            released=state.released,
            stopped=state.stopped,
            features=state.total,
            done=state.done,
            earns=earns(state),
            cost=float(spent[state.index]),
        )
        for state in run.states
    ]


def kanban_counts(states: list[State], weeks: int) -> Ints:
    """MMPs in each column of the portfolio kanban at the end of week 0, 1...: shape (columns, weeks + 1)."""
    grid = np.arange(weeks + 1)

    def reached(dates: list[float | None]) -> Ints:
        known = np.sort([date for date in dates if date is not None])
        return np.searchsorted(known, grid, side="right").astype(np.int64)

    appeared = reached([s.plan.appears for s in states])
    considered = reached([s.considered for s in states])
    chosen = reached([s.chosen for s in states])
    funded = reached([s.funded for s in states])
    activated = reached([s.activated for s in states])
    released = reached([s.released for s in states])
    stopped = reached([s.stopped for s in states])
    return np.stack(
        [
            appeared - considered,
            considered - chosen,
            chosen - funded,
            funded - activated,
            activated - released - stopped,
            released,
            stopped,
        ]
    )
