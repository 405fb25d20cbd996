"""``vmo case``: business cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.documents.report import document_files, target_of
from commands.shared.options import BrandOption, ModelsOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import CasesResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("case")(business_cases)


@study("worlds", without=("out",))
def business_cases(
    asked: Asked,
    scenario: ScenarioArgument,
    mmps: Annotated[
        str | None, typer.Argument(metavar="MMP", help="Ids of MMPs, separated by commas.  [default: all]")
    ] = None,
    models: ModelsOption = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=2, max=1_000_000, help="Worlds to simulate.")
    ] = 100,
    out: Annotated[
        Path | None, typer.Option(help="File to write.  [default: SCENARIO-case.html in this folder]")
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Also write the numbers as a workbook beside it.")] = False,
    pptx: Annotated[
        bool, typer.Option("--pptx", help="Also write slides beside it (extra slides: python-pptx).")
    ] = False,
    brand: BrandOption = None,
) -> CasesResult:
    """Business cases, one page per MMP: cost, value, net present value and payback over many worlds.

    Each page says what is claimed and how likely it is, when evidence shows, what it depends on, and in how many
    worlds it is released, stopped and paid back under each funding model.

    Examples:
      vmo case insurer repair-photo

      vmo case insurer --models value_stream --xlsx --pptx

    """
    target = target_of(out, scenario, "case", asked)
    found = vmo.case(
        scenario, mmps, models=models, replications=replications, seed=asked.seed, brand=brand, **asked.running
    )
    document_files(found, target, asked, xlsx=xlsx, pptx=pptx)
    return found
