"""Logos: PNG or SVG from the disk, looked through before they are put into a document.

A logo is shown as an image, in which no program runs and nothing is fetched; what holds a program or an
address all the same is refused, because whoever takes the picture out of the document would run it.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from PIL import Image, UnidentifiedImageError

from report.documents.brand.brand import Logo
from scenarios.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 500_000
"""Largest logo: every document carries it."""
MOST_PIXELS = 4000
"""Widest and highest PNG."""
SVG = "{http://www.w3.org/2000/svg}"
ACTIVE = frozenset(
    {
        "script", "foreignobject", "iframe", "object", "embed", "audio", "video", "animate", "animatemotion",
        "animatetransform", "animatecolor", "set", "handler", "listener",
    }
)  # fmt: skip
"""Elements that run or move, in small letters."""
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#|['\"]?#)|@import|javascript:|expression\(", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*([\d.]+)\s*(px|pt|mm|cm|in)?\s*$")
REMEDY = "export a plain SVG of shapes, or a PNG"


def read_logo(path: Path, shown: str) -> Logo:
    """A logo from a file.

    Raises:
        ScenarioError: the file is not there or too large.
        ValueError: in words: it is neither PNG nor SVG, or holds what has no place in a document.

    """
    content = read_bytes(path, shown, MOST_BYTES)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if b"<svg" in content[:MOST_BYTES].lower():
        return _svg(content)
    raise ValueError(f"{shown} is neither PNG nor SVG; save the logo as one of them")


def _png(content: bytes) -> Logo:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
            width, height = image.size
            if max(width, height) > MOST_PIXELS:
                raise ValueError(
                    f"the logo has {width} x {height} pixels; make it at most {MOST_PIXELS} wide and high"
                )
            if getattr(image, "n_frames", 1) > 1:
                raise ValueError("the logo moves (an animated PNG); save one picture of it")
            image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValueError(f"the logo is a damaged PNG ({error}); save it again") from None
    return Logo(content, "png", float(width), float(height))


def _svg(content: bytes) -> Logo:
    upper = content.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise ValueError(f"the logo declares a document type or entities; {REMEDY}")
    try:
        root = ET.fromstring(content)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ValueError(f"the logo is no readable SVG ({error}); {REMEDY}") from None
    if root.tag != f"{SVG}svg":
        raise ValueError(f'the logo is no SVG: it starts with "{_bare(root.tag)}"; {REMEDY}')
    found = list(dict.fromkeys(_active(root)))
    if b"<?xml-stylesheet" in content.lower():
        found.append("a style sheet of another file")
    if found:
        raise ValueError(f"the logo holds {', '.join(found)}; {REMEDY}")
    width, height = _size(root)
    return Logo(content, "svg", width, height)


def _active(root: ET.Element) -> Iterator[str]:
    """What in a picture runs, moves, or points outside of it, in words."""
    for element in root.iter():
        name = _bare(element.tag)
        if name.lower() in ACTIVE:
            yield f"<{name}>"
        if name.lower() == "style" and _OUTSIDE.search(element.text or ""):
            yield "a style that fetches a file"
        for key, value in element.attrib.items():
            bare = _bare(key).lower()
            if bare.startswith("on"):
                yield f"the program {bare}"
            elif bare in ("href", "src") and not _inside(value):
                yield f'an address ("{value[:40]}")'
            elif _OUTSIDE.search(value):
                yield f"an address in {bare}"


def _inside(address: str) -> bool:
    plain = "".join(address.split()).lower()
    return plain.startswith(("#", "data:image/png;base64,", "data:image/jpeg;base64,"))


def _size(root: ET.Element) -> tuple[float, float]:
    box = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        ends = [float(word) for word in box[2:4]]
    except ValueError:
        ends = []
    if len(ends) != 2:
        found = [_NUMBER.match(root.get(key, "")) for key in ("width", "height")]
        ends = [float(match[1]) for match in found if match]
    if len(ends) != 2 or min(ends) <= 0 or max(ends) == float("inf"):
        raise ValueError("the logo does not say how large it is; give its <svg> a viewBox")
    return ends[0], ends[1]


def _bare(name: str) -> str:
    return name.rpartition("}")[2]
