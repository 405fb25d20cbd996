"""The program against the enumeration of every plan."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimiser.checker import check
from optimiser.data import Wishes
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.solving import Effort
from scenarios.scenario import Scenario
from tests.examples import examples
from tests.optimiser.cases import brute_force, portfolios

PROVE = Effort(gap=0.0)
few = settings(
    max_examples=examples(17), deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@few
@given(portfolios(), st.sampled_from(["net", "gross"]))
def test_optimum_equals_brute_force(case: Scenario, aim: str) -> None:
    """The proven optimum is the best of all plans, and infeasible exactly when no plan keeps every rule."""
    wishes = Wishes(aim=aim)
    plan = optimise(case, wishes, PROVE)
    best = brute_force(case, wishes)
    if best is None:
        assert plan.status == "infeasible"
        assert not plan.found
    else:
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(best, abs=1e-6)
        assert plan.bound == pytest.approx(best, abs=1e-4)


@few
@given(portfolios())
def test_no_baseline_beats_the_optimum_and_each_is_feasible(case: Scenario) -> None:
    """Every ranking that has a plan keeps every rule and earns no more than the optimum."""
    plan = optimise(case, effort=PROVE)
    for name, starts in plan.baseline_plans.items():
        if starts is not None:
            audit = check(case, starts)
            assert audit.broken == (), name
            assert audit.value <= plan.objective + 1e-6
            assert audit.value == pytest.approx(plan.baselines[name], abs=1e-9)


@few
@given(portfolios())
def test_data_and_checker_agree_on_value(case: Scenario) -> None:
    """The value added up from the coefficients equals the value re-added from the scenario."""
    plan = optimise(case, effort=PROVE)
    if plan.found:
        assert prepare(case).value(dict(plan.starts)) == pytest.approx(plan.value, abs=1e-9)
