"""``vmo month``: the monthly page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.documents.report import document_files, target_of
from commands.shared.options import BrandOption
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import MonthResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("month")(monthly_page)


@study("worlds", without=("out",))
def monthly_page(
    asked: Asked,
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Folder of the scenario, with what else is known.")
    ],
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="The month, such as 2027-03.")],
    replications: Annotated[
        int,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds in which the plan is carried on."),
    ] = 100,
    out: Annotated[
        Path | None, typer.Option(help="HTML file to write.  [default: SCENARIO-month.html in this folder]")
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Also write the tables as a workbook beside it.")] = False,
    pptx: Annotated[
        bool, typer.Option("--pptx", help="Also write slides beside it (extra slides: python-pptx).")
    ] = False,
    brand: BrandOption = None,
) -> MonthResult:
    """The monthly page: delivered against plan, outcome against target, spend against budget, what comes next.

    The folder holds the scenario, and whatever else is known; what is not there is said to be not recorded:

      actuals.csv     what happened by MMP and quarter
                      (vmo roll FOLDER --template prints one to fill in)
      plan            the plan (vmo plan FOLDER --out FOLDER/plan)
      spend.csv       money by kind: month, kind, spent, budget; kinds are
                      people, suppliers, direct, support, planning, office,
                      other
      history.csv     work items with their dates (vmo history)
      learnings.yaml  sentences by month, such as
                      2027-03: [Quotes need fewer questions.];
                      or learnings.txt, a line each

    Chances of the next MMPs are those of the plan carried on in the simulator from the quarters that are over.

    Examples:
      vmo month mine --month 2027-03

      vmo month mine --month 2027-03 --out march.html --xlsx

    """
    target = target_of(out, folder, "month", asked)
    found = vmo.month(folder, month, replications=replications, seed=asked.seed, brand=brand, **asked.running)
    document_files(found, target, asked, xlsx=xlsx, pptx=pptx)
    return found
