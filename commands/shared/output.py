"""What every command shares: answers on standard output, errors as lines and exit codes."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, NoReturn

import typer

import vmo
from commands.shared.interrupts import INTERRUPTED
from commands.shared.streams import STREAM, say, writing
from scenarios.faults import Fault, ScenarioError

if TYPE_CHECKING:
    from typing import Any

USAGE = 2
"""Exit code of wrong input."""
SHOWN = 100
"""Most faults that are printed; a table with one wrong column has thousands of the same."""


def fail(problem: ScenarioError | Iterable[Fault] | str, code: int = USAGE) -> NoReturn:
    """Print what is wrong on stderr, one fault a line, and leave with ``code``."""
    if isinstance(problem, str):
        say(problem, err=True)
        raise typer.Exit(code)
    faults = problem.faults if isinstance(problem, ScenarioError) else tuple(problem)
    for fault in faults[:SHOWN]:
        say(str(fault), err=True)
    if len(faults) > SHOWN:
        say(f"... and {len(faults) - SHOWN} more", err=True)
    if len(faults) > 1:
        say(f"{len(faults)} faults; nothing was run or written.", err=True)
    raise typer.Exit(code)


@contextmanager
def user_errors(names: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn faults of input, files and pipes into lines and exit codes: no traceback reaches a user for them.

    Args:
        names: arguments of the API by name, as options are called on the command line.

    """
    try:
        yield
        with writing():
            sys.stdout.flush()
    except ScenarioError as error:
        fail([_as_option(fault, names or {}) for fault in error.faults], getattr(error, "code", USAGE))
    except KeyboardInterrupt:
        fail("Interrupted before anything was finished; nothing was written.", code=INTERRUPTED)
    except BrokenPipeError:
        _lead_nowhere()  # whoever read the output has gone
        raise typer.Exit(1) from None
    except OSError as error:
        fail(_not_written(error))
    except RuntimeError as error:
        if isinstance(error, typer.Exit) or not isinstance(error, vmo.PoolError):
            raise
        fail(str(error))


def _lead_nowhere() -> None:
    """What is still buffered for standard output must not fail again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _not_written(error: OSError) -> str:
    """What went wrong with a file or a stream, and what to do about a full disk."""
    reason = (error.strerror or str(error)).lower()
    if error.filename == STREAM:
        _lead_nowhere()
        return f"{STREAM}: {reason}; the answer is not whole"
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    if not full:
        return f"{error.filename}: {reason}" if error.filename else reason
    if error.filename is None:
        return (
            f"{reason}: /dev/shm or the folder of temporary files ({gettempdir()}) is full; free some space there"
        )
    folder = Path(error.filename).absolute().parent
    return f"{error.filename}: {reason}; free some space in {folder}, or name another folder"


def _as_option(fault: Fault, names: Mapping[str, str]) -> Fault:
    """A fault of an argument in words of the command line; others stay as they are."""
    if fault.line is not None or fault.path:
        return fault
    said = re.sub(r"`(\w+)`", lambda match: names.get(match[1], match[0]), fault.message)
    return replace(fault, file=names.get(fault.file, fault.file), message=said)


def show(answer: vmo.Answer[Any], options: Mapping[str, object], closing: Iterable[str] = ()) -> None:
    """Print an answer for people, and some lines below it; wide enough where the output is no terminal."""
    from report.shared.console import PlainConsole

    words = answer.words(**options)
    if isinstance(words, str):
        say(words)
        for line in closing:
            say(line)
        return
    console = PlainConsole(soft_wrap=False)
    if not console.is_terminal:
        console.width = answer.width
    with writing():
        console.print(words)
        for line in closing:
            console.print(line)
