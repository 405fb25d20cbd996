"""What each stage of a scenario did in the history: touch times, returns, arrivals."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.faults import suggestion
from scenarios.files import refuse

if TYPE_CHECKING:
    from intake.history.history import History, Item
    from scenarios.language.streams import ValueStream

Floats = npt.NDArray[np.float64]
Weeks = Callable[[datetime], float]
"""A moment in weeks."""


@dataclass(frozen=True)
class Stay:
    """One visit of one item to a stage of the scenario."""

    item: str
    stage: int
    lined_up: datetime
    """When it could have been taken up: it left the stage before."""
    entered: datetime
    """When it was moved into the stage."""
    left: datetime | None
    """When it went on; None = it is still there."""
    back: int | None
    """Stage to which it was sent back; None = it went on."""


@dataclass(frozen=True)
class StageTimes:
    """What is known of a stage."""

    stage: str
    touch: Floats
    """Weeks that a server held an item, one for each visit of which that can be told."""
    visits: int
    """Visits that ended."""
    returns: Mapping[int, int]
    """Visits sent back, by the stage they went to."""
    start_seen: bool
    """Whether the start of work is known: a column for waiting stands before the stage, or nobody waits there."""


def matched(history: History, stream: ValueStream, said: Mapping[str, str]) -> dict[str, int]:
    """Stages of the scenario by stage of the history: as said, else by id or name.

    Raises:
        ScenarioError: a name that is said does not exist, or nothing matches.

    """
    places = {
        name.casefold(): k for k, stage in enumerate(stream.stages) for name in (stage.id, stage.name) if name
    }
    found: dict[str, int] = {}
    for name, to in said.items():
        stage = next((each for each in history.stages if each.casefold() == name.strip().casefold()), None)
        if stage is None:
            raise refuse(
                "--stage", f'no stage of the history is called "{name}"; {suggestion(name, history.stages)}'
            )
        if to.strip().casefold() not in places:
            ids = [each.id for each in stream.stages]
            raise refuse("--stage", f'no stage of {stream.id} is called "{to}"; {suggestion(to, ids)}')
        found[stage] = places[to.strip().casefold()]
    for stage in history.stages:
        if stage not in found and stage.casefold() in places:
            found[stage] = places[stage.casefold()]
    missing = [each.id for k, each in enumerate(stream.stages) if k not in found.values()]
    if missing:
        there = ", ".join(history.stages) or "none"
        remedy = f'say --stage "COLUMN={missing[0]}", or leave the stage out of the scenario'
        raise refuse(history.source, f"no column stands for {', '.join(missing)}; its stages are {there}; {remedy}")
    return found


def stays_of(history: History, places: Mapping[str, int]) -> list[Stay]:
    """Every visit to a stage of the scenario, in order of lining up.

    A column of the history that stands for no stage is a queue before the next one.
    """
    found: list[Stay] = []
    for item in history.items:
        if item.state != "removed":
            found += _stays(item, places)
    return sorted(found, key=lambda stay: (stay.lined_up, stay.entered, stay.item))


def _stays(item: Item, places: Mapping[str, int]) -> list[Stay]:
    visits = [visit for visit in item.visits if item.started is None or visit.entered >= item.started]
    found: list[Stay] = []
    waiting_since: datetime | None = None
    for k, visit in enumerate(visits):
        place = places.get(visit.stage)
        following = visits[k + 1].entered if k + 1 < len(visits) else item.ended
        if place is None:
            waiting_since = waiting_since or visit.entered
            continue
        later = next((places[v.stage] for v in visits[k + 1 :] if v.stage in places), None)
        back = later if later is not None and later <= place else None
        found.append(Stay(item.id, place, waiting_since or visit.entered, visit.entered, following, back))
        waiting_since = None
    return found


def stage_times(
    stream: ValueStream, stays: Sequence[Stay], since: datetime, weeks: Weeks
) -> tuple[StageTimes, ...]:
    """What each stage did.

    Where a column for waiting stands before a stage, the time in the stage is the time on a server. Where none
    does, the stage holds queue and work together, and the start of work is inferred: with c servers that take
    items in order, an item begins when it lines up, or when all but c - 1 of those before it have left. Visits
    that lined up before ``since`` only hold servers: of them the export keeps the long ones.
    """
    found = []
    for k, stage in enumerate(stream.stages):
        here = [stay for stay in stays if stay.stage == k]
        queued = sum(stay.lined_up < stay.entered for stay in here) * 2 > len(here)
        servers = math.inf if stage.servers == "unlimited" or stage.servers is None else int(stage.servers)
        seen = queued or math.isinf(servers)
        touch = _direct(here, since, weeks) if seen else _inferred(here, int(servers), since, weeks)
        returns: dict[int, int] = {}
        for stay in here:
            if stay.back is not None and stay.left is not None:
                returns[stay.back] = returns.get(stay.back, 0) + 1
        visits = sum(stay.left is not None for stay in here)
        found.append(StageTimes(stage.id, touch, visits, returns, start_seen=seen))
    return tuple(found)


def _direct(stays: Sequence[Stay], since: datetime, weeks: Weeks) -> Floats:
    known = [stay for stay in stays if stay.lined_up >= since]
    return np.array([weeks(s.left) - weeks(s.entered) for s in known if s.left is not None])


def _inferred(stays: Sequence[Stay], servers: int, since: datetime, weeks: Weeks) -> Floats:
    """Touch times of a first-come first-served stage with so many servers."""
    latest: list[float] = []
    """The largest ``servers`` departures so far, the smallest first."""
    found = []
    for number, stay in enumerate(stays):
        lined_up = weeks(stay.lined_up)
        left = weeks(stay.left) if stay.left is not None else math.inf
        free = latest[0] if len(latest) == servers else -math.inf
        begun = max(lined_up, free)
        if number >= servers and stay.lined_up >= since and math.isfinite(left) and begun <= left:
            found.append(left - begun)
        heapq.heappush(latest, left)
        if len(latest) > servers:
            heapq.heappop(latest)
    return np.array(found)
