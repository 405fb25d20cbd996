"""Laws of plans near the last one: brute force, named rows, and what stability costs."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimiser.checker import check
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.program import build
from optimiser.solving import Effort
from optimiser.stability import Stability, add_stability, compare_starts, optimise_near
from scenarios.scenario import Scenario
from tests.optimiser.cases import scenario

EXACT = Effort(gap=0)
GOLDEN = Path(__file__).parents[1] / "data" / "optimiser" / "golden"


def best_near(case: Scenario, stability: Stability) -> float | None:
    """Best value less cost of changes over every plan that the checker and the rules of stability let pass."""
    data = prepare(case)
    ids = [c.id for c in data.candidates]
    best = None
    for dates in product(*((None, *c.value) for c in data.candidates)):
        plan = {name: start for name, start in zip(ids, dates, strict=True) if start is not None}
        audit = check(case, plan)
        if audit.broken:
            continue
        changes = compare_starts(data, stability, plan)
        if stability.most_changes is not None and changes.number > stability.most_changes:
            continue
        early = {m: q for m, q in plan.items() if q <= stability.frozen}
        if early != {m: max(1, q) for m, q in stability.last.items() if max(1, q) <= stability.frozen}:
            continue
        value = audit.value - changes.cost(stability)
        best = value if best is None else max(best, value)
    return best


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_plan_near_the_last_one_is_better(data: st.DataObject) -> None:
    """Brute force over every plan of up to five MMPs and three quarters."""
    n, quarters = data.draw(st.sampled_from([(3, 3), (5, 2)]))
    whole = st.integers(0, 9)
    mmps = [
        {"id": f"m{i}", "spend": [data.draw(st.integers(1, 9))], "value_per_quarter": data.draw(whole)}
        | ({"requires": ["m0"]} if i and data.draw(st.booleans()) else {})
        for i in range(n)
    ]
    case = scenario(mmps, data.draw(st.integers(8, 20)), quarters)
    last = data.draw(st.dictionaries(st.sampled_from([f"m{i}" for i in range(n)]), st.integers(0, quarters)))
    stability = Stability(
        last=last,
        move_cost=data.draw(st.sampled_from([0, 3])),
        drop_cost=data.draw(st.sampled_from([0, 8])),
        frozen=data.draw(st.sampled_from([0, 0, 1])),
        most_changes=data.draw(st.sampled_from([None, 0, 1, 2])),
    )
    found = optimise_near(case, stability, effort=EXACT)
    expected = best_near(case, stability)
    assert (found.objective is None) == (expected is None)
    if expected is not None:
        assert found.objective == pytest.approx(expected, abs=1e-6)
        assert found.value is not None
        assert found.value <= (optimise(case, effort=EXACT).value or 0.0) + 1e-6


def test_rows_have_names_a_planner_understands(tmp_path: Path) -> None:
    """A is frozen in quarter 1, b may not begin then, and at most one change is allowed: the program on file."""
    mmps = [{"id": "a", "spend": [4], "value": 9}, {"id": "b", "spend": [4], "value": 8}]
    data = prepare(scenario(mmps, 5, 2))
    program = build(data)
    add_stability(program, data, Stability({"a": 1}, move_cost=2, drop_cost=3, frozen=1, most_changes=1))
    program.problem.writeLP(str(tmp_path / "stability.lp"))
    assert (tmp_path / "stability.lp").read_text() == (GOLDEN / "stability.lp").read_text()
