"""Figures of histories hold what was read, and equal histories give equal bytes."""

import importlib.util
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from intake.forecast.asking import Question
from intake.forecast.forecast import forecast
from intake.history.closed import Closed
from intake.history.history import Item, Visit
from report.history.figures.all import forecast_figures, history_figures
from report.history.figures.cumulative_flow import cumulative
from report.shared.page_layout import rendered

spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[2] / "intake" / "made.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)


@pytest.fixture(scope="module")
def history():
    rng = np.random.default_rng(1)
    found = made.of_items(rng.poisson(4, 30), rng, type="Story")
    board = tuple(
        Item(
            f"open-{k}",
            "open",
            started=datetime(2025, 7, 20) - timedelta(days=k * 4),
            stage=("build", "test")[k % 2],
        )
        for k in range(8)
    )
    return replace(found, items=found.items + board, stages=("build", "test"))


def test_every_figure_of_a_history(history):
    """Run chart, scatter, ageing and cumulative flow: dots are items."""
    figures = history_figures(history, "calendar", Closed())
    assert list(figures) == ["run_chart", "scatter", "ageing", "cumulative_flow"]
    dots = sum(len(part.get_offsets()) for part in figures["scatter"].axes[0].collections)
    assert dots == len(history.finished)
    assert sum(len(part.get_offsets()) for part in figures["ageing"].axes[0].collections) == 8


def test_weeks_alone_have_a_run_chart():
    """Nothing is drawn that is not known."""
    assert list(history_figures(made.of_weeks(3, 4, 5), "calendar", Closed())) == ["run_chart"]


def test_forecast_figures(history):
    """Bars of chances add up to nearly one, and the same question gives the same bytes."""
    answer = forecast(history, Question(items=20))
    figure = forecast_figures(answer)["when"]
    assert sum(bar.get_height() for bar in figure.axes[0].patches) == pytest.approx(1, abs=0.01)
    assert rendered(figure, "svg") == rendered(forecast_figures(answer)["when"], "svg")
    assert list(forecast_figures(forecast(history))) == ["how_many"]


def test_cumulative_flow_counts_by_hand():
    """Two items: started on the 1st and 2nd, in test on the 3rd (the second skips it), done on the 4th."""
    day = datetime(2025, 3, 1)
    one, two, three, four = (day + timedelta(days=k) for k in range(4))
    items = (
        Item(
            "a", "done", started=one, ended=four, stage="done", visits=(Visit("build", one), Visit("test", three))
        ),
        Item("b", "done", started=two, ended=four, stage="done", visits=(Visit("build", two),)),
        Item("c", "open", started=four, stage="build", visits=(Visit("build", four),)),
    )
    history = replace(made.of_weeks(1), items=items, weeks=(), stages=("build", "test"), as_of=four.date())
    names, columns, days = cumulative(history)
    assert names == ["build", "test", "done"]
    assert [column.tolist() for column in columns] == [[1, 2, 2, 3], [0, 0, 1, 2], [0, 0, 0, 2]]
    assert len(days) == 4
