"""Figures of a comparison, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from report.comparison.figures.arising import draw_arising
from report.comparison.figures.costs import draw_costs
from report.comparison.figures.cumulative import draw_cumulative
from report.comparison.figures.differences import draw_differences
from report.comparison.figures.jcurve import draw_transition
from report.comparison.figures.kanban import draw_kanbans
from report.comparison.figures.lead_times import draw_lead_times
from report.comparison.figures.roadmap import draw_roadmaps
from report.shared.page_layout import rendered
from scenarios.files import atomic_write
from sim.studies.jcurve import jcurves

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.outcomes.run import Run
    from sim.studies.comparison import Comparison


def drawings(comparison: Comparison, details: Callable[[], dict[str, Run]]) -> dict[str, Callable[[], Figure]]:
    """Every figure by file name, drawn when it is asked for; with one model there are no differences to draw.

    Args:
        comparison: what is drawn.
        details: gives one run of the same world for each model, by name.

    """
    names: dict[str, Callable[[], Figure]] = {"cumulative": lambda: _page(draw_cumulative(comparison))}
    if len(comparison.models) > 1:
        names["differences"] = lambda: draw_differences(comparison)
    if len(comparison.models) == 2:
        names["arising"] = lambda: draw_arising(comparison)
    if jcurves(comparison):
        names["jcurve"] = lambda: _there(draw_transition(comparison))
    names["costs"] = lambda: _page(draw_costs(comparison))
    names["kanban"] = lambda: draw_kanbans(comparison)
    names["lead_times"] = lambda: _page(draw_lead_times(comparison))
    names["roadmap"] = lambda: draw_roadmaps(comparison, details())
    return names


def figures(comparison: Comparison, details: dict[str, Run]) -> dict[str, Figure]:
    """Every figure by file name, drawn."""
    return {name: draw() for name, draw in drawings(comparison, lambda: details).items()}


def _there(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


def _page(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def save_all(
    comparison: Comparison, details: dict[str, Run], folder: Path, formats: Sequence[str] = ("png", "svg")
) -> list[Path]:
    """Write every figure in every format ("png", "svg"); each file is written whole or not at all.

    Args:
        comparison: what is drawn.
        details: one run of the same world for each model, by name.
        folder: where to; it must exist.
        formats: endings of the files.

    Returns:
        Paths of the files written.

    Raises:
        OSError: a file cannot be written.

    """
    written = []
    for name, figure in figures(comparison, details).items():
        for ending in formats:
            path = folder / f"{name}.{ending}"
            atomic_write(path, rendered(figure, ending))
            written.append(path)
    return written
