"""Experiments: Bayes' rule and the value of sample information by hand, and what a round makes of a result."""

import math

import numpy as np
import pytest

from sim.funding.rounds.experiments import Prospect, sample_information
from tests.sim.cases import dates, funding, mmp, money, run, scenario, stream

FREE = {**stream(), "team_cost_per_sprint": 0}
"""People cost nothing: what building takes is its direct cost, which nobody pays who does not build."""
MONEY = {"per_quarter": 1e6, "streams": {"s": 1e6}}
BUILD, VALUE = 30_000, 80_000
TRY = funding(
    experiments="worth", experiment_weeks=0, experiment_cost=3_000, experiment_sensitivity=0.8,
    experiment_specificity=0.6,
)  # fmt: skip
WORLDS = 60


def bet(*more, **settings):
    """80 000 at once or nothing, at even odds, for 30 000."""
    first = mmp("m", 1, value=VALUE, direct_cost=BUILD, success_probability=0.5, **settings)
    return scenario([first, *more], FREE, budget=MONEY)


def test_value_of_sample_information_by_hand():
    """0.6 x (80 000 x 2/3 - 30 000) with the result, 80 000 / 2 - 30 000 without: it is worth 4 000."""
    now = Prospect(VALUE, 0.0, BUILD)
    assert sample_information(0.5, 0.8, 0.6, now, now) == pytest.approx(4_000)
    assert sample_information(0.5, 1.0, 1.0, now, now) == pytest.approx(0.5 * 50_000 - 10_000)
    assert sample_information(0.5, 0.5, 0.5, now, now) == pytest.approx(0)  # a coin
    late = Prospect(VALUE * 0.9, 0.0, BUILD)  # 0.6 x (48 000 - 30 000)
    assert sample_information(0.5, 0.8, 0.6, now, late) == pytest.approx(10_800 - 10_000)


def test_every_world_is_a_leaf_and_their_mean_is_exact():
    """Good (0.6): built, worth 50 000 or -30 000; bad: turned away. In the mean 14 000 less the experiment."""
    found = []
    for world in range(WORLDS):
        outcome = run(bet(), TRY, replication=world)
        state = outcome.states[0]
        assert state.trial is not None
        leaf = (VALUE * state.fate.success - BUILD) if state.trial.good else 0
        assert outcome.result.outcomes["npv"] == leaf - 3_000
        assert state.prior == pytest.approx(2 / 3 if state.trial.good else 1 / 4)
        found.append(leaf)
    spread = math.sqrt(0.4 * 50_000**2 + 0.2 * 30_000**2 - 14_000**2)
    assert np.mean(found) == pytest.approx(14_000, abs=3 * spread / math.sqrt(WORLDS))


@pytest.mark.parametrize(("price", "tried"), [(3_999, 1), (4_001, 0)])
def test_worth_means_worth_more_than_it_costs(price, tried):
    """The result is worth 4 000: it is bought for less and not for more; without it the bet is simply taken."""
    outcome = run(bet(), TRY.model_copy(update={"experiment_cost": float(price)}))
    assert outcome.result.outcomes["experiments"] == tried
    assert money(outcome).get("experiment", 0) == price * tried


def test_the_next_round_decides():
    """A result after 4 weeks is read in week 13, and the unit waits; nothing is begun too late to be read."""
    model = TRY.model_copy(update={"experiments": "always", "experiment_weeks": 4})
    for world in range(6):
        outcome = run(bet(), model, replication=world)
        trial = outcome.states[0].trial
        assert trial is not None
        assert (trial.week, trial.due) == (0, 4)
        assert dates(outcome, "chosen")["m"] == (13 if trial.good else None)
    last = run(bet(appears_quarter=4), model)
    assert last.states[0].trial is None
    assert dates(last, "chosen")["m"] == 39


