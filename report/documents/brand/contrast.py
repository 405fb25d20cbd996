"""How well two colours can be told apart: contrast after WCAG 2.2, and the nearest shade that can be read.

Luminance and ratio are those of the Web Content Accessibility Guidelines 2.2 (W3C, 2023: "relative luminance",
"contrast ratio"); 4.5 is their least contrast of text (success criterion 1.4.3), 3 that of lines and
shapes (1.4.11).
"""

from __future__ import annotations

TEXT, SHAPE = 4.5, 3.0
"""Least contrast of text, and of what is no text."""
STEPS = 200
"""Shades tried between a colour and black or white."""


def channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#RRGGBB``, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance of a colour such as ``#1F3A5F``: 0 is black, 1 white."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 (the same) to 21 (black on white).

    >>> round(contrast("#000000", "#FFFFFF"), 2)
    21.0
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def shade(colour: str, paper: str, least: float) -> str:
    """The colour, or its nearest shade towards black or white that has the least contrast to the paper.

    >>> shade("#1F3A5F", "#FFFFFF", 4.5)
    '#1F3A5F'
    """
    end = 0.0 if luminance(paper) > luminance("#777777") else 1.0
    tried = colour
    for step in range(STEPS + 1):
        mixed = (round(255 * (c + (end - c) * step / STEPS)) for c in channels(colour))
        tried = "#" + "".join(f"{part:02X}" for part in mixed)
        if contrast(tried, paper) >= least:
            break
    return tried
