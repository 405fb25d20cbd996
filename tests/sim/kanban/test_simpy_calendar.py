"""The calendar: SimPy's order of things, whoever schedules them and however they are run."""

from heapq import heappush

import pytest
from simpy import Environment
from simpy.events import EventPriority

from sim.kanban.items import Signal
from sim.kanban.simpy_calendar import Alarm, Calendar

DELAYS = ((3.0, 1), (0.0, 2), (3.0, 0), (1.5, 2), (3.0, 1))


def test_what_is_due_happens_when_an_event_would():
    """Written to the agenda directly or scheduled as SimPy's events: the same things in the same order."""
    told: dict[str, list[tuple[int, float]]] = {"event": [], "due": []}
    plain, calendar = Environment(), Calendar()
    for number, (delay, priority) in enumerate(DELAYS):
        event = Signal(plain, lambda _, n=number: told["event"].append((n, plain.now)))
        plain.schedule(event, EventPriority(priority), delay)
        due = Alarm(lambda _, now, n=number: told["due"].append((n, now)))
        heappush(calendar.agenda, (delay, EventPriority(priority), calendar.next_id(), due))
    plain.run()
    last = Signal(calendar)
    calendar.schedule(last, EventPriority(9), 3.0)
    calendar.run_to(last)
    assert told["due"] == told["event"] == [(1, 0.0), (3, 1.5), (2, 3.0), (0, 3.0), (4, 3.0)]
    assert calendar.now == 3.0


def test_processes_run_beside_what_is_due():
    """A SimPy process waits in the same calendar; what it schedules for the end of the run still happens."""
    calendar, told = Calendar(), []

    def process():
        yield calendar.timeout(2)
        told.append(calendar.now)
        yield calendar.timeout(0)
        told.append(calendar.now)

    calendar.process(process())
    heappush(calendar.agenda, (1.0, EventPriority(0), calendar.next_id(), Alarm(lambda _, now: told.append(now))))
    last = Signal(calendar)
    calendar.schedule(last, EventPriority(9), 2)
    calendar.run_to(last)
    assert told == [1, 2, 2]


def test_what_a_process_raises_is_raised():
    """Nobody handles it, so the run ends with it."""
    calendar = Calendar()

    def process():
        yield calendar.timeout(1)
        raise KeyError("no such rule")

    calendar.process(process())
    last = Signal(calendar)
    calendar.schedule(last, EventPriority(9), 2)
    with pytest.raises(KeyError, match="no such rule"):
        calendar.run_to(last)
