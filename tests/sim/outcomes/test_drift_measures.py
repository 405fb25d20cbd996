"""Objectives whose weight changes: what that does to value, to decisions, and what is spent adrift, by hand."""

import math

import pytest
from pydantic import ValidationError

from tests.sim.cases import dates, funding, mmp, run, scenario

GROWTH = {"objectives": [{"id": "growth"}, {"id": "cost"}]}


def drift(weight, quarter=2, **more):
    """The weight of growth changes, by default in week 13."""
    return {"kind": "objective_changes", "quarter": quarter, "objective": "growth", "weight": weight, **more}


def case(*events, **more):
    """26 weeks of work for growth, then one for cost; each earns 100 a week."""
    work = [mmp("g", 26, earns=100, objective="growth"), mmp("c", 1, earns=100, objective="cost")]
    return scenario(work, events=list(events), **GROWTH, **more)


@pytest.mark.parametrize(("weight", "adrift"), [(0, 13_000), (0.2, 10_400), (1.5, 0)])
def test_spent_adrift_by_hand(weight, adrift):
    """Half of the 26 weeks fall after the change: they count as far as the weight fell, gains do not."""
    outcomes = run(case(drift(weight))).result.outcomes
    assert outcomes["spent_adrift"] == pytest.approx(adrift)
    assert outcomes["adrift_share"] == pytest.approx(adrift / 27_000)
    assert outcomes["benefits"] == pytest.approx(weight * 78 * 100 + 77 * 100)


def test_changes_multiply():
    """Half in week 13 and half of that in week 26, when it is out: 13 weeks adrift by half, worth a quarter."""
    outcomes = run(case(drift(0.5), drift(0.5, quarter=3))).result.outcomes
    assert outcomes["spent_adrift"] == pytest.approx(6_500)
    assert outcomes["benefits"] == pytest.approx(0.25 * 78 * 100 + 77 * 100)


def test_what_is_out_may_keep_its_worth():
    """Released in week 26, it goes on earning after a change in week 39, or earns nothing more."""
    for keep, weeks in ((True, 78), (False, 13)):
        outcomes = run(case(drift(0, quarter=4, released_keep=keep))).result.outcomes
        assert outcomes["benefits"] == pytest.approx(weeks * 100 + 77 * 100)
        assert outcomes["spent_adrift"] == 0


def test_evidence_stops_what_no_longer_serves():
    """In week 13 the rest would cost 13 000 and bring nothing: those who look stop, others go on to the end."""
    found = {rule: run(case(drift(0)), funding(stop_rule=rule)) for rule in ("evidence", "never")}
    assert dates(found["evidence"], "stopped")["g"] == 13
    assert found["evidence"].result.outcomes["spent_adrift"] == 0
    assert dates(found["never"], "completed")["g"] == 26


def test_everybody_ranks_anew():
    """A first estimate that is never renewed is renewed after the change: what has gained weight comes first."""
    work = [mmp("c", 13, earns=120, objective="cost"), mmp("d", 13, earns=110, objective="cost")]
    work += [mmp("g", 13, earns=100, objective="growth")]
    money = {"per_quarter": 13_000}
    rules = funding(selection="business_case", reestimate=False)
    for events, second in (([], "d"), ([drift(3)], "g")):
        outcome = run(scenario(work, budget=money, events=events, **GROWTH), rules)
        assert dates(outcome, "chosen")[second] == 13


def test_nothing_drifts_by_default():
    """Without such an event there is no such outcome, and an unknown objective is a fault with its place."""
    assert math.isnan(run(case()).result.outcomes["spent_adrift"])
    with pytest.raises(ValidationError, match="growht"):
        case({**drift(0), "objective": "growht"})


def aims(*targets):
    """Targets of growth and cost."""
    names = zip(("growth", "cost"), targets, strict=False)
    return {"objectives": [{"id": name, "target": target} for name, target in names]}


def asked(target, quarter=2, **more):
    """The target of growth changes, by default in week 13."""
    return {"kind": "objective_changes", "quarter": quarter, "objective": "growth", "target": target, **more}


@pytest.mark.parametrize(("target", "adrift"), [(0, 13_000), (2_000, 10_400), (20_000, 0)])
def test_a_target_that_falls_counts_like_a_weight(target, adrift):
    """Of 10 000 that were to be reached a fifth is left: four fifths of the last 13 of 26 weeks are adrift."""
    work = [mmp("g", 26, earns=100, objective="growth"), mmp("c", 1, earns=100, objective="cost")]
    outcomes = run(scenario(work, events=[asked(target)], **aims(10_000, None))).result.outcomes
    assert outcomes["spent_adrift"] == pytest.approx(adrift)
    assert outcomes["benefits"] == pytest.approx(78 * 100 + 77 * 100)


@pytest.mark.parametrize(("target", "share"), [(8_200, 1), (8_201, 0.5)])
def test_targets_reached(target, share):
    """Growth earns 102 weeks at 100 and costs 2 000: 8 200; cost brings 9 100, and 5 000 are asked of it."""
    work = [mmp("g", 2, earns=100, objective="growth"), mmp("c", 1, earns=100, objective="cost")]
    found = scenario(work, events=[asked(target, quarter=4)], **aims(50_000, 5_000))
    outcomes = run(found).result.outcomes
    assert outcomes["benefits"] == pytest.approx((102 + 101) * 100)
    assert outcomes["targets_reached"] == share


def test_a_target_alone_decides_nothing():
    """Nobody looks anew, nothing is stopped, and no benefit changes; without a change nothing is counted."""
    rules = funding(stop_rule="evidence")
    work = [mmp("g", 26, earns=100, objective="growth", success_probability=0.5)]
    plain, changed = (run(scenario(work, events=e, **aims(10_000)), rules) for e in ([], [asked(0)]))
    assert plain.visits.tobytes() == changed.visits.tobytes()
    assert plain.result.outcomes["npv"] == changed.result.outcomes["npv"]
    assert math.isnan(plain.result.outcomes["targets_reached"])


def test_an_event_says_what_changes():
    """Neither a weight nor a target is no change."""
    with pytest.raises(ValidationError, match="say what changes"):
        case({"kind": "objective_changes", "quarter": 2, "objective": "growth"})
