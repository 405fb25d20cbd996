"""A document as one HTML file that asks nothing of any network and prints well."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from report.documents.brand.brand import PLAIN
from report.documents.content import Picture, Words, figure_columns, filled_columns, words_of
from report.documents.html.pictures import inline_svg

if TYPE_CHECKING:
    from report.documents.brand.brand import Brand
    from report.documents.content import Document, Part


SENTENCE = 40
"""Letters from which on an entry needs a wide column."""


def html(document: Document) -> str:
    """The document as HTML; every string of it is escaped, pictures are drawn now."""
    brand = document.brand
    style = _read("page.css") + _colours(brand)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    pictures = "img-src data:; " if brand.logo is not None else ""
    policy = f"default-src 'none'; {pictures}style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_read("page.html"))
    sections = [
        (f"s{k}", section, [_part(p) for p in section.parts]) for k, section in enumerate(document.sections, 1)
    ]
    return template.render(
        document=document,
        sections=sections,
        policy=policy,
        style=Markup(style),
        manifest=_data(document.manifest),
    )


def _colours(brand: Brand) -> str:
    """The colours of a brand over those of the page; empty for a page without a brand."""
    if brand is PLAIN:
        return ""
    light = f":root {{ --mark: {brand.titles}; --accent: {brand.accent}; }}"
    dark = f":root {{ --mark: {brand.titles_on_dark}; --accent: {brand.titles_on_dark}; }}"
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n@media print {{ {light} }}\n"


def _part(part: Part) -> dict[str, object]:
    """A part as the template wants it."""
    if isinstance(part, Words):
        return {"is": part.style, "lines": part.lines}
    if isinstance(part, Picture):
        svg = inline_svg(part.draw, part.name, part.finding)
        return {"is": "picture", "svg": Markup(svg), "finding": part.finding}
    kept = filled_columns(part)
    rows = [[words_of(row[column]) for column in kept] for row in part.rows]
    figures = figure_columns(part)
    classes = []
    for place, column in enumerate(kept):
        longest = max((len(row[place]) for row in rows), default=0)
        classes.append("n" if figures[column] else "w" if longest > SENTENCE else "")
    return {
        "is": "table",
        "table": part,
        "header": [part.header[column] for column in kept],
        "rows": rows,
        "last": len(rows) if part.total else 0,
        "classes": classes,
    }


def _data(manifest: str) -> Markup:
    """JSON inside a script element that is data: no ``<`` may end it."""
    text = json.dumps(json.loads(manifest), ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@cache
def _read(name: str) -> str:
    return files("report.documents.html").joinpath(name).read_text(encoding="utf-8")
