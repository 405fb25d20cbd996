"""The calendar: SimPy's order of things, whoever schedules them and however they are run."""

from heapq import heappush

import pytest
from simpy import Environment
from simpy.events import EventPriority

from sim.kanban.simpy_calendar import POLICY, Calendar
from sim.stations.clock import ARRIVE, FINISH, SETTLE, Signal

DELAYS = ((3.0, POLICY), (0.0, SETTLE), (3.0, FINISH), (1.5, SETTLE), (3.0, POLICY))


def test_what_is_due_happens_when_an_event_would():
    """Scheduled as SimPy's events in its own environment or as signals here: the same things in the same order."""
    told: dict[str, list[tuple[int, float]]] = {"event": [], "due": []}
    plain, calendar = Environment(), Calendar()
    for number, (delay, priority) in enumerate(DELAYS):
        event = plain.event()
        event._ok, event._value = True, None  # triggered, at a priority of its own
        event.callbacks.append(lambda _, n=number: told["event"].append((n, plain.now)))
        plain.schedule(event, EventPriority(priority), delay)
        signal = Signal(lambda _, n=number: told["due"].append((n, calendar.now)))
        calendar.schedule(signal, priority, delay)
    plain.run()
    calendar.run_to(3.0)
    assert told["due"] == told["event"] == [(1, 0.0), (3, 1.5), (2, 3.0), (0, 3.0), (4, 3.0)]
    assert calendar.now == calendar.time == 3.0


def test_processes_run_beside_what_is_due():
    """A SimPy process waits on the same agenda; what it schedules for the end of the run still happens."""
    calendar, told = Calendar(), []

    def process():
        yield calendar.timeout(2)
        told.append(calendar.now)
        yield calendar.timeout(0)
        told.append(calendar.now)

    calendar.process(process())
    heappush(calendar.agenda, (1.0, calendar.next_finish(), lambda _, now: told.append(now), None))
    calendar.run_to(2)
    assert told == [1, 2, 2]


def test_what_happens_may_bring_the_next_thing():
    """An end of service may return what is due next, as in the laboratory; arrivals come last at their instant."""
    calendar, told = Calendar(), []

    def work(left, now):
        told.append(now)
        return (now + 1, calendar.next_finish(), work, left - 1) if left else None

    calendar.schedule(Signal(lambda _: told.append("arrival")), ARRIVE, 2)
    heappush(calendar.agenda, (1.0, calendar.next_finish(), work, 2))
    calendar.step()
    assert calendar.peek() == 2
    calendar.run_to(9)
    assert told == [1, 2, "arrival", 3]
    assert calendar.peek() == float("inf")


def test_what_a_process_raises_is_raised():
    """Nobody handles it, so the run ends with it."""
    calendar = Calendar()

    def process():
        yield calendar.timeout(1)
        raise KeyError("no such rule")

    calendar.process(process())
    with pytest.raises(KeyError, match="no such rule"):
        calendar.run_to(2)
