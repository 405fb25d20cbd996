"""Sampled futures, guarded plans, pick frequencies."""

import numpy as np
import pytest

from optimiser.data import Wishes
from optimiser.preparation import prepare
from optimiser.risk import Caution, cautious, judge, plan_spends
from optimiser.robust import Pick, robustness, wilson
from optimiser.sampled_futures import DEFAULT_CV, Doubt, mean_values, realised_values, sample, splits
from optimiser.solving import Effort
from scenarios.quantities.distributions import Constant
from tests.optimiser.cases import scenario

PROVE = Effort(gap=0.0)
SURE = Doubt(Constant(value=1.0), Constant(value=1.0))
MMPS = [
    {"id": "a", "spend": [6], "value": 30, "success_probability": 0.5, "objective": "o"},
    {"id": "b", "spend": [4], "value": 15, "success_probability": 0.9, "objective": "o"},
    {"id": "c", "spend": [5], "value": 12, "objective": "o"},
]


def test_draws_are_keyed() -> None:
    """The draws of an MMP stay the same when others come or go, and change with the seed."""
    few, many = scenario(MMPS[:1], 10, 1), scenario(MMPS, 10, 1)
    doubt = Doubt.of(few)
    assert np.array_equal(sample(few, doubt, 50).cost["a"], sample(many, doubt, 50).cost["a"])
    assert np.array_equal(sample(few, doubt, 50).realised["a"], sample(many, doubt, 50).realised["a"])
    assert not np.array_equal(sample(few, doubt, 50, 2).cost["a"], sample(few, doubt, 50, 1).cost["a"])


def test_success_has_its_probability_with_and_without_correlation() -> None:
    """Correlation leaves each MMP's chance alone and makes successes of one objective come together."""
    case = scenario(MMPS, 10, 1)
    for correlation in (0.0, 0.8):
        futures = sample(case, Doubt(Constant(value=1.0), Constant(value=1.0), correlation), 20_000)
        assert futures.realised["a"].mean() == pytest.approx(0.5, abs=0.02)
        assert futures.realised["b"].mean() == pytest.approx(0.9, abs=0.02)
        both = (futures.realised["a"] * futures.realised["b"]).mean()
        assert (both > 0.48) == (correlation > 0)


def test_doubt_comes_from_the_scenario_or_from_the_user() -> None:
    """A constant becomes lognormal with the default cv; a stated distribution stays; an own cv wins."""
    plain = scenario(MMPS, 10, 1)
    assert Doubt.of(plain).value.cv == pytest.approx(DEFAULT_CV)
    assert Doubt.of(plain, cost_cv=0).cost == Constant(value=1.0)
    stated = plain.replace(uncertainty={"value": {"distribution": "gamma", "mean": 0.8, "cv": 0.5}})
    assert Doubt.of(stated).value.cv == pytest.approx(0.5)
    assert Doubt.of(stated, value_cv=0.1).value.mean == pytest.approx(0.8)
    assert Doubt.of(stated, value_cv=0.1).value.cv == pytest.approx(0.1)


def test_expected_value_is_the_mean_over_futures() -> None:
    """With multipliers of mean 1 the realised value of a start averages to its expected value."""
    case = scenario([*MMPS, {"id": "d", "spend": [2], "value_by_quarter": [7], "success_probability": 0.4}], 20, 1)
    data = prepare(case)
    values = realised_values(case, data, sample(case, Doubt.of(case), 40_000))
    for (mmp, start), realised in values.items():
        assert realised.mean() == pytest.approx(data.by_id[mmp].value[start], abs=0.2)
        assert mean_values(case, data, Doubt.of(case))[mmp, start] == pytest.approx(data.by_id[mmp].value[start])


def test_mean_values_are_exact_with_bias_and_failure_value() -> None:
    """Claims that come true to 80 %, failures worth a tenth, costs a fifth above the estimate."""
    case = scenario(MMPS[:1], 10, 1, uncertainty={"failure_value": 0.1})
    doubt = Doubt(Constant(value=0.8), Constant(value=1.2))
    assert mean_values(case, prepare(case), doubt)["a", 1] == pytest.approx(30 * (0.5 * 0.8 + 0.5 * 0.1) - 7.2)


def test_value_is_taken_apart() -> None:
    """Benefit less penalty less cost is the value; gross value has no cost in it."""
    case = scenario([{"id": "a", "spend": [0, 4], "value": 10, "urgency": "fixed_date: 1, 3"}], 10, 2)
    part = splits(case, prepare(case))["a", 1]
    assert (part.benefit, part.penalty, part.cost) == (10, 3, 4)
    part = splits(case, prepare(case, Wishes(aim="gross")))["a", 1]
    assert (part.benefit, part.penalty, part.cost) == (10, 3, 0)


def test_a_sure_plan_is_judged_to_be_sure() -> None:
    """Without doubt every figure is the stated one and every budget holds."""
    case = scenario([{"id": "a", "spend": [6], "value": 30}], 10, 1)
    found = judge(case, prepare(case), {"a": 1}, SURE, 0.9)
    assert (found.mean, found.tail, found.p10, found.loss_probability) == (24, 24, 24, 0)
    assert (found.holds, found.all_hold) == ((1.0,), 1.0)


def test_unchosen_penalties_count_in_every_future() -> None:
    """The penalty of what is left out is part of the realised value, as of the expected."""
    case = scenario([{"id": "a", "spend": [6], "urgency": "fixed_date: 1, 5"}], 10, 1)
    assert judge(case, prepare(case), {}, SURE, 0.9).mean == -5


