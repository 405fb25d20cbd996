"""The tornado: ranges, swings, and flips that are confirmed by running just above and below."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.quantities.presets import GRADES
from scenarios.variation.uncertain import _defaults, uncertain_numbers
from scenarios.variation.variants import vary
from sim.studies.comparison import compare
from sim.studies.tornado import FINE, sensitivity
from tests.sim.cases import DIRECT, mmp, scenario

PAIR = ("project", "value_stream")


def case(approval=2.0, penalty=6_500, **ranges):
    """A slow way to the money against one with a costly round: a week of delay costs 1 000, the round 6 500."""
    dear = DIRECT | {"governance_per_round": penalty, "cadence_weeks": 52}
    return scenario(
        [mmp("m", 4, earns=1000)],
        calendar={"benefit_quarters": 4},
        funding_models={
            "project": {**dear, "governance_per_round": 0, "approval_weeks": approval},
            "value_stream": dear,
        },
        uncertainty={"ranges": ranges or {"funding_models.project.approval_weeks": [0, 20]}},
    )


def stated(study, path):
    return next(entry for entry in study.entries if entry.number.id == path)


def test_a_flip_is_where_arithmetic_says():
    """6.5 weeks of approval cost as much as the round; just below projects win, just above they lose."""
    path = "funding_models.project.approval_weeks"
    base = case()
    numbers = [n for n in uncertain_numbers(base, PAIR) if n.id == path]
    study = sensitivity(base, numbers, PAIR, replications=2)
    flip = stated(study, path).flip
    assert flip.below <= 6.5 <= flip.above
    assert flip.above - flip.below <= FINE * 20
    assert flip.value == pytest.approx(6.5, abs=0.02)
    for weeks, better in ((flip.below, "project"), (flip.above, "value_stream")):
        single = compare(vary(base, {path: weeks}), models=PAIR, replications=2)
        difference = single.difference("npv", "value_stream", "project")
        assert (difference.mean > 0) == (better == "value_stream")
        assert study.preferred(difference) == better
    assert stated(study, path).swing == pytest.approx(20_000)
    assert stated(study, path).decided  # no luck: whatever differs is decided


def test_a_flip_after_which_nothing_is_decided_is_marked():
    """The other model is better on average at the end of the range, but with noisy worlds nobody can be sure."""
    path = "funding_models.project.approval_weeks"
    noisy = case(**{path: [0, 8]}).replace(
        uncertainty={"value": {"distribution": "lognormal", "mean": 1, "cv": 2}, "ranges": {path: [0, 8]}}
    )
    numbers = [n for n in uncertain_numbers(noisy, PAIR) if n.id == path]
    entry = sensitivity(noisy, numbers, PAIR, replications=20, seed=1).entries[0]
    assert entry.flip is not None
    assert entry.decided == entry.high.decided is False


def test_flips_with_luck_are_confirmed_by_single_comparisons():
    """In regulated, on either side of every flip a comparison of its own gives the sign that the study says."""
    base = load("regulated")
    numbers = [n for n in uncertain_numbers(base, PAIR) if n.id in ("approval_project.project", "benefit_horizon")]
    study = sensitivity(base, numbers, PAIR, replications=3)
    flips = [entry for entry in study.entries if entry.flip is not None]
    assert flips
    for entry in flips:
        ends = ((entry.flip.below, entry.flip.at_below), (entry.flip.above, entry.flip.at_above))
        signs = []
        for value, known in ends:
            single = compare(vary(base, entry.number.changes(value)), models=PAIR, replications=3)
            difference = single.difference("npv", "value_stream", "project")
            assert difference == known
            signs.append(difference.mean > 0)
        assert signs[0] != signs[1]


def test_never_within_range_and_no_effect():
    """Below 6.5 weeks nothing flips; evidence has no effect where nobody may stop."""
    base = case(**{"funding_models.project.approval_weeks": [0, 6], "uncertainty.evidence.share": [0.1, 0.9]})
    study = sensitivity(base, uncertain_numbers(base, PAIR), PAIR, replications=2)
    entry = stated(study, "funding_models.project.approval_weeks")
    assert entry.flip is None
    assert entry.searched
    assert stated(study, "uncertainty.evidence.share").swing == 0
    swings = [e.swing for e in study.entries]
    assert swings == sorted(swings, reverse=True)
    assert "calendar.benefit_quarters" in {path for e in study.entries for path in e.number.paths}


def test_whole_numbers_flip_between_neighbours():
    """The benefit horizon is varied in whole quarters and in nothing finer."""
    base = case(approval=6.0, penalty=2_000, **{"calendar.benefit_quarters": [4, 16]})
    number = next(n for n in uncertain_numbers(base, PAIR) if n.id == "calendar.benefit_quarters")
    assert number.whole
    base = vary(base, {"mmps.m.ramp_quarters": 20})  # a delay costs the more, the longer benefits count
    study = sensitivity(base, [number], PAIR, replications=2)
    flip = study.entries[0].flip
    assert flip is not None
    assert (flip.below, flip.above) == (int(flip.below), int(flip.below) + 1)


def test_an_outcome_of_which_less_is_better():
    """Cost: the round makes value streams dearer, so projects are preferred; utilisation prefers nobody."""
    base = case()
    numbers = [n for n in uncertain_numbers(base, PAIR) if n.id == "governance_per_round.value_stream"]
    study = sensitivity(base, numbers, PAIR, outcome="cost", replications=2)
    assert study.preferred(study.base) == "project"
    with pytest.raises(ValueError, match="no better direction"):
        sensitivity(base, numbers, PAIR, outcome="utilisation", replications=2)


def test_an_interrupt_keeps_what_is_finished():
    """During the search for flips, the ends stay and the flip is marked as not searched."""
    base = case()
    numbers = [n for n in uncertain_numbers(base, PAIR) if n.id == "funding_models.project.approval_weeks"]
    calls = []

    def stop(done, planned):
        calls.append((done, planned))
        if len(calls) == 3:  # one task for the ends, then steps of the search
            raise KeyboardInterrupt

    study = sensitivity(base, numbers, PAIR, replications=2, progress=stop)
    assert study.ended == "interrupted"
    assert not study.entries[0].searched
    assert study.entries[0].flip is None
    assert study.entries[0].swing > 0


def test_stated_ranges_take_the_place_of_default_ones():
    """The scenario's own range, with its path as name and without a grade."""
    base = case(**{"calendar.discount_rate": [0.01, 0.02], "mmps.*.value_per_quarter*": [0.5, 3]})
    numbers = {n.id: n for n in uncertain_numbers(base, PAIR)}
    own = numbers["calendar.discount_rate"]
    assert (own.low, own.base, own.high, own.grade) == (0, 0, 0.02, "")
    assert "discount_rate" not in numbers
    assert numbers["mmps.*.value_per_quarter*"].factor
    assert own.source == "stated in the scenario as 0.01 to 0.02, widened to what it holds"
    with pytest.raises(ScenarioError, match=r"uncertainty\.ranges\.calendar\.quarter: "):
        uncertain_numbers(case(**{"calendar.quarter": [1, 2]}), PAIR)


