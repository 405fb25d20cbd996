"""Pages of documents in a real browser, network off: nothing is asked for, everyone can read them, they print."""

import re

import pytest
from matplotlib.figure import Figure
from playwright.sync_api import Browser

from report.documents.brand.brand import Brand, Logo
from report.documents.content import Document, Picture, Section, Table, Words, cell, row_of
from report.documents.html.page import html
from tests.pages.browser.looks import assert_accessible

NASTY = "<img src=http://evil.example/x onerror=alert(1)>"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><rect width="1" height="1" fill="navy"/></svg>'


def drawn() -> Figure:
    figure = Figure()
    figure.add_subplot().plot([1, 2], [3, 4])
    return figure


@pytest.fixture(scope="module")
def page_of_a_document() -> str:
    """Everything a document may hold, under a brand with a logo."""
    rows = tuple(row_of(f"{NASTY} {n}", *(cell(f"{n} M", float(n), "money") for _ in range(9))) for n in range(60))
    header = ("MMP", *(f"A funding model with a long name {k}" for k in range(9)))
    parts = (
        Words((NASTY, "An answer."), "answer"),
        Words(("What must be known before.",), "caution"),
        Words(("One point.", "Another point."), "list"),
        Table("Wide", "A table that is wide and long", header, rows, note="What it means."),
        Picture("drawn", "Two points joined by a line.", drawn),
    )
    sections = tuple(Section(f"Question {n}", "Finding", parts if n == 1 else parts[:3], "vmo x") for n in (1, 2))
    document = Document("report", f"A title {NASTY}", "seed 1", sections, "vmo x", '{"a": "</script>"}')
    logo = Logo(LOGO, "svg", 3.0, 1.0)
    return html(document.branded(Brand("Acme", titles="#7A1F3D", titles_on_dark="#D0B1BB", logo=logo)))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_document_asks_for_nothing_and_everyone_can_read_it(
    browser: Browser, tmp_path, page_of_a_document, scheme, width
):
    """No request but for the file, no complaint of its policy, axe finds nothing, no scrolling sideways."""
    file = tmp_path / "paper.html"
    file.write_text(page_of_a_document, encoding="utf-8")
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 720})
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    assert said == []
    assert page.evaluate("document.images[0].naturalWidth") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    context.close()


def test_a_document_prints(browser: Browser, tmp_path, page_of_a_document):
    """On A4 no table is wider than the page, headings repeat, and there are no more pages than it needs."""
    file = tmp_path / "paper.html"
    file.write_text(page_of_a_document, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 4 <= pages <= 9
    assert b"/MediaBox [0 0 841" in printed or b"/MediaBox [0 0 842" in printed
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    context.close()
