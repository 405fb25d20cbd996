"""Numbers in words people use: money in millions, shares in per cent, honest probabilities. No plotting here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from scenarios.variation.axis import Axis
    from scenarios.variation.ranges import Value

MINUS = "\N{MINUS SIGN}"
PRESET_NAMES = {
    "project": "Project funding",
    "value_stream": "Value-stream funding",
    "well_run_projects": "Well-run project office",
}
"""Names for people of models that are called like a preset and have no name of their own."""
COUNTED = 1000
"""Worlds up to which a count says more than a share."""
FEW = 5
"""Worlds on the smaller side below which a share would promise more than was seen."""


def _signed(text: str, value: float, plus: bool) -> str:
    """A proper minus sign, and a plus where a change is meant; no sign for what rounds to nothing."""
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if value < 0 else "+" if plus else "") + text


def number(value: float, digits: int = 1, *, plus: bool = False) -> str:
    """A number with thousands separators and a fixed number of decimals."""
    if not math.isfinite(value):
        return "n/a" if math.isnan(value) else (f"{MINUS}inf" if value < 0 else "inf")
    return _signed(f"{abs(value):,.{digits}f}", value, plus)


def money(value: float, currency: str = "", *, plus: bool = False) -> str:
    """``EUR 12.3 M``, ``EUR 450 k`` or ``EUR 120``: three significant figures, no more than anybody believes."""
    if not math.isfinite(value):
        return number(value)
    size = abs(value)
    if size >= 999_500:
        digits = 0 if size >= 99_950_000 else 1 if size >= 9_950_000 else 2
        text = f"{size / 1e6:,.{digits}f} M"
    elif size >= 1000:
        text = f"{size / 1e3:,.0f} k"
    else:
        text = f"{size:,.0f}"
    return f"{currency} {_signed(text, value, plus)}".strip()


def amount(value: float, currency: str = "") -> str:
    """Money or points to the unit, with thousands separators."""
    digits = 0 if abs(value) >= 1000 or value == round(value) else 2
    return f"{round(value, digits) + 0.0:,.{digits}f} {currency}".strip()


def percent(share: float, digits: int = 0, *, plus: bool = False) -> str:
    """A share in per cent."""
    if not math.isfinite(share):
        return number(share)
    return _signed(f"{abs(share) * 100:.{digits}f} %", share, plus)


def probability(share: float) -> str:
    """A share of worlds: never 0 % or 100 %, as no finite number of worlds shows that."""
    if math.isnan(share):
        return "n/a"
    if share < 0.005:
        return "<1 %"
    if share > 0.995:
        return ">99 %"
    return f"{min(99, max(1, round(share * 100)))} %"


def counted(share: float, n: int) -> str:
    """A share of ``n`` worlds with what was counted: ``196 of 200 worlds``, in per cent where they are many."""
    if math.isnan(share) or not n:
        return "n/a"
    count = round(share * n)
    worlds = "world" if n == 1 else "worlds"
    if n <= COUNTED or min(count, n - count) < FEW:
        return f"{count:,} of {n:,} {worlds}"
    return f"{probability(share)} of {n:,} {worlds}"


def many(count: int, one: str, more: str = "") -> str:
    """A number with what is counted: ``1 MMP``, ``3 MMPs``; ``more`` where the plural is another."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def outcome_value(outcome: str, value: float, *, plus: bool = False) -> str:
    """A value of an outcome in its unit, without the currency."""
    unit = OUTCOMES[outcome].unit
    if unit == "money":
        return money(value, plus=plus)
    if unit == "share":  # a change of a share is in percentage points
        return f"{number(value * 100, 1, plus=True)} pp" if plus and math.isfinite(value) else percent(value, 1)
    if unit == "ratio":
        return number(value, 2, plus=plus)
    return number(value, 1, plus=plus)


def unit_name(outcome: str, currency: str) -> str:
    """Unit of an outcome for a table's heading."""
    return {"money": currency, "share": "", "ratio": "ratio", "count": "number"}.get(
        OUTCOMES[outcome].unit, OUTCOMES[outcome].unit
    )


def model_name(name: str, label: str) -> str:
    """Name of a funding model for people: its own, that of the preset it is called after, or its key in words."""
    words = name.replace("_", " ")
    return label or PRESET_NAMES.get(name.rstrip("_")) or words[:1].upper() + words[1:]


def at_words(axis: Axis, value: Value) -> str:
    """A value, marked where the scenario has it."""
    return f"{axis.word(value)} (now)" if value == axis.base and value is not True else axis.word(value)
