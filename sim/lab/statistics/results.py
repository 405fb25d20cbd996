"""What a flow laboratory run says: streams, stages and platform teams, each number with how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals
from sim.arrays import Floats, Ints
from sim.lab.statistics.cohort import Cohort
from sim.lab.statistics.columns import CLASSES, WEEKS, Columns
from sim.lab.statistics.dates import AtLeast, Completion, at_least, completion
from sim.lab.statistics.findings import ClassFlow, Endings, LittlesLaw, Unfinished
from sim.lab.statistics.findings import StageFlow as StageFlow
from sim.lab.statistics.findings import StreamFlow as StreamFlow
from sim.lab.statistics.offered_load import FULL, Load
from sim.lab.statistics.steady import FEWEST, UNKNOWN, Estimate, Quantile, ratio, smooth
from sim.lab.statistics.time_histogram import Spread
from sim.stations.network import Network

if TYPE_CHECKING:
    from sim.lab.statistics.excerpt import Board
    from sim.stations.network import Route

Ended = Literal["replications", "precision", "interrupted"]
PERCENTILES = (50, 85, 95)

Terms = str | Mapping[str, float]
"""A column, or weights by column."""


@dataclass(frozen=True)
class FlowResult:
    """A study of flow: one or many runs of the value streams of a scenario."""

    scenario: str
    """Name of the scenario."""
    network: Network
    load: Load
    sums: Floats
    """Sums per run, batch and column: shape (runs, batches, columns); one batch when there are enough runs."""
    times: tuple[Spread, ...]
    """Cycle times by stream."""
    endings: Endings
    warm_ups: Floats
    """Weeks left out at the start of each run."""
    settled: bool
    """Whether the end of the warm-up was found (or given); if not, the first half of each run is left out."""
    growing: Ints
    """By stream: runs in which the number in the line, and that with those before it, kept growing; shape (streams,
    2)."""
    horizon: float
    """Weeks of a run."""
    seed: int
    items: int | None
    """Features that each stream brings, when limited; those on its board come on top."""
    ended: Ended
    given_warm_up: bool
    """Whether the warm-up was given, and not looked for."""
    board: Board | None = None
    """Cumulative flow of a stretch of the first run, for figures."""
    cohorts: tuple[Cohort, ...] = ()
    """By stream, where runs are observed from week 0: features, finished or not, by their time in the line."""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """Number of runs."""
        return len(self.sums)

    @property
    def observed(self) -> float:
        """Weeks observed, all runs together."""
        return float(self.sums[:, :, self.columns.places[WEEKS]].sum())

    @property
    def warm_up(self) -> float:
        """Weeks left out at the start of a run, on average."""
        return float(self.warm_ups.mean())

    @property
    def from_start(self) -> bool:
        """Whether runs are observed from week 0 on."""
        return self.given_warm_up and self.warm_up == 0

    @cached_property
    def columns(self) -> Columns:
        """Names of the sums."""
        return Columns(self.network)

    def total(self, terms: Terms) -> Floats:
        """A column, or a weighted sum of columns: shape (runs, batches).

        Raises:
            KeyError: there is no such column (``columns.names`` are all).

        """
        if isinstance(terms, str):
            return self.sums[:, :, self.columns.places[terms]]
        result: Floats = sum(weight * self.sums[:, :, self.columns.places[name]] for name, weight in terms.items())  # type: ignore[assignment]
        return result

    def ratio(self, above: Terms, below: Terms = WEEKS) -> Estimate:
        """Ratio of two sums with its error, such as ``ratio("line/cycle", "line/done")``; per week by default."""
        return ratio(self.total(above), self.total(below))

    def at_end(self, what: Literal["unfinished", "done", "last"], stream: str | None = None) -> Estimate:
        """Mean over runs of what is so at their end, of one stream or all together.

        ``unfinished``: features present or waiting outside; ``done``: features done since week 0; ``last``: week in
        which the last one was done. When the number of features is limited, that is the makespan: it is unknown
        unless all of them have left in every run.
        """
        if what == "last" and self.items is not None:
            through = self.completion(stream)
            if through.all_left < through.runs:
                return UNKNOWN
        values: Floats = getattr(self.endings, what)
        if stream is not None:
            values = values[:, [self._position(stream)]]
        rows = values.max(axis=1, keepdims=True) if what == "last" else values.sum(axis=1, keepdims=True)
        return ratio(rows, np.ones_like(rows))

    def completion(self, stream: str | None = None) -> Completion:
        """When all features of one stream, or of all together, have left, when their number is limited.

        Raises:
            KeyError: there is no such stream.
            ValueError: the number of features is not limited.

        """
        if self.items is None:
            raise ValueError("the number of features is not limited: they never come to an end")
        asked = np.array([self.items + len(route.on_board) for route in self.network.routes], dtype=np.float64)
        return completion(self.endings, asked, self._positions(stream))

    def done_at_least(self, stream: str | None = None) -> dict[int, AtLeast | None]:
        """How many features are done by the end of a run, the end counted: the more certain, the fewer.

        By per cent of the runs; None where there are too few runs, or runs have no end.

        Raises ``KeyError`` for an unknown stream.
        """
        found = at_least(self.endings.done[:, self._positions(stream)].sum(axis=1))
        return found if math.isfinite(self.horizon) else dict.fromkeys(found)

    def stream(self, id_: str) -> StreamFlow:
        """One stream by id. Raises ``KeyError``."""
        return self.streams[self._position(id_)]

    @cached_property
    def streams(self) -> tuple[StreamFlow, ...]:
        """Every value stream."""
        return tuple(self._stream(r) for r in range(len(self.network.routes)))

    @cached_property
    def littles_law(self) -> LittlesLaw:
        """Little's law, all streams together."""
        weeks = self.observed
        if not weeks:
            return LittlesLaw(math.nan, math.nan, math.nan)
        wip, stays, cycle = (
            sum(float(self.total(f"{route.id}/{what}").sum()) for route in self.network.routes) / weeks
            for what in ("wip", "stays", "cycle")
        )
        return LittlesLaw(wip, stays, cycle)

    def _positions(self, stream: str | None) -> list[int]:
        return list(range(len(self.network.routes))) if stream is None else [self._position(stream)]

    def _position(self, stream: str) -> int:
        for r, route in enumerate(self.network.routes):
            if route.id == stream:
                return r
        raise KeyError(stream)

    def _stream(self, r: int) -> StreamFlow:
        route = self.network.routes[r]
        grows, piles = self.grows(r), self.piles_up(r)
        limited = not self.given_warm_up
        doubtful = self.short(r) or (limited and not self.settled)

        def of(above: str, below: str = "") -> Estimate:
            found = self.ratio(f"{route.id}/{above}", f"{route.id}/{below}" if below else WEEKS)
            return _unsure(found) if self.short(r) else found

        def stable(above: str, below: str = "", *, grown: bool = grows) -> Estimate:
            """What exists in the long run only."""
            found = of(above, below)
            return UNKNOWN if grown and limited else _unsure(found) if doubtful else found

        own = isinstance(route.arrivals, ConwipArrivals | SaturatedArrivals)
        stages = tuple(
            self._stage(route, k, grows=grows and limited, short=self.short(r), doubtful=doubtful)
            for k in range(len(route.steps))
        )
        busiest = max(stages, key=lambda stage: np.nan_to_num(stage.utilisation.mean, nan=-1.0))
        ends = self.endings
        left = float(ends.unfinished[:, r].sum())
        cohort = self.cohorts[r] if self.cohorts else Cohort()
        percentiles = {p: cohort.quantile(self.times[r], p / 100) for p in PERCENTILES}
        if doubtful or (grows and limited):
            value = {p: math.nan if grows and limited else q.value for p, q in percentiles.items()}
            percentiles = {
                p: Quantile(p / 100, value[p], math.nan, math.nan, q.more_than) for p, q in percentiles.items()
            }
        return StreamFlow(
            id=route.id,
            name=self.names.get(route.id, route.id),
            throughput=of("done"),
            wip=stable("wip"),
            cycle_time=stable("cycle", "done"),
            lead_time=UNKNOWN if own else stable("lead", "done", grown=piles),
            queue_time=stable("queued", "done"),
            waited=stable("waited", "done"),
            backlog=UNKNOWN if own else stable("backlog", grown=piles),
            empty=of("empty"),
            wip_variance=UNKNOWN if doubtful or (grows and limited) else self._variance(route.id),
            flow_efficiency=stable("served", "cycle"),
            lost_share=of("lost", "arrived"),
            expired_share=of("expired", "arrived"),
            percentiles=percentiles,
            censored=cohort.unfinished > 0,
            classes=tuple(
                ClassFlow(
                    CLASSES[p],
                    of(f"{CLASSES[p]}/done"),
                    stable(f"{CLASSES[p]}/cycle", f"{CLASSES[p]}/done"),
                    stable(f"{CLASSES[p]}/queued", f"{CLASSES[p]}/done"),
                )
                for _, p in (route.classes if len(route.classes) > 1 else ())
            ),
            stages=stages,
            bottleneck="" if math.isnan(busiest.utilisation.mean) else busiest.id,
            rivals=_rivals(busiest, stages),
            grows=grows,
            piles_up=piles,
            short=self.short(r),
            memory=float(self.load.memory[r]),
            unfinished=Unfinished(
                count=left / self.replications,
                mean_age=float(ends.age[:, r].sum()) / left if left else math.nan,
                oldest=float(ends.oldest[:, r].max()),
                to_come=0.0 if self.items is None else self.completion(route.id).to_come,
            ),
            done=float(ends.done[:, r].mean()),
            lost=float((ends.lost + ends.expired)[:, r].mean()),
        )

    def grows(self, route: int) -> bool:
        """Whether features pile up in the line, by the traffic equations or because most runs never settle.

        A limit on the work in progress of the first stage keeps them out of the line.
        """
        if math.isnan(self.load.rates[route]):
            return False
        first = self.network.routes[route].steps[0]
        doors = [place for place, _ in first.branches] or [first.station]
        open_ = all(math.isinf(self.network.stations[place].wip_limit) for place in doors)
        if open_ and self.load.overloaded(self.network, route):
            return True
        return not self.settled and bool(self.growing[route, 0] * 2 > self.replications)

    def piles_up(self, route: int) -> bool:
        """Whether features pile up in the line or before it.

        Traffic equations do not see that a line with WIP limits may hold itself below the capacity of every stage;
        that is found where most runs never stop growing.
        """
        stream = self.network.routes[route]
        if math.isnan(self.load.rates[route]) or stream.lost_when_full:
            return False
        growing = bool(self.growing[route, 1] * 2 > self.replications)
        return self.grows(route) or self.load.overloaded(self.network, route) or growing

    def short(self, route: int) -> bool:
        """Whether too little was observed for any interval of a stream.

        Fewer than ten finished features to a batch; or, in the long run, less than a hundred times its memory.
        """
        done = float(self.total(f"{self.network.routes[route].id}/done").sum())
        if self.replications < FEWEST and done < 10 * FEWEST:
            return True
        return not self.given_warm_up and self.observed < 100 * self.load.memory[route]

    def _variance(self, stream: str) -> Estimate:
        places = [self.columns.places[name] for name in (f"{stream}/wip2", f"{stream}/wip", WEEKS)]
        return smooth(lambda s: float(s[0] / s[2] - (s[1] / s[2]) ** 2), self.sums[:, :, places])

    def _stage(self, route: Route, k: int, *, grows: bool, short: bool, doubtful: bool) -> StageFlow:
        step = route.steps[k]
        prefix = f"{route.id}/{step.id}"
        parts = {f"{prefix}/{what}": 1.0 for what in ("queue", "service", "blocked", "not_pulled")}
        stations = [place for place, _ in step.branches] or [step.station]
        piles_up = grows and any(self.load.stations[place] >= 1 - FULL for place in stations)
        servers = sum(self.network.stations[place].servers for place in stations)
        loads = [float(self.load.stations[place]) for place in stations]

        def share(*whats: str) -> Estimate:
            if math.isinf(servers):
                return UNKNOWN
            terms = {
                f"station:{self.network.stations[place].id}/{what}": 1.0 for place in stations for what in whats
            }
            found = self.ratio(terms, {WEEKS: servers})
            return _unsure(found) if short else found

        def level(terms: Terms, below: Terms = WEEKS) -> Estimate:
            found = self.ratio(terms, below)
            return _unsure(found) if doubtful else found

        taken = share("busy", "held", "idle_broken", "away")
        return StageFlow(
            id=step.id,
            name=self.names.get(prefix, step.id),
            station="" if step.branches else self.network.stations[step.station].id,
            utilisation=share("busy"),
            wip=UNKNOWN if piles_up else level(parts),
            queue=UNKNOWN if piles_up else level(f"{prefix}/queue"),
            in_service=level(f"{prefix}/service"),
            blocked=level(f"{prefix}/blocked"),
            not_pulled=level(f"{prefix}/not_pulled"),
            starved=Estimate(1 - taken.mean, taken.error, taken.units, -taken.skewness),
            held=share("held"),
            held_blocked=share("held_blocked"),
            down=share("broken"),
            away=any(self.network.stations[place].side_work is not None for place in stations),
            waited=level(f"{prefix}/waited", f"{prefix}/visits"),
            load=max(loads),
        )


def _unsure(estimate: Estimate) -> Estimate:
    """The same number without a claim to precision."""
    return Estimate(estimate.mean, math.nan, estimate.units)


def _rivals(busiest: StageFlow, stages: tuple[StageFlow, ...]) -> tuple[str, ...] | None:
    """Stages that may be as busy as the busiest; None where an interval that would tell is missing."""
    rest = [stage for stage in stages if stage is not busiest and not math.isnan(stage.utilisation.mean)]
    low = busiest.utilisation.interval()[0]
    highs = [stage.utilisation.interval()[1] for stage in rest]
    if rest and (math.isnan(low) or any(map(math.isnan, highs))):
        return None
    return tuple(stage.id for stage, high in zip(rest, highs, strict=True) if high >= low)
