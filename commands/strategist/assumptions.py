"""``vmo assumptions``: how far an answer rests on assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import EveryOption, ListOption, OnlyOption, OutcomeOption, PairOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import AssumptionsResult, RegisterResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("assumptions")(sets_of_assumptions)


@study("simulations")
def sets_of_assumptions(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    only: OnlyOption = None,
    sets: Annotated[
        int, typer.Option("--sets", min=2, max=1_000_000, help="Sets of assumptions; powers of two are most even.")
    ] = 512,
    worlds: Annotated[int, typer.Option("--worlds", min=2, max=100_000, help="Worlds in each set.")] = 2,
    listed: ListOption = False,
    everything: EveryOption = False,
) -> AssumptionsResult | RegisterResult:
    """How far does the answer rest on assumptions? All uncertain numbers drawn together from their ranges.

    A tornado turns one number at a time; here all of them move at once, in many sets of assumptions. The answer is
    the spread of the difference over the sets (what luck adds is taken out), in how many sets each model wins,
    which numbers explain the spread, and what would have to be true for the other model to win.

    Examples:
      vmo assumptions insurer

      vmo assumptions regulated --sets 1024 --out results

      vmo assumptions insurer --list

    """
    asked.words = {"everything": everything}
    if listed:
        return vmo.assumption_register(scenario, models=models if models is not None else "all")
    return vmo.assumptions(
        scenario,
        models=models,
        outcome=outcome,
        only=only,
        sets=sets,
        worlds=worlds,
        seed=asked.seed,
        **asked.running,
    )
