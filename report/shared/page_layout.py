"""A page: title, what was run, axes placed by inches, a note at the foot; and how pages become files."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from report.shared.fitting import text_width, wrap
from report.shared.quarter_words import quarter_tick
from report.shared.study import Study, setting
from report.shared.style import HEIGHT, INK, MUTED, PAPER, RULE, SMALL, TEXT, TITLE, WIDTH, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.studies.comparison import Comparison

EDGE = 0.4
"""Empty rim of a page, in inches."""
TOP, BOTTOM = 1.1, 0.5
"""Room for title and subtitle, and for the note, in inches."""
TITLES = (TITLE, 18.0, 16.0, 14.0)
"""Sizes of a title, in points: the first that fits."""
DPI = 150
"""Dots per inch of PNG files: a slide becomes 1920 x 1080."""
METADATA: dict[str, dict[str, str | None]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
"""Nothing that changes between two runs or two versions of a library."""


def page(title: str, subtitle: str, note: str = "", height: float = HEIGHT) -> Figure:
    """An empty page with its texts; ``height`` in inches."""
    figure = Figure(figsize=(WIDTH, height), dpi=100, facecolor=PAPER)
    FigureCanvasAgg(figure)
    room = (WIDTH - 2 * EDGE) * 72
    left = EDGE / WIDTH
    words, size, top = _headline(title, room)
    figure.text(left, 1 - top / height, words, size=size, weight="bold", color=INK, va="top", linespacing=1.1)
    figure.text(left, 1 - 0.72 / height, wrap(subtitle, room, TEXT, lines=1), size=TEXT, color=MUTED, va="top")
    if note:
        figure.text(left, 0.16 / height, wrap(note, room, SMALL, lines=1), size=SMALL, color=MUTED, va="bottom")
    return figure


def _headline(title: str, room: float) -> tuple[str, float, float]:
    """The title as large as fits one line, else in two lines; its size, and where it begins, in inches."""
    for size in TITLES:
        if text_width(title, size, "bold") <= room:
            return title, size, 0.30 + (TITLE - size) / 144
    return wrap(title, room, TITLES[-1], "bold", 2), TITLES[-1], 0.22


def subtitle(comparison: Study) -> str:
    """Scenario, worlds, seed, horizon and discount rate."""
    name = wrap(comparison.scenario.name, 200, TEXT, lines=1)
    cut = ", interrupted" if comparison.ended == "interrupted" else ""
    return f"{name}: {setting(comparison)}{cut}"


def place(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place given in inches from the lower left corner of the page."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def tidy(ax: Axes, grid: str | None = None) -> None:
    """Ticks of readable size, and grid lines behind the data along ``grid`` ("x" or "y")."""
    ax.tick_params(labelsize=SMALL, labelcolor=INK, color=MUTED, length=3)
    ax.set_axisbelow(True)
    if grid is not None:
        ax.grid(axis="x" if grid == "x" else "y", color=RULE, linewidth=0.6)


def quarters_axis(ax: Axes, comparison: Comparison, most: int = 17) -> None:
    """The x axis in quarters from week 0 to the benefit horizon, with at most ``most`` ticks."""
    weeks = comparison.scenario.calendar.weeks_per_quarter
    last = comparison.scenario.calendar.benefit_end / weeks
    step = next((s for s in (1, 2, 4, 8, 20, 40) if last / s < most), 80)
    ax.set_xlim(0, last)
    ax.xaxis.set_major_locator(MultipleLocator(step))
    ax.set_xlabel(f"quarters of {weeks} weeks since week 0", size=TEXT)
    calendar = comparison.scenario.calendar
    if calendar.starts is not None:
        ax.xaxis.set_major_formatter(FuncFormatter(lambda at, _: quarter_tick(calendar, round(at) + 1)))
        ax.set_xlabel("start of the calendar quarter", size=TEXT)


def whole_numbers(ax: Axes, axis: str, most: int = 5) -> None:
    """Few ticks at whole numbers on the "x" or "y" axis."""
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    chosen.set_major_locator(MaxNLocator(most, integer=True, min_n_ticks=1))


@styled()
def rendered(figure: Figure, suffix: str) -> bytes:
    """The figure as the bytes of a file; equal figures give equal bytes."""
    buffer = BytesIO()
    figure.savefig(buffer, format=suffix, dpi=DPI, metadata=METADATA[suffix])
    return buffer.getvalue()
