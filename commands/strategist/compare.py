"""``vmo compare``: funding models on the same worlds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import BrandOption, ModelsOption
from commands.shared.output import fail
from commands.shared.studies import XLSX, Asked, study

if TYPE_CHECKING:
    from vmo import ComparisonResult, DiffResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("compare")(models_on_the_same_worlds)


@study("worlds", without=("seed",), workbook=True)
def models_on_the_same_worlds(
    asked: Asked,
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="YAML file, folder, or name of a shipped scenario (see vmo list)."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds to simulate.  [default: 200]"),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the worlds.  [default: 1]")] = None,
    models: ModelsOption = None,
    precision: Annotated[
        str | None,
        typer.Option(
            help="Stop when the 95 % half-width of the mean difference in net present value is below this: "
            "a share (0.1 or 10%) of the difference, or an amount of money (500000)."
        ),
    ] = None,
    assumptions: Annotated[
        bool,
        typer.Option(
            "--assumptions", help="Also draw sets of assumptions, for a second band (see vmo assumptions)."
        ),
    ] = False,
    sets: Annotated[
        int, typer.Option("--sets", min=2, max=1_000_000, help="With --assumptions: sets of assumptions.")
    ] = 512,
    backing: Annotated[
        bool,
        typer.Option(
            "--backing/--no-backing",
            help="Also run a well-run project office, settings of grade D made equal, and the price of a release.",
        ),
    ] = True,
    replay: Annotated[
        Path | None, typer.Option(help="Manifest of an earlier comparison: run the same again, to the byte.")
    ] = None,
    assumptions_from: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx",
            help="Workbook of an earlier comparison with values edited in its sheet Assumptions: compare as the "
            "scenario is with as edited.",
        ),
    ] = None,
    brand: BrandOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every outcome, not only the main ones.")] = False,
) -> ComparisonResult | DiffResult:
    """Compare funding models: same people, money, work and luck, different rules.

    Every model runs in the same simulated worlds, so a difference comes from the rules and not from luck. The table
    shows what each model brings (P50 with P10 and P90) and the paired difference with its 95 % interval.

    Examples:
      vmo compare insurer

      vmo compare insurer --models all -n 500 --out results

      vmo compare insurer --models project,change_over,change_over_abandoned_12 --out results

      vmo compare my-portfolio.yaml --precision 10% --json

      vmo compare insurer --out results.xlsx

      vmo compare insurer --assumptions-from results.xlsx

      vmo compare my-portfolio -n 20000 --checkpoint finished --cluster tcp://127.0.0.1:8786

    """
    asked.words = {"everything": everything}
    if brand is not None and (asked.out is None or asked.out.suffix.lower() != XLSX or assumptions_from or replay):
        fail("--brand is the brand of a workbook: give --out FILE.xlsx, without --replay and --assumptions-from")
    if replay is not None:
        given = {"SCENARIO": scenario, "--replications": replications, "--seed": seed, "--models": models}
        clash = [name for name, value in {**given, "--precision": precision}.items() if value is not None]
        if clash:
            fail(f"--replay takes everything from the manifest; leave out {', '.join(clash)}")
        asked.interrupts = False
        return vmo.replay(replay, **asked.running)
    if scenario is None:
        fail("which scenario? Give a file, a folder or a shipped name, for example: vmo compare insurer")
    if assumptions_from is not None:
        changed = vmo.with_assumptions(scenario, assumptions_from)
        asked.words = {}
        count = 100 if replications is None else replications
        return vmo.diff(scenario, changed, models=models, replications=count, seed=seed, **asked.running)
    return vmo.compare(
        scenario,
        models=models,
        replications=replications,
        seed=1 if seed is None else seed,
        precision=precision,
        backing=backing,
        assumptions=sets if assumptions else None,
        brand=brand,
        **asked.running,
    )
