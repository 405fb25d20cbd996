"""How the columns of the portfolio kanban look, and a key of swatches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from report.shared.fitting import text_width
from report.shared.style import BLACK, BLUE, INK, MUTED, ORANGE, PAPER, SMALL, YELLOW, text_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Swatch:
    """Name and look of an area, a bar, or (with a marker) a point."""

    name: str
    colour: str
    hatch: str = ""
    marker: str = ""

    @property
    def line(self) -> str:
        """Colour of the hatch: dark on light colours, light on dark ones."""
        return MUTED if text_on(self.colour) == INK and self.hatch != ".." else PAPER


STAGES = {
    "funnel": Swatch("Funnel", "#ECECEC"),
    "review": Swatch("Review", "#A9D3EF"),
    "analysis": Swatch("Analysis", YELLOW, "//"),
    "portfolio backlog": Swatch("Backlog", ORANGE, ".."),
    "implementation": Swatch("Implementation", BLUE),
    "done": Swatch("Done", "#66C5AB"),
    "stopped": Swatch("Stopped", BLACK),
}
"""By column of the portfolio kanban, in order."""
GAP = 16.0
"""Space between two entries of a key, in points."""


def draw_key(figure: Figure, entries: Sequence[Swatch], left: float, top: float) -> None:
    """Swatches with names in one row; ``left`` and ``top`` in inches from the upper left corner of the page."""
    across, up = figure.get_size_inches()
    y = 1 - top / up
    for entry in entries:
        if entry.marker:
            figure.add_artist(
                Line2D(
                    [(left + 0.1) / across], [y - 0.08 / up], marker=entry.marker, markersize=8, linestyle="none",
                    markerfacecolor=entry.colour, markeredgecolor=entry.colour, markeredgewidth=1.6,
                )
            )  # fmt: skip
        else:
            figure.add_artist(
                Rectangle(
                    (left / across, y - 0.15 / up), 0.2 / across, 0.15 / up, facecolor=entry.colour,
                    edgecolor=entry.line, hatch=entry.hatch, linewidth=0,
                )
            )  # fmt: skip
        figure.text((left + 0.26) / across, y - 0.075 / up, entry.name, size=SMALL, color=INK, va="center")
        left += 0.26 + (text_width(entry.name, SMALL) + GAP) / 72
