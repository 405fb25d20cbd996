"""The flow laboratory: value streams with arrivals, run long enough to know something, with statistics."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.lab.engine.run import run
from sim.lab.layout import network as lay_out
from sim.lab.statistics.excerpt import Board, board
from sim.lab.statistics.offered_load import Load, default_horizon, events_a_week, load_of
from sim.lab.statistics.pooled import Gathered
from sim.lab.statistics.results import FlowResult
from sim.lab.statistics.steady import FEWEST
from sim.lab.statistics.tallies import Tally, tally
from sim.world.luck import Luck

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.engine.interventions import Intervention
    from sim.lab.engine.log import Log
    from sim.stations.network import Network

ROUND = 20
"""Runs between two looks at the precision: fixed, so that the number of runs does not depend on the machine."""
LIMIT = 1000
"""Most runs for a precision, unless told otherwise."""
SHORTER = 5.0
"""Runs towards a precision are shorter by this factor than a single run would be, as there are many of them."""
SHORTEST, LONGEST = 1e-6, 1e12
"""Weeks of a run: a second, and more than the arithmetic of clocks bears."""
MOST = 1e8
"""Things that may happen in one run: its log must fit in memory."""
TASK = 20_000
"""Stage visits that are worth a task of their own."""


def run_flow(
    scenario: Scenario,
    *,
    horizon: float | None = None,
    replications: int | None = None,
    seed: int = 1,
    precision: float | None = None,
    warm_up: float | None = None,
    items: int | None = None,
    pool: Pool | None = None,
    progress: Callable[[int], None] | None = None,
) -> FlowResult:
    """Run the value streams of a scenario from empty (or its board), one or many times, and measure them.

    In the long run: leave ``warm_up`` away, it is found (MSER-5) and left out. From empty: ``warm_up=0`` with many
    replications answers what is to be expected within ``horizon`` weeks. A fixed amount of work: ``items`` features
    per stream, to the end; ``result.completion()`` is when all is done, ``result.done_at_least()`` how many are
    done by the horizon.

    Args:
        scenario: value streams with ``arrivals``.
        horizon: weeks of a run; default: chosen by load and variability
            (``sim.lab.statistics.offered_load.default_horizon``), without end when ``items`` are given.
        replications: independent runs; default 1; with ``precision`` the largest number (default 1000).
        seed: seed of the study; equal seeds give equal runs.
        precision: go on with further runs, 20 at a time, until the 95 % half-widths of throughput and mean cycle
            time of every stream are at most this share of the value.
        warm_up: weeks to leave out at the start of a run; default: found on each run.
        items: features each stream brings at most; a run ends when all have left.
        pool: where to run; results are bit-identical for any number of workers.
        progress: called with the number of finished runs.

    Raises:
        ScenarioError: no value stream has arrivals.
        ValueError: an argument makes no sense.
        DeadlockError: features wait for each other for ever.
        PoolError: the pool cannot be used.
        KeyboardInterrupt: interrupted before the first run was finished; later interrupts return what is there.

    """
    net = lay_out(scenario)
    load = load_of(net)
    weeks = _weeks(net, load, horizon, items, precision)
    warm_up = 0.0 if items is not None and warm_up is None else warm_up
    _check(weeks, replications, precision, warm_up)
    _check_length(events_a_week(net, load), weeks, items)
    limit = replications or (LIMIT if precision is not None else 1)
    gathered = Gathered(scenario.name, net, load, weeks, seed, warm_up, items)
    shared = Packed.of(scenario)
    size = _size_of_task(load, weeks, items)

    def further(first: int, last: int) -> Iterator[None]:
        """Run some replications; a pause after each task."""
        last = min(last, limit)
        begins = sorted(
            {first, *range(first + -first % size, last, size)}
        )  # multiples of the size: rounds end there
        ends = [*begins[1:], last]
        cut = gathered.cut if first and first < last else warm_up
        tasks = [
            (shared, seed, range(k, end), weeks, cut, items) for k, end in zip(begins, ends, strict=True) if k < end
        ]
        with closing(run_tasks(_replicate, tasks, pool)) as parts:
            for part in parts:
                for one in part:
                    gathered.add(*one)
                if progress is not None:
                    progress(gathered.runs)
                yield

    try:
        for _ in chain(further(0, FEWEST), further(FEWEST, limit)):
            look = precision is not None and gathered.runs % ROUND == 0
            if look and precise(gathered.result(), precision or 0.0):
                gathered.ended = "precision"
                break
    except KeyboardInterrupt:
        if not gathered.runs:
            raise
        gathered.ended = "interrupted"
    return gathered.result()


def simulate_flow(
    scenario: Scenario,
    *,
    horizon: float,
    seed: int = 1,
    replication: int = 0,
    items: int | None = None,
    interventions: Sequence[Intervention] = (),
) -> Log:
    """The event log of one replication, the same that ``run_flow`` measures; with what somebody does meanwhile.

    Raises:
        ScenarioError: no value stream has arrivals.
        ValueError: an argument makes no sense, or features wait for each other for ever (``DeadlockError``).

    """
    luck = Luck(seed, replication)
    return run(lay_out(scenario), luck, horizon, items=items, interventions=interventions)


def precise(result: FlowResult, precision: float) -> bool:
    """Whether throughput and mean cycle time of every stream are known to this relative half-width at 95 %."""
    if result.replications < FEWEST:
        return False
    return all(
        estimate.relative() <= precision
        for stream in result.streams
        for estimate in (stream.throughput, *(() if stream.grows else (stream.cycle_time,)))
    )


def _check(horizon: float, replications: int | None, precision: float | None, warm_up: float | None) -> None:
    if not horizon > 0:
        raise ValueError(f"the horizon is {horizon:g} weeks; give a positive number")
    if warm_up is not None and not 0 <= warm_up < horizon:
        raise ValueError(
            f"a warm-up of {warm_up:g} weeks leaves nothing of {horizon:g}; give less, or a longer run"
        )
    if replications is not None and replications < 1:
        raise ValueError(f"{replications} replications are none; give at least 1")
    if precision is not None and not 0 < precision < 1:
        raise ValueError(f"a precision of {precision:g} is not a share between 0 and 1, such as 0.05")


def _check_length(rate: float, horizon: float, items: int | None) -> None:
    """Refuse runs that no machine bears; those of so many items end by themselves."""
    if math.isfinite(horizon) and not SHORTEST <= horizon <= LONGEST:
        raise ValueError(f"a run of {horizon:g} weeks is none; give between {SHORTEST:g} and {LONGEST:g}")
    if items is None and rate * horizon > MOST:
        fits = 0.9 * MOST / rate
        shorter = f"give a --horizon of {fits:.2g} weeks or less"
        remedy = shorter if fits >= SHORTEST else "let fewer features come, or let work take longer"
        raise ValueError(
            f"a run of {horizon:g} weeks would be about {rate * horizon:.1g} stage visits and interruptions; "
            f"at most {MOST:.0e} fit in memory: {remedy}"
        )


def expected_visits(
    scenario: Scenario,
    *,
    horizon: float | None = None,
    replications: int | None = None,
    precision: float | None = None,
    items: int | None = None,
    **_: object,
) -> float:
    """About how many stage visits ``run_flow`` with these arguments takes (with a precision: the first two rounds).

    Raises:
        ScenarioError: no value stream has arrivals.

    """
    net = lay_out(scenario)
    load = load_of(net)
    runs = replications or (2 * ROUND if precision is not None else 1)
    return runs * _visits(load, _weeks(net, load, horizon, items, precision), items)


def _weeks(net: Network, load: Load, horizon: float | None, items: int | None, precision: float | None) -> float:
    """Weeks of a run."""
    if horizon is not None:
        return horizon
    if items is not None:
        return math.inf
    return default_horizon(net, load) / (SHORTER if precision is not None else 1.0)


def _visits(load: Load, weeks: float, items: int | None) -> float:
    """About how many stage visits a run takes."""
    rates = [1.0 if math.isnan(rate) else rate for rate in load.rates]
    features = items * len(rates) if items is not None else sum(rates) * weeks
    return float(features * max(float(v.sum()) for v in load.visits))


def _size_of_task(load: Load, weeks: float, items: int | None) -> int:
    """Replications to a task: short runs are worth sending together. Divides ``ROUND``."""
    fitting = max(1, int(TASK / max(_visits(load, weeks, items), 1.0)))
    return max(size for size in (1, 2, 4, 5, 10, ROUND) if size <= fitting)


def _counted(horizon: float, warm_up: float | None) -> float:
    """Where a run stops: from week 0 on the question is what happens by the horizon, which counts itself."""
    return math.nextafter(horizon, math.inf) if warm_up == 0 else horizon


@lru_cache(maxsize=1)
def _network(data: bytes) -> Network:
    shared: Packed[Scenario] = Packed(data)
    return lay_out(shared.unpack())


def _replicate(
    shared: Packed[Scenario],
    seed: int,
    replications: range,
    horizon: float,
    warm_up: float | None,
    items: int | None,
) -> tuple[tuple[Tally, Board | None], ...]:
    """Some replications, one after the other; from the seventeenth on without batches, which nobody needs then."""
    net = _network(shared.data)
    found = []
    for number in replications:
        log = run(net, Luck(seed, number), _counted(horizon, warm_up), items=items)
        if log.horizon > horizon:
            log = replace(log, horizon=horizon)
        sums = tally(net, log, warm_up)
        drawn = board(net, log, sums.warm_up) if number == 0 else None
        found.append((sums if number < FEWEST else sums.collapsed(), drawn))
    return tuple(found)
