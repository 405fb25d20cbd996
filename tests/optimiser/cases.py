"""Small portfolios to plan, written as plain data, and a brute force that enumerates every plan."""

from itertools import product
from typing import Any

from hypothesis import strategies as st

from optimiser.checker import check
from optimiser.data import Wishes
from optimiser.preparation import prepare
from scenarios.scenario import Scenario

STAGE = [{"id": "work", "servers": 1, "effort": 1}]


def stream(name: str, teams: int = 1, cost: float = 0.0, **more: Any) -> dict[str, Any]:
    """A value stream whose capacity is ``teams`` team-sprints per quarter (sprints of 13 weeks)."""
    return {
        "id": name,
        "teams": teams,
        "team_cost_per_sprint": cost,
        "sprint_weeks": 13,
        "stages": STAGE,
        **more,
    }


def scenario(mmps: list[dict[str, Any]], budget: Any = 100, quarters: int = 2, **more: Any) -> Scenario:
    """A planner's scenario without discounting."""
    calendar = {"quarters": quarters, "discount_rate": 0} | more.pop("calendar", {})
    budget = budget if isinstance(budget, dict) else {"per_quarter": budget}
    return Scenario.model_validate({"calendar": calendar, "budget": budget, "mmps": mmps, **more})


def brute_force(case: Scenario, wishes: Wishes | None = None) -> float | None:
    """Best value over every assignment of start quarters that the checker lets pass; None when there is none."""
    ids = [mmp.id for mmp in case.mmps]
    dates = [(None, *prepare(case).by_id[name].value) for name in ids]
    best: float | None = None
    for starts_ in product(*dates):
        plan = {name: start for name, start in zip(ids, starts_, strict=True) if start is not None}
        audit = check(case, plan, wishes)
        if not audit.broken and (best is None or audit.value > best):
            best = audit.value
    return best


SIZES = [(4, 3), (6, 2), (3, 4), (7, 2), (9, 1), (12, 1)]
"""MMPs and quarters small enough to enumerate."""


def _links(draw: st.DrawFn, i: int) -> dict[str, list[str]]:
    """Links to MMPs with a smaller number, so that there is no circle."""
    if i == 0 or not draw(st.booleans()):
        return {}
    kind = draw(st.sampled_from(["requires", "requires_any", "after", "excludes", "with"]))
    return {kind: sorted(draw(st.sets(st.sampled_from([f"m{k}" for k in range(i)]), min_size=1, max_size=2)))}


def _resources(draw: st.DrawFn) -> dict[str, Any]:
    """What the planner alone knows: needs, running cost, variants."""
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        per_quarter = st.lists(st.integers(0, 3), min_size=1, max_size=1)
        found["need"] = {"dba": draw(st.one_of(st.integers(0, 3), per_quarter)), "risk": draw(st.integers(0, 4))}
    if draw(st.integers(0, 3)) == 0:
        found["running_cost"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 4)) == 0:
        found["variant_of"] = draw(st.sampled_from(["pump", "gate"]))
    return found


def _purses(draw: st.DrawFn, mmps: list[dict[str, Any]], budget: dict[str, Any]) -> None:
    """Money in two purses, now and then: what is spent is shared between them."""
    if any("effort" in mmp for mmp in mmps) and draw(st.booleans()):
        return
    for mmp in mmps:
        mmp.pop("effort", None)
        if "spend" in mmp:
            whole = mmp["spend"]
            part = [draw(st.integers(0, amount)) for amount in whole]
            rest = [amount - own for amount, own in zip(whole, part, strict=True)]
            mmp["purse"] = {"capital": part, "expense": rest}
    budget["purses"] = {"capital": draw(st.integers(2, 20)), "expense": draw(st.integers(2, 20))}
    budget["running_purse"] = "expense"


@st.composite
def portfolios(draw: st.DrawFn) -> Scenario:
    """A portfolio with every kind of rule, small enough for brute force."""
    n, quarters = draw(st.sampled_from(SIZES))
    whole = st.integers(0, 9)
    streams = [stream("s0", draw(st.integers(1, 4)), 2), stream("s1", draw(st.integers(1, 4)), 1)]
    mmps = []
    for i in range(n):
        mmp: dict[str, Any] = {"id": f"m{i}", "value_stream": f"s{i % 2}", "objective": f"o{i % 3}"}
        figures = draw(st.sampled_from(["spend", "effort", "both", "nothing"]))
        if figures in ("spend", "both"):
            mmp["spend"] = draw(st.lists(whole, min_size=0, max_size=min(2, quarters)))
        if figures in ("effort", "both"):
            mmp["effort"] = {f"s{i % 2}": draw(st.integers(1, 4)), f"s{(i + 1) % 2}": draw(st.integers(0, 1))}
        if draw(st.booleans()):
            mmp["value_by_quarter"] = draw(
                st.lists(st.one_of(st.none(), st.integers(-5, 20)), min_size=1, max_size=quarters)
            )
        else:
            mmp |= {
                "value_per_quarter": draw(whole),
                "value": draw(whole),
                "ramp_quarters": draw(st.integers(0, 2)),
            }
            mmp["urgency"] = draw(st.sampled_from(["standard", "decaying: 1", "closing: 2", "fixed_date: 1, 5, 2"]))
        mmp |= _links(draw, i)
        mmp |= _resources(draw)
        rare = draw(st.integers(0, 39))
        if rare == 11 and "variant_of" not in mmp:
            mmp["mandatory"] = True
        elif rare == 12:
            mmp["underway"] = 0.5
        elif rare == 13:
            mmp["earliest_quarter"] = draw(st.integers(1, quarters))
        elif rare == 14:
            mmp["latest_quarter"] = draw(st.integers(1, quarters))
        mmps.append(mmp)
    if draw(st.booleans()):
        for mmp in mmps:
            mmp |= {"mandatory": True} if mmp.get("variant_of") == "pump" else {}
    share = st.one_of(st.none(), st.sampled_from([0.1, 0.25]))
    budget: dict[str, Any] = {
        "per_quarter": draw(st.lists(st.integers(5, 30), min_size=quarters, max_size=quarters)),
        "carry_over": draw(st.sampled_from([0, 0, 0.5, 1])),
    }
    if draw(st.booleans()):
        budget["streams"] = {"s0": draw(st.integers(3, 15))}
    rules = {
        "mmp_wip_limit": draw(st.sampled_from([None, None, 1, 2])),
        "largest_bet": draw(st.sampled_from([None, None, 0.5])),
        "three_month_rule": draw(st.sampled_from([None] * 7 + [quarters])),
    }
    objectives = [
        {"id": "o0", "minimum_share": draw(share)},
        {"id": "o1", "maximum_share": draw(st.sampled_from([None, None, 0.5])), "share_of": "value"},
        {"id": "o2", "minimum_share": draw(share), "share_of": "value"},
    ]
    _purses(draw, mmps, budget)
    if draw(st.booleans()):
        rules["at_most"] = [{"name": "few", "mmps": ["m0", "m1", f"m{n - 1}"], "most": draw(st.integers(0, 2))}]
    synergies = [{"mmps": ["m0", f"m{n - 1}"], "value": draw(whole)}]
    return scenario(
        mmps,
        budget,
        quarters,
        calendar={"discount_rate": draw(st.sampled_from([0, 0.1]))},
        value_streams=streams,
        objectives=objectives,
        synergies=synergies,
        plan_rules=rules,
        amounts={"dba": {"per_quarter": draw(st.integers(1, 4))}, "risk": {"total": draw(st.integers(2, 9))}},
    )
