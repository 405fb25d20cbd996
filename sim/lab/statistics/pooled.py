"""Finished runs put together: where their warm-up ends, and what they say as one study."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from sim.lab.statistics.cohort import Cohort
from sim.lab.statistics.findings import Endings
from sim.lab.statistics.results import Ended, FlowResult
from sim.lab.statistics.steady import FEWEST
from sim.lab.statistics.tallies import Tally, find_warm_up
from sim.lab.statistics.time_histogram import Spread

if TYPE_CHECKING:
    from sim.lab.statistics.excerpt import Board
    from sim.lab.statistics.offered_load import Load
    from sim.stations.network import Network

HALF = 0.5
"""Share of a run that is left out when no end of the warm-up is found."""


@dataclass
class Gathered:
    """Runs in order of replication. The first sixteen are kept in full until their warm-up is settled.

    The warm-up of a run is found on the *other* runs: found on the run itself, it tends to end right behind a
    chance peak, and what remains is too low. Only a single run has to do with itself. Later runs leave out what the
    first sixteen need on average.
    """

    scenario: str
    network: Network
    load: Load
    horizon: float
    seed: int
    warm_up: float | None
    """Weeks, when given."""
    items: int | None
    """Features per stream, when limited."""
    ended: Ended = "replications"
    first: list[Tally] = field(default_factory=list)
    later: list[Tally] = field(default_factory=list)
    later_times: tuple[Spread, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    """Finished and unfinished features by stream, where runs are observed from week 0."""
    board: Board | None = None
    _trimmed: list[Tally] | None = None

    @property
    def runs(self) -> int:
        """Number of finished runs."""
        return len(self.first) + len(self.later)

    @property
    def share(self) -> float | None:
        """Share of a run that is warm-up, by the first runs together; None = they have not settled."""
        return find_warm_up(self.first, own=len(self.first) == 1)

    @property
    def cut(self) -> float:
        """Weeks that later runs leave out."""
        if self.warm_up is not None:
            return self.warm_up
        share = self.share
        return self.horizon * (HALF if share is None else share)

    def add(self, one: Tally, drawn: Board | None) -> None:
        """Take the next run in."""
        if drawn is not None:
            self.board = drawn
        if one.ages:
            self.cohorts = self.cohorts or tuple(Cohort() for _ in one.ages)
            for cohort, done, open_ in zip(self.cohorts, one.cycle_times, one.ages, strict=True):
                cohort.add(done, open_)
        if len(self.first) < FEWEST:
            self.first.append(one)
            return
        if self._trimmed is None:
            self._trimmed = [run.collapsed() for run in self.trimmed()]
            self.later_times = _spreads(self._trimmed)
        for spread, times in zip(self.later_times, one.cycle_times, strict=True):
            spread.add(times)
        self.later.append(replace(one, cycle_times=(), ages=()))

    def trimmed(self) -> list[Tally]:
        """The first runs without their warm-up."""
        if self._trimmed is not None:
            return self._trimmed
        if self.warm_up is not None:
            return self.first
        if len(self.first) == 1:
            shares = [self.share]
        else:
            shares = [find_warm_up(self.first[:k] + self.first[k + 1 :]) for k in range(len(self.first))]
        return [
            run.trimmed(HALF if share is None else share) for run, share in zip(self.first, shares, strict=True)
        ]

    def result(self) -> FlowResult:
        """What is there so far."""
        first = self.trimmed()
        if self.runs >= FEWEST:
            first = [run.collapsed() for run in first]
        runs = first + self.later
        ends = [run.ending for run in runs]
        growing = reduce(np.add, [run.growing.astype(np.int64) for run in runs])
        return FlowResult(
            scenario=self.scenario,
            network=self.network,
            load=self.load,
            sums=np.stack([run.sums for run in runs]),
            times=self.later_times or _spreads(first),
            endings=Endings(
                *(
                    np.array([getattr(end, what) for end in ends], dtype=np.float64)
                    for what in ("unfinished", "age", "oldest", "done", "last", "lost", "expired", "out")
                )
            ),
            warm_ups=np.array([run.warm_up for run in runs]),
            settled=self.warm_up is not None or self.share is not None,
            growing=growing,
            horizon=self.horizon,
            seed=self.seed,
            items=self.items,
            ended=self.ended,
            given_warm_up=self.warm_up is not None,
            board=self.board,
            cohorts=self.cohorts,
            names=self.network.names,
        )


def _spreads(runs: list[Tally]) -> tuple[Spread, ...]:
    """Distribution of the cycle times of some runs, by stream."""
    spreads = tuple(Spread() for _ in runs[0].cycle_times)
    for run in runs:
        for spread, times in zip(spreads, run.cycle_times, strict=True):
            spread.add(times)
    return spreads
