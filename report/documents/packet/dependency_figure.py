"""Figure of a packet: the roadmap of what needs each other, with arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.plan.figures import ROW, draw_roadmap
from report.plan.stress import LATE
from report.shared.page_layout import page, place
from report.shared.style import INK, MUTED, VERMILLION, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from optimiser.plan import Line
    from report.documents.packet.facts import PacketStudies

MOST = 30
"""Rows that can be read on a page; of more, only what the quarter's MMPs need and who needs them."""
BEND = 0.25
"""Bend of an arrow, as a share of its length."""


@styled()
def dependency_figure(studies: PacketStudies) -> Figure:
    """Bars of the MMPs that need each other, an arrow from the end of each to the MMP that needs it."""
    rows = _rows(studies)
    height = max(4.0, 2.1 + ROW * (len(rows) + 1))
    note = (
        "Arrows lead from what is needed to who needs it. Orange: between value streams. "
        "Thick: more likely to be late than there when it is needed."
    )
    figure = page("What needs what", f"{studies.plan.scenario.name}: bars end with the release", note, height)
    ax = place(figure, 3.9, 0.95, 7.3, height - 2.3)
    draw_roadmap(ax, rows, studies.plan)
    draw_links(ax, rows, studies)
    return figure


def _rows(studies: PacketStudies) -> list[Line]:
    linked = {mmp for link in studies.links for mmp in (link.mmp, link.needs)}
    if len(linked) > MOST:
        active = {line.id for line in studies.active}
        linked = {
            mmp
            for link in studies.links
            if {link.mmp, link.needs} & active
            for mmp in (link.mmp, link.needs)
        } or linked  # fmt: skip
    chosen = [line for line in studies.plan.chosen if line.id in linked]
    order = {stream: at for at, stream in enumerate(studies.streams)}
    return sorted(chosen, key=lambda line: (order[line.stream], line.start or 0, line.release or 0, line.id))


def draw_links(ax: Axes, rows: list[Line], studies: PacketStudies) -> None:
    """Arrows on the axes given, which hold a bar for each row."""
    quarters = studies.plan.scenario.calendar.quarters
    at = {line.id: k for k, line in enumerate(rows)}
    for link in studies.links:
        if link.mmp not in at or link.needs not in at:
            continue
        tail = min(studies.lines[link.needs].release or 1, quarters)
        line = studies.lines[link.mmp]
        head = (line.start or 1) - 1 if link.kind == "after" else min(line.release or 1, quarters)
        late = link.in_time is not None and link.in_time < LATE
        colour = VERMILLION if link.across else INK if late else MUTED
        down = at[link.mmp] > at[link.needs]
        ax.annotate(
            "", (head, at[link.mmp]), xytext=(tail, at[link.needs]), annotation_clip=False, zorder=5,
            arrowprops={
                "arrowstyle": "-|>,head_length=0.5,head_width=0.22", "color": colour,
                "linewidth": 2.0 if late else 1.0, "linestyle": ":" if link.kind == "with" else "-",
                "connectionstyle": f"arc3,rad={-BEND if down else BEND}", "shrinkA": 3, "shrinkB": 4,
            },
        )  # fmt: skip
