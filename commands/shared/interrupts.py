"""Ctrl-C, and being told to end: what is finished is kept, and the exit code says which of the two it was."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from types import FrameType

INTERRUPTED = 130
"""Exit code after Ctrl-C."""
AGAIN = 1.0
"""Seconds within which a second signal is a slip of the finger; later it ends the program at once."""
SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
"""What asks the program to end: Ctrl-C, the system, a terminal that was closed."""


@dataclass
class _Asked:
    """Who asked the program to end, and when."""

    number: int | None = None
    since: float = 0.0
    gently: Event | None = None
    """Set in place of raising ``KeyboardInterrupt``: searches look at it."""

    def take(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal: the first one stops the work, a later one the program."""
        now = time.monotonic()
        if self.number is None:
            self.number, self.since = number, now
            if self.gently is None:
                raise KeyboardInterrupt
            self.gently.set()
        elif now - self.since >= AGAIN:
            os.write(2, b"Interrupted again: ended at once.\n")
            os._exit(128 + number)


_asked = _Asked()


@contextmanager
def handled() -> Iterator[None]:
    """Take the signals inside of the block; an exit code of 130 becomes that of the signal there was.

    What somebody wants to be ignored (``nohup``) stays so. Outside the main thread nothing changes.
    """
    before = {}
    try:
        for number in SIGNALS:
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, _asked.take)
    except ValueError:  # not in the main thread: nobody presses keys there
        yield
        return
    _asked.number = None
    try:
        yield
    except SystemExit as end:
        if end.code == INTERRUPTED and _asked.number is not None:
            raise SystemExit(128 + _asked.number) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def stopping() -> Iterator[Event]:
    """Turn the first signal inside of the block into an event that searches look at."""
    stop = Event()
    _asked.gently = stop
    try:
        yield stop
    finally:
        _asked.gently = None
