"""The paired difference in net present value world by world: how often which model wins, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from report.shared.fitting import spread
from report.shared.numbers_in_words import probability
from report.shared.page_layout import tidy, whole_numbers
from report.shared.style import INK, MUTED, SMALL, TEXT, looks, money_scale, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from report.shared.style import Look
    from sim.arrays import Floats
    from sim.studies.comparison import Comparison

LOST = "#DDDDDD"
"""Colour of bars of worlds in which the first model wins."""


@styled()
def draw_worlds(comparison: Comparison, ax: Axes) -> Axes:
    """Differences in net present value of the other models to the first, on the axes given.

    One other model: a histogram, bars of lost worlds hatched. Several: the share of worlds up to each difference.
    The share of worlds won is at the right, within about 2.2 inches of the axes.
    """
    first, others = comparison.models[0], comparison.models[1:]
    styles = looks(comparison.models)
    amounts = np.stack([comparison.values("npv", model) - comparison.values("npv", first) for model in others])
    scale = money_scale(amounts.ravel(), comparison.scenario.currency)
    amounts /= scale.divisor
    if comparison.replications < 2:
        ax.text(0.5, 0.5, "one world: no distribution", ha="center", va="center", size=TEXT, color=MUTED,
                transform=ax.transAxes)  # fmt: skip
        ax.set_axis_off()
        return ax
    rim = 0.06 * (max(0.0, float(amounts.max())) - min(0.0, float(amounts.min()))) or 1.0
    ax.set_xlim(min(0.0, float(amounts.min())) - rim, max(0.0, float(amounts.max())) + rim)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    tidy(ax, "x")
    if len(others) == 1:
        _draw_histogram(ax, amounts[0], styles[others[0]])
    else:
        _draw_shares(ax, amounts, [styles[model] for model in others])
    ax.axvline(0, color=INK, linewidth=1.2, zorder=4)
    ax.set_xlabel(f"difference in each of {comparison.replications} worlds, {scale.unit}", size=SMALL)
    shares = [comparison.difference("npv", model, first).share_a_wins for model in others]
    _tell_shares(ax, shares, [styles[model] for model in others])
    return ax


def _draw_histogram(ax: Axes, amounts: Floats, look: Look) -> None:
    """Bars of equal width, none of them across zero."""
    edges = np.histogram_bin_edges(amounts, "auto")
    width = max(float(edges[1] - edges[0]), float(np.ptp(amounts)) / 40, 1e-9)
    first, last = np.floor(amounts.min() / width), np.floor(amounts.max() / width) + 1
    edges = np.arange(first, last + 1) * width
    counts, _ = np.histogram(amounts, edges)
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, float(edges[0])), max(high, float(edges[-1])))
    won = edges[:-1] >= -1e-12
    ax.bar(edges[:-1][won], counts[won], width, align="edge", color=look.colour, edgecolor="white", zorder=3)
    ax.bar(
        edges[:-1][~won], counts[~won], width, align="edge", color=LOST, edgecolor=MUTED, hatch="//", linewidth=0.8,
        zorder=3,
    )  # fmt: skip
    whole_numbers(ax, "y", 4)
    ax.set_ylabel("worlds", size=SMALL)


def _draw_shares(ax: Axes, amounts: Floats, styles: list[Look]) -> None:
    """Share of worlds with at most each difference: a step line per model; what is left of zero is lost."""
    worlds = amounts.shape[1]
    low, high = ax.get_xlim()
    for row, look in zip(amounts, styles, strict=True):
        x = np.concatenate([[low], np.sort(row), [high]])
        y = np.concatenate([np.arange(worlds + 1) / worlds, [1.0]])
        ax.step(x, y, where="post", color=look.colour, linestyle=look.dash, linewidth=2.0, zorder=3)
    ax.set_ylim(0, 1.03)
    ax.set_yticks([0, 0.5, 1.0])
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    ax.set_ylabel("share of worlds, %", size=SMALL)


def _tell_shares(ax: Axes, shares: list[float], styles: list[Look]) -> None:
    """Share of worlds won by each model at the right of the axes, each with its marker."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box, (across, up) = ax.get_position(), figure.get_size_inches() * 72
    tall, wide = box.height * up, box.width * across
    step = 1.55 * SMALL
    wanted = [tall / 2 + ((len(shares) - 1) / 2 - k) * step for k in range(len(shares))]
    placed = spread(wanted, [step] * len(shares), 0.0, max(tall, step * len(shares)))
    for share, look, at in zip(shares, styles, placed, strict=True):
        ax.plot(
            [1 + 12 / wide, 1 + 27 / wide, 1 + 42 / wide], [at / tall] * 3, color=look.colour, linestyle=look.dash,
            linewidth=2.0, marker=look.marker, markevery=[1], markersize=7, transform=ax.transAxes, clip_on=False,
        )  # fmt: skip
        ax.annotate(
            f"won in {probability(share)}", (1.0, at / tall), xycoords="axes fraction", xytext=(50, 0),
            textcoords="offset points", ha="left", va="center", size=SMALL, weight="bold", color=look.ink,
            annotation_clip=False,
        )  # fmt: skip
