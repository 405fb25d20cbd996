"""How much room words take on a slide: nothing may run over, whatever scenarios call their models and MMPs.

Office programs wrap text when they show it, with the fonts they have; heights here are of the widest common one.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

EM = 0.57
"""Mean width of a letter, as a share of its size: that of DejaVu Sans and Verdana, wider than Calibri and Arial."""
BOLD = 1.1
"""Bold letters are wider by so much."""
CAPITAL, WIDEST = 0.2, 0.4
"""By how many letters a capital is wider than a letter, and M and W besides."""
READABLE = 20
"""Letters of a column of words that can be read."""
SPACING = 1.22
"""Height of a line, as a multiple of the size of its letters."""
POINTS = 72.0
"""Of an inch."""
MARGIN = 0.06, 0.03
"""Of a cell of a table: left and right, above and below, in inches."""
TITLE_LETTERS = 110
"""Longest title; a longer finding is cut where a clause ends, and stands whole below it."""
CLAUSES = (": 95 %", " (95 %", ". ", "; ", ": ", " (", ", ")
"""Where a long finding is cut: the first of these that leaves a short one."""


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with three dots where it is longer."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0][: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def title_of(finding: str) -> str:
    """The finding, short enough for a title."""
    if len(finding) <= TITLE_LETTERS:
        return finding
    cuts = (finding.split(clause)[0] for clause in CLAUSES)
    return next((cut for cut in cuts if len(cut) <= TITLE_LETTERS), shortened(finding, TITLE_LETTERS))


def line_count(text: str, width: float, points: float, *, bold: bool = False) -> int:
    """Lines that a text takes in so many inches; a word that is too long is broken."""
    room = max(1.0, width * POINTS / (points * EM * (BOLD if bold else 1.0)))
    lines, at = 1, 0.0
    for word in text.split():
        need = len(word) + (1 if at else 0)
        if at and at + need > room:
            lines, at, need = lines + 1, 0.0, len(word)
        at += need
        if at > room:
            lines, at = lines + ceil(at / room) - 1, at % room
    return lines


def text_height(text: str, width: float, points: float, *, bold: bool = False) -> float:
    """Height of a wrapped text, in inches."""
    return line_count(text, width, points, bold=bold) * points * SPACING / POINTS


def row_height(texts: Sequence[str], widths: Sequence[float], points: float, *, bold: bool = False) -> float:
    """Height of a row of a table, in inches."""
    inner = [width - 2 * MARGIN[0] for width in widths]
    heights = [text_height(text, width, points, bold=bold) for text, width in zip(texts, inner, strict=True)]
    return max(heights) + 2 * MARGIN[1]


def letters(word: str) -> float:
    """Length of a word in mean letters: capitals are wider, M and W widest."""
    capitals = sum(letter.isupper() for letter in word)
    return len(word) + CAPITAL * capitals + WIDEST * sum(word.count(letter) for letter in "MW")


def least_widths(rows: Sequence[Sequence[str]], points: float, figures: Sequence[bool]) -> list[float]:
    """Widths in inches: no word of a heading is broken, figures stay on one line, and words can be read."""
    letter = points * EM * BOLD / POINTS
    found = []
    for column, figure in zip(zip(*rows, strict=True), figures, strict=True):
        heading = max(letters(word) for word in column[0].split() or [""])
        longest = max((len(text) for text in column[1:]), default=0)
        need = max(heading, longest if figure else min(longest, READABLE)) + 1
        found.append(need * letter + 2 * MARGIN[0])
    return found


def column_widths(
    rows: Sequence[Sequence[str]], whole: float, points: float, figures: Sequence[bool] = ()
) -> list[float]:
    """Widths of columns in inches: no word is broken where that can be, long words get what is left.

    Args:
        rows: the texts, headings first.
        whole: width of the table.
        points: size of letters.
        figures: which columns hold figures, whose entries stay on one line where all of them can.

    """
    letter = points * EM * BOLD / POINTS
    least, wanted, one_line = [], [], []
    for number, column in enumerate(zip(*rows, strict=True)):
        longest_word = max((letters(word) for text in column for word in text.split()), default=1.0)
        longest = max(*(len(text) for text in column[1:]), len(column[0]) / 2, 4)
        least.append((longest_word + 1) * letter + 2 * MARGIN[0])
        wanted.append(max(least[-1], min(longest + 1, 46) * letter + 2 * MARGIN[0]))
        one_line.append(wanted[-1] if number < len(figures) and figures[number] else least[-1])
    if sum(one_line) < whole:
        least = one_line
    spare = whole - sum(least)
    if spare <= 0:
        return [whole * width / sum(least) for width in least]
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    if sum(more) <= 0:
        return [whole * width / sum(least) for width in least]
    return [low + spare * extra / sum(more) for low, extra in zip(least, more, strict=True)]
