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
from scenarios.files import atomic_write

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from matplotlib.figure import Figure
    from rich.console import RenderableType

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


def emit_json(document: object) -> None:
    """Print one JSON document; what is not a finite number is null."""
    typer.echo(vmo.json_text(document))


def out_folder(folder: Path | None) -> None:
    """Leave with exit code 2 when nothing can be written to a folder: before the work is done, not after it."""
    if folder is not None:
        vmo.writable(folder, "--out")


def print_words(words: RenderableType, out: Path | None = None) -> None:
    """Print words for people, and where the files are."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 132
    console.print(words)
    if out is not None:
        console.print(f"\nTable, figures and manifest.json are in {out}.")


def write_study(folder: Path, tables: Mapping[str, str], figures: Mapping[str, Figure], manifest: str) -> None:
    """Write tables, figures (PNG and SVG) and the manifest, which comes last and says that the rest is there.

    Raises:
        OSError: a file cannot be written.

    """
    from report.shared.page_layout import rendered

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        atomic_write(folder / name, content)
    for name, figure in figures.items():
        for ending in ("png", "svg"):
            atomic_write(folder / f"{name}.{ending}", rendered(figure, ending))
    atomic_write(folder / "manifest.json", manifest)
