"""What every command shares: answers on standard output, errors as lines and exit codes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import typer

import vmo
from scenarios.faults import Fault, ScenarioError

if TYPE_CHECKING:
    from typing import Any

USAGE = 2
"""Exit code of wrong input."""
INTERRUPTED = 130
"""Exit code after Ctrl-C."""
SHOWN = 100
"""Most faults that are printed; a table with one wrong column has thousands of the same."""


def fail(problem: ScenarioError | Iterable[Fault] | str, code: int = USAGE) -> NoReturn:
    """Print what is wrong on stderr, one fault a line, and leave with ``code``."""
    if isinstance(problem, str):
        typer.echo(problem, err=True)
        raise typer.Exit(code)
    faults = problem.faults if isinstance(problem, ScenarioError) else tuple(problem)
    for fault in faults[:SHOWN]:
        typer.echo(str(fault), err=True)
    if len(faults) > SHOWN:
        typer.echo(f"... and {len(faults) - SHOWN} more", err=True)
    if len(faults) > 1:
        typer.echo(f"{len(faults)} faults; nothing was run or written.", err=True)
    raise typer.Exit(code)


@contextmanager
def user_errors(names: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn faults of input, files and pipes into lines and exit codes: no traceback reaches a user for them.

    Args:
        names: arguments of the API by name, as options are called on the command line.

    """
    try:
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        fail([_as_option(fault, names or {}) for fault in error.faults], getattr(error, "code", USAGE))
    except KeyboardInterrupt:
        fail("Interrupted before anything was finished; nothing was written.", code=INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has gone. What is still buffered must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        fail(f"{place}{(error.strerror or str(error)).lower()}")
    except RuntimeError as error:
        if isinstance(error, typer.Exit) or not isinstance(error, vmo.PoolError):
            raise
        fail(str(error))


def _as_option(fault: Fault, names: Mapping[str, str]) -> Fault:
    """A fault of an argument in words of the command line; others stay as they are."""
    if fault.line is not None or fault.path:
        return fault
    said = re.sub(r"`(\w+)`", lambda match: names.get(match[1], match[0]), fault.message)
    return replace(fault, file=names.get(fault.file, fault.file), message=said)


def show(answer: vmo.Answer[Any], options: Mapping[str, object], closing: Iterable[str] = ()) -> None:
    """Print an answer for people, and some lines below it; wide enough where the output is no terminal."""
    from rich.console import Console

    words = answer.words(**options)
    if isinstance(words, str):
        typer.echo(words)
        for line in closing:
            typer.echo(line)
        return
    console = Console(highlight=False, soft_wrap=False, markup=answer.markup)
    if not console.is_terminal:
        console.width = answer.width
    console.print(words)
    for line in closing:
        console.print(line)
