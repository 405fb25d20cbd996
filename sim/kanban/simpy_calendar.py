"""The calendar of events, opened: engines that schedule one event per visit write to it without a call between."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy import Environment, Event
    from simpy.events import EventPriority

Entry = tuple[float, "EventPriority", int, "Event"]
"""Time, priority, number in order of scheduling, event: what ``Environment.schedule`` writes."""


def internals(env: Environment) -> tuple[list[Entry], Callable[[], int]]:
    """The heap of a SimPy environment and the function that numbers its events.

    ``heappush(heap, (time, priority, number(), event))`` is ``env.schedule(event, priority, time - env.now)``
    without the call; a test holds the two against each other.
    """
    return env._queue, env._eid.__next__  # noqa: SLF001 - the one place that knows
