"""``vmo report``: the board paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import BrandOption, PairOption, ScenarioArgument
from commands.shared.output import fail
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import BoardPaperResult, DocumentResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("report")(board_paper)


@study("steps", without=("out",))
def board_paper(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write.  [default: SCENARIO-report.html in this folder]")
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Also write the numbers as a workbook beside it.")] = False,
    pptx: Annotated[
        bool, typer.Option("--pptx", help="Also write slides beside it (extra slides: python-pptx).")
    ] = False,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=2, max=1_000_000, help="Worlds of the comparison.")
    ] = 60,
    sets: Annotated[int, typer.Option(min=2, help="Sets of assumptions, for the second band.")] = 48,
    sensitivity_worlds: Annotated[int, typer.Option(min=2, help="Worlds for every value of the tornado.")] = 3,
    attribution_worlds: Annotated[int, typer.Option(min=2, help="Worlds of the attribution.")] = 6,
    detail_worlds: Annotated[
        int, typer.Option(min=2, help="Worlds of the way to the second model, and of single MMPs.")
    ] = 30,
    brand: BrandOption = None,
) -> BoardPaperResult:
    """A board paper: what is to be decided, what it is worth, what it rests on, what would turn it.

    One HTML file that needs no network and prints well: the answer with two bands (luck, assumptions), the money
    in rows that add up, where the difference comes from, what would flip it, the way there and the cost of waiting,
    the value streams and MMPs that change most, every assumption with its evidence. Made twice, it is the same
    file.

    Examples:
      vmo report insurer

      vmo report my-portfolio.yaml --models project,value_stream --out paper.html --xlsx --pptx

      vmo report insurer -n 500 --sets 512 --sensitivity-worlds 60 --attribution-worlds 100

    """
    target = target_of(out, scenario, "report", asked)
    paper = vmo.report(
        scenario,
        models=models,
        replications=replications,
        sets=sets,
        sensitivity_worlds=sensitivity_worlds,
        attribution_worlds=attribution_worlds,
        detail_worlds=detail_worlds,
        seed=asked.seed,
        brand=brand,
        **asked.running,
    )
    document_files(paper, target, asked, xlsx=xlsx, pptx=pptx)
    return paper


def target_of(out: Path | None, scenario: str, kind: str, asked: Asked) -> Path | None:
    """The HTML file to write; None where only JSON was asked for. Leaves when it cannot be written."""
    if out is None and asked.as_json:
        return None
    if out is not None and out.suffix.lower() != ".html":
        fail(f"--out: {out.name} does not end in .html; other forms are written beside it (--help)")
    target = Path(f"{vmo.load(scenario).name}-{kind}.html") if out is None else out
    if not target.absolute().parent.is_dir():
        fail(f"--out: the folder {target.parent} is not there; make it first")
    vmo.writable(target.absolute().parent)
    return target


def document_files(
    document: DocumentResult, target: Path | None, asked: Asked, *, xlsx: bool = False, pptx: bool = False
) -> None:
    """Write the forms asked for, and say where they are."""
    if target is None:
        return
    files = [target, *(target.with_suffix(end) for end, wanted in ((".xlsx", xlsx), (".pptx", pptx)) if wanted)]
    for file in files:
        document.write(file)
    asked.closing.append(f"\nWritten: {', '.join(map(str, files))}.")
