"""Offered load of the flow laboratory's teams: what arrives against what they can do, before anything is simulated.

The visits of a feature solve v = e + v P (traffic equations, Jackson 1957); the load of a team is the sum over the
stages it works on of arrival rate x visits x mean effort, over its servers x features per batch x availability.
WIP limits, switching losses, losses and expiry are left out: the load says what is asked for, not what is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.language.arrivals import weekly_rate
from scenarios.language.passages import mean_visits
from scenarios.language.platforms import Platform
from scenarios.language.stages import Branch, Servers, Stage
from scenarios.language.streams import ValueStream
from scenarios.quantities.distributions import Distribution
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Team:
    """A group of servers of the flow laboratory, and what is asked of it."""

    id: str
    """``stream/stage``, ``stream/stage/branch``, or the id of a platform team."""
    name: str
    """Name for people."""
    servers: Servers
    wip_limit: int | None
    effort: float
    """Mean touch time of a visit, in weeks; over the stages of a platform team weighted by visits."""
    load: float | None
    """Work that arrives per week over what the servers can do; None where the line itself decides what arrives, and
    for unlimited servers."""


def visits(stream: ValueStream) -> npt.NDArray[np.float64]:
    """Mean number of times that a feature passes each stage, in the order of stages."""
    return mean_visits([stream.onward(position) for position in range(len(stream.stages))])


def teams(scenario: Scenario) -> tuple[Team, ...]:
    """Every team that works on features which arrive by themselves, in the order of streams and stages."""
    order: dict[str, tuple[Stage | Branch | Platform, str]] = {}
    asked: dict[str, list[tuple[float | None, float, float]]] = {}
    for stream in scenario.value_streams:
        if stream.arrivals is None:
            continue
        rate = weekly_rate(stream.arrivals)
        for stage, times in zip(stream.stages, visits(stream).tolist(), strict=True):
            for key, team, name, effort in _workers(scenario, stream, stage):
                order.setdefault(key, (team, name))
                asked.setdefault(key, []).append((rate, times, effort.mean))
    return tuple(_team(key, *order[key], asked[key]) for key in order)


def _workers(
    scenario: Scenario, stream: ValueStream, stage: Stage
) -> Iterator[tuple[str, Stage | Branch | Platform, str, Distribution]]:
    if stage.platform is not None:
        platform = scenario.platform(stage.platform)
        yield platform.id, platform, platform.name or platform.id, stage.effort
    elif stage.parallel:
        for branch in stage.parallel:
            yield f"{stream.id}/{stage.id}/{branch.id}", branch, branch.name or branch.id, branch.effort
    else:
        yield f"{stream.id}/{stage.id}", stage, stage.name or stage.id, stage.effort


def _team(
    key: str, team: Stage | Branch | Platform, name: str, asked: list[tuple[float | None, float, float]]
) -> Team:
    assert team.servers is not None
    total = sum(times * (rate or 1.0) for rate, times, _ in asked)
    work = sum(times * (rate or 1.0) * effort for rate, times, effort in asked)
    load = None
    if team.servers != "unlimited" and all(rate is not None for rate, _, _ in asked):
        load = work / (team.servers * _pace(team))
    return Team(key, name, team.servers, team.wip_limit, work / total if total else 0.0, load)


def _pace(team: Stage | Branch | Platform) -> float:
    """Features that a server works on at once, times the share of time in which it is not under repair."""
    if isinstance(team, Branch):
        return 1.0
    if team.breakdowns is None:
        return float(team.batch_size)
    up, down = team.breakdowns.between.mean, team.breakdowns.repair.mean
    return team.batch_size * up / (up + down)