@pytest.mark.parametrize("name", ["insurer", "regulated", "telecom-releases", "tiny"])
def test_every_default_range_fits_every_shipped_scenario(name):
    """Both ends are valid, the scenario lies between, and its own value changes nothing."""
    base = load(name)
    models = tuple(base.funding_models)[:2]
    numbers = uncertain_numbers(base, models)
    assert len(numbers) > 20
    assert len({number.id for number in numbers}) == len(numbers)
    for number in numbers:
        assert number.low <= number.base <= number.high
        vary(base, number.changes(number.low))
        vary(base, number.changes(number.high))
        if number.id != "benefit_horizon":
            assert vary(base, number.changes(number.base)) == base


def test_numbers_that_differ_from_place_to_place_are_multiplied():
    """Touch times of one stage spread more than the others: the range holds for their mean, as factors."""
    base = vary(load("regulated"), {"value_streams.*.stages.build.effort.cv": 1.04})
    number = next(n for n in uncertain_numbers(base, PAIR) if n.id == "touch_spread")
    spreads = [stage.effort.cv for stream in base.value_streams for stage in stream.stages]
    mean = sum(spreads) / len(spreads)
    assert number.factor
    assert (number.low, number.base, number.high) == pytest.approx((0.52 / mean, 1, 1.5 / mean))
    high = vary(base, number.changes(number.high))
    after = [stage.effort.cv for stream in high.value_streams for stage in stream.stages]
    assert sum(after) / len(after) == pytest.approx(1.5)
    assert "as factors, because places differ" in number.source


def test_certain_success_is_left_alone():
    """Chances of success below one are multiplied, as far as the largest allows; certain ones stay certain."""
    base = load("insurer")
    number = next(n for n in uncertain_numbers(base, PAIR) if n.id == "success")
    high = vary(base, number.changes(number.high))
    assert max(m.success_probability for m in high.mmps if base.mmp(m.id).success_probability < 1) <= 1
    low = vary(base, number.changes(number.low))
    certain = [m.id for m in base.mmps if m.success_probability == 1]
    assert certain
    assert all(low.mmp(name).success_probability == 1 for name in certain)
    assert low.mmp("fnol-motor").success_probability == pytest.approx(0.33)


def test_every_default_range_has_source_and_grade():
    """A range is no better than where it comes from."""
    for entry in _defaults():
        assert entry["grade"] in GRADES
        assert entry["source"].strip()
        low, high = entry.get("range") or entry["relative"]
        assert low < high


def test_an_outcome_that_does_not_exist_flips_nothing():
    """Nothing is ever stopped: no time to stop, so no preference, and nothing to draw a tornado of."""
    base = case()
    numbers = [n for n in uncertain_numbers(base, PAIR) if n.id == "funding_models.project.approval_weeks"]
    with pytest.raises(ValueError, match="does not exist under both project and value_stream"):
        sensitivity(base, numbers, PAIR, outcome="time_to_stop_weeks", replications=2)


def test_no_difference_is_no_preference():
    """Equal models but for the high end of approval: from equal to worse, nothing flips."""
    base = case(approval=0, penalty=0)
    numbers = [n for n in uncertain_numbers(base, PAIR) if n.id == "funding_models.project.approval_weeks"]
    entry = sensitivity(base, numbers, PAIR, replications=2).entries[0]
    assert (entry.low.mean, entry.base.mean) == (0, 0)
    assert entry.high.mean == pytest.approx(20_000)
    assert entry.flip is None
    assert entry.searched
