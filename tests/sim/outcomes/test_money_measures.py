"""Outcomes in money: what makes up net present value, and what went beyond the budget."""

import math

import numpy as np
import pytest

from sim.outcomes.definitions import NPV_PARTS, OUTCOMES
from sim.outcomes.money_measures import COST_GROUPS, payback
from sim.world.ledger import KINDS
from tests.sim.cases import funding, mmp, run, scenario, stage, stream


@pytest.mark.parametrize(("direct", "beyond"), [(0, 8_000), (500, 8_500)])
def test_beyond_the_budget_by_hand(direct, beyond):
    """60 weeks of work and a budget of 52: eight weeks of run-off, and direct cost on top of a payroll of 52."""
    case = scenario([mmp("p", 60, direct_cost=direct)], budget={"per_quarter": 13_000})
    outcomes = run(case).result.outcomes
    assert outcomes["beyond_budget"] == beyond
    assert outcomes["beyond_budget_share"] == beyond / 52_000


def test_within_the_budget_nothing_is_beyond():
    """What the horizon leaves unspent pays for nothing that comes later: run-off is beyond the budget."""
    rich = scenario([mmp("p", 60)], budget={"per_quarter": 20_000})
    assert run(rich).result.outcomes["beyond_budget"] == 8_000
    assert run(scenario([mmp("p", 3)])).result.outcomes["beyond_budget"] == 0


def test_rows_add_up_to_net_present_value():
    """Benefits less people, run-off, direct costs, governance and support are net present value."""
    case = scenario(
        [mmp("p", 60, earns=900, direct_cost=777), mmp("q", 5, earns=50)],
        stream("s", stage(), arrivals={"kind": "poisson", "rate": 0.2}),
        calendar={"discount_rate": 0.08},
        budget={"per_quarter": 20_000, "support_per_quarter": 1_234},
    )
    model = funding(business_case_share=0.05, governance_per_round=900, release_cost=321, release_effort=1)
    outcomes = run(case, model).result.outcomes
    parts = {name: outcomes[name] for name in NPV_PARTS}
    assert all(parts.values())
    assert sum(sign * parts[name] for name, sign in NPV_PARTS.items()) == pytest.approx(outcomes["npv"], abs=0.005)


def test_every_kind_of_cost_is_in_one_row():
    """Each kind of the ledger is in exactly one of the rows."""
    kinds = [kind for group in COST_GROUPS.values() for kind in group]
    assert sorted(kinds) == list(range(len(KINDS)))
    assert set(NPV_PARTS) == {"pv_benefits", *COST_GROUPS}


def test_every_row_in_money_says_whether_it_is_discounted():
    """Net present value says so by its name; every other amount says it in its label."""
    for name, outcome in OUTCOMES.items():
        if name in ("npv", "weighed_value"):
            assert outcome.label.startswith("Net present value"), name
        elif outcome.unit == "money":
            assert outcome.label.endswith((", discounted", ", undiscounted")), name
            assert outcome.label.endswith(", discounted") == name.startswith("pv_"), name


@pytest.mark.parametrize(
    ("net", "week"),
    [
        ([-5, 2, 2, 2], 4),  # -5, -3, -1, 1
        ([-5, 6, -2, 2], 4),  # above zero in week 2, below again, zero at the end of week 4
        ([-5, 6, 0, 0], 2),
        ([3, 1], 0),
        ([-5, 2, 1], math.nan),
    ],
)
def test_payback_is_for_good(net, week):
    """Payback is the week from which the sum stays at or above zero, not the first one to touch it."""
    assert payback(np.concatenate([[0], np.cumsum(net)])) == pytest.approx(week, nan_ok=True)


def test_payback_by_hand():
    """3 000 for three weeks of work, paid back at 1 000 a week from week 3, while payroll of 49 000 goes on."""
    case = scenario([mmp("p", 3, earns=3_000)], calendar={"benefit_quarters": 8})
    # cost 1 000 a week to week 52; from week 3 on 2 000 net a week: 3 000 are back in the middle of week 5
    outcomes = run(case).result.outcomes
    assert outcomes["payback_weeks"] == 5
    assert outcomes["npv_above_zero"] == 1
    assert run(scenario([mmp("p", 3, earns=500)])).result.outcomes["npv_above_zero"] == 0
