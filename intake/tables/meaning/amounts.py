"""Amounts of money as people write them: currency signs, words for thousands and millions, any locale."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from intake.tables.meaning.vocabulary import vocabulary
from scenarios.reading.cells import Decimals, number

_PARTS = re.compile(
    r"(?P<before>[^\d.,'\u2019]*?)(?P<number>[.,]?\d[\d.,'\u2019\s\u00a0\u202f\u2009]*?)(?P<after>[^\d]*)"
)
_DASH = re.compile(r"[.,][-\u2013\u2014]{1,2}(?=\D*$)")
LARGEST = 1e300
"""Numbers above this are no amounts of anything."""
_MINUS = "-\u2212\u2013"


@dataclass(frozen=True)
class Unit:
    """Currency and scale, as far as they are said."""

    currency: str = ""
    scale: int | None = None

    @property
    def words(self) -> str:
        """The unit for people."""
        scale = {1: "", None: "", 1000: "thousands", 1_000_000: "millions", 1_000_000_000: "thousand millions"}
        return " ".join(filter(None, [scale.get(self.scale, f"x {self.scale}"), self.currency]))


@dataclass(frozen=True)
class Amount:
    """An amount before its decimal sign is known."""

    number: str
    """Digits and separators, with a minus sign where it is negative."""
    unit: Unit = Unit()

    def value(self, decimals: Decimals, scale: int) -> int | float | str:
        """The amount times a scale, or its text when it is no number. Raises ``AmbiguousError``."""
        found = number(self.number, decimals, percent=False)
        if isinstance(found, str) or abs(found) > LARGEST:
            return str(found)
        exact = Decimal(str(found)) * scale
        return int(exact) if exact == exact.to_integral_value() else float(exact)


@cache
def unit_of(words: str) -> Unit | None:
    """The unit that some words say: ``kEUR``, ``€m``, ``Mio. EUR``, ``in thousand``; None where they say none."""
    known = vocabulary()
    currency, scale = "", None
    for word in words.lower().replace("(", " ").replace(")", " ").split():
        if word in ("in", "of", "pro", "en"):
            continue
        piece = word
        for sign in sorted(known.currencies, key=len, reverse=True):
            if word.startswith(sign) or word.endswith(sign):
                rest = word.removeprefix(sign) if word.startswith(sign) else word.removesuffix(sign)
                if rest == "" or rest in known.scales:
                    if currency not in ("", known.currencies[sign]):
                        return None
                    currency, piece = known.currencies[sign], rest
                    break
        if piece:
            if piece not in known.scales or scale is not None:
                return None
            scale = known.scales[piece]
    return Unit(currency, scale) if currency or scale else None


@cache
def amount(text: str) -> Amount | None:
    """The parts of an amount, or None where a text is none.

    >>> amount("£1.5m")
    Amount(number='1.5', unit=Unit(currency='GBP', scale=1000000))
    """
    bare = " ".join(text.split()).replace("\u00a0", " ").strip()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = _DASH.sub("", bare[1:-1] if negative else bare).strip()
    if re.fullmatch(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+", bare):
        return Amount(bare)
    match = _PARTS.fullmatch(bare)
    if match is None:
        return None
    before, after = match["before"].strip(), match["after"].strip()
    if before and before[-1] in _MINUS:
        before, negative = before[:-1].strip(), True
    elif before and before[0] in _MINUS:
        before, negative = before[1:].strip(), True
    elif before == "+":
        before = ""
    if after and after[-1] in _MINUS:
        after, negative = after[:-1].strip(), True
    words = f"{before} {after}".strip()
    unit = unit_of(words) if words else Unit()
    if unit is None:
        return None
    return Amount(("-" if negative else "") + match["number"].strip(), unit)
