"""A document as PowerPoint slides: titles that say the finding, native charts and tables, notes with sources."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Emu, Inches, Pt

from report.documents.content import Cell, Table, Words, figure_columns, words_of
from report.documents.still import still
from report.shared.style import CYCLE

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

    from report.documents.content import Document, Entry, Section

WIDTH, HEIGHT, EDGE, TOP = 13.333, 7.5, 0.5, 1.45
"""Of a slide, its rim, and where the content begins, in inches."""
ROWS = 11
"""Most rows of a table on a slide; the rest are on further slides."""
LETTERS, COLUMNS = 90, 8
"""Most letters of an entry, and most columns, on a slide; the document has the whole."""
TITLE_LETTERS = 110
"""Longest title; a longer finding is cut where a clause ends, and stands whole below it."""
CLAUSES = (": 95 %", " (95 %", ". ", "; ", ": ", " (", ", ")
"""Where a long finding is cut: the first of these that leaves a short one."""
LINES, LINE_LETTERS = 8, 900
"""Most sentences, and letters of all of them, on one slide."""
INK, MUTED, MARK = RGBColor(0x1B, 0x1F, 0x23), RGBColor(0x57, 0x60, 0x6A), RGBColor(0x1F, 0x3A, 0x5F)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
ONLY_TITLE = 5
"""Layout of the default template that has a title and nothing else."""


def document_slides(document: Document) -> bytes:
    """The slides; equal documents give equal bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _opening(deck, document)
    for section in document.sections:
        _section(deck, section)
    deck.core_properties.title, deck.core_properties.author = document.title, "vmo-lab"
    buffer = io.BytesIO()
    deck.save(buffer)
    return still(buffer.getvalue())


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with three dots where it is longer."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0]}\N{HORIZONTAL ELLIPSIS}"


def title_of(finding: str) -> str:
    """The finding, short enough for a title."""
    if len(finding) <= TITLE_LETTERS:
        return finding
    cuts = (finding.split(clause)[0] for clause in CLAUSES)
    return next((cut for cut in cuts if len(cut) <= TITLE_LETTERS), shortened(finding, TITLE_LETTERS))


def _slide(deck: Deck, title: str, notes: str) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[ONLY_TITLE])
    head = slide.shapes.title
    assert head is not None
    head.left, head.top, head.width, head.height = Inches(EDGE), Inches(0.3), Inches(WIDTH - 2 * EDGE), Inches(1.05)
    frame = head.text_frame
    frame.text, frame.word_wrap = title_of(title), True
    for paragraph in frame.paragraphs:
        paragraph.font.size = Pt(26 if len(frame.text) <= 90 else 21)
        paragraph.font.bold, paragraph.font.color.rgb = True, MARK
        paragraph.alignment = 1
    slide.notes_slide.notes_text_frame.text = notes
    return slide


def _opening(deck: Deck, document: Document) -> None:
    notes = f"{document.subtitle}\nMade again by: {document.command}"
    slide = _slide(deck, document.title, notes)
    _lines(slide, (document.subtitle, *(f"{k}. {s.title}" for k, s in enumerate(document.sections, 1))))


def _section(deck: Deck, section: Section) -> None:
    """Sentences first, then every chart and every table."""
    source = f"{section.title}\nSource: {section.source}"
    lines = [line for part in section.parts if isinstance(part, Words) for line in part.lines]
    short = title_of(section.finding) == section.finding
    lines = [line for line in lines if not line.endswith((":", "?")) and not (short and line == section.finding)]
    for block in _blocks(lines):
        _lines(_slide(deck, section.finding, source), block)
    for table in (part for part in section.parts if isinstance(part, Table)):
        notes = "\n".join(filter(None, (table.caption, table.note, source)))
        if table.chart is not None and table.rows:
            _chart(_slide(deck, section.finding, notes), table)
        for start in range(0, len(table.rows), ROWS):
            caption = table.caption if start == 0 else f"{table.caption} (continued)"
            _table(_slide(deck, caption, notes), table, table.rows[start : start + ROWS])


def _blocks(lines: list[str]) -> list[tuple[str, ...]]:
    """Sentences in groups that fit a slide."""
    blocks: list[list[str]] = []
    for line in lines:
        full = not blocks or len(blocks[-1]) == LINES or sum(map(len, blocks[-1])) + len(line) > LINE_LETTERS
        if full:
            blocks.append([])
        blocks[-1].append(line)
    return [tuple(block) for block in blocks]


