"""JSON to plain data, quickly; the lines of its parts are looked up when a fault needs them."""

import json
import re
from collections.abc import Callable
from typing import NoReturn

from scenarios.faults import Path
from scenarios.reading.document import Document, Places
from scenarios.reading.scalars import scalar

DEPTH_LIMIT = 40
"""Deepest nesting."""


_HALF = re.compile("[\ud800-\udfff]")
"""Half of a sign, which no text has."""


class _NotPlainError(Exception):
    """What JSON leaves open: a key given twice, a number that is none."""


class _LookedUp(Places):
    """Places that are found when the first of them is asked for."""

    def __init__(self, look_up: Callable[[], Places]) -> None:
        super().__init__()
        self._look_up = look_up
        self._found: Places | None = None

    def here(self, path: Path) -> tuple[str, int | None] | None:
        """File and line of a path: what a reader noted, or what is found in the text."""
        noted = super().here(path)
        if noted is not None:
            return noted
        if self._found is None:
            self._found = self._look_up()
        return self._found.here(path)


def read_json(text: str, look_up: Callable[[], Places]) -> Document | None:
    """The document of a JSON text that a program may have written; None when it is another kind of text.

    Args:
        text: of a file that begins with a brace.
        look_up: finds the places of everything in it, which takes long.

    """
    try:
        data = json.loads(
            text,
            parse_int=lambda digits: scalar(digits, "int"),
            parse_float=lambda digits: scalar(digits, "float"),
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
        return Document(data=_worded(data, 0), places=_LookedUp(look_up))
    except (ValueError, RecursionError, _NotPlainError):
        return None


def _no_number(word: str) -> NoReturn:
    raise _NotPlainError(word)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NotPlainError
    return found


def _worded(value: object, depth: int) -> object:
    """Truth values as the words that YAML has for them, so that they never become 1 and 0."""
    if depth > DEPTH_LIMIT:
        raise _NotPlainError
    if isinstance(value, dict):
        return {key: _worded(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_worded(item, depth + 1) for item in value]
    if isinstance(value, str) and not value.isascii() and _HALF.search(value):
        raise _NotPlainError
    return str(value).lower() if isinstance(value, bool) else value
