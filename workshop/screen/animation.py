"""Boards as an animated picture: cards that move, counts against limits, cumulative flow, and a clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from report.shared.style import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, PURPLE, RULE, SKY, VERMILLION, YELLOW
from workshop.parts.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.engine.log import Ints
    from workshop.parts.board import Board, Moment, Place

SIZE = (1280, 720)
"""Pixels of a frame: a projector's."""
FRAMES, PACE, HOLD = 120, 120, 4000
"""Frames of a film, milliseconds of a frame, and of the last one."""
EDGE, HEAD, FLOW = 24, 96, 176
"""Rim, height of the title, height of the cumulative flow, in pixels."""
SMALL, TEXT, LARGE, TITLE = 15, 18, 24, 28
"""Sizes of letters, in pixels."""
SHADE, BAND, FIRST = "#F4F4F4", "#BFBFBF", YELLOW
"""Ground of a column; what is done, and what waits outside of the board, in the cumulative flow."""
HUES = (SKY, ORANGE, GREEN, PURPLE, BLUE)
"""Colours of the columns, on the board and in the cumulative flow."""
LARGEST = 32
"""Largest card, in pixels."""


def animate(title: str, boards: Sequence[Board], frames: int = FRAMES) -> bytes:
    """A GIF of one board, or of two beside each other, in the same weeks. Equal boards give equal bytes."""
    stages = _stages(boards)
    paper = _paper(title, stages)
    weeks = np.linspace(0.0, min(board.weeks for board in boards), frames)
    palette = _palette()
    pictures = []
    for week in weeks:
        for stage in stages:
            stage.extend(paper, float(week))
        picture = paper.copy()
        pen = ImageDraw.Draw(picture)
        _write(pen, (SIZE[0] - EDGE, 20), f"week {week:.0f}", TITLE, INK, "ra", bold=True)
        for stage in stages:
            stage.draw(pen, stage.board.at(float(week)))
        pictures.append(picture.quantize(palette=palette, dither=Image.Dither.NONE))
    out = BytesIO()
    times = [PACE] * (frames - 1) + [HOLD]
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0, optimize=True, disposal=1
    )
    return out.getvalue()


