"""Two models that differ in all mechanisms, and for every mechanism a scenario in which it alone matters."""

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from tests.sim.cases import mmp, scenario, stage, stream

START = {
    "cadence_weeks": 26, "approval_weeks": 0, "funding_unit": "project", "release_unit": "project",
    "mmp_wip_limit": None, "selection": "first_come", "reestimate": False, "stop_rule": "never",
    "formation_weeks": 1, "formation_productivity": 1, "business_case_share": 0.05, "overrun": "reapprove",
    "change_weeks": 0, "staffing": "follows_funding", "governance_per_round": 300, "governance_per_unit": 20,
    "release_cost": 0, "release_effort": 0, "approve_within_capacity": 10,
}  # fmt: skip
GOAL = {
    "cadence_weeks": 13, "approval_weeks": 0.5, "funding_unit": "mmp", "release_unit": "mmp", "mmp_wip_limit": 3,
    "selection": "smallest_first", "reestimate": True, "stop_rule": "evidence", "formation_weeks": 0,
    "formation_productivity": 1, "business_case_share": 0.01, "overrun": "absorb", "change_weeks": 0,
    "staffing": "fixed", "governance_per_round": 100, "governance_per_unit": 10, "release_cost": 1e-9,
    "release_effort": 0, "pivots": 1, "experiments": "worth",
    "experiment_cost": 1e9, "office_per_year": 1e-9,
    "split": "expected_value", "max_shift": 0,
    "services_budget": 0.5, "sync_weeks": 20, "planning_days": 3,
    "familiarity_ceiling": 1.1, "enabler_share": 1e-9,
}  # fmt: skip
"""Two models that differ in all mechanisms, each in a way that has no effect on benefits by itself."""

SOON = {"urgency": {"kind": "closing", "last_quarter": 1}}
"""Worth nothing after week 13."""


def bet(name: str, features: int = 1, value: float = 100_000, **more):
    """An MMP that earns once, at its release; when does not matter."""
    return mmp(name, features, value=value, **more)


def case(mmps, *streams, start=None, goal=None, **more) -> Scenario:
    models = {"start": FundingModel(**START | {"base": "project"} | (start or {}))}
    models["goal"] = FundingModel(**GOAL | {"base": "value_stream"} | (goal or {}))
    more = {"calendar": {"quarters": 4, "benefit_quarters": 8, "discount_rate": 0}} | more
    every = [{"runway": {"need": 1e-9}} | each for each in streams or [stream()]]
    return scenario(mmps, *every, funding_models=models, **more)


def alone(*mmps):
    """Every MMP is a project of its own."""
    return {"projects": [{"id": f"p-{m['id']}", "mmps": [m["id"]]} for m in mmps]}


A, B = bet("a", 2), bet("b", 3)
LATE = bet("late", appears_quarter=2, latest_quarter=2)
FREE = {**stream(), "team_cost_per_sprint": 0}
SIX = [bet("a", **SOON), *(bet(f"m{k}") for k in range(5))]
SLOW = stream("s", stage(effort=4), switching_loss="weinberg")

