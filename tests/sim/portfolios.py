"""Random portfolios and funding models for laws that hold in every one of them (hypothesis)."""

from typing import Any

from hypothesis import strategies as st

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from tests.sim.cases import RATE, funding, mmp, scenario, stage, stream

NOISY = {"distribution": "gamma", "mean": 0.7, "cv": 0.8}
LIMITS = st.sampled_from([None, 1, 2, 4])
CLASSES = st.sampled_from(["standard", "standard", "expedite", "fixed_date", "intangible"])


@st.composite
def streams(draw: st.DrawFn, name: str, rework: bool) -> dict[str, Any]:
    """One to three stages with limits, rework, blockers, switching loss and unplanned work."""
    steps = []
    for k in range(draw(st.integers(1, 3))):
        back = {"rework": {"probability": 0.2, "to": f"k{draw(st.integers(0, k))}"}} if rework else {}
        steps.append(
            stage(
                f"k{k}",
                servers=draw(st.integers(1, 3)),
                effort=draw(st.sampled_from([NOISY, 1])),
                wip_limit=draw(LIMITS),
                **back,
            )
        )
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["blockers"] = {"probability": 0.2, "duration": NOISY}
    if draw(st.booleans()):
        more["arrivals"] = {"kind": "poisson", "rate": 0.4}
    return stream(
        name,
        *steps,
        blocking=draw(st.sampled_from(["card", "server"])),
        switching_loss=draw(st.sampled_from(["none", "mild", "weinberg"])),
        expedite_allowance=draw(st.integers(0, 2)),
        release_every_weeks=draw(st.sampled_from([None, 4])),
        **more,
    )


@st.composite
def mmps(draw: st.DrawFn, count: int) -> list[dict[str, Any]]:
    """MMPs on two streams, some on both; each may need earlier ones."""
    found: list[dict[str, Any]] = []
    for k in range(count):
        more: dict[str, Any] = {"class_of_service": draw(CLASSES)}
        if k:
            link = draw(st.sampled_from([None, None, "requires", "after", "excludes", "requires_any", "with"]))
            if link:
                more[link] = [f"m{draw(st.integers(0, k - 1))}"]
        if draw(st.integers(0, 5)) == 0:
            features, more["effort"] = None, {"a": 2.0, "b": 1.0}
        else:
            features = draw(st.integers(1, 12))
        others = {other["id"] for other in found if other.get("underway")}
        if draw(st.integers(0, 7)) == 0 and others.isdisjoint(more.get("excludes", ())):
            more["underway"] = 0.5
        else:
            more["appears_quarter"] = draw(st.integers(1, 3))
        found.append(
            mmp(
                f"m{k}",
                features,
                on=draw(st.sampled_from("ab")),
                earns=draw(st.sampled_from([0, 50, 400])),
                success_probability=draw(st.sampled_from([0.3, 0.7, 1])),
                direct_cost=draw(st.sampled_from([0, 1234.56])),
                ramp_quarters=draw(st.sampled_from([0, 0.5])),
                **more,
            )
        )
    return found


@st.composite
def scenarios(draw: st.DrawFn, rework: bool = True) -> Scenario:
    """A small portfolio with everything that can happen."""
    count = draw(st.integers(1, 7))
    bundled = [f"m{k}" for k in range(draw(st.integers(0, count)))]
    return scenario(
        draw(mmps(count)),
        draw(streams("a", rework)),
        draw(streams("b", rework)),
        projects=[{"id": "P", "mmps": bundled}] if bundled else [],
        budget={
            "per_quarter": draw(st.sampled_from([1e6, 30_000, [60_000, 20_000, 1_000, 90_000]])),
            "support_per_quarter": draw(st.sampled_from([0, 100.01])),
            "carry_over": draw(st.sampled_from([0, 1])),
        },
        calendar={"discount_rate": 0.08, "run_off": draw(st.booleans())},
        uncertainty={"scope_growth": {"distribution": "uniform", "low": 0.8, "high": 2}},
    )


