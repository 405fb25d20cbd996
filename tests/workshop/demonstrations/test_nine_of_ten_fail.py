"""Nine of ten fail: bets of other sizes cost and promise the same, and exact chances are those of the binomial."""

import pytest

from sim.studies.comparison import compare
from workshop.demonstrations.nine_of_ten_fail.measure import BETS, CHANCE_OF_ONE, COST, MONEY, VALUE, sized
from workshop.experiments.runs import shipped


@pytest.mark.parametrize("bets", BETS)
def test_size_changes_nothing_but_the_size(bets):
    """Ten times the work for ten times the value; enough of them that nobody runs out of ideas."""
    scenario = sized(bets)
    for mmp in scenario.mmps:
        assert mmp.value / mmp.features == pytest.approx(VALUE / 5)
        assert mmp.success_probability == CHANCE_OF_ONE
    per_stream = len(scenario.mmps) / len(scenario.value_streams)
    assert per_stream * scenario.mmps[0].features > 52
    assert scenario.mmps[0].value * CHANCE_OF_ONE == pytest.approx(COST * scenario.mmps[0].features / 5)


@pytest.mark.parametrize("bets", BETS)
def test_year_pays_for_so_many(bets):
    """Without luck in the work, every year finishes the same number, for the same money."""
    study = compare(sized(bets), replications=3, models=["finish"])
    assert study.values("mmps_released", "finish").tolist() == [bets] * 3
    assert study.values("cost", "finish").tolist() == pytest.approx([MONEY] * 3)


def test_models_differ_in_the_stop_rule_alone():
    """What is shown is the effect of stopping."""
    finish, stop = (shipped("nine-of-ten-fail").funding_models[name] for name in ("finish", "stop"))
    assert finish.model_copy(update={"stop_rule": "evidence", "name": stop.name}) == stop
