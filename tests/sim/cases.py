"""Small portfolios to simulate: one stream, one server, a server-week at 1 000, everything decided at week 0."""

from typing import Any

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from sim.outcomes.run import Run
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.ledger import KINDS
from sim.world.world import World

RATE = 1000
"""Cost of a server-week in every stream made by ``stream`` with one stage and no payroll given."""

DIRECT = {
    "base": "value_stream",
    "approval_weeks": 0,
    "commit_ahead_weeks": 0,
    "mmp_wip_limit": None,
    "selection": "first_come",
    "stop_rule": "never",
    "business_case_share": 0,
    "governance_per_round": 0,
    "governance_per_unit": 0,
    "release_cost": 0,
    "release_effort": 0,
}
"""The shortest way from idea to work: money at week 0, in the order of the scenario, and deciding costs nothing."""


def stage(name: str = "work", *, servers: int = 1, effort: Any = 1, **more: Any) -> dict[str, Any]:
    """A stage; by default a feature takes one week on its only server."""
    return {"id": name, "servers": servers, "effort": effort, **more}


def stream(name: str = "s", *stages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A stream of these stages (default: one), paid 1 000 per server and week."""
    steps = list(stages) or [stage()]
    servers = sum(step["servers"] for step in steps)
    return {
        "id": name,
        "teams": 1,
        "team_cost_per_sprint": RATE * servers,
        "sprint_weeks": 1,
        "stages": steps,
        **more,
    }


def mmp(name: str, features: int | None = 1, *, on: str = "s", earns: float = 0, **more: Any) -> dict[str, Any]:
    """An MMP that earns so much per week at full adoption."""
    work = {} if features is None else {"features": features}
    return {"id": name, "value_stream": on, "value_per_quarter": 13 * earns, **work, **more}


def scenario(mmps: list[dict[str, Any]], *streams: dict[str, Any], **more: Any) -> Scenario:
    """Four quarters, no discount, more money than anybody needs."""
    return Scenario.model_validate(
        {
            "calendar": {"quarters": 4, "discount_rate": 0} | more.pop("calendar", {}),
            "budget": more.pop("budget", {"per_quarter": 1e9}),
            "value_streams": list(streams) or [stream()],
            "mmps": mmps,
            **more,
        }
    )


def funding(**changes: Any) -> FundingModel:
    """``DIRECT`` with some settings changed."""
    return FundingModel.model_validate(DIRECT | changes)


def run(case: Scenario, model: FundingModel | None = None, *, seed: int = 1, replication: int = 0) -> Run:
    """One world of a scenario under ``DIRECT`` or the given model."""
    return simulate(World(Blueprint(case), seed, replication), model or funding())


def dates(outcome: Run, what: str) -> dict[str, Any]:
    """One date (``released``, ``completed``...) of every MMP."""
    return {state.plan.id: getattr(state, what) for state in outcome.states}


def money(outcome: Run) -> dict[str, float]:
    """Booked amounts by kind, in currency; kinds without an amount are left out."""
    table = outcome.ledger.by_week(outcome.world.blueprint.calendar.benefit_end).sum(axis=1)
    return {kind: cents / 100 for kind, cents in zip(KINDS, table.tolist(), strict=False) if cents}


def touches(outcome: Run, name: str, step: str = "work") -> list[tuple[float, float, float, float]]:
    """(arrived, started, finished, left) of every visit of an MMP to a stage, in order of start."""
    index = [state.plan.id for state in outcome.states].index(name)
    number = [where for _, where in outcome.world.blueprint.stage_ids].index(step)
    own = outcome.visits[(outcome.visits[:, 0] == index) & (outcome.visits[:, 2] == number)]
    rows = sorted(own.tolist(), key=lambda row: (row[5], row[1]))
    return [(arrived, started, finished, left) for *_, arrived, started, finished, left in rows]


def served(outcome: Run, name: str, step: str = "work") -> list[tuple[float, float]]:
    """(started, finished) of every visit of an MMP to a stage."""
    return [(started, finished) for _, started, finished, _ in touches(outcome, name, step)]
