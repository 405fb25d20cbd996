"""What the functions for trackers accept: files, days, mappings, as objects or in the words of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from intake.history.closed import Closed, closed_days
from intake.history.history import History
from intake.history.reading import read_history
from vmo.shared.errors import wrong
from vmo.shared.result import Answer

Files = str | Path | Sequence[str | Path]
"""One export of a tracker, or several pages of one."""
Day = str | date | None
"""A day, such as ``"2027-06-30"``."""
Pairs = Mapping[str, str] | str | Iterable[str] | None
"""Assignments: a mapping, or words such as ``"In Progress=build"``."""
Words = str | Iterable[str]
"""Words, or one string with commas between them."""


def day_of(argument: str, given: Day) -> date | None:
    """A day.

    Raises:
        VmoError: it is none.

    """
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise wrong(argument, f'"{given}" is no day; write for example 2027-06-30') from None


def pairs_of(argument: str, given: Pairs, *, commas: bool) -> dict[str, str]:
    """Assignments, both sides trimmed.

    Args:
        argument: for messages.
        given: a mapping, or words.
        commas: whether a comma separates two assignments (a status may hold one).

    Raises:
        VmoError: a word has no equals sign.

    """
    if given is None or isinstance(given, Mapping):
        return dict(given or {})
    words = [given] if isinstance(given, str) else list(given)
    found = {}
    for part in (part for word in words for part in (word.split(",") if commas else [word])):
        left, sign, right = part.rpartition("=")
        if not sign or not left.strip() or not right.strip():
            raise wrong(argument, f'"{part}" is no assignment; write NAME=MEANING')
        found[left.strip()] = right.strip()
    return found


def orders_of(given: Pairs) -> dict[str, str]:
    """Orders of dates by column; one for all columns has an empty name."""
    if given is None or isinstance(given, Mapping):
        return dict(given or {})
    words = [given] if isinstance(given, str) else list(given)
    pairs = (word.rpartition("=") for word in words)
    return {column.strip(): order.strip() for column, _, order in pairs}


def words_of(given: Words) -> tuple[str, ...]:
    """Words, each trimmed."""
    parts = [given] if isinstance(given, str) else list(given)
    return tuple(word.strip() for part in parts for word in part.split(",") if word.strip())


def closed_of(given: Words) -> Closed:
    """Closed days.

    Raises:
        ScenarioError: a word is no day, week or range.

    """
    return closed_days([given] if isinstance(given, str) else given)


def history_of(given: Files | History | Answer[History]) -> History:
    """The history that is meant.

    Raises:
        ScenarioError: a file cannot be read as one.

    """
    if isinstance(given, History):
        return given
    if isinstance(given, Answer):
        return given.data
    return read_history([given] if isinstance(given, str | Path) else list(given))
