"""Small tasks for tests of jobs."""

import os
from time import process_time

import vmo


def doubled(bench, number):
    """Tell, hand in, and return."""
    bench.tell("half", number)
    kept = bench.shelf.get("last")
    bench.shelf.put("last", number)
    return {"twice": 2 * number, "before": kept}


def waits(bench):
    """Work until nobody wants it any more."""
    bench.tell("begun", True)
    bench.cancel.wait(60)
    raise vmo.CancelledError([])


def deaf(bench):
    """Work that does not listen."""
    bench.tell("begun", True)
    while True:
        bench.cancel.wait(60)


def dies(bench):
    """The process ends in the middle of the work."""
    bench.tell("begun", True)
    os._exit(9)


def fails(_bench, scenario):
    """A scenario at fault."""
    vmo.load(scenario)


def breaks(_bench):
    """A fault of the program."""
    raise ZeroDivisionError


def burns(bench, seconds):
    """Use the processor for so long, and tell so all the time."""
    begin = process_time()
    while (used := process_time() - begin) < seconds:
        bench.tell("used", used)
        sum(range(100_000))
    return {"seconds": used}