def test_what_nobody_needs_to_try():
    """The mandatory and the certain are not tried, whatever the rule."""
    model = TRY.model_copy(update={"experiments": "always"})
    for settings in ({"mandatory": True}, {"success_probability": 1}, {"success_probability": 0}):
        first = mmp("m", 1, value=VALUE, direct_cost=BUILD, **({"success_probability": 0.5} | settings))
        assert run(scenario([first], FREE, budget=MONEY), model).states[0].trial is None


def test_a_project_goes_on_without_what_is_turned_away():
    """Under project funding too: the MMP with the bad result leaves its project, the other one is built."""
    model = TRY.model_copy(update={"funding_unit": "project", "release_unit": "project", "reestimate": False})
    other = mmp("n", 1, value=VALUE)
    case = bet(other).replace(projects=[{"id": "p", "mmps": ["m", "n"]}])
    for world in range(6):
        outcome = run(case, model, replication=world)
        trial = outcome.states[0].trial
        assert trial is not None
        assert (dates(outcome, "released")["m"] is not None) == trial.good
        assert dates(outcome, "released")["n"] is not None


def test_what_others_need_is_not_turned_away():
    """A bad result of an MMP that makes a large one possible leaves it on the table."""
    case = bet(mmp("n", 1, value=1e6, requires=["m"]))
    for world in range(6):
        outcome = run(case, TRY.model_copy(update={"experiments": "always"}), replication=world)
        assert dates(outcome, "chosen") == {"m": 0, "n": 0}


def test_outcomes_by_hand():
    """Counts, money, cost of a win, and bits: even odds to 2/3 is 2/3 ld 4/3 + 1/3 ld 2/3, to 1/4 is 0.19."""
    bits = {
        True: 2 / 3 * math.log2(4 / 3) + math.log2(2 / 3) / 3,
        False: 0.25 * math.log2(0.5) + 0.75 * math.log2(1.5),
    }
    model = TRY.model_copy(update={"reestimate": False})  # nobody looks at what users say
    seen = set()
    for world in range(12):
        outcome = run(bet(), model, replication=world)
        outcomes, state = outcome.result.outcomes, outcome.states[0]
        good, success = state.trial.good, state.fate.success
        spent = 3_000 + BUILD * good
        assert (outcomes["experiments"], outcomes["spent_experiments"]) == (1, 3_000)
        assert outcomes["mmps_turned_away"] == (not good)
        assert outcomes["winners_turned_away"] == (success and not good)
        assert outcomes["cost_per_win"] == spent if good and success else math.isnan(outcomes["cost_per_win"])
        assert outcomes["bits_per_million"] == pytest.approx(bits[good] / (spent / 1e6))
        seen.add((good, success))
    assert len(seen) == 4


def test_never_is_neutral():
    """Without experiments nothing is tried, booked or drawn, whatever an experiment would be like."""
    plain = run(bet())
    other = run(bet(), funding(experiment_cost=1, experiment_sensitivity=1, experiment_weeks=0))
    assert plain.ledger.total == other.ledger.total
    assert math.isnan(plain.result.outcomes["experiments"])  # nobody has switched them on


@pytest.mark.parametrize(("budget", "experiments"), [(2_999, 0), (3_000, 1), (5_999, 1), (6_000, 2)])
def test_experiments_are_paid_by_the_round(budget, experiments):
    """Two ideas at 3 000 each: as many are tried in the only round as its money pays for."""
    both = [mmp(name, 1, value=VALUE, direct_cost=BUILD, success_probability=0.5) for name in ("m", "n")]
    case = scenario(
        both,
        FREE,
        budget={"per_quarter": budget, "streams": {"s": budget}},
        calendar={"quarters": 1, "benefit_quarters": 4},
    )
    rules = TRY.model_copy(update={"experiments": "always"})
    outcomes = run(case, rules).result.outcomes
    assert outcomes["experiments"] == experiments
    assert outcomes["spent_experiments"] == 3_000 * experiments
