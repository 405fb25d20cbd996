"""Cells of the tables that studies write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.table_text import csv_text
from scenarios.variation.axis import value_word

if TYPE_CHECKING:
    from scenarios.variation.ranges import Value

__all__ = ["STARTS_A_FORMULA", "csv_text", "given"]

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, or skips before one (OWASP, CSV injection)."""


def given(value: Value) -> object:
    """A value of a number that was varied, as a cell: ``none``, ``true`` and ``false`` as a scenario has them."""
    return value_word(value) if value is None or isinstance(value, bool) else value
