"""What stands behind a comparison."""

import numpy as np

from scenarios.language.funding_model import FundingModel
from scenarios.loader import load
from sim.studies.backing import assumed_settings, compare_with_backing, grades, part_of
from sim.studies.comparison import compare

MODELS = ("project", "value_stream")


def test_the_comparison_is_the_same_with_and_without_what_stands_behind_it():
    """Further models in the same worlds change nothing: equal arrays."""
    tiny = load("tiny")
    alone = compare(tiny, replications=3, models=MODELS)
    found, _ = compare_with_backing(tiny, MODELS, replications=3)
    assert found.models == alone.models
    assert found.scenario is tiny
    for name in ("outcomes", "cumulative", "costs", "kanban", "features"):
        assert np.array_equal(getattr(found, name), getattr(alone, name), equal_nan=True), name
    assert all(np.array_equal(a, b) for a, b in zip(found.lead_times, alone.lead_times, strict=True))


def test_a_part_keeps_the_order_that_is_asked_for():
    """Columns follow the names."""
    tiny = load("tiny")
    both = compare(tiny, replications=2, models=MODELS)
    turned = part_of(both, MODELS[::-1], tiny)
    assert np.array_equal(turned.values("npv", "project"), both.values("npv", "project"))
    assert turned.models == MODELS[::-1]


def test_a_setting_has_the_grade_of_the_preset_whose_value_it_has():
    """What the scenario sets itself has no grade of the preset."""
    model = FundingModel.model_validate({"base": "value_stream", "cadence_weeks": 5})
    found = grades(model)
    assert found["cadence_weeks"] == ""
    assert found["approval_weeks"] == "B"


def test_equal_models_rest_on_nothing():
    """Two models with the same settings differ in no assumption."""
    same = FundingModel.preset("project")
    assert assumed_settings(same, same.model_copy(update={"name": "other"})) == ((), ())


def test_without_assumptions_the_second_model_has_the_settings_of_the_first():
    """The part that rests on assumptions is the difference less the one with these settings made equal."""
    tiny = load("tiny")
    assumed, own = assumed_settings(*(tiny.funding_models[name] for name in MODELS))
    found, backing = compare_with_backing(tiny, MODELS, replications=2)
    assert backing.assumed == assumed
    assert backing.own == own
    equal = tiny.funding_models["value_stream"].model_copy(update={name: value for name, value, _ in assumed})
    both = tiny.replace(funding_models={**tiny.funding_models, "equal": equal})
    twin = compare(both, replications=2, models=("project", "equal")).difference("npv", "equal", "project")
    difference = found.difference("npv", *MODELS[::-1])
    if assumed:
        assert backing.resting(difference) == difference.mean - twin.mean
    else:
        assert backing.resting(difference) is None
