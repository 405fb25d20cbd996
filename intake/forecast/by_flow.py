"""The same question asked of the flow model: a line that queues, not weeks that repeat.

It begins with what is under way in the history, in the stages where it lies and with its age: the oldest is served
first, and all of the work of its stage is to come, as nobody knows how far it is in it. Without items under way in
stages that the line has, it begins in its long-run state.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from intake.forecast.asking import CERTAINTIES
from intake.history.history import DAY
from scenarios.faults import suggestion
from scenarios.files import refuse
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow

if TYPE_CHECKING:
    from intake.history.history import History
    from scenarios.language.streams import ValueStream
    from scenarios.scenario import Scenario

Floats = npt.NDArray[np.float64]
RUNS = 400
"""Runs: an 85 % answer is known to about two points."""
WEEK = 7 * DAY
"""Seconds of a week."""
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
    board: int = 0
    """Items under way that it begins with; 0 = it begins in its long-run state."""
    unplaced: tuple[tuple[str, int], ...] = ()
    """Stages of items under way that the line does not have, with their number."""


def ask_flow(
    scenario: Scenario,
    *,
    stream: str | None = None,
    items: int | None = None,
    weeks: int | None = None,
    seed: int = 1,
    history: History | None = None,
    start: date | None = None,
    runs: int = RUNS,
) -> FlowAnswer:
    """When so many items are done, or how many after so many weeks.

    Args:
        scenario: with a line, such as ``vmo calibrate`` makes it.
        stream: its value stream; default: the first with arrivals.
        items: to finish; those on the board are among them.
        weeks: after which they are counted.
        seed: of the runs.
        history: whose items under way lie on the board.
        start: first day of the forecast; default: the day after the history.
        runs: how many.

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
    lying, unplaced = ([], ()) if history is None else _lying(history, line, start)
    begin = 26.0 + 20 * line.feature_work
    if lying:
        begin = 0.0
        later = [each if each is not line else each.replace(on_board=lying) for each in scenario.value_streams]
        scenario = scenario.replace(value_streams=tuple(later))
    ahead = float(weeks or 0)
    if items is not None:
        ahead = max(ahead, 26.0)
    done = _completions(scenario, route, begin, ahead, seed, runs)
    while items is not None and ahead < LONGEST and np.mean([len(d) >= items for d in done]) < 0.99:
        ahead = min(LONGEST, ahead * 2)
        done = _completions(scenario, route, begin, ahead, seed, runs)
    when: tuple[tuple[float, int | None], ...] = ()
    if items is not None:
        needed = np.sort([d[items - 1] if len(d) >= items else math.inf for d in done])
        when = tuple((c, _week(float(needed[math.ceil(c * runs) - 1]))) for c in CERTAINTIES)
    how_many: tuple[tuple[float, int], ...] = ()
    if weeks is not None:
        counts = np.sort([int((d <= weeks).sum()) for d in done])[::-1]
        how_many = tuple((c, int(counts[math.ceil(c * runs) - 1])) for c in CERTAINTIES)
    count = sum(len(part["ages"]) for part in lying)
    return FlowAnswer(scenario.name, line.id, runs, when, how_many, weeks, count, unplaced)


def _lying(
    history: History, line: ValueStream, start: date | None
) -> tuple[list[dict[str, Any]], tuple[tuple[str, int], ...]]:
    """Items under way by stage of the line, with their ages in weeks; and what lies in stages it does not have."""
    last = start or (history.as_of + timedelta(days=1) if history.as_of is not None else None)
    if last is None or not history.items:
        return [], ()
    now = datetime(last.year, last.month, last.day)
    ids = {name.casefold(): stage.id for stage in line.stages for name in (stage.name, stage.id) if name}
    ages: dict[str, list[float]] = {}
    unplaced: Counter[str] = Counter()
    for item in history.in_progress:  # the oldest first
        place = ids.get(item.stage.casefold())
        if place is None:
            unplaced[item.stage] += 1
        else:
            age = 0.0 if item.started is None else max(0.0, (now - item.started).total_seconds() / WEEK)
            ages.setdefault(place, []).append(round(age, 4))
    lying = [{"stage": stage.id, "ages": ages[stage.id]} for stage in reversed(line.stages) if stage.id in ages]
    return lying, tuple(unplaced.most_common())


def _week(moment: float) -> int | None:
    return math.ceil(moment) if math.isfinite(moment) else None


def _completions(scenario: Scenario, route: int, begin: float, ahead: float, seed: int, runs: int) -> list[Floats]:
    """Weeks after ``begin`` at which items were done, one array for each run."""
    found = []
    for k in range(runs):
        items = simulate_flow(scenario, horizon=begin + ahead, seed=seed, replication=k).items
        mine = (items.route == route) & (items.fate == DONE) & (items.left > begin)
        found.append(np.sort(items.left[mine]) - begin)
    return found
