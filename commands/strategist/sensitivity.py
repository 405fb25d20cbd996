"""``vmo sensitivity``: what the difference between two funding models depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import EveryOption, ListOption, OnlyOption, OutcomeOption, PairOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import NumbersResult, SensitivityResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("sensitivity")(tornado)


@study("simulations")
def tornado(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    only: OnlyOption = None,
    listed: ListOption = False,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=2, max=1_000_000, help="Worlds for every value tried.")
    ] = 60,
    everything: EveryOption = False,
) -> SensitivityResult | NumbersResult:
    """What does the difference depend on, and when does it flip? A tornado over every uncertain number.

    Each number goes alone from its low to its high end, in the same worlds. Ranges come from the scenario
    (uncertainty.ranges) or from documented defaults with source and grade. Where the preferred model is not the
    same at low end, now, and high end, the value at which it flips is found by bisection; otherwise it says never
    within range. A preference that turns and turns back in between is not seen: sweep that number.

    Examples:
      vmo sensitivity insurer

      vmo sensitivity regulated --out results

      vmo sensitivity insurer --models project,early_releases --outcome lead_time_weeks -n 30

      vmo sensitivity insurer --list

    """
    if listed:
        asked.out = None
        return vmo.numbers(scenario, models=models, only=only)
    asked.words = {"everything": everything}
    return vmo.sensitivity(
        scenario,
        models=models,
        outcome=outcome,
        only=only,
        replications=replications,
        seed=asked.seed,
        **asked.running,
    )
