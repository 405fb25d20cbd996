"""Scenarios with a few values changed by path, and ranges of values as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.variation.paths import PathError
from scenarios.variation.ranges import parse_range
from scenarios.variation.variants import is_scaling, spots, vary


@pytest.fixture(scope="module")
def insurer():
    return load("insurer")


def test_no_change_gives_an_equal_scenario(insurer):
    """What is not changed stays, presets and defaults included."""
    assert vary(insurer, {}) == insurer


def test_items_are_named_by_id_and_keys_by_name(insurer):
    """Ids in lists, keys in mappings, parameters of distributions."""
    other = vary(
        insurer,
        {
            "value_streams.claims.stages.build.wip_limit": 4,
            "mmps.fnol-motor.success_probability": 0.1,
            "funding_models.value_stream.cadence_weeks": 26,
            "uncertainty.value.cv": 0.9,
            "value_streams.data.stages.build.effort.mean": 3,
        },
    )
    assert other.stream("claims").stages[1].wip_limit == 4
    assert other.mmp("fnol-motor").success_probability == 0.1
    assert other.funding_models["value_stream"].cadence_weeks == 26
    assert other.uncertainty.value.cv == pytest.approx(0.9)
    assert other.stream("data").stages[1].effort.mean == pytest.approx(3)
    assert other.stream("policy") == insurer.stream("policy")


def test_a_star_multiplies_whatever_is_there(insurer):
    """Numbers, whole numbers (rounded), distributions and every item of a group."""
    other = vary(
        insurer,
        {
            "mmps.*.value_per_quarter*": 0.5,
            "value_streams.claims.teams*": 1.1,
            "value_streams.*.stages.*.effort*": 2,
            "uncertainty.scope_growth*": 1.5,
        },
    )
    assert [m.value_per_quarter for m in other.mmps] == [0.5 * m.value_per_quarter for m in insurer.mmps]
    assert other.stream("claims").teams == 8
    assert other.stream("claims").feature_work == pytest.approx(2 * insurer.stream("claims").feature_work)
    assert other.uncertainty.scope_growth.mean == pytest.approx(1.5 * insurer.uncertainty.scope_growth.mean)
    assert other.uncertainty.scope_growth.cv == pytest.approx(insurer.uncertainty.scope_growth.cv)


@pytest.mark.parametrize(
    ("words", "mean"),
    [
        ({"distribution": "uniform", "low": 1, "high": 3}, 2),
        ({"distribution": "pert", "low": 1, "mode": 2, "high": 3}, 2),
        ({"distribution": "erlang", "mean": 4, "k": 3}, 4),
        ({"distribution": "empirical", "values": [1, 2, 6]}, 3),
        ("it_project_cost", None),
        (2.5, 2.5),
    ],
)
def test_a_factor_scales_every_kind_of_distribution(insurer, words, mean):
    """Mean times the factor, shape as before."""
    before = vary(insurer, {"uncertainty.value": words})
    after = vary(before, {"uncertainty.value*": 0.5})
    assert mean is None or before.uncertainty.value.mean == pytest.approx(mean)
    assert after.uncertainty.value.mean == pytest.approx(before.uncertainty.value.mean / 2)
    assert after.uncertainty.value.cv == pytest.approx(before.uncertainty.value.cv)


def test_money_of_single_quarters(insurer):
    """A cut in some quarters spreads one amount over all quarters first; with quarters as parts."""
    other = vary(insurer, {"budget.per_quarter.5-8*": 0.8, "budget.per_quarter.1": 7_000_000})
    assert other.budget.per_quarter == (7_000_000, *[6_500_000] * 3, *[5_200_000] * 4)
    assert spots(insurer, "budget.per_quarter.3")[0].value == 6_500_000


def test_no_limit_stays_no_limit(insurer):
    """No limit can be set, and is not multiplied where others of a group have a number."""
    free = vary(insurer, {"value_streams.claims.stages.build.wip_limit": "none"})
    assert free.stream("claims").stages[1].wip_limit is None
    doubled = vary(free, {"value_streams.claims.stages.*.wip_limit*": 2})
    assert [stage.wip_limit for stage in doubled.stream("claims").stages] == [12, None, 12]
    assert vary(insurer, {"calendar.benefit_quarters": "none"}).calendar.benefit_end == 16 * 13


def test_a_group_may_lack_the_part(insurer):
    """Only the verifying stages have rework: the others are left alone."""
    other = vary(insurer, {"value_streams.*.stages.*.rework.probability": 0.2})
    found = [s.rework.probability for v in other.value_streams for s in v.stages if s.rework]
    assert found == [0.2] * 4


def test_ids_with_dots_are_found():
    """An id may hold dots; the longest one that fits is meant."""
    mmps = [{"id": "a.b"}, {"id": "a"}]
    plan = Scenario.model_validate({"budget": {"per_quarter": 1}, "mmps": mmps})
    assert vary(plan, {"mmps.a.b.features": 3}).mmps[0].features == 3
    assert vary(plan, {"mmps.a.features": 3}).mmps[1].features == 3
    assert vary(plan, {"mmps.*.features": 3}).mmps[1].features == 3


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("value_streams.claim.teams", 1, '"claim" is not there in value_streams; did you mean "claims"?'),
        ("funding_models.project.cadence", 3, 'did you mean "cadence_weeks"?'),
        ("calendar.discount_rate", -1, "calendar.discount_rate: -1 is below 0; write 0 or more"),
        ("calendar.benefit_quarters", 2, "ends before the simulated quarters"),
        ("value_streams.claims.stages.build.rework.probability", 0.1, "build.rework is not given in this scenario"),
        ("uncertainty.scope_growth.mean", 1, "this lognormal is given by median and sigma"),
        ("mmps.cloud-print.success_probability*", 1.5, "1.11 is above 1"),
        ("value_streams.claims.release_calendar.2.freeze_week", 1, "has 0 entries"),
        ("budget.per_quarter.9", 1, "has 8 entries; 9 is not among them"),
        ("budget.per_quarter.next", 1, "is 6.5e+06 and has nothing below it"),
        ("funding_models.project.selection", "loud", "one of business_case"),
        ("funding_models.project.selection*", 2, "holds no number to multiply"),
        ("funding_models.project.mmp_wip_limit*", 2, "nothing to multiply"),
        ("funding_models.project.base", "value_stream", "the base only supplies what is left out"),
        ("calendar.discount_rate.low", 1, 'leave out ".low"'),
        ("calendar.discount_rate*", "two", '"two" is no factor'),
        ("value_streams.*.release_calendar.*.freeze_week", 1, "nothing of this"),
        ("", 1, "no path is given"),
    ],
)  # fmt: skip
def test_faults_name_path_and_remedy(insurer, path, value, words):
    """One line that says what is wrong and what would be right."""
    with pytest.raises(ScenarioError) as error:
        vary(insurer, {path: value})
    assert len(error.value.faults) == 1
    assert words in str(error.value)
    assert str(error.value).startswith("insurer: ")


def test_all_faults_at_once(insurer):
    """Two wrong paths, or two wrong values, give two lines."""
    with pytest.raises(ScenarioError) as error:
        vary(insurer, {"calender.quarters": 3, "mmps.x.features": 1})
    assert len(error.value.faults) == 2
    with pytest.raises(ScenarioError) as error:
        vary(insurer, {"calendar.discount_rate": -1, "budget.carry_over": 2})
    assert len(error.value.faults) == 2


def test_spots_carry_unit_and_meaning(insurer):
    """What a figure needs to label an axis."""
    (spot,) = spots(insurer, "funding_models.project.approval_weeks*")
    assert (spot.value, spot.unit, spot.key) == (7.8, "weeks", "funding_models.project.approval_weeks")
    assert spot.description == "Weeks from the decision to the money."
    assert len(spots(insurer, "value_streams.*.teams")) == 4
    with pytest.raises(PathError):
        spots(insurer, "nothing")


def test_only_a_star_at_the_end_of_a_name_multiplies():
    """``mmps.*`` is a group, ``budget.per_quarter*`` a factor."""
    assert is_scaling("budget.per_quarter*")
    assert not is_scaling("mmps.*")
    assert not is_scaling("*")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1:4", (1, 2, 3, 4)),
        ("0:1:0.25", (0, 0.25, 0.5, 0.75, 1)),
        ("0:0.3:0.1", (0, 0.1, 0.2, 0.3)),
        ("1:20:8", (1, 9, 17)),
        ("5:1:-2", (5, 3, 1)),
        ("0.1,0.2,0.5", (0.1, 0.2, 0.5)),
        ("none,1:3", (None, 1, 2, 3)),
        ("10%, 12.5%", (0.1, 0.125)),
        ("wsjf,cd3", ("wsjf", "cd3")),
        ("true,1", (True, 1)),
        ("1e3", (1000,)),
    ],
)
def test_ranges(text, values):
    """Steps are exact and both ends count."""
    assert parse_range(text) == values
    assert [type(v) for v in parse_range(text)] == [type(v) for v in values]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20:1", "write 1:20"),
        ("1:5:-1", "a step of 1"),
        ("1:2:0", "a step of 0"),
        ("a:b", "is no range"),
        ("1:2:3:4", "is no range"),
        ("1:nan", "is no range"),
        ("0:1e9", "more than 1000"),
        ("1:900,1001:1900", "more than 1000"),
        ("1,1.0", "twice"),
        ("1,,2", "a value is missing"),
        ("", "a value is missing"),
    ],
)
def test_bad_ranges_say_what_would_be_right(text, words):
    """No range of zero, endless or doubled values."""
    with pytest.raises(ValueError, match=words):
        parse_range(text)


@given(st.integers(-1000, 1000), st.integers(1, 50), st.integers(0, 99), st.integers(0, 3))
def test_steps_hit_the_decimals(first, step, count, digits):
    """The k-th value is the float nearest to first + k steps, whatever the decimals."""
    unit = 10**digits
    text = f"{first / unit:.{digits}f}:{(first + count * step) / unit:.{digits}f}:{step / unit:.{digits}f}"
    assert parse_range(text) == tuple((first + k * step) / unit for k in range(count + 1))
