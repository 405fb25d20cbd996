"""Names of months in the languages of trackers' users, from the Unicode locale data (Babel)."""

from __future__ import annotations

from functools import cache

from babel.dates import get_month_names

LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "sk",
    "hu",
    "ro",
    "hr",
    "sl",
    "sr",
    "bg",
    "uk",
    "ru",
    "el",
    "tr",
    "et",
    "lv",
    "lt",
    "ca",
    "id",
)
"""Languages that are tried, in this order."""
EXTRA = {"de": {"mrz": 3, "jän": 1, "jänner": 1}, "en": {"sept": 9}, "pt": {"fev": 2}, "fr": {"fevr": 2, "aout": 8}}
"""Spellings of older locale data that exports still hold."""


@cache
def names(language: str) -> dict[str, int]:
    """Month numbers by name in lower case without points, short and long, of one language."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, locale=language).items():
                found[plain(name)] = int(number)
    return {name: n for name, n in found.items() if not name.isdigit()} | EXTRA.get(language, {})


def plain(name: str) -> str:
    """A name in lower case, without points and blanks around it."""
    return name.strip().strip(".").casefold()


def readings(words: set[str], language: str | None = None) -> list[tuple[str, dict[str, int]]]:
    """Every way to read a set of month names: a language and the month of each name; ways that agree count once."""
    found: list[tuple[str, dict[str, int]]] = []
    for each in (language,) if language is not None else LANGUAGES:
        known = names(each)
        months = {word: _month(plain(word), known) for word in words}
        if all(months.values()) and months not in [old for _, old in found]:
            found.append((each, {word: month for word, month in months.items() if month is not None}))
            if each == "en":
                break  # exports are English unless they cannot be
    return found


def _month(word: str, known: dict[str, int]) -> int | None:
    """The month a word names, or of which it is the beginning."""
    if word in known:
        return known[word]
    if len(word) < 3:
        return None
    begun = {number for name, number in known.items() if name.startswith(word)}
    return begun.pop() if len(begun) == 1 else None
