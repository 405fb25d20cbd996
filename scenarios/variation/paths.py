"""Dotted paths into a scenario: ``value_streams.claims.stages.build.wip_limit``, ``mmps.*.value_per_quarter``.

Items of lists are named by their id, or by their 1-based number where they have none; ``*`` means all of them and
``3-5`` the third to the fifth. Keys are those of a scenario file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.checks import shape
from scenarios.checks.wording import shown
from scenarios.faults import Path, suggestion
from scenarios.reading.document import key_words
from scenarios.scenario import Scenario

_SPAN = re.compile(r"^(\d+)(?:-(\d+))?$")


@dataclass(frozen=True)
class Spot:
    """One place a path leads to."""

    top: Any = field(repr=False, compare=False)
    """The resolved scenario."""
    path: Path
    """Keys and 0-based indices from its top."""
    annotation: Any
    """What the place accepts."""
    value: Any
    """What it holds, as written data."""

    @property
    def key(self) -> str:
        """The path for people."""
        return key_words(self.path, self.top)

    @property
    def unit(self) -> str:
        """Unit of a number here, as its type states it; empty when it states none."""
        return shape.unit(self.annotation) if self.annotation is not None else ""

    @property
    def description(self) -> str:
        """What the reference says about it."""
        return str(getattr(self.annotation, "description", None) or "").split("\n")[0]


class PathError(ValueError):
    """A path that leads nowhere; the message says where it ends and what is known there."""


def find_spots(data: Mapping[str, Any], path: str) -> list[Spot]:
    """Every place of a resolved scenario that a dotted path means; at least one.

    Args:
        data: a scenario as ``scenarios.writing.fingerprint.resolved`` gives it. A single amount per quarter is
            spread into a list where the path names a quarter.
        path: the dotted path.

    Raises:
        PathError: the path leads nowhere.

    """
    if not path.strip(". ") or path != path.strip():
        raise PathError("no path is given; write one such as calendar.discount_rate")
    missed: list[PathError] = []
    spots = list(_walk(data, data, path, Scenario, (), missed))
    if not spots:
        raise missed[0] if missed else PathError("there is nothing of this in the scenario")
    return spots


def _walk(
    top: Any,  # noqa: ANN401
    raw: Any,  # noqa: ANN401
    rest: str,
    annotation: Any,  # noqa: ANN401
    at: Path,
    missed: list[PathError],
    several: bool = False,
) -> Iterator[Spot]:
    """Places below ``raw`` that ``rest`` means; one of ``several`` may lack the part that is meant."""
    if not rest:
        yield Spot(top, at, annotation, raw)
        return
    try:
        steps = list(_steps(top, raw, rest, annotation, at))
    except PathError as error:
        if not several:
            raise
        missed.append(error)
        return
    several = several or rest.startswith("*")
    for key, after in steps:
        yield from _walk(top, raw[key], after, shape.child(annotation, raw, key), (*at, key), missed, several)


def _steps(top: Any, raw: Any, rest: str, annotation: Any, at: Path) -> Iterator[tuple[Any, str]]:  # noqa: ANN401
    """Keys of ``raw`` that the beginning of ``rest`` means, each with what remains of the path."""
    word, _, after = rest.partition(".")

    def here() -> str:
        return key_words(at, top)

    if isinstance(raw, dict):
        model = shape.model_of(annotation, raw)
        if word == "*" and model is None:
            yield from ((key, after) for key in raw)
            return
        yield _longest(rest, list(raw), here)
        return
    if isinstance(raw, list):
        yield from _items(raw, rest, here)
        return
    if raw is None:
        raise PathError(f'{here()} is not given in this scenario; give it there before you vary "{rest}"')
    raise PathError(f'{here()} is {shown(raw)} and has nothing below it; leave out ".{rest}"')


def _longest(rest: str, known: list[str], here: Callable[[], str]) -> tuple[str, str]:
    """The longest key with which ``rest`` begins (ids may hold dots), and what remains."""
    fits = [key for key in known if rest == key or rest.startswith(key + ".")]
    if not fits:
        word = rest.split(".")[0]
        place = f" in {there}" if (there := here()) else ""
        raise PathError(f'"{word}" is not there{place}; {suggestion(word, known)}')
    key = max(fits, key=len)
    return key, rest[len(key) + 1 :]


def _items(raw: list[Any], rest: str, here: Callable[[], str]) -> Iterator[tuple[int, str]]:
    word, _, after = rest.partition(".")
    if word == "*":
        yield from ((index, after) for index in range(len(raw)))
        return
    ids = {item["id"]: index for index, item in enumerate(raw) if isinstance(item, dict) and "id" in item}
    span = _SPAN.match(word)
    if ids and (word in ids or not span):
        key, after = _longest(rest, list(ids), here)
        yield ids[key], after
        return
    if span is None:
        raise PathError(f'"{word}" is no number of {here()}; write 1 to {len(raw)}, a span such as 1-2, or *')
    first, last = int(span[1]), int(span[2] or span[1])
    if not 1 <= first <= last <= len(raw):
        raise PathError(f"{here()} has {len(raw)} entries; {word} is not among them")
    yield from ((index, after) for index in range(first - 1, last))
