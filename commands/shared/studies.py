"""The commands that run studies: the options they share, progress, files, the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

import vmo
from commands.shared.interrupts import INTERRUPTED
from commands.shared.options import (
    CheckpointOption,
    ClusterOption,
    JsonOption,
    OutOption,
    SeedOption,
    WorkersOption,
)
from commands.shared.output import fail, show, user_errors
from commands.shared.progress import progress
from commands.shared.signatures import composed, option, own_options
from commands.shared.streams import say
from vmo.shared.running import distrusting

if TYPE_CHECKING:
    from vmo import Answer, Running

XLSX = ".xlsx"
"""Ending of a workbook."""
SHARED = {
    "seed": option("seed", SeedOption, 1),
    "workers": option("workers", WorkersOption, None),
    "cluster": option("cluster", ClusterOption, None),
    "checkpoint": option("checkpoint", CheckpointOption, None),
    "out": option("out", OutOption, None),
    "as_json": option("as_json", JsonOption, False),
}
"""Options of every study, by name."""


@dataclass
class Asked:
    """The shared options of a study as given, and how its answer is shown."""

    running: Running
    """Where the work runs, and who watches it."""
    seed: int = 1
    out: Path | None = None
    as_json: bool = False
    words: dict[str, object] = field(default_factory=dict)
    """Options of the answer's words."""
    closing: list[str] = field(default_factory=list)
    """Lines below the words."""
    interrupts: bool = True
    """Whether an answer that was interrupted ends with exit code 130."""


def study(
    what: str, *, without: tuple[str, ...] = (), workbook: bool = False
) -> Callable[[Callable[..., Answer[Any]]], Callable[..., None]]:
    """Make a command of a function that takes what is ``Asked`` and options of its own, and returns an answer.

    The command has the options of every study besides. The answer is written to ``--out`` and printed, as JSON
    or in words. Wrong input ends in lines on stderr and exit code 2; an interrupt shows what is finished, exit code
    130.

    Args:
        what: is counted while it runs.
        without: shared options that make no sense here.
        workbook: whether ``--out`` may name a workbook (.xlsx) in place of a folder.

    """
    shared = [parameter for name, parameter in SHARED.items() if name not in without]

    def decorate(function: Callable[..., Answer[Any]]) -> Callable[..., None]:
        def body(options: dict[str, Any], names: Mapping[str, str]) -> None:
            with user_errors(names):
                given = {p.name: options.pop(p.name) for p in shared}
                if given.get("out") is not None:
                    _writable(given["out"], workbook=workbook)
                with progress(what) as advance:
                    where = {
                        name: given.pop(name) for name in ("workers", "cluster", "checkpoint") if name in given
                    }
                    running: Running = {**where, "progress": advance}  # type: ignore[typeddict-item]
                    asked = Asked(running, **given)
                    answer = function(asked, **options)
                with distrusting(running.get("checkpoint")):
                    deliver(answer, asked)

        return composed(function, [*own_options(function), *shared], body)

    return decorate


def _writable(out: Path, *, workbook: bool) -> None:
    """Refuse what cannot be written before the work is done."""
    if out.suffix.lower() != XLSX:
        vmo.writable(out)
    elif not workbook:
        fail(f"--out: {out.name} is a workbook, and this command writes a folder; name a folder")
    elif out.is_dir() or not out.absolute().parent.is_dir():
        fail(f"--out: {out} is a folder, or its folder is not there; name a file in a folder that is there")
    else:
        vmo.writable(out.absolute().parent)


def deliver(answer: Answer[Any], asked: Asked, *, told: bool = True) -> None:
    """Write the files, print the answer, and leave with exit code 130 when it was interrupted.

    Where files cannot be written, the answer is printed all the same, before what went wrong is said.

    Args:
        answer: what was found.
        asked: where to write it, and how to print it.
        told: whether it is said where the files are.

    """
    unwritten: OSError | KeyboardInterrupt | None = None
    try:
        where = None if asked.out is None else _written(answer, asked.out)
        if where is not None and told:
            asked.closing.insert(0, f"\n{where}.")
    except (OSError, KeyboardInterrupt) as error:
        unwritten = error
    if asked.as_json:
        say(answer.to_json())
    else:
        show(answer, asked.words, asked.closing)
    if isinstance(unwritten, KeyboardInterrupt):
        fail(f"Interrupted: not every file was written to {asked.out}.", code=INTERRUPTED)
    if unwritten is not None:
        raise unwritten
    if asked.interrupts and answer.ended == "interrupted":
        raise typer.Exit(INTERRUPTED)


def _written(answer: Answer[Any], out: Path) -> str:
    """Write the files, and say where they are."""
    with progress("Writing"):
        if out.suffix.lower() == XLSX:
            answer.to_excel(out)
            return f"The workbook is {out}"
        answer.save(out)
    return f"{answer.files_in_words} are in {out}"
