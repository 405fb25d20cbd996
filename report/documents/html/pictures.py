"""Figures as SVG inside a page: text stays text, nothing needs a style attribute, no two pictures share a name."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import matplotlib as mpl

from report.shared.page_layout import METADATA
from report.shared.style import styled

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

LIKE = "Verdana, sans-serif"
"""Letters of the same widths, where those of the figures are not there."""
_DROPPED = ("metadata", "style")
_FONT = re.compile(r"^(?:(italic|oblique)\s+)?(?:(bold|\d{3})\s+)?([\d.]+)px\s+(.+)$")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def inline_svg(draw: Callable[[], Figure], name: str, finding: str) -> str:
    """A figure as an ``svg`` element for a page whose policy forbids style attributes.

    Args:
        draw: draws the figure.
        name: prefix of every identifier, so that pictures of a page do not take each other's parts.
        finding: the alternative text.

    """
    buffer = BytesIO()
    with styled(), mpl.rc_context({"svg.fonttype": "none"}):
        figure = draw()
        mpl.rcParams["svg.fonttype"] = "none"  # drawing may have set the style of files
        figure.savefig(buffer, format="svg", metadata=METADATA["svg"])
    root = ET.fromstring(buffer.getvalue())
    _clean(root, f"{name}-")
    width, height = (root.attrib.pop(key).removesuffix("pt") for key in ("width", "height"))
    root.attrib |= {"viewBox": root.get("viewBox", f"0 0 {width} {height}"), "role": "img"}
    root.attrib |= {"aria-label": finding, "stroke-linejoin": "round", "stroke-linecap": "butt"}
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element, prefix: str) -> None:
    """Names without name spaces, identifiers with a prefix, styles as attributes."""
    element.tag = _bare(element.tag)
    given = {_bare(key): value for key, value in element.attrib.items()}
    style = given.pop("style", "")
    given |= _attributes(style)
    element.attrib.clear()
    for key, value in given.items():
        if key == "id":
            element.set("id", prefix + value)
        elif key == "href":
            element.set("href", f"#{prefix}{value.removeprefix('#')}" if value.startswith("#") else value)
        else:
            element.set(key, _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value))
    for child in list(element):
        if _bare(child.tag) in _DROPPED:
            element.remove(child)
        else:
            _clean(child, prefix)


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _attributes(style: str) -> dict[str, str]:
    """Presentation attributes that say what a style says."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in style.split(";"))):
        key, _, value = (word.strip() for word in part.partition(":"))
        font = _FONT.match(value) if key == "font" else None
        if font:
            slant, weight, size, family = font.groups()
            found |= {"font-size": size, "font-family": f"{family}, {LIKE}"}
            found |= {"font-weight": weight} if weight else {}
            found |= {"font-style": slant} if slant else {}
        else:
            found[key] = value
    return found
