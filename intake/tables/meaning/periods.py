"""Periods at the end of headings: ``TEUR/Jahr``, ``€m p.a.``, ``kEUR per year``."""

import re

_NAMES = {
    "year": ("year", "yr", "annum", "jahr", "an", "jaar", "ano", "año"),
    "quarter": ("quarter", "qtr", "quartal", "trimestre", "kwartaal"),
    "month": ("month", "monat", "mois", "maand", "mes"),
}
_PERIOD = {word: period for period, words in _NAMES.items() for word in words}
_END = re.compile(
    rf"(?:\s*/\s*|(?:^|\s+)(?:per|pro|je|par|por)\s+)(?P<name>{'|'.join(_PERIOD)})\s*$|(?:^|\s+|/)p\.?\s?a\.?\s*$",
    re.IGNORECASE,
)


def without_period(words: str) -> tuple[str, str]:
    """Words without the period at their end, and ``year``, ``quarter`` or ``month``; empty where they say none.

    >>> without_period("TEUR/Jahr")
    ('TEUR', 'year')
    >>> without_period("Kosten")
    ('Kosten', '')
    """
    found = _END.search(words)
    if found is None:
        return words, ""
    return words[: found.start()], _PERIOD[found["name"].lower()] if found["name"] else "year"
