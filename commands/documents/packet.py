"""``vmo packet``: the big-room packet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.documents.report import document_files, target_of
from commands.shared.options import BrandOption, CheckpointOption, ClusterOption, WorkersOption
from commands.shared.planning_options import Request, planning
from commands.shared.studies import Asked

if TYPE_CHECKING:
    from vmo import PacketResult

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
"""Endings of portfolios that are tables: their packet is called after the file."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("packet")(big_room_packet)


@planning()
def big_room_packet(
    request: Request,
    quarter: Annotated[
        str, typer.Option(metavar="QUARTER", help="The quarter that is planned: 2027-Q2, or its number.")
    ] = "1",
    since: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The last plan (vmo plan --out): says what changed since, and why."),
    ] = None,
    checklist: Annotated[
        bool,
        typer.Option("--checklist", help="With the check list of the kick-off, as far as the plan answers it."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="HTML file to write.  [default: SCENARIO-packet.html in this folder]")
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Also write the tables as a workbook beside it.")] = False,
    pptx: Annotated[
        bool, typer.Option("--pptx", help="Also write slides beside it (extra slides: python-pptx).")
    ] = False,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds of the stress test.")
    ] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the worlds.")] = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    brand: BrandOption = None,
) -> PacketResult:
    """The packet of a big-room planning: one plan for everybody who has to deliver it.

    One HTML file that needs no network and prints well: the plan and how sure it is, objectives and how far they
    will be attained, the quarter's MMPs by value stream with their chances, what needs what (drawn), risks with the
    chance that everything comes together, what changed since the last plan and why, what was left out and its price
    to enter, what leaders can change by what it is worth, and a page for the manager of every value stream.

    Chances come from the plan in the simulator, which needs value streams; without them they are said to be not
    recorded. Made twice, it is the same file.

    Exit code 0: a plan; 1: no plan keeps every rule, or none was found in time; 2: wrong input.

    Examples:
      vmo packet insurer

      vmo packet mine-2 --quarter 2027-Q2 --since mine/plan --checklist --out packet.html --xlsx --pptx

      vmo packet portfolio.csv --budget 1000000 --quarters 4

    """
    asked = Asked({}, as_json=request.as_json, closing=request.closing)
    if out is None and not request.as_json and Path(request.portfolio).suffix.lower() in TABLES:
        out = Path(f"{Path(request.portfolio).stem}-packet.html")
    target = target_of(out, request.portfolio, "packet", asked)
    found = vmo.packet(
        request.portfolio,
        quarter=quarter,
        since=since,
        checklist=checklist,
        replications=replications,
        seed=seed,
        workers=workers,
        cluster=cluster,
        checkpoint=checkpoint,
        brand=brand,
        **request.planning,
    )
    document_files(found, target, asked, xlsx=xlsx, pptx=pptx)
    return found
