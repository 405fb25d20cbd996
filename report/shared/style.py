"""How figures look: colours, line styles, hatches, sizes, units of axes.

Colours are those of Okabe and Ito (2008, Color Universal Design), which people with any common colour vision tell
apart. Line styles, hatches and markers differ as well, so that a grey print can be read. Sizes are points on a page
of 12.8 x 7.2 inches, that is on a slide of 1280 x 720 pixels at 100 per inch.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from matplotlib import style
from matplotlib.colors import to_hex, to_rgb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SMALL, TEXT, HEAD, TITLE = 11.0, 12.0, 13.0, 20.0
"""Sizes of letters, in points; nothing is smaller than ``SMALL``."""
WIDTH, HEIGHT = 12.8, 7.2
"""Size of a slide, in inches."""

INK, MUTED, RULE, PAPER = "#1A1A1A", "#595959", "#D0D0D0", "#FFFFFF"
"""Colours of text, of secondary text, of grid lines and of the page."""

ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
CYCLE = (ORANGE, BLUE, GREEN, PURPLE, VERMILLION, SKY, BLACK)
"""Colours in the order in which they are given out: neighbours differ in lightness, too."""

Dash = str | tuple[float, tuple[float, ...]]
DASHES: tuple[Dash, ...] = (
    "-", (0, (6, 1.5)), (0, (1.5, 1.2)), (0, (7, 1.5, 1.5, 1.5)), (0, (12, 2)), (0, (3, 1, 1, 1, 1, 1)),
)  # fmt: skip
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "++", "||")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "h")

SETTINGS = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same letters on every machine
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "path",  # letters as outlines: nothing depends on the reader's fonts
    "svg.hashsalt": "vmo-lab",  # the same identifiers in every run
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw with the settings of this module, whatever the user's own settings; also a decorator, ``@styled()``."""
    with warnings.catch_warnings(), style.context(["default", SETTINGS]):
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


@dataclass(frozen=True)
class Look:
    """How one thing looks wherever it appears."""

    colour: str
    ink: str
    """The colour, dark enough for text on the page."""
    dash: Dash
    hatch: str
    marker: str


def looks(names: Sequence[str]) -> dict[str, Look]:
    """A look for each name, by its place in the sequence: the first 42 differ in the pair of colour and dash."""
    return {
        name: Look(
            colour=CYCLE[k % len(CYCLE)],
            ink=readable(CYCLE[k % len(CYCLE)]),
            dash=DASHES[k % len(DASHES)],
            hatch=HATCHES[k % len(HATCHES)],
            marker=MARKERS[k % len(MARKERS)],
        )
        for k, name in enumerate(names)
    }


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white), as WCAG 2.1 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours from 1 to 21, as WCAG 2.1 defines it; text needs 4.5."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@cache
def readable(colour: str) -> str:
    """The colour, darkened until it can be read on the page."""
    parts = to_rgb(colour)
    while contrast(to_hex(parts), PAPER) < 4.5:
        parts = (parts[0] * 0.95, parts[1] * 0.95, parts[2] * 0.95)
    return to_hex(parts).upper()


def text_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, colour))


@dataclass(frozen=True)
class Scale:
    """Unit of an axis: amounts are divided by ``divisor`` and named ``unit``."""

    divisor: float
    unit: str


def money_scale(amounts: Iterable[float], currency: str) -> Scale:
    """Millions, thousands or single units of currency, by the largest finite amount."""
    largest = max((abs(float(a)) for a in amounts if abs(float(a)) < float("inf")), default=0.0)
    for divisor, suffix in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if largest >= 0.9995 * divisor:
            return Scale(divisor, f"{currency}{suffix}".strip())
    return Scale(1.0, currency)


PLAIN = {
    "weeks": "weeks", "days": "days", "count": "number", "per week": "per week", "per quarter": "per quarter",
    "points": "points",
}  # fmt: skip
"""Units of axes that need no scale."""
BETTER = {"more": "better \N{RIGHTWARDS ARROW}", "less": "\N{LEFTWARDS ARROW} better", "neither": ""}
"""Which way is better, in the heading of a panel."""


def scale_of(unit: str, amounts: Iterable[float], currency: str, *, change: bool = False) -> Scale:
    """Unit in which an outcome is drawn, or a ``change`` of it."""
    if unit == "money":
        return money_scale(amounts, currency)
    if unit == "share":
        return Scale(0.01, "% points" if change else "%")
    return Scale(1.0, PLAIN.get(unit, "ratio"))
