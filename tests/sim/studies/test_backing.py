"""What stands behind a comparison."""

import numpy as np

from scenarios.language.funding_model import FundingModel
from scenarios.loader import load
from sim.studies.backing import FAIR, PRICE_WORLDS, assumed_settings, compare_backed, grades
from sim.studies.comparison import compare

MODELS = ("project", "value_stream")


def test_the_comparison_is_the_one_without_a_backing():
    """Questions asked in passing change nothing of what is compared."""
    tiny = load("tiny")
    found, _, _ = compare_backed(tiny, MODELS, replications=3)
    alone = compare(tiny, replications=3, models=MODELS)
    for name in ("outcomes", "cumulative", "costs", "kanban", "features"):
        assert np.array_equal(getattr(found, name), getattr(alone, name), equal_nan=True), name


def test_the_ladder_goes_from_the_first_model_over_a_fair_opponent_to_the_second():
    """Its ends are the models of the comparison, and its middle is what comparing that model would give."""
    tiny = load("tiny")
    found, backing, _ = compare_backed(tiny, MODELS, replications=2)
    assert backing is not None
    ladder = backing.ladder
    assert ladder is not None
    assert ladder.models == ("project", FAIR, "value_stream")
    for end in MODELS:
        assert np.array_equal(ladder.values(end), found.values("npv", end))
    fair = compare(ladder.scenario, replications=2, models=[FAIR])
    assert np.array_equal(ladder.values(FAIR), fair.values("npv", FAIR))


def test_an_interrupted_comparison_has_no_backing():
    """Worlds that are finished stay; half a ladder is none."""

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    found, backing, _ = compare_backed(load("tiny"), MODELS, replications=12, progress=stop)
    assert (found.ended, found.replications, backing) == ("interrupted", 10, None)


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
    found, backing, _ = compare_backed(tiny, MODELS, replications=2)
    assert backing is not None
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


def test_more_worlds_than_the_price_of_a_release_is_asked_in():
    """The price is that of the first worlds, however many are compared."""
    tiny = load("tiny")
    found, backing, _ = compare_backed(tiny, MODELS, replications=PRICE_WORLDS + 11)
    _, first, _ = compare_backed(tiny, MODELS, replications=PRICE_WORLDS)
    assert found.replications == PRICE_WORLDS + 11
    assert backing is not None
    assert first is not None
    assert backing.price == first.price
