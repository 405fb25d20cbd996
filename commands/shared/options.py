"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared.output import fail

ScenarioArgument = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="YAML file, folder, or name of a shipped scenario (see vmo list)."),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the worlds.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for tables, figures and manifest.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
OutcomeOption = Annotated[
    str, typer.Option("--outcome", help="Outcome of the study, such as npv, lead_time_weeks or cost.")
]
ModelsOption = Annotated[
    str | None,
    typer.Option(
        "--models", help="Funding models, separated by commas, or all.  [default: the first two of the scenario]"
    ),
]
PairOption = Annotated[
    str | None,
    typer.Option(
        "--models", help="Two funding models: the second less the first.  [default: the first two of the scenario]"
    ),
]
OnlyOption = Annotated[
    str | None,
    typer.Option(
        "--only",
        help="Only these numbers, separated by commas (ids as in vmo sensitivity --list).  [default: all]",
    ),
]
ListOption = Annotated[
    bool, typer.Option("--list", help="List the numbers with value, range, grade and source, and run nothing.")
]
EveryOption = Annotated[bool, typer.Option("--all", help="Show every number, not only the main ones.")]
WorldsOption = Annotated[
    int, typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds to simulate.")
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, max=1024, help="Processes; any number gives the same results.  [default: all cores]"
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Run on the workers of this Dask scheduler, for example tcp://127.0.0.1:8786; same results.",
    ),
]
CheckpointOption = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint", metavar="FOLDER", help="Keep finished work here; the same command goes on after a stop."
    ),
]
BrandOption = Annotated[
    Path | None,
    typer.Option(
        "--brand", metavar="FILE.yaml", help="Name, colours and logo of the document (docs/documents.md)."
    ),
]
AnimateOption = Annotated[
    Path | None,
    typer.Option("--animate", metavar="FILE.gif", help="Also write a film of the board: the cards of a year."),
]

RoomOption = Annotated[
    str | None,
    typer.Option(
        "--room",
        metavar="ADDRESS",
        help="Let phones vote at this address of this machine, such as 192.168.1.20 or 192.168.1.20:8080.",
    ),
]


def address_of(written: str) -> tuple[str, int]:
    """Address and port of a room; ends the command where it is none that phones could use."""
    host, _, port = written.strip().partition(":")
    if not host or (port and not port.isdecimal()) or int(port or 0) > 65_535:
        fail(f"--room: {written} is no address; write for example 192.168.1.20 or 192.168.1.20:8080")
    if host in ("0.0.0.0", "*"):
        fail("--room: name the address by which phones reach this machine, such as 192.168.1.20")
    return host, int(port or 0)
