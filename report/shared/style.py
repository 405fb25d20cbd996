"""How figures look: colours, line styles, hatches, sizes, units of axes, text that fits and does not overlap.

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
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

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


_TEXT = TextToPath()


@cache
def text_width(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """Width of one line of text, in points."""
    font = FontProperties(family=["DejaVu Sans"], size=size, weight=weight)
    return float(_TEXT.get_text_width_height_descent(text, font, ismath=False)[0])


def wrap(text: str, width: float, size: float = TEXT, weight: str = "normal", lines: int = 3) -> str:
    """Text broken into lines of at most ``width`` points; what does not fit into ``lines`` ends in an ellipsis."""
    broken: list[str] = []
    line = ""
    for word in _words(text, width, size, weight):
        longer = f"{line} {word}" if line else word
        if not line or text_width(longer, size, weight) <= width:
            line = longer
        else:
            broken.append(line)
            line = word
    broken.append(line)
    if len(broken) > lines:
        last = broken[lines - 1]
        while last and text_width(last + "\N{HORIZONTAL ELLIPSIS}", size, weight) > width:
            last = last[:-1].rstrip()
        broken[lines - 1 :] = [last + "\N{HORIZONTAL ELLIPSIS}"]
    return "\n".join(broken)


def _words(text: str, width: float, size: float, weight: str) -> Iterator[str]:
    """Words, those wider than a line cut into pieces, after a separator where there is one."""
    for word in text.split():
        rest = word
        while text_width(rest, size, weight) > width and len(rest) > 1:
            cut = len(rest)
            while cut > 1 and text_width(rest[:cut], size, weight) > width:
                cut -= 1
            mark = max(rest.rfind(sign, 0, cut) for sign in "-_/.") + 1
            cut = mark if mark > cut // 2 else cut
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def spread(centres: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres moved as little as needed so that intervals of the given sizes lie apart within [low, high].

    Neighbours that collide are pooled and centred on the mean of where they want to be (least squares under
    order constraints: pool adjacent violators). When they cannot all fit, they start at ``low``, one after another.
    """
    blocks: list[tuple[list[int], float, float]] = []  # members, sum of wanted starts, size
    for i in sorted(range(len(centres)), key=lambda k: centres[k]):
        members, wish, size = [i], centres[i] - sizes[i] / 2, sizes[i]
        while blocks and _start(blocks[-1], low, high) + blocks[-1][2] > _start((members, wish, size), low, high):
            before, earlier, room = blocks.pop()
            wish = earlier + wish - room * len(members)
            members, size = before + members, room + size
        blocks.append((members, wish, size))
    placed = [0.0] * len(centres)
    for block in blocks:
        at = _start(block, low, high)
        for i in block[0]:
            placed[i] = at + sizes[i] / 2
            at += sizes[i]
    return placed


def _start(block: tuple[list[int], float, float], low: float, high: float) -> float:
    members, wish, size = block
    return max(low, min(wish / len(members), high - size))
