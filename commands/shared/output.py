"""What every command shares: errors as lines and exit codes, JSON documents, files written whole or not at all."""

import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

from scenarios.faults import Fault, ScenarioError
from scenarios.files import atomic_write as atomic_write
from sim.execution.pool import PoolError

USAGE = 2
"""Exit code of wrong input."""
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
def user_errors() -> Iterator[None]:
    """Turn faults of input, files and pipes into lines and exit codes: no traceback reaches a user for them."""
    try:
        yield
        sys.stdout.flush()
    except ScenarioError as error:
        fail(error)
    except PoolError as error:
        fail(str(error))
    except BrokenPipeError:
        # Whoever read the output has gone. What is still buffered must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        fail(f"{place}{(error.strerror or str(error)).lower()}")


def out_folder(folder: Path | None) -> None:
    """Leave with exit code 2 when nothing can be written to a folder: before the work is done, not after it."""
    if folder is None:
        return
    there = next((place for place in (folder, *folder.absolute().parents) if place.exists()), folder)
    if not there.is_dir():
        fail(f"--out: {there} is a file; name a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        fail(f"--out: nothing may be written to {there}; name another folder")


def emit_json(document: object) -> None:
    """Print one JSON document; what is not a finite number is null."""
    typer.echo(json_text(document))


def json_text(document: object) -> str:
    """A document as JSON. NumPy numbers and arrays are understood, NaN and infinity become null."""
    return json.dumps(_plain(document), indent=2, allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any document
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return _plain(value.tolist()) if hasattr(value, "tolist") else value


def money(amount: float, currency: str) -> str:
    """An amount for people: ``6,500,000 EUR``."""
    return f"{amount:,.0f} {currency}"
