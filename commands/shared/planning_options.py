"""The planner's commands: the options they share, waiting, Ctrl-C, and what to say when there is no plan."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

import vmo
from commands.shared.interrupts import INTERRUPTED, stopping
from commands.shared.options import JsonOption
from commands.shared.output import fail, user_errors
from commands.shared.progress import progress
from commands.shared.signatures import composed, option, own_options
from commands.shared.streams import say
from commands.shared.studies import Asked, deliver
from commands.shared.table_options import TABLE
from vmo.shared.running import distrusting

if TYPE_CHECKING:
    from vmo import Answer, Planning


@dataclass(frozen=True)
class Wanted:
    """Options of every planning command."""

    portfolio: Annotated[
        str,
        typer.Argument(
            metavar="PORTFOLIO",
            help="YAML file, folder, name of a shipped scenario, or a CSV or XLSX table of MMPs (needs --budget).",
        ),
    ]
    budget: Annotated[
        str | None,
        typer.Option(
            help="Money per quarter: one amount, or one per quarter (6e6,6e6,5e6); replaces the scenario's."
        ),
    ] = None
    quarters: Annotated[int | None, typer.Option(min=1, max=80, help="Quarters to plan.")] = None
    currency: Annotated[
        str | None, typer.Option(help="Currency of a table's amounts.  [default: EUR]", show_default=False)
    ] = None
    amounts: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=AMOUNT;...",
            help='Other resources that MMPs need: "architect=2,2,3; risk=10 total" (per quarter unless total).',
        ),
    ] = None
    purses: Annotated[
        str | None,
        typer.Option(metavar="NAME=AMOUNT;...", help='Money per quarter by purse: "capital=19; expense=1".'),
    ] = None
    running_purse: Annotated[
        str | None, typer.Option(metavar="NAME", help="Purse that pays running cost after release.")
    ] = None
    discount: Annotated[
        str | None, typer.Option(help="Yearly discount rate: 8% or 0.08; 0 = none.  [default: the scenario's, 8%]")
    ] = None
    include: Annotated[str | None, typer.Option(help="MMPs that must be in, separated by commas.")] = None
    exclude: Annotated[str | None, typer.Option(help="MMPs that must be out, separated by commas.")] = None
    objective: Annotated[
        Literal["net", "gross"], typer.Option(help="Expected value net of discounted cost, or gross.")
    ] = "net"
    gap: Annotated[
        str,
        typer.Option(
            help="Stop when the plan is proven this close to the best possible: 0.5% or 0.005; 0 proves it."
        ),
    ] = "0.5%"
    seconds: Annotated[float, typer.Option(min=0.1, max=1e6, help="Time limit of one search.")] = 30.0
    solver: Annotated[str, typer.Option(help="Solver, by its name in PuLP.")] = "HiGHS"
    threads: Annotated[
        int, typer.Option(min=1, max=8, help="Threads of HiGHS; equal inputs and threads give equal plans.")
    ] = 1


@dataclass
class Request:
    """The shared options of a planning command as given, and how its answer is shown."""

    portfolio: str
    planning: Planning
    """What is asked for, with who watches and who may stop it."""
    words: dict[str, object] = field(default_factory=dict)
    """Options of the answer's words."""
    told: bool = True
    """Whether it is said where the files are."""
    as_json: bool = False
    closing: list[str] = field(default_factory=list)
    """Lines below the words."""


def planning(
    *, files: str | None = None, **defaults: object
) -> Callable[[Callable[..., Answer[Any]]], Callable[..., None]]:
    """Make a command of a function that takes a ``Request`` and options of its own, and returns an answer.

    The command has the options of every planning command and those of the function. Wrong input ends in lines on
    stderr and exit code 2. Ctrl-C ends the searches, not the program: what is finished is shown, and the exit code
    is 130. Where there is no plan, the reasons are the answer, and the exit code is 1.

    Args:
        files: what ``--out`` is a folder for; None = the answer is only printed.
        **defaults: of options, where they are not those of every planning command.

    """
    hints = get_type_hints(Wanted, include_extras=True)
    first = {f.name: inspect.Parameter.empty if f.name == "portfolio" else f.default for f in fields(Wanted)}
    shared = [option(name, hints[name], default) for name, default in (first | defaults).items()]
    shared += TABLE
    last = [] if files is None else [option("out", Annotated[Path | None, typer.Option(help=files)], None)]
    last.append(option("as_json", JsonOption, False))

    def decorate(function: Callable[..., Answer[Any]]) -> Callable[..., None]:
        def body(options: dict[str, Any], names: Mapping[str, str]) -> None:
            with user_errors(names), stopping() as stop:
                given = {p.name: options.pop(p.name) for p in shared}
                as_json = options.pop("as_json")
                portfolio, out = given.pop("portfolio"), None if files is None else options.pop("out", None)
                if out is not None:
                    vmo.writable(out)
                try:
                    with progress(f"Planning, at most {given['seconds']:g} s a search") as advance:
                        watched = {"progress": advance, "cancel": stop, "notice": _notice}
                        asked: Planning = {**given, **watched}  # type: ignore[typeddict-item]
                        request = Request(portfolio, asked, as_json=as_json)
                        answer = function(request, **options)
                except vmo.NoPlanError as error:
                    say(vmo.json_text(error.document()) if as_json else str(error))
                    raise typer.Exit(INTERRUPTED if error.interrupted else error.code) from None
                closing = Asked(
                    {}, out=out, as_json=as_json, words=request.words, closing=request.closing, interrupts=False
                )
                with distrusting(options.get("checkpoint")):
                    deliver(answer, closing, told=request.told)
                if stop.is_set():
                    fail("Interrupted: what was finished by then is shown.", code=INTERRUPTED)

        return composed(function, [*shared, *own_options(function), *last], body)

    return decorate


def _notice(line: str) -> None:
    """Say on stderr how a table was read: standard output carries the answer alone."""
    say(line, err=True)
