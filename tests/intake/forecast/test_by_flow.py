"""The flow model begins with today's board, and how far it is from the history is said."""

import io
from datetime import date, datetime

import numpy as np
import pytest
from rich.console import Console

from intake.forecast.asking import Question
from intake.forecast.by_flow import ask_flow
from intake.forecast.forecast import forecast
from intake.history.history import History, Item
from report.history.forecast_text import forecast_text
from scenarios.scenario import Scenario
from tests.intake import made

LINE = Scenario.model_validate(
    {
        "name": "line",
        "value_streams": [
            {
                "id": "s",
                "arrivals": {"kind": "deterministic", "every_weeks": 2},
                "stages": [
                    {"id": "build", "name": "Build", "servers": 1, "effort": 1},
                    {"id": "test", "servers": 1, "effort": 1},
                ],
            }
        ],
    }
)


def history_of(*lying):
    """Items under way in stages, begun so many days before 2026-03-01."""
    items = tuple(
        Item(f"i{k}", "open", started=datetime(2026, 3, 1 - days), stage=stage)
        for k, (stage, days) in enumerate(lying)
    )
    return History("made", "made", items, date(2026, 2, 28))


def test_the_board_is_worked_off_by_hand():
    """Two wait in build and one in test, a week each: out after weeks 1, 2 and 3; the next one came in week 2."""
    history = history_of(("Build", 0), ("TEST", 0), ("build", 0))
    found = ask_flow(LINE, items=3, weeks=4, history=history, runs=9)
    assert found.board == 3
    assert {week for _, week in found.when} == {3}
    assert {items for _, items in found.how_many} == {4}


def test_what_the_line_does_not_have_is_said():
    """An item in a stage of another name is not on its board; with none at all it begins in its long-run state."""
    found = ask_flow(LINE, weeks=4, history=history_of(("Build", 0), ("Legal", 0)), runs=9)
    assert (found.board, found.unplaced) == (1, (("Legal", 1),))
    assert ask_flow(LINE, weeks=4, history=history_of(("Legal", 0)), runs=9).board == 0


@pytest.mark.parametrize(("every", "says"), [(1 / 8, "They disagree"), (1 / 4, "within what that leaves open")])
def test_the_difference_is_said(every, says):
    """Four items a week in the past: a line that gets eight disagrees, one that gets four does not."""
    history = made.of_items([3, 4, 5, 4] * 8, np.random.default_rng(1))
    stage = {"id": "w", "servers": "unlimited", "effort": 0.01}
    line = {"id": "s", "arrivals": {"kind": "deterministic", "every_weeks": every}, "stages": [stage]}
    scenario = Scenario.model_validate({"name": "line", "value_streams": [line]})
    found = forecast(history, Question(items=8))
    console = Console(file=io.StringIO(), width=150)
    console.print(forecast_text(found, ask_flow(scenario, items=8, history=history, runs=20)))
    assert says in console.file.getvalue()
