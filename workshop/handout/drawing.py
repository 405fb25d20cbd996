"""Pictures of demonstrations: a page with its panels, curves with bands, and names directly at lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.transforms import ScaledTranslation

from report.shared.fitting import spread, wrap
from report.shared.page_layout import EDGE, TOP, page, place, tidy
from report.shared.style import HEIGHT, INK, MUTED, PAPER, TEXT, WIDTH, readable, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.shared.style import Dash
    from workshop.parts.demonstration import Demonstration, Picture, Setting
    from workshop.parts.numbers import Curve, Findings

LEFT, GAP = 0.75, 1.0
"""Room for the numbers of an axis, and between panels, in inches."""
THICK, THIN = 2.6, 1.4
"""Widths of measured and of theoretical lines, in points."""
WORDS = 13.0
"""Size of names and remarks, in points: larger than in reports, as a room reads from afar."""
TIMES = "\N{MULTIPLICATION SIGN}"
THEORY: Dash = (0, (4, 2))
"""Theory is dashed everywhere."""


@styled()
def draw_picture(show: Demonstration, picture: Picture, found: Findings, setting: Setting) -> Figure:
    """One figure of a demonstration on a page of its own."""
    ran = f"vmo show {show.name}, seed {setting.seed}" + (", short runs" if setting.quick else "")
    figure = page(found.fill(picture.title), ran, found.fill(picture.note))
    room = WIDTH - 2 * EDGE - LEFT - GAP * (len(picture.panels) - 1)
    bottom = 0.9 + (0.3 if picture.note else 0.0)
    tall = HEIGHT - TOP - (0.5 if len(picture.panels) > 1 else 0.25) - bottom
    left, whole, axes = EDGE + LEFT, sum(picture.panels), []
    for share in picture.panels:
        wide = room * share / whole
        ax = place(figure, left, bottom, wide, tall)
        tidy(ax, "y")
        ax.tick_params(labelsize=TEXT)
        axes.append(ax)
        left += wide + GAP
    picture.draw(found, tuple(axes))
    return figure


def shorten(ax: Axes, inches: float) -> None:
    """Make room at the right of a panel, for names at the ends of lines."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_position()
    ax.set_position((box.x0, box.y0, box.width - inches / figure.get_size_inches()[0], box.height))


def lift(ax: Axes, inches: float) -> None:
    """Make room above a panel."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_position()
    ax.set_position((box.x0, box.y0, box.width, box.height - inches / figure.get_size_inches()[1]))


def labelled(ax: Axes, x: str, y: str, title: str = "") -> None:
    """Names and units of the axes; a title for a panel among several."""
    ax.set_xlabel(x, size=WORDS)
    ax.set_ylabel(y, size=WORDS)
    if title:
        ax.set_title(title, loc="left", size=WORDS, weight="bold", pad=12)


def draw_curve(
    ax: Axes, curve: Curve, colour: str, marker: str = "o", *, factor: float = 1.0, across: float = 1.0
) -> None:
    """Measured points with their 95 % intervals, joined by a line; the factors turn shares into per cent."""
    values = [value * factor for value in curve.values]
    below = [max(0.0, (n.value - n.low) * factor) if n.banded else 0.0 for n in curve.y]
    above = [max(0.0, (n.high - n.value) * factor) if n.banded else 0.0 for n in curve.y]
    ax.errorbar(
        [x * across for x in curve.x], values, yerr=[below, above], color=colour, ecolor=readable(colour),
        elinewidth=1.4, capsize=3, linewidth=THICK, marker=marker, markersize=7, markeredgecolor=PAPER, zorder=4,
    )  # fmt: skip


def draw_theory(ax: Axes, x: Sequence[float], y: Sequence[float], colour: str = MUTED) -> None:
    """A line of theory: thin and dashed."""
    ax.plot(x, y, color=readable(colour), linewidth=THIN, linestyle=THEORY, zorder=3)


def name_ends(
    ax: Axes, ends: Sequence[tuple[float, float, str, str]], room: float = 1.9, *, weight: str = "bold"
) -> None:
    """Names at the right of a panel, each tied to its point by a thin line; apart where they would overlap.

    Args:
        ax: a panel whose limits are final and that has ``room`` inches free at its right (see ``shorten``).
        ends: x and y of the point, text, colour.
        room: inches.
        weight: of the letters.

    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    tall = ax.get_position().height * figure.get_size_inches()[1] * 72
    texts = [wrap(text, (room - 0.35) * 72, WORDS, weight, 4) for _, _, text, _ in ends]
    sizes = [1.3 * WORDS * (text.count("\n") + 1) + 5 for text in texts]
    to_axes = ax.transData + ax.transAxes.inverted()
    heights = [float(to_axes.transform((x, y))[1]) * tall for x, y, _, _ in ends]
    centres = spread(heights, sizes, 0.0, tall)
    beside = ax.transAxes + ScaledTranslation(16 / 72, 0, figure.dpi_scale_trans)
    for (x, y, _, colour), text, centre in zip(ends, texts, centres, strict=True):
        ink = readable(colour)
        arrow = {"arrowstyle": "-", "color": ink, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 4, "relpos": (0, 0.5)}
        ax.annotate(
            text, (x, y), xytext=(1.0, centre / tall), textcoords=beside, ha="left", va="center", size=WORDS,
            weight=weight, color=ink, annotation_clip=False, linespacing=1.2, arrowprops=arrow,
        )  # fmt: skip


def say(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    *,
    ha: str = "left",
    va: str = "center",
    shift: tuple[float, float] = (0, 0),
    width: float = 220.0,
    weight: str = "normal",
) -> None:
    """A remark at a point of the data, on paper so that lines below do not disturb; ``width`` in points."""
    ax.annotate(
        wrap(text, width, WORDS, weight, 5), (x, y), xytext=shift, textcoords="offset points", ha=ha, va=va,
        size=WORDS, color=readable(colour), weight=weight, linespacing=1.25, zorder=6, annotation_clip=False,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5, "alpha": 0.9},
    )  # fmt: skip
