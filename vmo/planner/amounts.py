"""What a planner says there is besides one budget: other resources, purses, the discount rate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vmo.shared.errors import wrong

MOST = 1e15
"""Largest amount."""
Stated = str | Mapping[str, object] | None
"""Words such as ``architect=2,2,3; risk=10 total``, or amounts by name."""


def resources_of(given: Stated) -> dict[str, dict[str, object]]:
    """Amounts of other resources by name, as a scenario holds them.

    Raises:
        VmoError: an amount that cannot be understood.

    """
    found: dict[str, dict[str, object]] = {}
    for name, said in _parts("amounts", given):
        if isinstance(said, Mapping):
            found[name] = dict(said)
            continue
        words = said.strip() if isinstance(said, str) else ""
        total = words.lower().endswith("total")
        numbers = _numbers("amounts", name, words[: -len("total")].strip().removesuffix(" in") if total else said)
        if total and len(numbers) > 1:
            raise wrong("amounts", f'"{name}={words}" gives a total per quarter; write one number before total')
        found[name] = {"total": numbers[0]} if total else {"per_quarter": _one_or_all(numbers)}
    return found


def purses_of(given: Stated) -> dict[str, object]:
    """Money per quarter by purse, as a scenario holds it.

    Raises:
        VmoError: an amount that cannot be understood.

    """
    return {name: _one_or_all(_numbers("purses", name, said)) for name, said in _parts("purses", given)}


def rate_of(given: str | float | None) -> float | None:
    """A yearly discount rate: 8% or 0.08.

    Raises:
        VmoError: it is none.

    """
    if given is None:
        return None
    words = str(given).strip()
    try:
        rate = float(words[:-1]) / 100 if words.endswith("%") else float(words)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise wrong("discount", f'"{words}" is no yearly rate; write 8% or 0.08, or 0 for none')
    return rate


def _parts(option: str, given: Stated) -> list[tuple[str, Any]]:
    if given is None:
        return []
    if isinstance(given, Mapping):
        return list(given.items())
    found: dict[str, str] = {}
    for part in re.split(r";|,(?=[^,;]*=)", given):
        name, sign, said = (word.strip() for word in part.partition("="))
        if not part.strip():
            continue
        if not sign or not name or not said:
            example = "capital=19; expense=1" if option == "purses" else "architect=2,2,3; risk=10 total"
            raise wrong(option, f'"{part.strip()}" is not NAME=AMOUNT; write "{example}"')
        if name in found:
            raise wrong(option, f'"{name}" is there twice; give it once')
        found[name] = said
    return list(found.items())


def _numbers(option: str, name: str, said: object) -> list[float]:
    parts: list[Any] = said.split(",") if isinstance(said, str) else [said]
    parts = list(said) if isinstance(said, list | tuple) else parts
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError):
        numbers = []
    if not numbers or any(not 0 <= number <= MOST for number in numbers):
        raise wrong(option, f'"{name}={said}" is no amount; write one number, or one per quarter: 2,2,3')
    return numbers


def _one_or_all(numbers: list[float]) -> float | tuple[float, ...]:
    return numbers[0] if len(numbers) == 1 else tuple(numbers)
