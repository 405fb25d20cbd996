"""Every figure of a history and of a forecast, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.history.figures.ageing import draw_ageing
from report.history.figures.cumulative_flow import draw_cumulative_flow
from report.history.figures.forecast import draw_how_many, draw_when
from report.history.figures.run_chart import draw_run_chart
from report.history.figures.scatter import draw_scatter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from intake.forecast.forecast import Forecast
    from intake.history.closed import Closed
    from intake.history.durations import Convention
    from intake.history.history import History


def history_figures(history: History, convention: Convention, closed: Closed) -> dict[str, Figure]:
    """Run chart, and scatter, ageing and cumulative flow where there are items."""
    figures = {"run_chart": draw_run_chart(history, closed)}
    if history.items:
        figures["scatter"] = draw_scatter(history, convention, closed)
        figures["ageing"] = draw_ageing(history, convention, closed)
        figures["cumulative_flow"] = draw_cumulative_flow(history)
    return figures


def forecast_figures(forecast: Forecast) -> dict[str, Figure]:
    """When, and how many, as far as they were asked."""
    figures = {}
    if forecast.when:
        figures["when"] = draw_when(forecast)
    if forecast.ahead:
        figures["how_many"] = draw_how_many(forecast)
    return figures
