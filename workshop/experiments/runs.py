"""Runs of demonstrations: variants of shipped scenarios, side by side on a pool, in the same luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

from scenarios.loader import load
from scenarios.variation.variants import vary
from sim.execution.run import run_tasks
from sim.lab.laboratory import run_flow

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.statistics.results import FlowResult
    from workshop.parts.demonstration import Setting


@cache
def shipped(name: str) -> Scenario:
    """A shipped scenario by name."""
    return load(name)


def variants(name: str, changes: Iterable[Mapping[str, object]]) -> list[Scenario]:
    """Copies of a shipped scenario, each with a few values changed by path (``scenarios.variation.variants``)."""
    base = shipped(name)
    return [vary(base, change) if change else base for change in changes]


def flows(
    scenarios: Sequence[Scenario],
    setting: Setting,
    *,
    weeks: float | Sequence[float],
    warm_up: float | None = None,
    replications: int = 1,
) -> list[FlowResult]:
    """Run every scenario in the laboratory, with the same seed.

    Args:
        scenarios: what to run.
        setting: how; the length of the runs follows it.
        weeks: length of a run, or one length per scenario.
        warm_up: weeks to leave out; default: found on each run.
        replications: runs of each scenario.

    """
    lengths = [weeks] * len(scenarios) if isinstance(weeks, int | float) else list(weeks)
    tasks = [
        (scenario, setting.length(length), warm_up, replications, setting.seed)
        for scenario, length in zip(scenarios, lengths, strict=True)
    ]
    return gather(_run, tasks, setting)


def gather[R](function: Callable[..., R], tasks: Sequence[tuple[Any, ...]], setting: Setting) -> list[R]:
    """Results of a function for every task, in order, on the pool of the setting, with progress."""
    found: list[R] = []
    with closing(run_tasks(function, tasks, setting.pool)) as results:
        for result in results:
            found.append(result)
            setting.progress(len(found), len(tasks))
    return found


def _run(scenario: Scenario, weeks: float, warm_up: float | None, replications: int, seed: int) -> FlowResult:
    return run_flow(scenario, horizon=weeks, warm_up=warm_up, replications=replications, seed=seed)