@dataclass
class _Stage:
    """Where one board is drawn, and how large its cards are."""

    board: Board
    left: int
    width: int
    card: int
    """Pixels of a card, its gap included."""
    parts: tuple[str, ...]
    """Parts of a column, the same for all boards."""
    most: int
    """Features at the top of the cumulative flow, the same for all boards."""
    drawn: int = 0
    """Pixels of the cumulative flow that are drawn."""

    @property
    def columns(self) -> list[tuple[int, int]]:
        """Left edge and width of each column of the board; the last one is for what is done."""
        shares = [*([0.55] if self.board.outside else []), *([1.0] * len(self.board.columns)), 0.75]
        unit = self.width / sum(shares)
        edges = [self.left + unit * sum(shares[:k]) for k in range(len(shares) + 1)]
        return [(round(a), round(b) - round(a) - 6) for a, b in pairwise(edges)]

    @property
    def inner(self) -> list[tuple[int, int]]:
        """The columns of the stages alone."""
        return self.columns[1:-1] if self.board.outside else self.columns[:-1]

    def extend(self, paper: Image.Image, week: float) -> None:
        """Draw the cumulative flow up to a week, over what is drawn already."""
        left, top, wide, tall = self.flow
        until = round(wide * week / self.board.weeks)
        pen = ImageDraw.Draw(paper)
        for x in range(self.drawn, until):
            moment = self.board.at(self.board.weeks * (x + 1) / wide)
            level = 0
            counts = [moment.done, *reversed([p.count for p in moment.places]), moment.outside]
            hues = [BAND, *reversed([_hue(k) for k in range(len(moment.places))]), FIRST]
            for count, hue in zip(counts, hues, strict=True):
                if count:
                    low = top + tall - round(tall * level / self.most)
                    high = top + tall - round(tall * (level + count) / self.most)
                    pen.line([(left + x, low - 1), (left + x, high)], fill=hue)
                level += count
        self.drawn = max(self.drawn, until)

    @property
    def flow(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the cumulative flow."""
        return self.left + 44, SIZE[1] - EDGE - FLOW - 20, self.width - 56, FLOW

    def draw(self, pen: ImageDraw.ImageDraw, moment: Moment) -> None:
        """Cards and counts of a moment."""
        if self.board.outside:
            x, wide = self.columns[0]
            _write(pen, (x + wide // 2, HEAD + 58), str(moment.outside), LARGE, INK, "ma", bold=True)
        for k, ((x, wide), place) in enumerate(zip(self.inner, moment.places, strict=True)):
            self._count(pen, k, x, wide, place)
            for part, cards in enumerate(self._shown(place)):
                self._cards(pen, x + round(part * wide / len(self.parts)), wide // len(self.parts), cards.tolist())
        x, wide = self.columns[-1]
        _write(pen, (x + wide // 2, HEAD + 58), str(moment.done), LARGE, INK, "ma", bold=True)
        self._lately(pen, x + wide // 2, moment)

    def _lately(self, pen: ImageDraw.ImageDraw, x: int, moment: Moment) -> None:
        """How long the last finished cards took, class by class."""
        y = HEAD + 98
        seen = [lately for lately in moment.lately if lately.cards]
        for lately in seen:
            if lately.name:
                _write(pen, (x, y), lately.name, SMALL, INK, "ma")
                y += 19
            _write(pen, (x, y), f"{plain(lately.weeks)}", TEXT, INK, "ma", bold=True)
            _write(pen, (x, y + 22), "weeks", SMALL, INK, "ma")
            y += 52
        if seen:
            cards = "/".join(dict.fromkeys(str(lately.cards) for lately in seen))
            for words in (self.board.span, f"mean, last {cards}"):
                _write(pen, (x, y), words, SMALL - 2, MUTED, "ma")
                y += 18

    def _shown(self, place: Place) -> list[Ints]:
        """Cards of the parts of a column."""
        by_part = {"wait": place.waiting, "work": place.in_work, "done": place.finished}
        return [by_part[part] for part in self.parts]

    def _count(self, pen: ImageDraw.ImageDraw, k: int, x: int, wide: int, place: Place) -> None:
        """How many cards, against the limit; coloured and in words when full."""
        limit = self.board.columns[k].limit
        full = place.count >= limit
        state = ", over" if place.count > limit else ", full" if full else ""
        words = f"{place.count}" if math.isinf(limit) else f"{place.count} of {limit:.0f}{state}"
        box = (x, HEAD + 58, x + wide, HEAD + 84)
        if full:
            pen.rectangle(box, fill=VERMILLION)
        _write(pen, (x + wide // 2, HEAD + 60), words, TEXT, PAPER if full else INK, "ma", bold=True)

    def _cards(self, pen: ImageDraw.ImageDraw, x: int, wide: int, cards: list[int]) -> None:
        """Cards of a part of a column, from the top; what does not fit is written as a number."""
        across, down = _grid(wide, self.card)
        top, size = HEAD + 112, self.card
        for place, number in enumerate(cards[: across * down]):
            left, upper = x + 2 + size * (place % across), top + size * (place // across)
            urgent = number in self.board.urgent
            pen.rectangle(
                (left, upper, left + size - 3, upper + size - 3), fill=VERMILLION if urgent else BLUE, outline=INK
            )
            if urgent:
                pen.line([(left + 3, upper + size - 6), (left + size - 6, upper + 3)], fill=PAPER, width=2)
        if len(cards) > across * down:
            text = f"+{len(cards) - across * down}"
            _write(pen, (x + wide // 2, top + size * down + 2), text, SMALL, INK, "ma", bold=True)


def _stages(boards: Sequence[Board]) -> list[_Stage]:
    """Boards beside each other, with cards of the same size and the same scale."""
    gap = 28
    wide = (SIZE[0] - 2 * EDGE - gap * (len(boards) - 1)) // len(boards)
    most = max(_total(board) for board in boards)
    parts = max((board.parts for board in boards), key=len)
    stages = [_Stage(board, EDGE + k * (wide + gap), wide, LARGEST, parts, most) for k, board in enumerate(boards)]
    largest = LARGEST
    for stage in stages:
        cards = max(_fullest(stage.board), 1)
        room = min(width for _, width in stage.inner) // len(parts)
        while largest > 10 and math.prod(_grid(room, largest)) < cards:
            largest -= 1
    for stage in stages:
        stage.card = largest
    return stages


def _grid(wide: int, size: int) -> tuple[int, int]:
    """Cards across and down a part of a column."""
    tall = SIZE[1] - EDGE - FLOW - 20 - 44 - 24 - (HEAD + 112)
    return max(1, (wide - 2) // size), max(1, tall // size)


def _total(board: Board) -> int:
    """Features that have come by the end of the film."""
    moment = board.at(board.weeks)
    return max(1, moment.done + moment.outside + sum(place.count for place in moment.places))


def _fullest(board: Board) -> int:
    """Most cards in a part of a column in any week."""
    moments = (board.at(float(week)) for week in np.linspace(0, board.weeks, 53))
    return max(
        len(cards)
        for m in moments
        for place in m.places
        for cards in (place.waiting, place.in_work, place.finished)
    )


def _hue(k: int) -> str:
    return HUES[k % len(HUES)]


def _paper(title: str, stages: Sequence[_Stage]) -> Image.Image:
    """Everything that does not move."""
    paper = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(paper)
    _write(pen, (EDGE, 20), _fitting(title, SIZE[0] - 2 * EDGE - 160, TITLE), TITLE, INK, "la", bold=True)
    for stage in stages:
        _write(pen, (stage.left, HEAD - 30), stage.board.label, TEXT, INK, "la", bold=True)
        left, top, wide, tall = stage.flow
        bottom = top - 44
        if stage.board.outside:
            _heading(pen, stage.columns[0], bottom, "backlog", FIRST)
        for k, ((x, width), column) in enumerate(zip(stage.inner, stage.board.columns, strict=True)):
            _heading(pen, (x, width), bottom, column.name, _hue(k))
            for part, word in enumerate(stage.parts if len(stage.parts) > 1 else ()):
                start, end = (x + round((part + n) * width / len(stage.parts)) for n in (0, 1))
                if part:
                    pen.line([(start, HEAD + 90), (start, bottom - 24)], fill=RULE)
                _write(pen, ((start + end) // 2, HEAD + 90), word, SMALL - 2, MUTED, "ma")
            if math.isfinite(column.people):
                people = f"{column.people:.0f} {'person' if column.people == 1 else 'people'}"
                _write(pen, (x + width // 2, bottom - 22), people, SMALL, MUTED, "ma")
        _heading(pen, stage.columns[-1], bottom, stage.board.gone, BAND)
        _write(pen, (stage.left, top - 34), f"{stage.board.what} come and gone", SMALL, MUTED, "la")
        pen.line([(left, top - 4), (left, top + tall), (left + wide, top + tall)], fill=MUTED)
        for level in _ticks(stage.most):
            y = top + tall - round(tall * level / stage.most)
            pen.line([(left - 4, y), (left, y)], fill=MUTED)
            _write(pen, (left - 8, y), str(level), SMALL, INK, "rm")
        for week in range(0, int(stage.board.weeks) + 1, max(1, round(stage.board.weeks / 4))):
            x = left + round(wide * week / stage.board.weeks)
            pen.line([(x, top + tall), (x, top + tall + 4)], fill=MUTED)
            word = f"week {week}" if not week else str(week)
            _write(pen, (x, top + tall + 6), word, SMALL, INK, "la" if not week else "ma")
    return paper


def _heading(pen: ImageDraw.ImageDraw, column: tuple[int, int], bottom: int, name: str, hue: str) -> None:
    """Ground and name of a column, with the colour that it has in the cumulative flow."""
    x, wide = column
    pen.rectangle((x, HEAD, x + wide, bottom), fill=SHADE)
    pen.rectangle((x, HEAD, x + wide, HEAD + 8), fill=hue)
    _write(pen, (x + wide // 2, HEAD + 26), _fitting(name, wide - 2, TEXT), TEXT, INK, "ma", bold=True)


def _ticks(most: int) -> list[int]:
    """Three or four round numbers from 0 up."""
    steps = [base * 10**power for power in range(6) for base in (1, 2, 5)]
    step = next(step for step in steps if most / step <= 4)
    return list(range(0, most + 1, step))


@cache
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size)


def _width(text: str, size: int, *, bold: bool = False) -> float:
    return _font(size, bold=bold).getlength(text)


def _fitting(text: str, wide: float, size: int) -> str:
    """A bold text, cut where it would not fit."""
    if _width(text, size, bold=True) <= wide:
        return text
    while text and _width(text + "\N{HORIZONTAL ELLIPSIS}", size, bold=True) > wide:
        text = text[:-1].rstrip()
    return text + "\N{HORIZONTAL ELLIPSIS}"


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    colour: str,
    anchor: str,
    *,
    bold: bool = False,
) -> None:
    pen.text(at, text, font=_font(size, bold=bold), fill=colour, anchor=anchor)


@cache
def _palette() -> Image.Image:
    """The colours of a film, and what lies between letters and their ground."""
    grounds = {PAPER: (INK, MUTED), SHADE: (INK, MUTED), VERMILLION: (PAPER,)}
    colours = [PAPER, SHADE, INK, MUTED, RULE, BAND, FIRST, BLUE, VERMILLION, *HUES]
    table = [_rgb(colour) for colour in colours]
    for ground, inks in grounds.items():
        for ink in inks:
            a, b = np.array(_rgb(ground)), np.array(_rgb(ink))
            table += [tuple(int(v) for v in np.rint(a + (b - a) * part / 8)) for part in range(1, 8)]
    flat = [value for colour in table for value in colour]
    image = Image.new("P", (1, 1))
    image.putpalette(flat + flat[:3] * (256 - len(table)))
    return image


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
