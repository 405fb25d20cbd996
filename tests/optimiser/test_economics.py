"""What one MMP costs, needs and earns."""

from math import exp, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from optimiser.economics import (
    Earning,
    Figures,
    decay_area,
    decay_moment,
    expected_value,
    figures,
    starts,
    value_left_out,
)
from optimiser.optimisation import optimise
from optimiser.solving import Effort
from scenarios.calendar import Calendar
from scenarios.language.mmps import MMP
from scenarios.scenario import Scenario
from tests.examples import examples
from tests.optimiser.cases import scenario, stream


def one(mmp: dict[str, Any], quarters: int = 4, **more: Any) -> tuple[MMP, Scenario, Figures]:
    case = scenario([{"id": "a", **mmp}], 100, quarters, **more)
    return case.mmps[0], case, figures(case.mmps[0], case)


@given(st.floats(0, 3), st.floats(0, 200))
def test_decay_integrals_match_quadrature(rate: float, x: float) -> None:
    """The closed forms equal numerical integration, also where they would cancel."""
    knee = [min(x, 1 / (rate + 1e-9))]
    assert decay_area(rate, x) == pytest.approx(quad(lambda u: exp(-rate * u), 0, x, points=knee)[0], abs=1e-7)
    assert decay_moment(rate, x) == pytest.approx(
        quad(lambda u: u * exp(-rate * u), 0, x, points=knee)[0], abs=1e-6
    )


@settings(max_examples=examples(17), deadline=None)
@given(
    st.integers(0, 90),
    st.floats(0, 6),
    st.sampled_from(["standard", "decaying: 1.5", "decaying: 3", "closing: 3", "closing: 7"]),
    st.floats(0, 0.3),
)
def test_benefits_match_quadrature(release: int, ramp: float, urgency: str, discount: float) -> None:
    """Ramp, urgency, discount and horizon together equal numerical integration of the stated rate."""
    mmp = MMP.model_validate(
        {"id": "a", "value_per_quarter": 26, "ramp_quarters": ramp, "urgency": urgency, "appears_quarter": 2}
    )
    calendar = Calendar(quarters=4, benefit_quarters=8, discount_rate=discount)

    def rate(week: float) -> float:
        adoption = min((week - release) / (13 * ramp), 1.0) if ramp > 0 else 1.0
        kind = mmp.urgency.kind
        factor = 1.0
        if kind == "decaying":
            factor = 0.5 ** ((week - 13) / (13 * mmp.urgency.half_life_quarters))
        elif kind == "closing" and week > 13 * mmp.urgency.last_quarter:
            factor = 0.0
        return 2 * adoption * factor * exp(-discount * week / 52)

    knees = sorted({min(max(k, release), 104) for k in (release + 13 * ramp, 39, 91)})
    expected = quad(rate, release, 104, points=knees, limit=200)[0]
    assert Earning(mmp, calendar).benefits(release) == pytest.approx(expected, abs=1e-5)


def test_benefits_by_hand() -> None:
    """Released at the end of quarter 2 of 4 counted ones: two quarters of 10, one-off 5, benefits of 3 and 4."""
    mmp, case, numbers = one(
        {"spend": [1, 1], "value_per_quarter": 10, "value": 5, "benefits": [3, 4, 99], "success_probability": 0.5},
        2,
        calendar={"benefit_quarters": 4},
    )
    assert expected_value(mmp, case, numbers, 1, "gross") == pytest.approx(0.5 * (20 + 5 + 7))
    assert expected_value(mmp, case, numbers, 1, "net") == pytest.approx(16 - 2)


def test_ramp_by_hand() -> None:
    """Two quarters of ramp earn half of what full adoption would."""
    mmp, case, numbers = one(
        {"spend": [0], "value_per_quarter": 10, "ramp_quarters": 2}, 1, calendar={"benefit_quarters": 4}
    )
    assert expected_value(mmp, case, numbers, 1, "net") == pytest.approx(10 / 2 * 2 + 10)


def test_discount_by_hand() -> None:
    """A one-off value a year away is worth exp(-rate)."""
    mmp, case, numbers = one(
        {"spend": [0] * 4, "value": 100}, 4, calendar={"discount_rate": 0.1, "benefit_quarters": 8}
    )
    assert expected_value(mmp, case, numbers, 1, "net") == pytest.approx(100 * exp(-0.1))


def test_spend_falls_evenly_and_direct_cost_at_the_start() -> None:
    """Spend is discounted as if it fell evenly over its quarter, direct cost at the start of the first."""
    mmp, case, numbers = one({"spend": [52], "direct_cost": 7}, 4, calendar={"discount_rate": 0.2})
    evenly = 52 * exp(-0.05) * (1 - exp(-0.05)) / 0.05
    assert expected_value(mmp, case, numbers, 2, "net") == pytest.approx(-evenly - 7 * exp(-0.05))
    assert numbers.money("") == {"": (59.0,)}


def test_fixed_date_penalties() -> None:
    """A missed date costs its penalty once and then by the week until release; never released, to the horizon."""
    mmp, case, numbers = one(
        {"spend": [0], "urgency": "fixed_date: 2, 100, 10"}, 4, calendar={"benefit_quarters": 6}
    )
    values = [expected_value(mmp, case, numbers, q, "net") for q in (1, 2, 3, 4)]
    assert values == pytest.approx([0, 0, -110, -120])
    assert value_left_out(mmp, case) == pytest.approx(-140)