@st.composite
def models(draw: st.DrawFn) -> FundingModel:
    """Any mixture of the mechanisms."""
    pick = st.sampled_from
    return funding(
        cadence_weeks=draw(pick([4, 13, 52])),
        approval_weeks=draw(pick([0, 1, 7.5])),
        commit_ahead_weeks=draw(pick([0, 2, 20])),
        funding_unit=draw(pick(["project", "mmp"])),
        release_unit=draw(pick(["project", "mmp"])),
        mmp_wip_limit=draw(pick([None, 1, 3])),
        selection=draw(pick(["business_case", "wsjf", "cd3", "random"])),
        reestimate=draw(st.booleans()),
        stop_rule=draw(pick(["never", "evidence"])),
        stop_hurdle=draw(pick([1.0, 3.0])),
        formation_weeks=draw(pick([0, 3])),
        business_case_share=draw(pick([0, 0.05])),
        overrun=draw(pick(["absorb", "reapprove"])),
        overrun_tolerance=0,
        change_weeks=draw(pick([0, 4.3])),
        staffing=draw(pick(["fixed", "follows_funding"])),
        bench=draw(pick(["paid", "released"])),
        governance_per_round=draw(pick([0, 777.77])),
        governance_per_unit=draw(pick([0, 11.11])),
    )


@st.composite
def routes(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """One to three stages of a network: own servers that may be interrupted, a platform, or parallel branches."""
    steps: list[dict[str, Any]] = []
    people = 0
    kinds = [draw(st.sampled_from(["own", "own", "platform", "parallel"])) for _ in range(draw(st.integers(0, 2)))]
    for k, kind in enumerate(draw(st.permutations([*kinds, "own"]))):
        step: dict[str, Any] = {"id": f"k{k}"}
        effort = draw(st.sampled_from([NOISY, 1]))
        if kind == "platform":
            step |= {"platform": "ops", "effort": effort}
        elif kind == "parallel":
            limit = draw(LIMITS)
            step["parallel"] = [
                {"id": branch, "servers": draw(st.integers(1, 2)), "wip_limit": limit, "effort": effort}
                for branch in "xy"
            ]
            people += sum(branch["servers"] for branch in step["parallel"])
        else:
            step |= {"servers": draw(st.integers(1, 3)), "effort": effort, "wip_limit": draw(LIMITS)}
            people += step["servers"]
            step |= draw(st.sampled_from(INTERRUPTIONS))
        back = {f"k{draw(st.integers(0, k))}": 0.2}
        ways = [
            {},
            {"routing": back},
            {"routing": back | {"done": 0.3}},
            {"rework": {"probability": 0.2, "to": "k0"}},
        ]
        steps.append(step | draw(st.sampled_from(ways)))
    return {
        "id": name,
        "teams": 1,
        "team_cost_per_sprint": RATE * people,
        "sprint_weeks": 1,
        "stages": steps,
        "blocking": draw(st.sampled_from(["card", "server"])),
        "switching_loss": draw(st.sampled_from(["none", "mild"])),
        "blockers": draw(st.sampled_from([None, {"probability": 0.2, "duration": NOISY}])),
        "arrivals": draw(st.sampled_from([None, {"kind": "poisson", "rate": 0.2}])),
    }


INTERRUPTIONS: list[dict[str, Any]] = [
    {},
    {"breakdowns": {"between": {"distribution": "exponential", "mean": 3}, "repair": 1}},
    {"breakdowns": {"between": 5, "repair": NOISY, "clock": "always"}},
    {"side_work": 0.5},
    {"preemptive": True, "side_work": NOISY},
]


@st.composite
def networks(draw: st.DrawFn) -> Scenario:
    """A small portfolio in a network of stations, with everything that can happen there."""
    case = draw(scenarios())
    platform = {
        "id": "ops",
        "servers": 2,
        "teams": 1,
        "team_cost_per_sprint": 2 * RATE,
        "sprint_weeks": 1,
        **draw(st.sampled_from(INTERRUPTIONS)),
    }
    return Scenario.model_validate(
        case.model_dump(by_alias=True)
        | {"value_streams": [draw(routes("a")), draw(routes("b"))], "platforms": [platform]}
    )
