"""Answers that are a text, or the names of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import vmo


@dataclass(frozen=True)
class Said:
    """Words, and the same as plain data."""

    headline: str
    text: str
    document: Mapping[str, Any]


class PlainResult(vmo.Answer[Said]):
    """What was written, or a text to read."""

    kind: ClassVar[str] = "plain"

    def headline(self) -> str:
        return self.data.headline

    def words(self) -> str:
        """The text."""
        return self.data.text

    def document(self) -> Mapping[str, Any]:
        """The same as plain data."""
        return self.data.document


def plain(headline: str, text: str = "", **document: object) -> PlainResult:
    """An answer in words, with plain data."""
    return PlainResult(Said(headline, text, document))
