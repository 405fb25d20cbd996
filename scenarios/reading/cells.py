"""What a cell of a table means: numbers as spreadsheets of several countries write them, lists, pairs.

Numbers. ``1.500`` and ``1,500`` are fifteen hundred or one and a half. The unmistakable cells of the same column
(``0,4``; ``1.500.000``; ``0.4``) decide; where there is none, the rest of the file may confirm that the sign
separates thousands, and otherwise the cell is a fault, not a guess.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from scenarios.checks.ambiguity import UNSURE, two_readings
from scenarios.checks.shape import element, entry, models, options, unit

Decimals = Literal[".", ",", "?"]
"""Decimal sign of a file; ``?`` when its cells do not tell."""
SHARES = {"probability", "share", "per year"}
"""Units in which a percentage makes sense."""

_GAPS = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009'\u2019](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"[-+]?\d+")
_SCIENTIFIC = re.compile(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+")
_COMMA = re.compile(r"[-+]?(\d*,\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,})")
_POINT = re.compile(r"[-+]?(\d*\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})")


class AmbiguousError(ValueError):
    """A number that can be read in two ways; says which."""


def decimals_of(cells: Iterable[str]) -> Decimals:
    """The decimal sign that the unmistakable cells of a column agree on."""
    found: set[Decimals] = set()
    for cell in set(cells):
        text = _bare(cell)
        if not UNSURE.fullmatch(text):
            found |= {","} if _COMMA.fullmatch(text) else {"."} if _POINT.fullmatch(text) else set()
    return found.pop() if len(found) == 1 else "?"


def columns_decimals(columns: Mapping[int, Sequence[str]]) -> dict[int, Decimals]:
    """The decimal sign of every column of a file, from its own cells.

    Where these do not tell, other columns do, if they agree and only confirm that the sign found here separates
    thousands: amounts have groups of three digits more often than three decimals. Where columns contradict each
    other, a column in which such groups would be decimals is not decided.
    """
    own = {column: decimals_of(cells) for column, cells in columns.items()}
    told = {sign for sign in own.values() if sign != "?"}
    if len(told) > 1:  # a file of two habits: three digits after the decimal sign of their column may be thousands
        for column, cells in columns.items():
            if any(UNSURE.fullmatch(text) and own[column] in text for text in map(_bare, cells)):
                own[column] = "?"
    if len(told) != 1:
        return own
    (sign,) = told
    for column, cells in columns.items():
        if own[column] == "?":
            unsure = [text for text in map(_bare, cells) if UNSURE.fullmatch(text)]
            if not any(sign in text for text in unsure):
                own[column] = sign
    return own


def _bare(cell: str) -> str:
    return _GAPS.sub("", cell.strip().removesuffix("%").strip())


def number(text: str, decimals: Decimals, percent: bool) -> int | float | str:
    """The number a cell means, or its text when it means none.

    Raises ``AmbiguousError`` when it can be read in two ways.
    """
    bare = _GAPS.sub("", text.strip())
    if bare.endswith("%"):
        share = number(bare[:-1], decimals, percent=False)
        return float(Decimal(str(share)) / 100) if percent and not isinstance(share, str) else text
    if _PLAIN.fullmatch(bare) and len(bare) < 400:
        return int(bare)
    if _SCIENTIFIC.fullmatch(bare):
        return float(bare)
    if UNSURE.fullmatch(bare) and decimals == "?":
        raise AmbiguousError(two_readings(bare) or "")
    if decimals != "." and _COMMA.fullmatch(bare):
        return _value(bare.replace(".", "").replace(",", "."))
    if decimals == "," and UNSURE.fullmatch(bare):
        return int(bare.replace(".", ""))
    if decimals != "," and _POINT.fullmatch(bare):
        return _value(bare.replace(",", ""))
    if decimals == "." and UNSURE.fullmatch(bare):
        return int(bare.replace(",", ""))
    return text


def _value(text: str) -> int | float:
    return float(text) if "." in text else int(text)


Kind = Literal["text", "number", "list", "pairs"]


def kind(annotation: Any) -> Kind:  # noqa: ANN401
    """How the cells of a field are read."""
    if element(annotation) is not None:
        return "list"
    if entry(annotation) is not None:
        return "pairs"
    return "number" if not models(annotation) and {int, float} & set(options(annotation)) else "text"


def meaning(text: str, annotation: Any, decimals: Decimals) -> object:  # noqa: ANN401
    """The value of a cell: a number, a list (``a; b``), pairs (``claims: 6; platform: 4``) or the text.

    Raises ``AmbiguousError``.
    """
    how = kind(annotation)
    if how == "list":
        inner = element(annotation)
        parts = [part.strip() for part in text.split(";")]
        while parts and not parts[-1]:
            parts.pop()
        if kind(inner) != "number":
            return [part for part in parts if part]
        return [_number_or_none(part, inner, decimals) for part in parts]
    if how == "pairs":
        if ":" not in text:
            return number(text, decimals, percent=False)
        pairs = [part.partition(":") for part in text.split(";") if part.strip()]
        return {key.strip(): number(value.strip(), decimals, percent=False) for key, _, value in pairs}
    return number(text, decimals, percent=unit(annotation) in SHARES) if how == "number" else text


def _number_or_none(part: str, annotation: Any, decimals: Decimals) -> object:  # noqa: ANN401
    if not part:
        return None
    return number(part, decimals, percent=unit(annotation) in SHARES)
