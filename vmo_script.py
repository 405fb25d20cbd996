"""The console script ``vmo``: it can be interrupted from its first moment, before the program is loaded."""

import os
import signal
from types import FrameType

_EARLY = b"Interrupted before anything was finished; nothing was written.\n"
_SIGNALS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]


def run() -> None:
    """Load the command line and run it."""
    _on_signals(_leave_early)
    from cli import app  # noqa: TID251 - loading takes a while, in which people press Ctrl-C

    try:
        app()
    finally:
        _on_signals(_leave)  # what is left to do is tidying up


def _on_signals(handler: "signal._HANDLER") -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _leave_early(number: int, _frame: FrameType | None) -> None:
    os.write(2, _EARLY)
    os._exit(128 + number)


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
