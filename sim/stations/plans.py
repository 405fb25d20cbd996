"""From the stages, branches and platform teams of a scenario to the stations that do their work."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.stations import network as net

if TYPE_CHECKING:
    from scenarios.language.platforms import Platform
    from scenarios.language.stages import Branch, Breakdowns, Servers, Stage
    from scenarios.language.streams import ValueStream


def team(name: str, work: Stage | Platform, rules: ValueStream | Platform) -> net.Station:
    """A station of its own: who serves there and how, under the rules of its stream or its own."""
    assert work.servers is not None
    return net.Station(
        id=name,
        servers=_number(work.servers),
        wip_limit=_limit(work.wip_limit),
        keep_server=rules.blocking == "server",
        expedite_allowance=rules.expedite_allowance,
        preemptive=work.preemptive,
        batch_size=work.batch_size,
        breakdowns=_breakdowns(work.breakdowns),
        side_work=work.side_work,
        switching_loss=rules.switching_loss,
    )


def branch_team(name: str, branch: Branch, stream: ValueStream) -> net.Station:
    """The station of a parallel branch."""
    return net.Station(
        id=name,
        servers=_number(branch.servers),
        wip_limit=_limit(branch.wip_limit),
        keep_server=stream.blocking == "server",
        expedite_allowance=stream.expedite_allowance,
        switching_loss=stream.switching_loss,
    )


def _number(servers: Servers) -> float:
    return math.inf if servers == "unlimited" else servers


def _limit(limit: int | None) -> float:
    return math.inf if limit is None else limit


def _breakdowns(data: Breakdowns | None) -> net.Breakdowns | None:
    return None if data is None else net.Breakdowns(data.between, data.repair, data.clock)
