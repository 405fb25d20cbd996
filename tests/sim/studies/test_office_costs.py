"""What an office may cost: on portfolios where it can be worked out by hand."""

import pytest

from scenarios.faults import ScenarioError
from sim.studies.office_costs import crossing, run_offices
from tests.sim.cases import DIRECT, mmp, scenario


def late(**changes):
    """A release in week 10 against one in week 0: 10 weeks of 1 000 are the gain, and there is money to spare."""
    return scenario(
        [mmp("m", 1, earns=1000)],
        funding_models={"late": DIRECT | {"approval_weeks": 10}, "soon": DIRECT},
        **changes,
    )


def test_a_line_falls_to_zero():
    """From 4 at a cost of 10 to -4 at 20 it meets zero at 15; it may begin below, or never fall so far."""
    assert crossing((0, 10, 20), (8, 4, -4)) == 15
    assert crossing((0, 10), (-1, -2)) is None
    assert crossing((0, 10), (2, 1)) is None


def test_break_even_by_hand():
    """Without discount an office of a year costs what it is paid: the gain of 10 000 is gone at 10 000 a year."""
    found = run_offices(late(), ("late", "soon"), [5_200, 7_800, 15_600], replications=3)
    assert found.costs == (0, 5_200, 7_800, 15_600)
    assert [found.difference(k).mean for k in range(4)] == pytest.approx([10_000, 4_800, 2_200, -5_600])
    assert [found.loss(k)[1] for k in range(4)] == pytest.approx([0, 5_200, 7_800, 15_600])
    assert found.break_even() == pytest.approx((10_000, 10_000, 10_000))
    assert found.improvement(2)[0] == pytest.approx(7_800 / (103 * 1000))  # benefits of weeks 1 to 104


def test_costs_of_their_own():
    """Without costs the budget says what to try, and 0 is always there."""
    found = run_offices(late(budget={"per_quarter": 1e6}), ("late", "soon"), replications=1)
    assert found.costs == (0, 40_000, 80_000, 160_000, 320_000, 640_000)


def test_a_model_that_is_not_there():
    """An unknown model is a KeyError, a scenario without work one of its own."""
    with pytest.raises(KeyError):
        run_offices(late(), ("late", "never"), [1], replications=1)
    with pytest.raises(ScenarioError):
        run_offices(scenario([mmp("m", None)]), ("project", "value_stream"), [1], replications=1)