def test_spend_follows_sampled_cost() -> None:
    """Spend of every quarter is the estimate times the sampled factor of its MMP."""
    case = scenario([{"id": "a", "spend": [6, 2]}], 10, 2)
    futures = sample(case, Doubt.of(case), 10)
    spends = plan_spends(prepare(case), futures, {"a": 1})
    assert np.allclose(spends, np.outer([6, 2], futures.cost["a"]))


def test_gamma_holds_back_what_overruns_may_take() -> None:
    """With one overrun of half an MMP's cost a and b no longer fit together; a budget that covers it lets them."""
    doubt = Doubt(Constant(value=1.0), Constant(value=1.5))
    plain = cautious(case := scenario(MMPS, 10, 1), prepare(case), Caution(gamma=0), doubt, PROVE)
    assert plain.plan is not None
    assert set(plain.plan.starts) == {"a", "b"}
    guarded = cautious(case, prepare(case), Caution(gamma=1), doubt, PROVE)
    assert guarded.plan is not None
    assert set(guarded.plan.starts) == {"b"}
    richer = scenario(MMPS, 13, 1)
    assert set(cautious(richer, prepare(richer), Caution(gamma=1), doubt, PROVE).plan.starts) == {"a", "b"}


def test_tail_of_spend_stays_within_the_budget() -> None:
    """Guarding the tail of spend holds budgets more often, and leaves value behind."""
    case = scenario(MMPS, 15, 1)
    doubt = Doubt.of(case, value_cv=0, cost_cv=0.3)
    plain = cautious(case, prepare(case), Caution(), doubt, PROVE).plan
    guarded = cautious(case, prepare(case), Caution(cost_cvar=True), doubt, PROVE).plan
    assert plain is not None
    assert guarded is not None
    assert guarded.all_hold > 0.9 > plain.all_hold
    assert guarded.expected_value < plain.expected_value


def test_guarded_spend_with_money_carried_over() -> None:
    """Money that is left may cover the tail of the next quarter."""
    mmps = [{"id": "a", "spend": [4, 12], "value": 50}]
    doubt = Doubt(Constant(value=1.0), Constant(value=1.0))
    for carry, found in ((0.0, set()), (1.0, {"a"})):
        case = scenario(mmps, {"per_quarter": 10, "carry_over": carry}, 2)
        plan = cautious(case, prepare(case), Caution(cost_cvar=True, samples=10), doubt, PROVE).plan
        assert plan is not None
        assert set(plan.starts) == found


def test_guarding_the_tail_prefers_the_sure_thing() -> None:
    """A sure 12 is preferred to an even chance of 30 once only the tail counts."""
    mmps = [MMPS[0] | {"spend": [0], "excludes": ["c"]}, MMPS[2] | {"spend": [0]}]
    case = scenario(mmps, 10, 1)
    doubt = Doubt.of(case, value_cv=0, cost_cv=0)
    plain = cautious(case, prepare(case), Caution(), doubt, PROVE)
    guarded = cautious(case, prepare(case), Caution(value_weight=1.0), doubt, PROVE)
    assert plain.plan is not None
    assert guarded.plan is not None
    assert (set(plain.plan.starts), plain.plan.tail) == ({"a"}, 0)
    assert (set(guarded.plan.starts), guarded.plan.tail, guarded.flattered) == ({"c"}, 12, 12)


def test_nothing_to_guard_says_so() -> None:
    """Where no plan can be guarded as asked there is none."""
    case = scenario([{"id": "a", "spend": [9], "mandatory": True}], 10, 1)
    found = cautious(case, prepare(case), Caution(gamma=1), Doubt(Constant(value=1), Constant(value=2)), PROVE)
    assert (found.status, found.plan) == ("infeasible", None)


def test_picks_without_doubt_are_those_of_the_plan() -> None:
    """Where every future is the estimate, the plan is picked always and the rest never, without regret."""
    case = scenario([m | {"earliest_quarter": 2} for m in MMPS], 10, 2)
    found = robustness(case, prepare(case), {"a": 2, "b": 2}, SURE, samples=5)
    assert found is not None
    assert {pick.id: (pick.share, pick.verdict) for pick in found.picks} == {
        "a": (1, "always"),
        "b": (1, "always"),
        "c": (0, "never"),
    }
    assert (found.solved, found.regret, found.kept) == (5, 0, 1)


def test_picks_with_doubt_are_shares() -> None:
    """With doubt in values and costs each share lies within its interval, the surest first."""
    case = scenario(MMPS, 10, 1)
    found = robustness(case, prepare(case), {"a": 1, "b": 1}, Doubt.of(case, 0.8, 0.3), samples=30)
    assert found is not None
    shares = [pick.share for pick in found.picks]
    assert shares == sorted(shares, reverse=True)
    assert all(pick.low <= pick.share <= pick.high for pick in found.picks)
    assert found.regret > 0
    assert 0 < found.kept < 1


def test_no_time_no_picks() -> None:
    """Without a single solved future nothing is claimed."""
    case = scenario(MMPS, 10, 1)
    assert robustness(case, prepare(case), {"a": 1}, SURE, samples=3, seconds=0.0) is None


def test_verdicts_and_intervals() -> None:
    """Shares in words; the interval of 0 in 10 ends where Wilson's formula says (0.2775)."""
    words = [Pick("a", "a", share, 0, 1, True).verdict for share in (1.0, 0.95, 0.7, 0.5, 0.05)]
    assert words == ["always", "always", "mostly", "toss-up", "never"]
    assert wilson(0, 10) == (0.0, pytest.approx(0.2775, abs=1e-4))
    assert wilson(10, 10)[1] == pytest.approx(1.0)