def test_penalty_beyond_the_horizon_is_nothing() -> None:
    """A date that is due when nothing counts any more costs nothing."""
    mmp, case, _ = one({"spend": [0], "urgency": "fixed_date: 8, 100"}, 4)
    assert value_left_out(mmp, case) == 0


def test_features_become_team_sprints_and_money() -> None:
    """Six features of one team-sprint each, at most half of eight a quarter: two quarters of 3, at 10 each."""
    streams = [stream("s", 8, 10)]
    streams[0]["stages"] = [{"id": "work", "servers": 8, "effort": 13}]
    _, _, numbers = one({"value_stream": "s", "features": 6, "direct_cost": 5}, 4, value_streams=streams)
    assert numbers.duration == 2
    assert numbers.use == {"s": (3.0, 3.0)}
    assert numbers.money("s") == {"s": (35.0, 30.0)}


def test_stated_spend_is_shared_by_team_cost() -> None:
    """An MMP that works in two streams has its stated spend booked in proportion to their team cost."""
    streams = [stream("s", 9, 10), stream("t", 9, 20)]
    _, _, numbers = one(
        {"value_stream": "s", "effort": {"s": 2, "t": 2}, "spend": [30, 60]}, 4, value_streams=streams
    )
    assert numbers.money("s") == {"s": (10.0, 20.0), "t": (20.0, 40.0)}


def test_under_way_only_the_rest_counts() -> None:
    """Half done: the second half of the spend profile and of the work remain; direct cost is sunk."""
    more = {"value_streams": [stream("s", 4, 10)]}
    mmp, case, numbers = one(
        {"value_stream": "s", "effort": 8, "spend": [10, 20, 30], "direct_cost": 9, "underway": 0.5}, 4, **more
    )
    assert numbers.duration == 2
    assert numbers.money("s") == {"s": (25.0, 15.0)}
    assert numbers.use == {"s": (2.0, 2.0)}
    assert starts(mmp, case, numbers) == (1, 2, 3)


def test_under_way_and_done_is_released_at_once() -> None:
    """Nothing remains to be done: duration 0, no money, release at the end of quarter 1."""
    mmp, case, numbers = one(
        {"value_stream": "s", "effort": 8, "value": 3, "underway": 1}, value_streams=[stream("s")]
    )
    assert (numbers.duration, numbers.money("s"), numbers.use) == (0, {}, {})
    assert expected_value(mmp, case, numbers, 1, "net") == 3


@pytest.mark.parametrize(
    ("mmp", "expected"),
    [
        ({"spend": [1, 1]}, (1, 2, 3)),
        ({"duration_quarters": 0}, (1, 2, 3, 4)),
        ({"spend": [1], "appears_quarter": 3}, (3, 4)),
        ({"spend": [1], "earliest_quarter": 2, "latest_quarter": 3}, (2, 3)),
        ({"spend": [1], "value_by_quarter": [1, None, 0]}, (1, 3)),
        ({"spend": [1, 1, 1, 1, 1]}, ()),
    ],
)
def test_start_windows(mmp: dict[str, Any], expected: tuple[int, ...]) -> None:
    """Starts keep the MMP's dates, its stated values, and release inside the calendar."""
    found, case, numbers = one(mmp)
    assert starts(found, case, numbers) == expected


def test_stated_net_value_gains_its_cost_back_when_gross() -> None:
    """A stated value is net: the gross aim adds the cost back."""
    mmp, case, numbers = one({"spend": [4], "value_by_quarter": [6]})
    assert expected_value(mmp, case, numbers, 1, "net") == 6
    assert expected_value(mmp, case, numbers, 1, "gross") == 10


def test_half_life() -> None:
    """A constant rate that halves every quarter earns 1 / ln 2 quarters' worth in all."""
    mmp = MMP.model_validate({"id": "a", "value_per_quarter": 10, "urgency": "decaying: 1"})
    calendar = Calendar(quarters=1, benefit_quarters=160, discount_rate=0)
    assert Earning(mmp, calendar).benefits(0) == pytest.approx(10 / log(2))


def test_one_at_a_time_takes_the_whole_stream() -> None:
    """With an MMP WIP limit of 1 an MMP takes the whole stream, else at most half of it."""
    mmp = {"value_stream": "s", "effort": 4}
    assert one(mmp, value_streams=[stream("s", 4)])[2].duration == 2
    assert one(mmp, value_streams=[stream("s", 4)], plan_rules={"mmp_wip_limit": 1})[2].duration == 1


def test_under_way_waits_for_what_it_requires() -> None:
    """Work under way goes on in quarter 1, but pauses where what it requires is released later."""
    running = {"id": "a", "spend": [1, 1], "underway": 0.5, "value_by_quarter": [3], "requires": ["b"]}
    case = scenario([running, {"id": "b", "spend": [1, 1, 1], "underway": 0.2}], 100, 3)
    assert optimise(case, effort=Effort(gap=0)).starts == {"a": 3, "b": 1}


def test_under_way_may_run_past_the_last_quarter() -> None:
    """What remains of work under way may take longer than the calendar; it goes on in quarter 1."""
    _, case, numbers = one({"spend": [1] * 8, "underway": 0.25, "value": 9}, 4)
    assert (numbers.duration, starts(case.mmps[0], case, numbers)) == (6, (1,))
    assert optimise(case).chosen[0].release == 6
