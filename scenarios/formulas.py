"""Texts that a spreadsheet would take for formulas, kept inert in what is written and restored when read back."""

import re

_STARTS = "=+-@\t\r"
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]")


def _runs(text: str) -> bool:
    """Whether a spreadsheet would run a text, apostrophes before it aside; signed numbers are only numbers."""
    bare = text.lstrip("'")
    return bare[:1] in tuple(_STARTS) and _NUMBER.fullmatch(bare) is None


def guard(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would run it; nothing else changes.

    >>> guard("=1+1"), guard(""), guard("-5.2")
    ("'=1+1", '', '-5.2')
    """
    return f"'{text}" if _runs(text) else text


def unguard(text: str) -> str:
    """A text as it was before ``guard``.

    >>> unguard(guard("'=1+1"))
    "'=1+1"
    """
    return text[1:] if text.startswith("'") and _runs(text) else text
