"""``vmo robust``: how sure each pick is, and plans that stand bad luck."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated

import typer

from commands.shared.output import emit_json, fail
from commands.shared.planning_options import Request, planning, show, waiting

PICK_GAP, PICK_SECONDS = 0.005, 10.0
"""Gap and seconds of one sampled future; many of them are solved."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("robust")(robust)


@planning()
def robust(
    request: Request,
    samples: Annotated[
        int, typer.Option(min=1, max=10_000, help="Futures in which the problem is solved again.")
    ] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the futures.")] = 1,
    value_cv: Annotated[
        float | None, typer.Option(min=0, max=5, help="Spread of values.  [default: the scenario's, else 0.3]")
    ] = None,
    cost_cv: Annotated[
        float | None, typer.Option(min=0, max=5, help="Spread of costs.  [default: the scenario's, else 0.3]")
    ] = None,
    correlation: Annotated[
        float, typer.Option(min=0, max=0.99, help="Correlation of success within an objective.")
    ] = 0.0,
    level: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="Tail: the worst 1 - level share of futures.")
    ] = 0.9,
    gamma: Annotated[
        float | None, typer.Option(min=0, max=1000, help="Guard budgets against this many overruns at once.")
    ] = None,
    cost_tail: Annotated[
        bool, typer.Option("--cost-tail", help="Keep the mean of the worst spends within every budget.")
    ] = False,
    value_tail: Annotated[
        float, typer.Option(min=0, max=1, help="Weight of the tail of value in the objective, 0 to 1.")
    ] = 0.0,
    limit: Annotated[float, typer.Option(min=0.1, max=1e6, help="Seconds for all futures together.")] = 120.0,
) -> None:
    """How often each MMP is picked when values and costs vary, and what a guarded plan costs and saves.

    Examples:
      vmo robust insurer

      vmo robust insurer --gamma 2 --value-tail 0.5 --correlation 0.3

    """
    from optimiser.preparation import prepare
    from optimiser.risk import Caution, cautious, judge
    from optimiser.robust import robustness
    from optimiser.sampled_futures import Doubt

    effort, plan = request.effort, request.solve()
    scenario, starts = plan.scenario, dict(plan.starts or {})
    data = prepare(scenario, plan.wishes)
    doubt = Doubt.of(scenario, value_cv, cost_cv, correlation)
    caution = Caution(level=level, value_weight=value_tail, gamma=gamma, cost_cvar=cost_tail)
    plain = judge(scenario, data, starts, doubt, level, seed)
    asked = gamma is not None or cost_tail or value_tail > 0
    with waiting("Guarding"):
        guarded = cautious(scenario, data, caution, doubt, effort, seed) if asked else None
    trial = replace(effort, gap=max(effort.gap, PICK_GAP), seconds=min(effort.seconds, PICK_SECONDS))
    with waiting("Futures") as advance:
        picks = robustness(
            scenario,
            data,
            starts,
            doubt,
            samples=samples,
            seed=seed,
            effort=trial,
            seconds=limit,
            progress=lambda done: advance(done, samples),
        )
    if picks is None:
        fail("No future was solved in time; give them more with --limit.", code=1)
    if request.as_json:
        emit_json(
            {
                "picks": [asdict(pick) | {"verdict": pick.verdict} for pick in picks.picks],
                "futures": picks.solved,
                "regret": picks.regret,
                "kept": picks.kept,
                "plan": asdict(plain),
                "guarded": None if guarded is None else asdict(guarded),
            }
        )
    else:
        from rich.console import Group
        from rich.text import Text

        from report.plan.answers import risk_text, robustness_text

        show(Group(risk_text(plan, plain, guarded, level), Text(""), robustness_text(plan, picks)))
