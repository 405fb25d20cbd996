"""Texts that a spreadsheet would take for formulas, kept inert in what is written and restored when read back."""

STARTS = "=+-@\t\r"
"""What a text starts with that a spreadsheet runs."""


def guard(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would run it; nothing else changes.

    >>> guard("=1+1"), guard(""), guard("a-b")
    ("'=1+1", '', 'a-b')
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare and bare[0] in STARTS else text


def unguard(text: str) -> str:
    """A text as it was before ``guard``.

    >>> unguard(guard("'=1+1"))
    "'=1+1"
    """
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare and bare[0] in STARTS else text
