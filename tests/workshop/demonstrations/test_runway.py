"""Runway: theory by hand, the course of debt is that of the engine, and boards show the last year."""

import numpy as np
import pytest

from sim.world.blueprint import Blueprint
from workshop.demonstrations.runway.boards import features_done, share_board
from workshop.demonstrations.runway.measure import BALANCE, SCENARIO, change, run_of, steady, stock
from workshop.experiments.runs import shipped, variants
from workshop.parts.demonstration import Setting


@pytest.mark.parametrize(
    ("share", "features"),
    [(0, 52 * 0.54), (0.1, 52 * 0.9 * 0.54), (0.15, 52 * 0.6), (0.2, 52 * 0.8), (0.4, 52 * 0.6)],
)
def test_pace_in_the_long_run(share, features):
    """Four people, 52 weeks a quarter: 0.54 of the rest at full debt, then share / need, then what is left."""
    assert steady(shipped(SCENARIO), share) == pytest.approx(features)


@pytest.mark.parametrize("share", [0, BALANCE])
def test_debt_is_that_of_the_engine(share):
    """What visits have laid and used adds up to the stock at the end of the horizon."""
    (scenario,) = variants(SCENARIO, [change(share)])
    run = run_of(Blueprint(scenario), 1, 0)
    end = stock(run, scenario, np.array([0.0, float(scenario.calendar.horizon)]))[-1]
    assert end / 4 == pytest.approx(run.result.outcomes["runway_weeks"])


def test_models_differ_in_the_guardrail_alone():
    """What is shown is the effect of enablers."""
    none, guardrail = (shipped(SCENARIO).funding_models[name] for name in ("none", "guardrail"))
    assert none.model_copy(update={"enabler_share": 0.2, "name": guardrail.name}) == guardrail


def test_a_board_is_the_eighth_year():
    """Never more cards than the limit, four at work, and with a fifth for enablers more are done than without."""
    none, fifth = (share_board(share, Setting()) for share in (0, BALANCE))
    for board in (none, fifth):
        for week in np.linspace(0, board.weeks, 27):
            (place,) = board.at(float(week)).places
            assert place.count <= 8
            assert len(place.in_work) == 4
    assert features_done(fifth) > 1.2 * features_done(none)
