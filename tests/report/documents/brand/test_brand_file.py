"""Brands: colours that can be read, logos that do nothing, every fault at once."""

import io
from pathlib import Path

import pytest
from PIL import Image

from report.documents.brand.brand import DARK_PAPER, PAPER, PLAIN
from report.documents.brand.brand_file import read_brand
from report.documents.brand.contrast import SHAPE, TEXT, contrast, shade
from report.documents.brand.logo import MOST_BYTES, read_logo
from scenarios.faults import ScenarioError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">{}</svg>'


def png(width=6, height=2, **more):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(buffer, format="PNG", **more)
    return buffer.getvalue()


def written(tmp_path, text, **files):
    for name, content in files.items():
        place = tmp_path / name.replace("_", ".")
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = tmp_path / "brand.yaml"
    file.write_text(text)
    return file


def test_contrast_is_that_of_the_guidelines():
    """Black on white is 21 to 1, a colour on itself 1 to 1, and #767676 the lightest grey that is text on white."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#1F3A5F", "#1F3A5F") == 1.0
    assert contrast("#767676", "#FFFFFF") >= TEXT > contrast("#777777", "#FFFFFF")
    assert contrast("#FFFFFF", "#767676") == contrast("#767676", "#FFFFFF")


@pytest.mark.parametrize("colour", ["#FFCC00", "#EEEEEE", "#123456"])
@pytest.mark.parametrize("paper", [PAPER, DARK_PAPER])
def test_the_shade_that_is_offered_can_be_read(colour, paper):
    """Whatever the colour, the remedy passes the check that refused it, and a readable colour is its own."""
    found = shade(colour, paper, TEXT)
    assert contrast(found, paper) >= TEXT
    assert shade(found, paper, TEXT) == found


def test_a_brand_is_read_whole(tmp_path):
    """Name, colours and logo; what is not said follows from what is."""
    file = written(
        tmp_path,
        'name: Acme\ncolours: {titles: "#7a1f3d"}\nlogo: a.svg\nlogo_png: a.png\n',
        a_svg=SVG.format("<rect/>"),
        a_png=png(),
    )
    brand = read_brand(file)
    assert (brand.name, brand.titles, brand.accent, brand.file) == ("Acme", "#7A1F3D", "#7A1F3D", "brand.yaml")
    assert contrast(brand.titles_on_dark, DARK_PAPER) >= TEXT
    assert brand.logo is not None
    assert (brand.logo.kind, brand.logo.width, brand.logo.height) == ("svg", 30.0, 10.0)
    assert brand.picture is not None
    assert (brand.picture.kind, brand.picture.width) == ("png", 6.0)
    assert brand == read_brand(file)
    (tmp_path / "a.svg").write_text(SVG.format("<circle/>"))
    assert read_brand(file).digest != brand.digest


def test_colours_of_no_brand_can_be_read():
    """The house's own colours pass the check of brands."""
    assert contrast(PLAIN.titles, PAPER) >= TEXT
    assert contrast(PLAIN.titles_on_dark, DARK_PAPER) >= TEXT
    assert contrast(PLAIN.accent, PAPER) >= SHAPE


def test_every_fault_is_told_at_once_with_its_line(tmp_path):
    """A wrong key, a number for a name, two colours, an empty one and a logo that is not there: five faults."""
    text = "name: 12\ncolour: x\ncolours:\n  titles: '#FFCC00'\n  titles_on_dark: #9CC3F0\n  accent: blue\n"
    text += "logo: no.png\n"
    with pytest.raises(ScenarioError) as caught:
        read_brand(written(tmp_path, text))
    lines = str(caught.value).replace(str(tmp_path), "").splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"/brand.yaml:{line}" for line in (1, 2, 4, 5, 6, 7)]
    assert '"colours"' in lines[1]
    assert "contrast of 1.51 to 1 on white (#FFFFFF) where 4.5 to 1" in lines[2]
    assert "put the colour in quotes" in lines[3]
    assert '"blue" is not a colour' in lines[4]
    assert "no.png: is not there" in lines[5]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<rect onload="alert(1)"/>', "onload"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<image href="http://x.example/a.png"/>', "http://x.example"),
        ('<use xlink:href="file:///etc/passwd" xmlns:xlink="http://www.w3.org/1999/xlink"/>', "file:///"),
        ('<rect style="fill: url(http://x.example/a)"/>', "style"),
        ("<style>@import 'x.css';</style>", "fetches"),
        ('<a href="javascript:alert(1)"/>', "javascript"),
        ('<set attributeName="href" to="x"/>', "<set>"),
    ],
)
def test_a_logo_that_does_something_is_refused(tmp_path, inside, said):
    """Programs, other files and addresses are named; nothing of it is put into a document."""
    (tmp_path / "logo.svg").write_text(SVG.format(inside))
    with pytest.raises(ValueError, match="plain SVG") as caught:
        read_logo(tmp_path / "logo.svg", "logo.svg")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "neither PNG nor SVG"),
        (b"\x89PNG\r\n\x1a\nnothing", "damaged PNG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "entities"),
        (b"<svg", "no readable SVG"),
        (b"<html><svg/></html>", "no SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        (png(4001, 1), "4001 x 1 pixels"),
        (png(save_all=True, append_images=[Image.new("RGB", (6, 2), "red")]), "moves"),
    ],
)
def test_a_file_that_is_no_logo_is_refused(tmp_path, content, said):
    """Another format, a damaged or an endless picture: refused with what to do."""
    (tmp_path / "logo").write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read_logo(tmp_path / "logo", "logo")


def test_a_logo_is_small(tmp_path):
    """Every document carries it: what is larger than the limit is not even read to its end."""
    (tmp_path / "logo.png").write_bytes(png() + b"\0" * MOST_BYTES)
    with pytest.raises(ScenarioError, match="larger than 500 kB"):
        read_logo(tmp_path / "logo.png", "logo.png")


def test_addresses_and_svg_for_office_are_refused(tmp_path):
    """A logo from the network, and a picture that Office does not take."""
    text = "name: Acme\nlogo: https://x.example/logo.png\nlogo_png: a.svg\n"
    with pytest.raises(ScenarioError) as caught:
        read_brand(written(tmp_path, text, a_svg=SVG.format("")))
    assert "is an address" in str(caught.value)
    assert "is no PNG" in str(caught.value)


def test_a_file_that_is_no_brand_says_what_one_is(tmp_path):
    """A list is no brand; nor is a scenario that was named by mistake."""
    with pytest.raises(ScenarioError, match='is not a brand: it has no keys; start with "name:"'):
        read_brand(written(tmp_path, "- a\n"))
    with pytest.raises(ScenarioError, match="budget: is not a key here"):
        read_brand(written(tmp_path, "name: Acme\nbudget: 3\n"))
    with pytest.raises(ScenarioError, match="is not there"):
        read_brand(Path(tmp_path / "none.yaml"))
