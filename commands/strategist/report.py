"""``vmo report``: the board paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import PairOption, ScenarioArgument
from commands.shared.output import fail
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import BoardPaperResult


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
    sets: Annotated[int, typer.Option(min=2, help="Sets of assumptions, for the second band.")] = 64,
    sensitivity_worlds: Annotated[int, typer.Option(min=2, help="Worlds for every value of the tornado.")] = 4,
    attribution_worlds: Annotated[int, typer.Option(min=2, help="Worlds of the attribution.")] = 8,
    detail_worlds: Annotated[
        int, typer.Option(min=2, help="Worlds of the way to the second model, and of single MMPs.")
    ] = 30,
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
    target = out
    if target is not None and target.suffix.lower() != ".html":
        fail(f"--out: {target.name} does not end in .html; --xlsx and --pptx write the other forms beside it")
    if target is None and not asked.as_json:
        target = Path(f"{vmo.load(scenario).name}-report.html")
    if target is not None:
        if not target.parent.is_dir():
            fail(f"--out: the folder {target.parent} is not there; make it first")
        vmo.writable(target.parent)
    paper = vmo.report(
        scenario,
        models=models,
        replications=replications,
        sets=sets,
        sensitivity_worlds=sensitivity_worlds,
        attribution_worlds=attribution_worlds,
        detail_worlds=detail_worlds,
        seed=asked.seed,
        **asked.running,
    )
    if target is not None:
        files = [target, *(target.with_suffix(end) for end, wanted in ((".xlsx", xlsx), (".pptx", pptx)) if wanted)]
        for file in files:
            paper.write(file)
        asked.closing.append(f"\nWritten: {', '.join(map(str, files))}.")
    return paper