ALONE = {
    "cadence": (case([A, LATE], start={"cadence_weeks": 52}, **alone(A, LATE)), "benefits", 100_000),
    "approval": (case([bet("a", 5, **SOON)], goal={"approval_weeks": 10}), "benefits", -100_000),
    "funding_unit": (
        case([bet("a", latest_quarter=1), bet("b", appears_quarter=2)], projects=[{"id": "p", "mmps": ["a", "b"]}]),
        "benefits",
        100_000,
    ),
    "release_unit": (
        case([bet("a", **SOON), bet("b", 20)], projects=[{"id": "p", "mmps": ["a", "b"]}]),
        "benefits",
        100_000,
    ),
    "mmp_wip_limit": (
        case(SIX, SLOW, goal={"mmp_wip_limit": 1}, **alone(*SIX)),
        "benefits",
        100_000,
    ),
    "selection": (
        case([A, bet("b", value=30_000, excludes=["a"])], **alone(A, B)),
        "benefits",
        30_000 - 100_000,
    ),
    "stop_rule": (
        case(
            [bet("a", 36, success_probability=0)],
            start={"release_unit": "mmp", "reestimate": True},
            uncertainty={"evidence": {"sensitivity": 1, "specificity": 1}},
        ),
        "mmps_stopped",
        1,
    ),
    "split": (
        case(
            [bet("a", 30, **SOON)],
            stream("s", stage(servers=2)),
            stream("t", stage(servers=2)),
            start={"staffing": "fixed", "bench": "released"},
            goal={"split": "votes", "max_shift": 1},
            budget={"per_quarter": 1e6, "votes": [{"voter": "x", "value_stream": "s", "points": 1}]},
        ),
        "benefits",
        100_000,
    ),
    "office": (
        case([A], goal={"office_per_year": 60_000}, budget={"per_quarter": 13_000}),
        "benefits",
        -100_000,
    ),
    "experiment": (
        case(
            [bet("a", success_probability=1e-9)],
            start={"business_case_share": 0.010_000_1, "stop_hurdle": 0},
            goal={
                "experiments": "always", "experiment_weeks": 0, "experiment_cost": 9, "experiment_specificity": 0,
                "stop_hurdle": 0,
            },
        ),
        "sunk_valueless",
        9,
    ),
    "pivot": (
        case(
            [bet("a", 36, success_probability=0)],
            start={"release_unit": "mmp", "reestimate": True, "stop_rule": "evidence", "opportunity": 1e9},
            goal={"pivot_success": 1},
            uncertainty={"evidence": {"sensitivity": 1, "specificity": 1}},
        ),
        "mmps_stopped",
        -1,
    ),
    "formation": (
        case([bet("a", 8, **SOON)], start={"formation_weeks": 12, "formation_productivity": 0.5}),
        "benefits",
        100_000,
    ),
    "familiarity": (
        case([bet("a", 8, **SOON)], start={"familiarity_weeks": 1e-6, "familiarity_ceiling": 0.5}),
        "benefits",
        100_000,
    ),
    "runway": (
        case([bet("a", 8, **SOON)], goal={"enabler_share": 0.5}),
        "benefits",
        -100_000,
    ),
    "business_case": (
        case([bet("a", 10, success_probability=0)]),
        "sunk_valueless",
        (0.01 - 0.05) * 10_000,
    ),
    "overrun": (
        case([bet("a", 4, **SOON)], start={"change_weeks": 10}, uncertainty={"scope_growth": 2}),
        "benefits",
        100_000,
    ),
    "staffing": (
        case([bet("a", 16, **SOON)], stream("s", stage()), stream("t", stage())),
        "benefits",
        -100_000,
    ),
    "governance": (
        case([A], FREE, start={"cadence_weeks": 104}, goal={"cadence_weeks": 52}),
        "cost",
        (100 + 10) - (300 + 20),
    ),
    "release_price": (
        case([bet("a", success_probability=0)], start={"release_cost": 9, "business_case_share": 0.010_000_1}),
        "sunk_valueless",
        -9,
    ),
    "services": (
        case(
            [bet("a", **SOON)],
            services=[
                {"id": "legal", "per_year": 104_000, "person_cost_per_year": 52_000,
                 "visits": [{"at": "start", "effort": 8}, {"at": "start", "effort": 8}]}
            ],
        ),
        "benefits",
        -100_000,
    ),
    "synchronisation": (
        case(
            [bet("a", **SOON)],
            stream("s"),
            stream("t"),
            dependencies=[{"value_stream": "s", "stage": "work", "on": "t", "helps_at": "work", "effort": 1}],
        ),
        "benefits",
        -100_000,
    ),
    "increments": (
        case(
            [bet("a", **SOON)],
            goal={"increment_weeks": 26},
            trains=[{"id": "all", "value_streams": ["s"], "offset_weeks": 14}],
        ),
        "benefits",
        -100_000,
    ),
    "capacity": (
        case(
            [bet("a", 4), bet("b", 4, **SOON)],
            start={"approve_within_capacity": 0.1},
            **alone(bet("a"), bet("b")),
        ),
        "benefits",
        100_000,
    ),
}  # fmt: skip
"""Mechanism -> a scenario in which it alone matters, the outcome that shows it, and the difference by hand."""
