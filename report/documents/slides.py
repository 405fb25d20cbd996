"""A document as PowerPoint slides: titles that say the finding, native charts and tables, notes with sources."""

from __future__ import annotations

import io
from math import ceil
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from report.documents.content import Cell, Table, Words, figure_columns, filled_columns, words_of
from report.documents.slide_charts import native_chart
from report.documents.slide_measures import (
    MARGIN,
    column_widths,
    least_widths,
    row_height,
    shortened,
    text_height,
    title_of,
)
from report.shared.office.still import still

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide
    from pptx.table import Table as Native

    from report.documents.content import Chart, Document, Section

WIDTH, HEIGHT, EDGE, TOP = 13.333, 7.5, 0.5, 1.45
"""Of a slide, its rim, and where the content begins, in inches."""
BOTTOM = HEIGHT - 0.5
"""Where the content ends; below it stand the name of the owner and the number of the slide."""
WHOLE = WIDTH - 2 * EDGE
LETTERS, COLUMNS = 120, 8
"""Most letters of an entry, of which the document has the whole, and columns that always stand side by side."""
MOST_ROWS = 24
"""Most rows of a table that is no sum; the document has the whole."""
LINE_LETTERS = 900
"""Longest sentence."""
SENTENCE, CAPTION, GAP = 16.0, 13.0, 0.14
"""Sizes of letters in points, and the space between parts in inches."""
TABLE_SIZES = (14.0, 12.0, 11.0)
"""Sizes of letters in tables: the largest with which a table fits what is left of its slide."""
BEGUN = 0.5
"""Share of a slide that has to be free for a table that takes several to begin on it."""
LEAST_CHART = 3.1
"""Lowest chart, in inches."""
LOGO = 1.3, 0.5
"""Most width and height of a logo, in inches."""
INK, MUTED = RGBColor(0x1B, 0x1F, 0x23), RGBColor(0x57, 0x60, 0x6A)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
ONLY_TITLE = 5
"""Layout of the default template that has a title and nothing else."""


def document_slides(document: Document) -> bytes:
    """The slides; equal documents give equal bytes."""
    deck = _Deck(document)
    deck.opening()
    for section in document.sections:
        deck.section(section)
    buffer = io.BytesIO()
    deck.file.core_properties.title = document.title
    deck.file.core_properties.author = document.brand.name or "vmo-lab"
    deck.file.save(buffer)
    return still(buffer.getvalue())


