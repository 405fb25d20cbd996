"""A sweep of the flow laboratory as lines with bands, one per value stream (and value of a second number)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from report.flow.sweep_text import UNITS, flow_setting
from report.shared.line_figure import ROOM, draw_band, draw_line, finish, name_ends, positions, ring
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
    figure = page(
        f"{what.label} against {axis.label}",
        f"{study.scenario.name}: {flow_setting(study)}",
        "Lines: means. Bands: 95 % intervals (none where there is not enough data). Dotted: the scenario as it is.",
    )
    ax = place(figure, EDGE + 0.85, BOTTOM + 0.65, WIDTH - 2 * EDGE - 0.85 - ROOM, HEIGHT - TOP - BOTTOM - 1.05)
    tidy(ax, "y")
    tables = {}
    for stream in study.streams:
        for series, value in enumerate(study.series):
            words = [stream] if len(study.streams) > 1 or len(study.axes) == 1 else []
            words += [f"{study.axes[1].label}: {study.axes[1].word(value)}"] if len(study.axes) > 1 else []
            tables[", ".join(words)] = study.line(outcome, stream, series)
    scale = scale_of(what.unit, [float(v) for t in tables.values() for v in t[:, 0] if math.isfinite(v)], "")
    styles = looks(list(tables))
    for name, table in tables.items():
        draw_band(ax, axis, table[:, 1:] / scale.divisor, styles[name], 0.22)
        draw_line(ax, axis, table[:, 0] / scale.divisor, styles[name])
    unit = "%" if what.unit == "share" else UNITS.get(what.unit, "")
    finish(ax, axis, f"{what.label}, {unit}")
    if len(tables) == 1:
        best = study.best(outcome, study.streams[0])
        (table,) = tables.values()
        if best is not None and len(best.alike) < len(table):
            top = table[best.index, 0] / scale.divisor
            ring(ax, positions(axis)[best.index], top, f"best: {axis.word(axis.values[best.index])}",
                 what.better == "more")  # fmt: skip
    ends = [table[:, 0] / scale.divisor for table in tables.values()]
    name_ends(ax, positions(axis), ends, list(tables), list(styles.values()))
    return figure
