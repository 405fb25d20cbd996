"""Running cost: booked to the benefit horizon, known to those who decide, and paid by later rounds."""

import pytest

from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import dates, funding, mmp, money, run, scenario


def test_booked_from_release_to_the_benefit_horizon():
    """Out in week 2 with 52 weeks to count: 50 weeks at 30 less in value, and no other cost."""
    year = {"benefit_quarters": 4}
    cases = (scenario([mmp("a", 2, earns=100, running_cost=c)], calendar=year) for c in (0, 13 * 30))
    plain, running = map(run, cases)
    assert money(running) == money(plain) | {"running": 50 * 30}
    assert plain.result.outcomes["npv"] - running.result.outcomes["npv"] == 50 * 30


def test_after_the_last_quarter_it_is_not_beyond_the_budget():
    """It belongs to the years of its benefits: half of the 2 x 52 weeks stand after the last quarter."""
    case = scenario([mmp("a", 1, earns=100, running_cost=13)], calendar={"benefit_quarters": 8})
    found = run(case)
    assert money(found)["running"] == 103
    assert found.result.outcomes["beyond_budget"] == 0


def test_later_rounds_have_less_money():
    """The first takes all of quarter 1; from week 2 on it costs 1 000 a quarter: 1 846 of 1 800 in the next."""
    budget = {"per_quarter": 1800}
    mmps = [mmp("a", 2, earns=100), mmp("b", 2, earns=100)]
    assert dates(run(scenario(mmps, budget=budget)), "chosen") == {"a": 0, "b": 13}
    mmps[0]["running_cost"] = 1000
    assert dates(run(scenario(mmps, budget=budget)), "chosen") == {"a": 0, "b": 26}


def test_what_a_round_cannot_pay_the_next_ones_do():
    """Out in week 1 at 600 a quarter: 1 154 of the 500 of quarter 2; what is left of it takes all of quarter 3."""
    mmps = [mmp("a", 1, earns=100, running_cost=600), mmp("b", 1, earns=100, appears_quarter=2)]
    budget = {"per_quarter": [1000, 500, 1000, 1000]}
    # week 13: 500 - 25 x 600 / 13; week 26: 1 000 - 600 - 654; week 39: 1 000 - 600 - 254 = 146
    assert dates(run(scenario(mmps, budget=budget)), "chosen") == {"a": 0, "b": 39}
    budget["per_quarter"] = [1000, 500, 1300, 1000]
    assert dates(run(scenario(mmps, budget=budget)), "chosen") == {"a": 0, "b": 26}


@pytest.mark.parametrize("rule", ["business_case", "wsjf", "cd3"])
def test_rules_rank_what_is_left_after_it(rule):
    """Of two that earn the same the one without running cost comes first."""
    mmps = [mmp("a", 1, earns=100, running_cost=13 * 90), mmp("b", 1, earns=100)]
    case = scenario(mmps, budget={"per_quarter": 1000})
    assert dates(run(case, funding(selection=rule)), "chosen") == {"a": 13, "b": 0}


def test_what_costs_more_to_run_than_it_earns_is_not_worth_having():
    """Candidates as a round sees them: benefit of 51 weeks at 100 less 51 at 120."""
    seen = []

    def rule(round_):
        seen.extend(round_.candidates)
        return [c.unit for c in round_.candidates]

    case = scenario([mmp("a", 1, earns=100, running_cost=13 * 120)], calendar={"benefit_quarters": 4})
    simulate(World(Blueprint(case), 1, 0), funding(selection="optimiser"), {"optimiser": rule})
    assert seen[0].expected == pytest.approx(51 * (100 - 120))
    assert seen[0].claimed == pytest.approx(seen[0].expected)
