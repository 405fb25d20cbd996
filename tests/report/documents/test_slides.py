"""Slides: nothing runs over, whatever things are called and however many there are; titles say the finding."""

import io

import pptx
import pytest
from pptx.util import Inches

from report.documents.brand.brand import Brand, Logo
from report.documents.content import Chart, Document, Section, Table, Words, cell, row_of
from report.documents.slide_measures import column_widths, line_count, row_height, text_height
from report.documents.slides import BOTTOM, EDGE, HEIGHT, WHOLE, WIDTH, column_parts, document_slides
from tests.report.documents.brand.test_brand_file import png

LONG = "Straight-through settlement of household claims without a handler in every channel and country"
"""A name as people give them."""


def large_document(brand=None):
    """65 MMPs with long names under seven funding models, long sentences, and a table of two rows."""
    models = [f"Funding model number {k} with a name that does not end" for k in range(1, 8)]
    rows = tuple(row_of(f"{LONG} {n}", *(cell(f"{n}.00 M", n * 1e6, "money") for _ in models)) for n in range(65))
    few = tuple(row_of(LONG, cell("1.00 M", 1e6, "money")) for _ in range(2))
    parts = (
        Words((f"{LONG}, and so on. " * 12,) * 4, "list"),
        Table("All", f"{LONG}: all of them", ("MMP", *models), rows, chart=Chart("bars", (1, 2), 10, "EUR")),
        Words(("A sentence.",)),
        Table("Few", "Two of them", ("MMP", "value"), few, chart=Chart("bars", (1,), None, "EUR")),
    )
    document = Document(
        "report",
        LONG * 2,
        "seed 1",
        (Section(LONG, f"{LONG}: {LONG}", parts, "vmo report x"),),
        "vmo report x",
        "{}",
    )
    return document if brand is None else document.branded(brand)


@pytest.fixture(scope="module")
def deck():
    logo = Logo(png(300, 100), "png", 300.0, 100.0)
    return pptx.Presentation(io.BytesIO(document_slides(large_document(Brand(LONG[:60], logo=logo, picture=logo)))))


def ends(shape):
    """Where what a shape holds ends, in inches from the top: rows and paragraphs as high as their words need."""
    top = shape.top / Inches(1)
    if shape.has_table:
        widths = [column.width / Inches(1) for column in shape.table.columns]
        heights = []
        for row in shape.table.rows:
            points = row.cells[0].text_frame.paragraphs[0].font.size.pt
            bold = bool(row.cells[0].text_frame.paragraphs[0].font.bold)
            heights.append(row_height([at.text for at in row.cells], widths, points, bold=bold))
        return top + sum(heights)
    if shape.has_text_frame:
        width = shape.width / Inches(1)
        paragraphs = shape.text_frame.paragraphs
        sizes = [(p.text, p.font.size.pt, bool(p.font.bold)) for p in paragraphs]
        return top + sum(text_height(text, width, points, bold=bold) for text, points, bold in sizes)
    return top + shape.height / Inches(1)


def test_nothing_runs_over_the_slide_or_over_what_is_below(deck):
    """Words, rows and charts end above what follows them, above the foot, and inside the rims."""
    for number, slide in enumerate(deck.slides, 1):
        body = sorted((s for s in slide.shapes if s.top / Inches(1) < BOTTOM), key=lambda shape: shape.top)
        body = [s for s in body if not hasattr(s, "image")]
        for shape, below in zip(body, [*body[1:], None], strict=True):
            limit = BOTTOM if below is None else below.top / Inches(1)
            assert ends(shape) <= limit + 0.02, (number, shape.name)
        for shape in slide.shapes:
            assert shape.left / Inches(1) >= EDGE - 0.01
            assert (shape.left + shape.width) / Inches(1) <= WIDTH - EDGE + 0.02
            assert (shape.top + shape.height) / Inches(1) <= HEIGHT


def test_titles_say_the_finding_and_logos_are_the_only_pictures(deck):
    """Every slide of a section begins with its finding; charts are native and can be edited."""
    titles = {slide.shapes.title.text_frame.text for slide in list(deck.slides)[1:]}
    assert titles == {LONG}
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert {shape.name for shape in shapes if hasattr(shape, "image")} == {f"Logo of {LONG[:60]}"}
    assert sum(shape.has_chart for shape in shapes) == 2
    assert deck.core_properties.author == LONG[:60]


def test_long_tables_go_on_and_say_where_the_rest_is(deck):
    """The first rows stand on as many slides as they need; how many there are is said."""
    texts = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame]
    assert any("(the first 24 of 65; the document has all)" in text for text in texts)
    rows = [len(shape.table.rows) - 1 for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert sum(rows) == 24 + 2


def test_many_columns_are_shared_out_and_none_is_lost():
    """Wide columns: what names a row (here two columns) stands in every part, every other heading in one."""
    header = ("stream", "MMP", *(f"model {k}, {'very-long' * 2}" for k in range(9)))
    rows = tuple(row_of("one stream", f"MMP {n}", *(f"{n}.{k}" for k in range(9))) for n in range(3))
    table = Table("T", "All", header, rows)
    assert column_parts(table) == [[0, 1, 2, 3, 4, 5, 6], [0, 1, 7, 8, 9, 10]]
    document = Document("case", "T", "", (Section("S", "F", (table,), "vmo"),), "vmo", "{}")
    deck = pptx.Presentation(io.BytesIO(document_slides(document)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    heads = [[cell.text for cell in shape.table.rows[0].cells] for shape in shapes if shape.has_table]
    assert heads == [[header[column] for column in part] for part in column_parts(table)]
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    assert {"All (part 1 of 2)", "All (part 2 of 2)"} <= set(texts)
    assert column_parts(Table("T", "All", header[:8], tuple(row[:8] for row in rows))) == [list(range(8))]
    narrow = Table("T", "All", ("stream", "MMP", *(f"Q{k}" for k in range(9))), rows)
    assert column_parts(narrow) == [list(range(11))]  # eleven narrow ones have room


def test_a_chart_and_its_small_table_share_a_slide():
    """Where both have room the reader need not turn over."""
    rows = tuple(row_of(name, cell("1 M", 1e6, "money")) for name in ("Alpha", "Beta"))
    table = Table("T", "By stream", ("stream", "value"), rows, chart=Chart("bars", (1,), None, "EUR"))
    document = Document("case", "T", "", (Section("S", "F", (table,), "vmo"),), "vmo", "{}")
    second = pptx.Presentation(io.BytesIO(document_slides(document))).slides[1]
    assert [shape.has_chart for shape in second.shapes].count(True) == 1
    assert [shape.has_table for shape in second.shapes].count(True) == 1


def test_lines_are_counted_between_words():
    """Ten letters a line: words stay whole, and a word that is too long is broken."""
    width = 10 * 12 * 0.57 / 72
    assert line_count("four four", width, 12) == 1
    assert line_count("four four four", width, 12) == 2
    assert line_count("x" * 25, width, 12) == 3


def test_columns_are_as_wide_as_their_longest_word():
    """No word of a heading is broken while all have room; widths add up to the table."""
    widths = column_widths([["MMP", "difference"], ["a b c", "1"]], WHOLE, 12)
    assert sum(widths) == pytest.approx(WHOLE)
    assert line_count("difference", widths[1] - 0.12, 12, bold=True) == 1
