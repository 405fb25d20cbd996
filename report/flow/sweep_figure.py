"""A sweep of the flow laboratory as lines with bands, one per value stream (and value of a second number)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from report.flow.sweep_text import UNITS, flow_setting
from report.shared.line_figure import MOST_BANDS, ROOM, draw_lines, finish, name_ends, names_room, positions, ring
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import HEIGHT, WIDTH, looks, scale_of, styled
from sim.studies.flow_sweeps import flow_outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.studies.flow_sweeps import FlowSweep


@styled()
def draw_flow_sweep(study: FlowSweep, outcome: str) -> Figure:
    """One outcome of a sweep on a page: means, 95 % intervals, the best value of a single line."""
    what, axis = flow_outcome(study.scenario, outcome), study.axes[0]
    tables = {}
    for stream in study.streams:
        for series, value in enumerate(study.series):
            words = [stream] if len(study.streams) > 1 or len(study.axes) == 1 else []
            words += [f"{study.axes[1].label}: {study.axes[1].word(value)}"] if len(study.axes) > 1 else []
            tables[", ".join(words)] = study.line(outcome, stream, series)[:, [1, 0, 2]]
    few = len(tables) <= MOST_BANDS
    bands = "Bands: 95 % intervals (none where there is not enough data)." if few else "Intervals: in the table."
    tall = max(HEIGHT - TOP - BOTTOM - 1.05, names_room(len(tables)))
    figure = page(
        f"{what.label} against {axis.label}",
        f"{study.scenario.name}: {flow_setting(study)}",
        f"Lines: means. {bands} Dotted: the scenario as it is.",
        tall + TOP + BOTTOM + 1.05,
    )
    ax = place(figure, EDGE + 0.85, BOTTOM + 0.65, WIDTH - 2 * EDGE - 0.85 - ROOM, tall)
    tidy(ax, "y")
    scale = scale_of(what.unit, [float(v) for t in tables.values() for v in t[:, 1] if math.isfinite(v)], "")
    styles = list(looks(list(tables)).values())
    lines = [table / scale.divisor for table in tables.values()]
    draw_lines(ax, axis, lines, styles)
    unit = "%" if what.unit == "share" else UNITS.get(what.unit, "")
    finish(ax, axis, f"{what.label}, {unit}")
    remarks = [""] * len(lines)
    if len(lines) == 1:
        best = study.best(outcome, study.streams[0])
        if best is not None and len(best.alike) < len(lines[0]):
            ring(ax, positions(axis)[best.index], float(lines[0][best.index, 1]))
            remarks = [f"best: {axis.word(axis.values[best.index])}"]
    name_ends(ax, positions(axis), [line[:, 1] for line in lines], list(tables), styles, remarks)
    return figure
