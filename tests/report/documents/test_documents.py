"""Documents: every number is in the JSON, equal input gives equal bytes, nothing is run, nothing is asked for."""

import io
import json
import re
from html.parser import HTMLParser

import openpyxl
import pptx
import pytest

import vmo
from report.documents.annex import annex_section
from report.documents.content import Cell, Document, Section, Table, Words, cell, figure_columns
from report.documents.html.page import html
from report.documents.paper.board_paper import board_paper
from report.documents.paper.parts import Share, largest
from report.documents.slide_measures import shortened, title_of
from report.documents.slides import document_slides
from report.documents.workbook import document_workbook
from vmo.documents import board_papers

SIZES = {"replications": 3, "sets": 4, "sensitivity_worlds": 2, "attribution_worlds": 2, "detail_worlds": 2}
NASTY = (
    "<img src=http://evil.example onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    r"$\frac{",
    "</script><b>",
    "&amp;",
)


@pytest.fixture(scope="module")
def made():
    """A small paper, and what its content was made of: it is run once for all tests."""
    asked = []

    def kept(*given):
        asked.append(given)
        return board_paper(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board_papers, "board_paper", kept)
        return vmo.report("tiny", **SIZES, workers=1), asked[0]


@pytest.fixture(scope="module")
def paper(made):
    return made[0]


@pytest.fixture(scope="module")
def page(paper):
    return paper.html()


@pytest.fixture(scope="module")
def deck(paper):
    return paper.slides()


@pytest.fixture(scope="module")
def case():
    return vmo.case("tiny", "a1", models="value_stream", replications=2, workers=1)


def numbers_in(document):
    """Every number anywhere in a document for machines."""
    if isinstance(document, bool) or document is None or isinstance(document, str):
        return set()
    if isinstance(document, int | float):
        return {abs(float(document))}
    parts = document.values() if isinstance(document, dict) else document
    return set().union(*map(numbers_in, parts))


def nasty_document():
    row = tuple((word, cell("1", 1.0, "money")) for word in NASTY)
    parts = (Words(NASTY, "list"), Table(NASTY[1], NASTY[0], ("what", NASTY[1]), row, note=NASTY[3]))
    return Document(
        "report",
        NASTY[0],
        NASTY[2],
        (Section(NASTY[3], NASTY[1], parts, NASTY[0]),),
        NASTY[0],
        '{"a": "</script>"}',
    )


class Tags(HTMLParser):
    """Elements and attributes as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_every_number_in_a_table_is_in_the_json(paper):
    """A reader who doubts a number finds it in the document for machines."""
    known = numbers_in(paper.document())
    for _, table in paper.data.tables():
        for row in table.rows:
            for entry in row:
                if isinstance(entry, Cell) and entry.value is not None:
                    assert any(abs(abs(entry.value) - x) <= 1e-9 * max(1.0, x) for x in known), (table.name, entry)


def test_sentences_are_those_of_the_commands(paper):
    """The answer of the paper is the answer of the comparison."""
    alone = vmo.compare("tiny", replications=3, workers=1)
    said = paper.document()["sections"][0]["finding"]
    assert said in alone.headline()
    assert json.loads(paper.to_json())["compare"] == json.loads(alone.to_json())


def test_rows_of_money_add_up(paper):
    """What is printed in the bridge adds up to what is printed below it, and across to the difference."""
    bridge = next(table for _, table in paper.data.tables() if table.name == "Bridge")
    for column in (1, 2, 3):
        shown = [float(row[column].words.replace("\N{MINUS SIGN}", "-").replace(",", "")) for row in bridge.rows]
        assert sum(shown[:-1]) == pytest.approx(shown[-1], abs=1e-9)
    for row in bridge.rows:
        first, second, more = (float(c.words.replace("\N{MINUS SIGN}", "-").replace(",", "")) for c in row[1:4])
        assert second - first == pytest.approx(more, abs=1e-9)


def test_a_largest_part_names_what_stands_beside_and_against_it():
    """What is nearly as large is named, what is against it too; what is small is not, and luck is called luck."""
    run_off, cases = Share("Run-off", 2.0, "+2"), Share("Business cases", 1.0, "+1", sure=False)
    against, small = Share("Governance", -1.5, "-1.5"), Share("Direct costs", -0.01, "-0.01")
    said = "The largest part of the whole is run-off: +2"
    luck = "; the next is business cases: +1, which may be luck"
    assert largest("the whole", [run_off]) == f"{said}."
    assert largest("the whole", [small, run_off]) == f"{said}."
    assert largest("the whole", [small, run_off, against]) == f"{said}; the largest against it is governance: -1.5."
    assert largest("the whole", [cases, run_off]) == f"{said}{luck}."


def test_made_twice_it_is_the_same_file(made, page, deck, case):
    """Equal studies make equal content, equal content has equal bytes in every form, and equal runs make both."""
    paper, given = made
    again = board_paper(*given)
    assert html(again) == page
    assert document_workbook(again) == paper.workbook()
    assert document_slides(again) == deck
    twice = vmo.case("tiny", "a1", models="value_stream", replications=2, workers=1)
    assert (twice.html(), twice.workbook(), twice.slides()) == (case.html(), case.workbook(), case.slides())
    assert twice.to_json() == case.to_json()


def test_a_sentence_alone_fills_no_page(page):
    """In print a section of words goes on below the last one; a section with a table or picture begins a page."""
    table = Table("a", "a", ("a",), (("1",),))
    document = nasty_document()
    words, shown = (Section("t", "f", (part,), "s") for part in (Words(("w",), "answer"), table))
    made = html(Document(document.kind, "t", "s", (shown, words), "c", "{}"))
    assert 'id="s2" aria-labelledby="s2-title" class="words"' in made
    assert 'id="s1" aria-labelledby="s1-title">' in made
    assert "section + section.words { break-before: auto; break-inside: avoid; }" in page


def test_nothing_leaves_the_file(page):
    """No element of the page points anywhere but into the page, no style is inline, names are unique."""
    tags = Tags()
    text = page
    tags.feed(text)
    places = [
        attrs[key] for _, attrs in tags.found for key in ("src", "href", "xlink:href", "data") if key in attrs
    ]
    assert places
    assert all(place.startswith("#") for place in places)
    assert not [tag for tag, attrs in tags.found if "style" in attrs or any(key.startswith("on") for key in attrs)]
    names = [attrs["id"] for _, attrs in tags.found if "id" in attrs]
    assert len(names) == len(set(names))
    policy = next(attrs["content"] for tag, attrs in tags.found if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"url\((?!#)", text)


def test_the_page_can_be_read_by_everyone(page):
    """One first heading, then second ones; headings of tables say what they head; pictures have words."""
    tags = Tags()
    tags.feed(page)
    levels = [tag for tag, _ in tags.found if re.fullmatch(r"h\d", tag)]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2"}
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in tags.found if tag == "th")
    pictures = [attrs for tag, attrs in tags.found if tag == "svg"]
    assert pictures
    assert all(attrs["role"] == "img" and len(attrs["aria-label"]) > 20 for attrs in pictures)
    assert sum(tag == "caption" for tag, _ in tags.found) == sum(tag == "table" for tag, _ in tags.found)
    assert any(tag == "text" for tag, _ in tags.found)


def test_strings_of_a_scenario_are_never_run():
    """What looks like an element, a formula or mathematics is shown as it is."""
    page = html(nasty_document())
    tags = Tags()
    tags.feed(page)
    assert not [tag for tag, _ in tags.found if tag in ("img", "b")]
    assert page.count("</script>") == 1
    book = openpyxl.load_workbook(io.BytesIO(document_workbook(nasty_document())))
    cells = [at for sheet in book.worksheets for row in sheet.iter_rows() for at in row if at.value is not None]
    assert {at.data_type for at in cells} <= {"s", "n"}
    assert NASTY[1] in {at.value for at in cells}
    deck = pptx.Presentation(io.BytesIO(document_slides(nasty_document())))
    assert deck.slides[0].shapes.title.text_frame.text == NASTY[0]


def test_the_workbook_has_numbers_formats_and_frozen_headings(paper):
    """Numbers are numbers with a format, headings stay, columns fit, sheets print on a page's width."""
    book = openpyxl.load_workbook(io.BytesIO(paper.workbook()))
    assert book.sheetnames[0] == "Summary"
    sheet = book["In numbers"]
    assert sheet["B4"].value == pytest.approx(paper.document()["compare"]["models"]["project"]["npv"]["p50"])
    assert sheet["B4"].number_format.startswith("#,##0")
    assert sheet.freeze_panes == "B4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(sheet.column_dimensions[letter].width >= 12 for letter in "ABCDEFGH")


def test_slides_are_native_and_say_their_source(deck):
    """Charts and tables can be edited, every slide has a title and notes, nothing is a picture."""
    deck = pptx.Presentation(io.BytesIO(deck))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert any(shape.has_chart for shape in shapes)
    assert any(shape.has_table for shape in shapes)
    assert not any(hasattr(shape, "image") for shape in shapes)
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert "vmo " in slide.notes_slide.notes_text_frame.text
        assert all(shape.left >= 0 and shape.left + shape.width <= deck.slide_width for shape in slide.shapes)


def test_long_words_are_shortened_between_words():
    """What does not fit ends with three dots, and never in the middle of a word."""
    assert shortened("one two three", 20) == "one two three"
    assert shortened("one two three", 9) == "one two\N{HORIZONTAL ELLIPSIS}"


def test_a_long_finding_is_cut_where_a_clause_ends():
    """The title says what was found, the interval stands below it."""
    long = f"Value streams are worth EUR 8.96 M more: 95 % interval 5 M to 12 M; {'better in all worlds ' * 5}"
    assert title_of(long) == "Value streams are worth EUR 8.96 M more"
    assert title_of("Short.") == "Short."


def test_columns_of_figures_are_told_from_columns_of_words():
    """Short entries with digits are figures; a sentence with a digit is none."""
    rows = (("a", cell("1.2 M", 1.2e6), "out in quarter 3, then in 12 of 30 worlds"), ("b", "none", ""))
    assert figure_columns(Table("t", "c", ("x", "y", "z"), rows)) == [False, True, False]


def test_every_document_ends_with_how_it_is_made():
    """Seed, fingerprint, command and definitions stand at the end."""
    data = vmo.compare("tiny", replications=2, workers=1, backing=False).data
    section = annex_section(data, "vmo report tiny")
    table, _, words = section.parts
    assert isinstance(table, Table)
    assert isinstance(words, Words)
    assert words.lines[0] == "Made again by: vmo report tiny"
    assert "seed 1" in words.lines[1]
    assert table.header[-1] == "definition"


def test_a_business_case_holds_the_numbers_of_its_mmp(case):
    """Without luck the quantiles are one number, and value less cost is the net value without discount."""
    found = case
    one = found.document()["mmps"][0]["models"]["value_stream"]
    assert one["spent"][0] == one["spent"][2]
    assert one["npv_mean"] == pytest.approx(one["earned_mean"] - one["spent_mean"], abs=0.02)
    assert [section.title for section in found.data.sections] == [
        "Quote online",
        "Annex: scorecard of the portfolio, how this was made",
    ]
    compared = vmo.compare("tiny", models="value_stream", replications=2, workers=1).data
    measures = {score["outcome"]: score["values"]["value_stream"] for score in found.document()["scorecard"]}
    assert measures["releases"] == compared.summary("releases", "value_stream").p50
    with pytest.raises(vmo.VmoError, match="a11"):
        vmo.case("tiny", "a11")
