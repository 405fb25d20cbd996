"""A brand: whose document it is. Every form of a document asks it for its name, colours and logo."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Literal

PAPER, DARK_PAPER = "#FFFFFF", "#14181C"
"""What a page is written on, in light and in dark."""
TITLES, TITLES_ON_DARK = "#1F3A5F", "#9CC3F0"
"""Colours of headings where no brand says otherwise."""
TYPES = {"png": "image/png", "svg": "image/svg+xml"}
"""Media types of logos."""


@dataclass(frozen=True)
class Logo:
    """A picture that was found harmless."""

    content: bytes
    kind: Literal["png", "svg"]
    width: float
    height: float
    """Of the picture, in units of its own: only their ratio counts."""

    def address(self) -> str:
        """The picture as an address that holds it (``data:``)."""
        return f"data:{TYPES[self.kind]};base64,{base64.b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Brand:
    """Name, colours and logo of who hands a document over."""

    name: str = ""
    titles: str = TITLES
    """Headings, and the ground of headings of tables (white on it)."""
    titles_on_dark: str = TITLES_ON_DARK
    """Headings on dark paper."""
    accent: str = TITLES
    """Rules, and the edge of the answer."""
    logo: Logo | None = None
    """Of pages (HTML)."""
    picture: Logo | None = None
    """Of slides and workbooks, which take PNG only; None where the brand has none."""
    digest: str = ""
    """SHA-256 of the file and its logos: equal digests make equal documents."""
    file: str = ""
    """The file, as it was named."""


PLAIN = Brand()
"""No brand."""
