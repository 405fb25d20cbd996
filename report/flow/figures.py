"""Figures of a study of the flow laboratory: cumulative flow, cycle times, stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.flow.board_figure import draw_board
from report.flow.stages_figure import draw_stages
from report.flow.times_figure import draw_times

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.lab.statistics.results import FlowResult


def flow_figures(result: FlowResult) -> dict[str, Figure]:
    """Every figure by file name; with several streams each has its own, with its id in the name."""
    drawn = {}
    for r, stream in enumerate(result.streams):
        tail = f"-{stream.id}" if len(result.streams) > 1 else ""
        if result.board is not None:
            drawn[f"cumulative-flow{tail}"] = draw_board(result, r)
        if result.times[r].total:
            drawn[f"cycle-times{tail}"] = draw_times(result, r)
        drawn[f"stages{tail}"] = draw_stages(result, r)
    return drawn
