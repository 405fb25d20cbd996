"""The same question asked of the flow model: a line that queues, not weeks that repeat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from intake.forecast.asking import CERTAINTIES
from scenarios.faults import suggestion
from scenarios.files import refuse
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

Floats = npt.NDArray[np.float64]
RUNS = 400
"""Runs: an 85 % answer is known to about two points."""
LONGEST = 520.0
"""Weeks that a run may take for its items."""


@dataclass(frozen=True)
class FlowAnswer:
    """What the flow model says."""

    scenario: str
    stream: str
    runs: int
    when: tuple[tuple[float, int | None], ...]
    """Certainty, and the week by whose end all is done in that share of the runs."""
    how_many: tuple[tuple[float, int], ...]
    """Certainty, and the items of which at least so many are done in that share of the runs."""
    weeks: int | None
    """Weeks of ``how_many``."""


def ask_flow(
    scenario: Scenario,
    *,
    stream: str | None = None,
    items: int | None = None,
    weeks: int | None = None,
    seed: int = 1,
) -> FlowAnswer:
    """When so many items are done, or how many after so many weeks, from the long-run state of a line.

    Raises:
        ScenarioError: no such stream.

    """
    fed = [each for each in scenario.value_streams if each.arrivals is not None]
    if not fed:
        raise refuse(scenario.name, "has no value stream with arrivals; vmo calibrate fits one")
    line = fed[0] if stream is None else next((each for each in fed if each.id == stream), None)
    if line is None:
        ids = [each.id for each in fed]
        raise refuse(
            scenario.name, f'no value stream with arrivals is called "{stream}"; {suggestion(stream or "", ids)}'
        )
    route = fed.index(line)
    begin = 26.0 + 20 * line.feature_work
    ahead = float(weeks or 0)
    if items is not None:
        ahead = max(ahead, 26.0)
    done = _completions(scenario, route, begin, ahead, seed)
    while items is not None and ahead < LONGEST and np.mean([len(d) >= items for d in done]) < 0.99:
        ahead = min(LONGEST, ahead * 2)
        done = _completions(scenario, route, begin, ahead, seed)
    when: tuple[tuple[float, int | None], ...] = ()
    if items is not None:
        needed = np.sort([d[items - 1] if len(d) >= items else math.inf for d in done])
        when = tuple((c, _week(float(needed[math.ceil(c * RUNS) - 1]))) for c in CERTAINTIES)
    how_many: tuple[tuple[float, int], ...] = ()
    if weeks is not None:
        counts = np.sort([int((d <= weeks).sum()) for d in done])[::-1]
        how_many = tuple((c, int(counts[math.ceil(c * RUNS) - 1])) for c in CERTAINTIES)
    return FlowAnswer(scenario.name, line.id, RUNS, when, how_many, weeks)


def _week(moment: float) -> int | None:
    return math.ceil(moment) if math.isfinite(moment) else None


def _completions(scenario: Scenario, route: int, begin: float, ahead: float, seed: int) -> list[Floats]:
    """Weeks after ``begin`` at which items were done, one array for each run."""
    found = []
    for k in range(RUNS):
        items = simulate_flow(scenario, horizon=begin + ahead, seed=seed, replication=k).items
        mine = (items.route == route) & (items.fate == DONE) & (items.left > begin)
        found.append(np.sort(items.left[mine]) - begin)
    return found
