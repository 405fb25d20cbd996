"""The answer in sentences: every number in it can be worked out from the comparison."""

from dataclasses import replace

import numpy as np
import pytest

import vmo
from report.comparison.answer import (
    budget_words,
    evidence_words,
    ladder_words,
    payback_quarter,
    payback_words,
    profit_words,
    sign_words,
    worst_tenth,
)
from report.comparison.text import BRIDGE, certain
from report.shared.numbers_in_words import counted, model_name
from scenarios.loader import load
from sim.outcomes.measures import OUTCOMES
from sim.studies.backing import compare_backed


@pytest.fixture(scope="module")
def both():
    return compare_backed(load("tiny"), ("project", "value_stream"), replications=2)[:2]


@pytest.fixture(scope="module")
def tiny(both):
    return both[0]


@pytest.fixture(scope="module")
def backing(both):
    return both[1]


@pytest.mark.parametrize(
    ("share", "n", "words"),
    [
        (1.0, 40, "40 of 40 worlds"),
        (0.0, 40, "0 of 40 worlds"),
        (0.98, 200, "196 of 200 worlds"),
        (1.0, 5000, "5,000 of 5,000 worlds"),
        (0.5, 5000, "50 % of 5,000 worlds"),
        (1.0, 1, "1 of 1 world"),
    ],
)
def test_shares_near_the_ends_are_counts(share, n, words):
    """Nobody reads certainty out of forty worlds: the count is printed."""
    assert counted(share, n) == words


def test_the_worst_tenth_is_the_mean_of_the_lowest_values():
    """Of 1 to 20 the worst tenth is 1 and 2; below ten values there is none."""
    assert worst_tenth(np.arange(20.0, 0, -1)) == 1.5
    assert worst_tenth(np.arange(9.0)) is None


def test_payback_is_the_quarter_from_which_the_mean_stays_above_zero(tiny):
    """Below zero up to and including week 13, above from week 14 on: paid back in quarter 2."""
    weeks = tiny.cumulative.shape[2]
    curve = np.where(np.arange(weeks) <= 13, -1.0, 1.0)
    there = replace(tiny, cumulative=np.broadcast_to(curve, tiny.cumulative.shape))
    assert payback_quarter(there, "project") == 2
    assert "quarter 2 on average" in payback_words(there, "project")
    never = replace(tiny, cumulative=-np.ones_like(tiny.cumulative))
    assert payback_quarter(never, "project") is None
    always = replace(tiny, cumulative=np.ones_like(tiny.cumulative))
    assert payback_words(always, "project") == "never in debt on average"


def test_payback_speaks_in_calendar_quarters_where_there_are_some(tiny):
    """With a first day the calendar quarter stands beside the number."""
    dated = tiny.scenario.replace(calendar=tiny.scenario.calendar.replace(starts="2027-Q1"))
    weeks = tiny.cumulative.shape[2]
    curve = np.where(np.arange(weeks) <= 13, -1.0, 1.0)
    there = replace(tiny, scenario=dated, cumulative=np.broadcast_to(curve, tiny.cumulative.shape))
    assert "quarter 2 (2027-Q2)" in payback_words(there, "project")


def test_profit_is_counted_for_every_model(tiny):
    """Every model says in how many worlds it makes money."""
    lines = profit_words(tiny)
    for line, model in zip(lines, tiny.models, strict=True):
        above = int((tiny.values("npv", model) > 0).sum())
        assert f"{above} of 2 worlds" in line


def test_the_sign_is_explained_where_it_is_below_zero_and_only_there(tiny):
    """A loss names what is charged; a profit needs no excuse."""
    npv = 0
    loss = replace(tiny, outcomes=tiny.outcomes.copy())
    loss.outcomes[:, 0, npv] = -1.0
    words = sign_words(loss)
    assert words is not None
    assert "whole payroll" in words
    gain = replace(tiny, outcomes=tiny.outcomes.copy())
    gain.outcomes[:, :, npv] = 1.0
    assert sign_words(gain) is None


def test_the_ladder_adds_up_to_the_headline(tiny, backing):
    """Its two steps are the difference between the first and the second model."""
    assert backing.ladder is not None
    first, fair, second = backing.ladder.models
    steps = [backing.ladder.difference(b, a).mean for a, b in ((first, fair), (fair, second))]
    assert sum(steps) == pytest.approx(tiny.difference("npv", second, first).mean)
    assert "Well-run project office" in (ladder_words(backing) or "")


def test_evidence_says_when_nothing_rests_on_assumptions(tiny, backing):
    """Settings of grade D that favour the other model are no support for the difference."""
    difference = tiny.difference("npv", "value_stream", "project")
    without = replace(difference, mean=difference.mean + 1000)
    favouring_projects = replace(backing, without=without, assumed=(("cadence_weeks", 1, 2),))
    assert "nothing of it rests on rules that are assumed (grade D)" in evidence_words(
        favouring_projects, difference
    )
    resting = replace(backing, without=replace(difference, mean=0.0), assumed=(("cadence_weeks", 1, 2),))
    assert "100 % of it, rests on rules that are assumed (grade D: cadence weeks)" in evidence_words(
        resting, difference
    )
    assert "no rule of grade D" in evidence_words(replace(backing, without=None, assumed=()), difference)


def test_the_rows_of_the_bridge_add_up_to_net_present_value(tiny):
    """Discounted benefits less every discounted cost is net present value, model by model."""
    for model in tiny.models:
        parts = sum(sign * tiny.values(outcome, model) for outcome, sign in BRIDGE.items())
        assert parts == pytest.approx(tiny.values("npv", model), abs=0.01)


def test_money_beyond_the_budget_is_named_from_two_per_cent_on(tiny):
    """1 % is no sentence, 3 % names the amount."""
    places = [list(OUTCOMES).index(name) for name in ("beyond_budget", "beyond_budget_share")]
    small = replace(tiny, outcomes=tiny.outcomes.copy())
    small.outcomes[:, :, places] = [10_000, 0.01]
    assert budget_words(small) == []
    large = replace(tiny, outcomes=tiny.outcomes.copy())
    large.outcomes[:, 0, places] = [30_000, 0.03]
    large.outcomes[:, 1, places] = 0
    (line,) = budget_words(large)
    assert "Project funding spends EUR 30 k more than its budget on average (3 % of it)" in line


def test_certainty_is_said_above_the_answer(tiny):
    """Tiny has no luck: what is certain in it is named with a remedy, and stands before the headline."""
    notes = certain(tiny)
    assert notes[0].startswith("No spread, no band")
    text = vmo.compare("tiny", replications=2, workers=1, backing=False).text()
    assert text.index("No spread, no band") < text.index("Value-stream funding is worth")


def test_models_have_names_in_words():
    """A key is no name."""
    assert model_name("project", "") == "Project funding"
    assert model_name("early_releases", "") == "Early releases"
    assert model_name("project", "As today") == "As today"
