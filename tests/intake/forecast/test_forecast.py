"""Forecasts: dates, closed weeks, streams, what cannot be said, and how past answers did."""

import importlib.util
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from intake.forecast.asking import Question
from intake.forecast.back_test import back_test
from intake.forecast.by_flow import ask_flow
from intake.forecast.forecast import forecast
from intake.history.closed import closed_days
from intake.history.history import History, Item, Week
from scenarios.faults import ScenarioError
from scenarios.loader import load

spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[1] / "made.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)

TEN = (3, 6, 1, 3, 2, 4, 7, 5, 3, 7)


def weeks(answer):
    return [each.week for each in answer.when]


def test_when_without_a_calendar():
    """Weeks are counted where the file has no dates."""
    answer = forecast(made.of_weeks(*TEN), Question(items=30))
    assert weeks(answer) == [8, 8, 9, 10]
    assert answer.when[0].last_day is None
    assert [round(each.probability, 4) for each in answer.when] == [0.7173, 0.7173, 0.8939, 0.9696]


def test_weeks_become_days_and_closed_weeks_are_skipped():
    """Week 8 ends a week later when one of the eight is closed; a history closed then does not count it either."""
    history = made.of_weeks(*TEN, begin=date(2026, 1, 5))
    assert forecast(history, Question(items=30)).when[0].last_day == date(2026, 5, 10)
    closed = closed_days(["2026-W15"])
    assert forecast(history, Question(items=30, closed=closed)).when[0].last_day == date(2026, 5, 17)
    past = closed_days(["2026-W03"])
    assert len(forecast(history, Question(items=30, closed=past)).past) == 9


def test_how_many_by_a_date():
    """Whole weeks up to the date count; six of them are 25, 20 and 17 items."""
    history = made.of_weeks(*TEN, begin=date(2026, 1, 5))
    (ahead,) = forecast(history, Question(by=date(2026, 4, 29))).ahead
    assert (ahead.weeks, ahead.last_day) == (6, date(2026, 4, 26))
    assert [answer.items for answer in ahead.answers] == [25, 22, 20, 17]
    with pytest.raises(ScenarioError, match="before the end of the first open week"):
        forecast(history, Question(by=date(2026, 3, 20)))
    with pytest.raises(ScenarioError, match="say --start"):
        forecast(made.of_weeks(*TEN), Question(by=date(2026, 4, 29)))


def test_nothing_asked_is_the_next_twelve_weeks():
    """More weeks, more items; more certainty, fewer."""
    answer = forecast(made.of_weeks(*TEN))
    table = np.array([[each.items for each in ahead.answers] for ahead in answer.ahead])
    assert table.shape == (12, 4)
    assert (np.diff(table, axis=0) > 0).all()
    assert (np.diff(table, axis=1) <= 0).all()


def test_too_few_weeks_cannot_be_forecast():
    """Nine weeks: no number at all, but with --anyway."""
    answer = forecast(made.of_weeks(*TEN[:9]), Question(items=30))
    assert not answer.can
    assert answer.when == ()
    assert [reason.code for reason in answer.reasons] == ["too_few_weeks"]
    assert forecast(made.of_weeks(*TEN[:9]), Question(items=30, anyway=True)).when


def test_drift_cannot_be_forecast_but_its_last_weeks_can():
    """The remedy that is named works."""
    history = made.of_weeks(*[2, 3, 1, 2] * 8, *[9, 8, 10, 9] * 8)
    assert [reason.code for reason in forecast(history, Question(items=30)).reasons] == ["drift"]
    assert forecast(history, Question(items=30, weeks=32)).can


def test_several_streams_jointly():
    """Both streams must be done: later than either alone, and a name that is none is refused."""
    counts = np.random.default_rng(1).poisson(4, (30, 2))
    history = History(
        "made", "weekly throughput", (), None, week_streams=("claims", "portal"),
        weeks=tuple(Week(str(k), (int(a), int(b))) for k, (a, b) in enumerate(counts)),
    )  # fmt: skip
    both = forecast(history, Question(items_by_stream={"claims": 40, "portal": 40}))
    alone = forecast(history, Question(items_by_stream={"claims": 40}))
    assert not both.drawn
    shared = min(len(both.done_by), len(alone.done_by))
    assert (both.done_by[:shared] <= alone.done_by[:shared] + 1e-9).all()
    assert both.when[2].probability >= 0.85
    with pytest.raises(ScenarioError, match='no stream is called "clams"; did you mean "claims"'):
        forecast(history, Question(items_by_stream={"clams": 4}))


def test_one_stream_of_several_uses_its_own_weeks():
    """Asked for one stream, the others' items are not its own."""
    history = History(
        "made", "weekly throughput", (), None, week_streams=("a", "b"),
        weeks=tuple(Week(str(k), (1, 9)) for k in range(20)),
    )  # fmt: skip
    assert weeks(forecast(history, Question(items_by_stream={"a": 10}))) == [10] * 4


def test_work_on_the_board_comes_on_top():
    """Three items under way and ten more are thirteen."""
    rng = np.random.default_rng(2)
    history = made.of_items([4] * 30, rng)
    later = datetime(2025, 7, 28)
    board = tuple(Item(f"o{k}", "open", started=later - timedelta(days=9 * k), stage="build") for k in range(3))
    history = replace(history, items=history.items + board)
    assert forecast(history, Question(items=10, board=True)).needed == {"": 13}
    aged = forecast(history, Question(items=10)).aged
    assert [each.id for each in aged] == ["o2", "o1", "o0"]
    assert aged[0].days > aged[1].days > aged[2].days
    assert aged[2].likely_by is not None


def test_an_item_older_than_all_others_has_no_date():
    """Where fewer than ten items ever took that long, nobody knows."""
    history = made.of_items([4] * 30, np.random.default_rng(2))
    ancient = Item("x", "open", started=datetime(2024, 1, 1))
    (aged,) = forecast(replace(history, items=(*history.items, ancient)), Question()).aged
    assert (aged.rank, aged.likely_by) == (1.0, None)


def test_the_back_test_counts_answers_that_held():
    """A constant rate holds every time; a rate that collapses holds until it does."""
    steady = back_test(np.full(30, 5), 4)
    assert (steady.answers, steady.held) == (17, 17)
    fallen = back_test(np.array([5] * 20 + [0] * 10), 4)
    assert fallen.held == 7
    assert back_test(np.full(10, 5), 4) is None


def test_the_flow_model_answers_the_same_question(tmp_path):
    """One server of one week that is always fed finishes one item a week: five in five weeks, whatever the luck."""
    file = tmp_path / "line.yaml"
    file.write_text(
        "name: line\nvalue_streams:\n  - id: s\n    arrivals: {kind: saturated}\n"
        "    stages: [{id: w, servers: 1, effort: 1}]\n",
        encoding="utf-8",
    )
    answer = ask_flow(load(file), items=5, weeks=8, runs=50)
    assert {week for _, week in answer.when} == {5}
    assert {items for _, items in answer.how_many} == {8}