def _lines(slide: Slide, lines: tuple[str, ...]) -> None:
    box = slide.shapes.add_textbox(Inches(EDGE), Inches(TOP), Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - TOP - EDGE))
    frame = box.text_frame
    frame.word_wrap = True
    for k, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        paragraph.text = shortened(line, LINE_LETTERS)
        paragraph.font.size, paragraph.font.color.rgb = Pt(16), INK
        paragraph.space_after = Pt(8)


def _numbers(entry: Entry) -> float | None:
    return entry.value if isinstance(entry, Cell) else None


def _scaled(largest: float, currency: str) -> tuple[str, str]:
    """How amounts are written in a chart, and in what: millions, thousands, or single units of currency."""
    if largest >= 1e6:
        return "#,##0.00,,", f"{currency} M"
    if largest >= 1e3:
        return "#,##0,", f"{currency} k"
    return "#,##0", currency


def _chart(slide: Slide, table: Table) -> None:
    """A native chart of the columns that the table names."""
    assert table.chart is not None
    rows = table.rows[: table.chart.rows]
    data = CategoryChartData()
    amounts = [abs(_numbers(row[column]) or 0.0) for row in rows for column in table.chart.columns]
    shown_as, unit = _scaled(max(amounts), table.chart.currency)
    bars = table.chart.style == "bars"
    drawn = rows[::-1] if bars else rows  # bars are listed from below
    data.categories = [shortened(words_of(row[0]), 60) for row in drawn]
    for column in table.chart.columns:
        data.add_series(table.header[column], [_numbers(row[column]) for row in drawn])
    kind = XL_CHART_TYPE.BAR_CLUSTERED if bars else XL_CHART_TYPE.LINE
    place = (Inches(EDGE), Inches(TOP), Inches(WIDTH - 2 * EDGE), Inches(HEIGHT - TOP - EDGE))
    chart = slide.shapes.add_chart(kind, *place, data).chart
    chart.font.size, chart.font.color.rgb = Pt(12), INK
    chart.has_title = True
    chart.chart_title.text_frame.text = shortened(f"{table.caption}; {unit}", 120)
    chart.chart_title.text_frame.paragraphs[0].font.size = Pt(13)
    chart.has_legend = len(table.chart.columns) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for k, series in enumerate(chart.plots[0].series):
        fill = series.format.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor.from_string(CYCLE[k % len(CYCLE)].lstrip("#").upper())
        if bars:
            series.invert_if_negative = False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = (
        shown_as,
        False,
    )
    if bars and len(rows) * len(table.chart.columns) <= 2 * ROWS:
        chart.plots[0].has_data_labels = True
        shown = chart.plots[0].data_labels
        shown.number_format, shown.number_format_is_linked = shown_as, False
        shown.font.size, shown.position = Pt(10), XL_LABEL_POSITION.OUTSIDE_END


def _table(slide: Slide, table: Table, rows: tuple[tuple[Entry, ...], ...]) -> None:
    """A native table; columns and entries that do not fit are in the document itself."""
    figures = figure_columns(table)[:COLUMNS]
    header = table.header[:COLUMNS]
    whole = WIDTH - 2 * EDGE
    frame = slide.shapes.add_table(
        len(rows) + 1, len(header), Inches(EDGE), Inches(TOP), Inches(whole), Inches(0.4)
    )
    grid = frame.table
    texts = [[shortened(words_of(entry), LETTERS) for entry in row[:COLUMNS]] for row in rows]
    longest = [max([len(name) // 2, *(len(row[k]) for row in texts), 6]) for k, name in enumerate(header)]
    weights = [min(max(n, 8), 34) for n in longest]
    for k, weight in enumerate(weights):
        grid.columns[k].width = Emu(int(Inches(whole) * weight / sum(weights)))
    last = len(table.rows)
    for at, words in enumerate([list(header), *texts]):
        for k, text in enumerate(words):
            cell = grid.cell(at, k)
            cell.text = text
            cell.margin_left = cell.margin_right = Inches(0.06)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.font.size = Pt(11)
            paragraph.alignment = 3 if figures[k] else 1
            paragraph.font.bold = at == 0 or (table.total and at == len(texts) and rows[-1] is table.rows[last - 1])
            paragraph.font.color.rgb = WHITE if at == 0 else INK
            cell.fill.solid()
            cell.fill.fore_color.rgb = MARK if at == 0 else WHITE