class _Deck:
    """Slides that are filled from the top: what does not fit goes on to the next one."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.mark = RGBColor.from_string(document.brand.titles.lstrip("#"))
        self.title = self.source = ""
        self.slide: Slide | None = None
        self.at = TOP
        """Where the next part begins, in inches from the top."""

    def opening(self) -> None:
        """Whose it is, what it is about, what is in it."""
        document = self.document
        self.title, self.source = document.title, f"{document.subtitle}\nMade again by: {document.command}"
        lines = [document.brand.name] if document.brand.name else []
        lines += [document.title] if title_of(document.title) != document.title else []
        lines += [document.subtitle]
        lines += [f"{k}. {s.title}" for k, s in enumerate(document.sections, 1)]
        self._lines(lines, next((size for size in (SENTENCE, 14.0) if _tall(lines, size) <= BOTTOM - TOP), 12.0))

    def section(self, section: Section) -> None:
        """Sentences, charts and tables of a section, in their order."""
        self.title, self.source = section.finding, f"{section.title}\nSource: {section.source}"
        self.slide, self.at = None, TOP
        whole = title_of(section.finding) == section.finding
        for part in section.parts:
            if isinstance(part, Words):
                self._lines(
                    [s for s in part.lines if not s.endswith((":", "?")) and not (whole and s == section.finding)]
                )
            elif isinstance(part, Table) and part.rows:
                self._chart_and_table(part)
        if self.slide is None:  # the title says all there is
            self._new()

    def _new(self, notes: str = "") -> Slide:
        """A slide with its title, its notes, whose it is and its number."""
        slide = self.slide = self.file.slides.add_slide(self.file.slide_layouts[ONLY_TITLE])
        self.at = TOP
        picture = self.document.brand.picture
        room = WHOLE if picture is None else WHOLE - LOGO[0] - EDGE
        head = slide.shapes.title
        assert head is not None
        head.left, head.top, head.width, head.height = Inches(EDGE), Inches(0.3), Inches(room), Inches(1.05)
        frame = head.text_frame
        frame.text, frame.word_wrap = title_of(self.title), True
        frame.margin_left = frame.margin_right = 0
        size = next((s for s in (26.0, 22.0) if text_height(frame.text, room, s, bold=True) <= 0.95), 18.0)
        for paragraph in frame.paragraphs:
            paragraph.font.size = Pt(size)
            paragraph.font.bold, paragraph.font.color.rgb = True, self.mark
            paragraph.alignment = 1
        if picture is not None:
            scale = min(LOGO[0] / picture.width, LOGO[1] / picture.height)
            width, height = picture.width * scale, picture.height * scale
            place = (Inches(WIDTH - EDGE - width), Inches(0.35), Inches(width), Inches(height))
            shape = slide.shapes.add_picture(io.BytesIO(picture.content), *place)
            shape.name = f"Logo of {self.document.brand.name}"
        number = len(self.file.slides)
        foot = f"{self.document.brand.name}  {number}".strip()
        self._box(slide, foot, HEIGHT - 0.42, 10.0, color=MUTED)
        slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, (notes, self.source)))
        return slide

    def _there(self, need: float, notes: str = "") -> Slide:
        """The slide on which something of this height has room: the last one, or a new one."""
        if self.slide is None or self.at + need > BOTTOM:
            return self._new(notes)
        known = self.slide.notes_slide.notes_text_frame
        if notes and notes not in known.text:
            known.text = f"{notes}\n{known.text}"
        return self.slide

    def _box(
        self, slide: Slide, text: str, top: float, points: float, *, color: RGBColor = INK, bold: bool = False
    ) -> None:
        height = text_height(text, WHOLE, points, bold=bold)
        box = slide.shapes.add_textbox(Inches(EDGE), Inches(top), Inches(WHOLE), Inches(height))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        paragraph = frame.paragraphs[0]
        paragraph.text = text
        paragraph.font.size, paragraph.font.color.rgb, paragraph.font.bold = Pt(points), color, bold

    def _lines(self, lines: Sequence[str], points: float = SENTENCE) -> None:
        for line in lines:
            text = shortened(line, LINE_LETTERS)
            height = text_height(text, WHOLE, points)
            slide = self._there(height)
            self._box(slide, text, self.at, points)
            self.at += height + GAP

    def _chart_and_table(self, table: Table) -> None:
        """The chart of a table, then the table: on one slide where both have room."""
        notes = "\n".join(filter(None, (table.caption, table.note)))
        below = _Grid(table, TABLE_SIZES[1], column_parts(table)[0], "")
        needed = below.height + 2 * GAP
        if table.chart is not None and _drawn(table, table.chart):
            top = self.at if self.slide is not None and self.at + LEAST_CHART <= BOTTOM else TOP
            together = top + LEAST_CHART + needed <= BOTTOM
            slide = self._there(LEAST_CHART, notes)
            room = BOTTOM - self.at - (needed if together else 0.0)
            place = (Inches(EDGE), Inches(self.at), Inches(WHOLE), Inches(room))
            native_chart(slide, table, place)
            self.at += room + GAP
        self._table(table, notes)

    def _table(self, table: Table, notes: str) -> None:
        """A native table; columns and rows that have no room are on further slides."""
        parts = column_parts(table)
        for number, columns in enumerate(parts, 1):
            which = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
            self._columns(table, notes, columns, which)

    def _columns(self, table: Table, notes: str, columns: Sequence[int], which: str) -> None:
        """Some columns of a table."""
        room = BOTTOM - self.at - 0.01 if self.slide is not None else 0.0
        fresh = BOTTOM - TOP - 0.01
        grids = [_Grid(table, points, columns, which) for points in TABLE_SIZES]
        here = next((grid for grid in grids[:2] if grid.height <= room), None)
        alone = next((grid for grid in grids if grid.height <= fresh), None)
        grid = here or alone or grids[-1]
        if here is None and (alone is not None or room < BEGUN * fresh):
            self.slide = None
        start = 0
        while start < len(grid.texts):
            caption = grid.title if start == 0 else f"{table.caption}{which} (continued)"
            slide = self._there(0.0, notes)
            self._box(slide, shortened(caption, 110), self.at, CAPTION, bold=True)
            self.at += grid.caption
            stop = grid.stop(start, BOTTOM - self.at, BOTTOM - TOP - grid.caption)
            frame = slide.shapes.add_table(
                stop - start + 1, len(grid.widths), Inches(EDGE), Inches(self.at), Inches(WHOLE), Inches(0.3)
            )
            grid.fill(frame.table, start, stop, self.mark)
            self.at += grid.head + sum(grid.heights[start:stop]) + 2 * GAP
            start = stop
            if start < len(grid.texts):
                self.slide = None


def _tall(lines: Sequence[str], points: float) -> float:
    """Height of sentences one below the other, in inches."""
    return sum(text_height(line, WHOLE, points) + GAP for line in lines)


def _drawn(table: Table, chart: Chart) -> bool:
    """Whether there is anything to draw: no chart of zeros."""
    entries = (row[column] for row in table.rows[: chart.rows] for column in chart.columns)
    return any(isinstance(entry, Cell) and entry.value for entry in entries)


def column_parts(table: Table) -> list[list[int]]:
    """Places of the columns of each slide: all that hold anything, or even parts, with what names a row in each."""
    kept, figures = filled_columns(table), figure_columns(table)
    seen = [[words_of(row[column]) for row in table.rows] for column in kept]
    if len(kept) <= COLUMNS:
        return [kept]
    rows = list(
        zip(*([table.header[column], *words] for column, words in zip(kept, seen, strict=True)), strict=True)
    )
    if sum(least_widths(rows, TABLE_SIZES[1], [figures[column] for column in kept])) <= WHOLE:
        return [kept]
    names = next((k + 1 for k, words in enumerate(seen) if len(set(words)) == len(words)), 1)
    names = names if names < COLUMNS // 2 else 1
    rest = kept[names:]
    count = -(-len(rest) // (COLUMNS - names))
    size = -(-len(rest) // count)
    return [kept[:names] + rest[k : k + size] for k in range(0, len(rest), size)]


class _Grid:
    """A table, or some columns of it, with the sizes of everything in it, for one size of letters."""

    def __init__(self, table: Table, points: float, kept: Sequence[int], which: str) -> None:
        figures = figure_columns(table)
        self.points, self.total = points, table.total
        self.figures = [figures[column] for column in kept]
        self.header = [shortened(table.header[column], 60) for column in kept]
        rows = table.rows if table.total else table.rows[:MOST_ROWS]
        self.texts = [[shortened(words_of(row[column]), LETTERS) for column in kept] for row in rows]
        left = len(table.rows) - len(rows)
        more = which + (f" (the first {MOST_ROWS} of {len(table.rows)}; the document has all)" if left else "")
        self.title = shortened(table.caption, 110 - len(more)) + more
        self.widths = column_widths([self.header, *self.texts], WHOLE, points, self.figures)
        self.head = row_height(self.header, self.widths, points, bold=True)
        last = len(self.texts) - 1
        self.heights = [
            row_height(texts, self.widths, points, bold=self.total and k == last)
            for k, texts in enumerate(self.texts)
        ]
        self.caption = text_height(self.title, WHOLE, CAPTION, bold=True) + GAP / 2

    @property
    def height(self) -> float:
        """Of the whole table with its caption, in inches."""
        return self.caption + self.head + sum(self.heights)

    def stop(self, start: int, room: float, fresh: float) -> int:
        """The first row of the next slide, so that the last slides hold about as much; one row is always taken.

        Args:
            start: first row of this slide.
            room: height there is on it.
            fresh: height there is on those that follow.

        """
        rest = sum(self.heights[start:])
        slides = 1 + max(0, ceil((rest + self.head - room) / max(fresh - self.head, 0.1)))
        even = rest / slides + self.head + (max(self.heights) if slides > 1 else 0.0)
        at, stop = self.head, start
        while stop < len(self.heights) and (stop == start or at + self.heights[stop] <= min(room, even + 0.01)):
            at += self.heights[stop]
            stop += 1
        return stop

    def fill(self, grid: Native, start: int, stop: int, mark: RGBColor) -> None:
        """Write headings and rows into a native table."""
        for k, width in enumerate(self.widths):
            grid.columns[k].width = Emu(int(Inches(width)))
        rows = [self.header, *self.texts[start:stop]]
        heights = [self.head, *self.heights[start:stop]]
        for at, (words, height) in enumerate(zip(rows, heights, strict=True)):
            grid.rows[at].height = Emu(int(Inches(height)))
            last = self.total and start + at == len(self.texts)
            for k, text in enumerate(words):
                cell = grid.cell(at, k)
                cell.text = text
                cell.margin_left = cell.margin_right = Inches(MARGIN[0])
                cell.margin_top = cell.margin_bottom = Inches(MARGIN[1])
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.font.size = Pt(self.points)
                paragraph.alignment = 3 if self.figures[k] else 1
                paragraph.font.bold = at == 0 or last
                paragraph.font.color.rgb = WHITE if at == 0 else INK
                cell.fill.solid()
                cell.fill.fore_color.rgb = mark if at == 0 else WHITE
