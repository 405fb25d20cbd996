"""What an office may cost, as a picture: where the gain is gone, and what it must improve at any cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.fitting import wrap
from report.shared.numbers_in_words import money
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import BLUE, HEIGHT, INK, ORANGE, SMALL, TEXT, WIDTH, money_scale, scale_of, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.shared.style import Scale
    from sim.studies.office_costs import OfficeCosts


@styled()
def office_figure(found: OfficeCosts) -> Figure:
    """The paired difference against the cost of the office, and beside it the benefits that it has to add."""
    names = labels(found)
    note = "Lines: mean of the worlds. Bands: its 95 % interval."
    if found.replications < 2:
        note = "One world: no interval exists."
    figure = page(f"What an office may cost: {names[found.models[1]]}", subtitle(found), note)
    tall, wide = HEIGHT - TOP - BOTTOM - 1.05, (WIDTH - 2 * EDGE) / 2 - 1.0
    across = money_scale(list(found.costs), found.scenario.currency)
    left = place(figure, EDGE + 0.75, BOTTOM + 0.65, wide, tall)
    draw_differences(left, found, across)
    left.set_ylabel(
        wrap(f"{left.get_ylabel()}: {names[found.models[1]]} less {names[found.models[0]]}", tall * 72, TEXT)
    )
    draw_improvements(place(figure, WIDTH / 2 + 0.85, BOTTOM + 0.65, wide, tall), found, across)
    return figure


def draw_differences(ax: Axes, found: OfficeCosts, across: Scale) -> None:
    """Difference in net present value at every cost, and the cost at which it is gone, on the axes given."""
    each = [found.difference(k) for k in range(len(found.costs))]
    up = scale_of("money", [d.mean for d in each], found.scenario.currency, change=True)
    rows = [(d.low / up.divisor, d.mean / up.divisor, d.high / up.divisor) for d in each]
    ax.axhline(0, color=INK, linewidth=1.0, zorder=2)
    _draw(ax, found, across, rows)
    low, mean, high = found.break_even()
    if mean is not None:
        ax.plot([mean / across.divisor], [0], marker="o", markersize=9, color=ORANGE, zorder=4)
        if low is not None and high is not None:
            ax.plot([low / across.divisor, high / across.divisor], [0, 0], color=ORANGE, linewidth=4, zorder=3)
        word = f"worth the same at {money(mean, found.scenario.currency)}"
        ax.annotate(
            word, (mean / across.divisor, 0), xytext=(-8, -18), textcoords="offset points", size=SMALL, ha="right"
        )
    ax.set_ylabel(f"difference, {up.unit}", size=TEXT)


def draw_improvements(ax: Axes, found: OfficeCosts, across: Scale) -> None:
    """Share of benefits that the office has to add at every cost, on the axes given."""
    each = [found.improvement(k) for k in range(len(found.costs))]
    known = [(share, low, high) for share, low, high in each if share == share]
    rows = [
        (100 * (share if low is None else low), 100 * share, 100 * (share if high is None else high))
        for share, low, high in known
    ]
    _draw(ax, found, across, rows)
    ax.set_ylabel("benefits it must add to pay for itself, %", size=TEXT)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))


def _draw(ax: Axes, found: OfficeCosts, across: Scale, rows: Sequence[tuple[float, float, float]]) -> None:
    """A line with its band over the costs."""
    xs = [cost / across.divisor for cost in found.costs[: len(rows)]]
    ax.fill_between(xs, [row[0] for row in rows], [row[2] for row in rows], color=BLUE, alpha=0.2, linewidth=0)
    ax.plot(xs, [row[1] for row in rows], color=BLUE, marker="o", markersize=5)
    ax.set_xlabel(f"office a year, {across.unit}", size=TEXT)
    tidy(ax, "y")
