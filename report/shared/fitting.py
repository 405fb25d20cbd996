"""Text that fits and does not overlap: widths, line breaks, places side by side."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from report.shared.style import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def apart(centres: Sequence[float], sizes: Sequence[float]) -> list[int]:
    """Indices of what can be written so that nothing overlaps: the lowest, then each that clears the one before.

    Args:
        centres: places along a line.
        sizes: how much of the line each takes.

    """
    kept: list[int] = []
    for k in sorted(range(len(centres)), key=lambda k: centres[k]):
        if not kept or centres[k] - centres[kept[-1]] >= (sizes[k] + sizes[kept[-1]]) / 2:
            kept.append(k)
    return kept
