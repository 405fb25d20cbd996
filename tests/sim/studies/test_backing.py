"""What stands behind a comparison."""

import numpy as np

from scenarios.language.funding_model import FundingModel
from scenarios.loader import load
from sim.studies.backing import FAIR, assumed_settings, back_up, grades, joined, part_of
from sim.studies.comparison import compare

MODELS = ("project", "value_stream")


def test_models_joined_are_models_compared_together():
    """Further models in the same worlds change nothing: equal arrays, whether they ran together or apart."""
    tiny = load("tiny")
    together = compare(tiny, replications=3, models=MODELS)
    apart = joined(*(compare(tiny, replications=3, models=[name]) for name in MODELS), tiny)
    assert apart.models == together.models
    for name in ("outcomes", "cumulative", "costs", "kanban", "features"):
        assert np.array_equal(getattr(apart, name), getattr(together, name), equal_nan=True), name
    assert all(np.array_equal(a, b) for a, b in zip(apart.lead_times, together.lead_times, strict=True))


def test_the_ladder_goes_from_the_first_model_over_a_fair_opponent_to_the_second():
    """Its ends are the models of the comparison, in the same worlds."""
    found = compare(load("tiny"), replications=2, models=MODELS)
    ladder = back_up(found).ladder
    assert ladder is not None
    assert ladder.models == ("project", FAIR, "value_stream")
    assert np.array_equal(ladder.values("npv", "project"), found.values("npv", "project"))
    assert np.array_equal(ladder.values("npv", "value_stream"), found.values("npv", "value_stream"))


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
    found = compare(tiny, replications=2, models=MODELS)
    backing = back_up(found)
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
