"""Tasks that worker processes can import."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DEADLINE = 60.0
"""Seconds after which a wait is given up."""


@dataclass(frozen=True)
class Answer:
    """A result with an array."""

    number: int
    values: np.ndarray


def wait_for(condition) -> None:
    """Look until something has happened."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has asked about yet counts."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def square(number: int) -> Answer:
    """A number and as many of its multiples."""
    return Answer(number * number, np.arange(number) / 7.0)


def mark(number: int, folder: Path) -> int:
    """Leave a file that says that it was done once more."""
    (folder / f"{number}.{time.monotonic_ns()}.{os.getpid()}").touch()
    return number


def after(number: int, wanted: Path, made: Path) -> int:
    """Wait for a file, then make one."""
    wait_for(wanted.exists)
    made.touch()
    return number


def die_once(number: int, victim: int, folder: Path) -> Answer:
    """The square; the first process that is given the victim is killed."""
    marker = folder / "died"
    if number == victim and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(number)


def die(number: int) -> int:
    """Kill the process, if it is the third task."""
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int) -> int:
    """Raise an error, if it is the third task."""
    if number == 2:
        raise ZeroDivisionError("the third task")
    return number


def hold(number: int, folder: Path) -> int:
    """Say who is at work; from the third task on, wait for a word to go on."""
    (folder / f"at-work.{os.getpid()}").touch()
    if number >= 2:
        wait_for((folder / "go").exists)
    return number * 11
