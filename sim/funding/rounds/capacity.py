"""The check of capacity: what people cannot do before the next round's money comes is not approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.funding.selection_rules import Queue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.funding.office import Office
    from sim.funding.state import State


def room_left(office: Office, span: float) -> dict[int, float] | None:
    """Server-weeks that a round may still fill, by purse; None where money alone decides.

    The people's time from now until the money of the next round comes, ``span`` weeks from now and one approval
    time later, times the stated share (``approve_within_capacity``), less what remains of approved work.
    """
    share = office.model.approve_within_capacity
    if share is None:
        return None
    now = office.env.now
    weeks = min(now + span + office.model.approval_weeks, float(office.horizon)) - now
    share *= 1.0 - office.model.enabler_share
    return {key: share * queue.servers * weeks - queue.promised for key, queue in queues(office).items()}


def queues(office: Office) -> dict[int, Queue]:
    """People and promised work of an office, by purse."""
    lines, servers, streams = office.portfolio.lines, dict[int, float](), dict[int, list[int]]()
    for stream in office.streams:
        key = office.purses.key(stream)
        servers[key] = servers.get(key, 0.0) + sum(stage.target for stage in lines[stream].teams)
        streams.setdefault(key, []).append(stream)
    chosen = (s for s in office.everybody if s.chosen is not None and s.completed is None)
    promised = work_of(office, (s for s in chosen if s.stopped is None and not s.dropped))
    return {key: Queue(servers[key], promised.get(key, 0.0), tuple(streams[key])) for key in servers}


def taken(office: Office, room: dict[int, float] | None, states: Sequence[State]) -> bool:
    """Whether there is room for some MMPs; if so it is taken, and the last one may take more than is left."""
    if room is None:
        return True
    work = work_of(office, states)
    if any(room[key] <= 0 for key in work):
        return False
    for key, weeks in work.items():
        room[key] -= weeks
    return True


def work_of(office: Office, states: Iterable[State]) -> dict[int, float]:
    """Server-weeks still to do for some MMPs in the streams of an office, as known now, by purse."""
    found: dict[int, float] = {}
    for state in states:
        for part, (stream, _) in enumerate(state.plan.parts):
            if stream in office.streams:
                key = office.purses.key(stream)
                work = state.remaining_features(part) * office.blueprint.streams[stream].feature_work
                found[key] = found.get(key, 0.0) + work
    return found
