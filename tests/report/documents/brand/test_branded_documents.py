"""A brand in every form: name, colours and logo are there, equal brands make equal files, faults come first."""

import io
import json
from pathlib import Path

import openpyxl
import pptx
import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command line itself
from tests.report.documents.brand.test_brand_file import SVG, png

TITLES, ACCENT = "#7A1F3D", "#C8102E"


@pytest.fixture(scope="module")
def brand(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("brand")
    (folder / "a.svg").write_text(SVG.format("<rect/>"))
    (folder / "a.png").write_bytes(png(60, 20))
    file = folder / "acme.yaml"
    colours = f'{{titles: "{TITLES}", accent: "{ACCENT}"}}'
    file.write_text(f"name: Acme & Sons\ncolours: {colours}\nlogo: a.svg\nlogo_png: a.png\n")
    return file


@pytest.fixture(scope="module")
def case(brand):
    return vmo.case("tiny", "a1", models="value_stream", replications=2, workers=1, brand=brand)


def test_a_page_of_a_brand(case):
    """Name, colours and logo are in the page, which may show pictures it holds and nothing else."""
    page = case.html()
    assert "Acme &amp; Sons" in page
    assert f"--mark: {TITLES}; --accent: {ACCENT};" in page
    assert "default-src &#39;none&#39;; img-src data:; style-src" in page
    assert page.count("<img ") == 1
    assert 'src="data:image/svg+xml;base64,' in page
    assert "--brand acme.yaml" in page
    plain = vmo.case("tiny", "a1", models="value_stream", replications=2, workers=1).html()
    assert "img-src" not in plain
    assert "<img " not in plain
    assert TITLES not in plain


def test_the_manifest_names_the_brand(case, brand):
    """Name and sum of the files stand in it, so that another logo is another document."""
    noted = json.loads(case.manifest())["brand"]
    assert noted["name"] == "Acme & Sons"
    assert len(noted["sha256"]) == 64
    assert (
        case.html() == vmo.case("tiny", "a1", models="value_stream", replications=2, workers=1, brand=brand).html()
    )


def test_a_workbook_of_a_brand(case):
    """The name is in the head of every printed page, the logo on the summary, the colour behind headings."""
    book = openpyxl.load_workbook(io.BytesIO(case.workbook()))
    assert all(sheet.oddHeader.right.text == "Acme && Sons" for sheet in book.worksheets)
    assert book.properties.creator == "Acme & Sons"
    assert len(book["Summary"]._images) == 1
    assert book.worksheets[1]["A3"].fill.fgColor.rgb.endswith(TITLES.lstrip("#"))


def test_slides_of_a_brand(case):
    """Name in the foot, logo beside the title, titles in the colour."""
    deck = pptx.Presentation(io.BytesIO(case.slides()))
    for slide in deck.slides:
        assert any(s.has_text_frame and s.text_frame.text.startswith("Acme & Sons") for s in slide.shapes)
        assert [shape.name for shape in slide.shapes if hasattr(shape, "image")] == ["Logo of Acme & Sons"]
        assert str(slide.shapes.title.text_frame.paragraphs[0].font.color.rgb) == TITLES.lstrip("#")


def test_a_faulty_brand_is_refused_before_anything_is_run(tmp_path):
    """Exit code 2, every fault with its line, nothing written; a brand without a workbook to carry it, too."""
    bad = tmp_path / "bad.yaml"
    bad.write_text('name: Acme\ncolours: {titles: "#FFCC00"}\nlogo: none.png\n')
    out = tmp_path / "case.html"
    found = CliRunner().invoke(app, ["case", "tiny", "--brand", str(bad), "--out", str(out)])
    assert found.exit_code == 2
    assert "bad.yaml:2: colours.titles: #FFCC00 has a contrast of 1.51 to 1" in found.stderr.replace("\n", " ")
    assert "bad.yaml:3: logo: none.png: is not there" in found.stderr
    assert not out.exists()
    alone = CliRunner().invoke(app, ["compare", "tiny", "-n", "2", "--brand", str(bad)])
    assert alone.exit_code == 2
    assert "--out FILE.xlsx" in alone.stderr


def test_a_workbook_of_a_comparison_takes_a_brand(tmp_path, brand):
    """The file of ``compare --out`` carries the name, and says how it is made again."""
    found = vmo.compare("tiny", replications=2, workers=1, backing=False, brand=brand)
    found.to_excel(tmp_path / "results.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "results.xlsx")["Summary"]
    assert sheet["A2"].value == "Acme & Sons"
    texts = [row[0].value for row in sheet.iter_rows()]
    assert any(text and text.endswith("--out FILE.xlsx --brand acme.yaml") for text in texts)
