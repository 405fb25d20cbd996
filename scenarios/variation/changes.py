"""What differs between two scenarios: by path, with both values; things with an id are matched by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from scenarios.faults import ScenarioError
from scenarios.reading.document import Document
from scenarios.reading.pydantic_faults import translated
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import resolved

ABSENT = "absent"
"""Stands for a value that one of the scenarios does not have."""
_NAMES = ("name", "title", "question", "description")
"""Words that no result depends on."""
_Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One input that differs."""

    key: tuple[str, ...]
    """Keys from the top; ids in place of the numbers of list items."""
    before: Any
    """Value in the first scenario, or ``ABSENT``."""
    after: Any
    """Value in the second scenario, or ``ABSENT``."""

    @property
    def path(self) -> str:
        """The key with dots."""
        return ".".join(self.key)


def changes_between(first: Scenario, second: Scenario) -> list[Change]:
    """Every input that differs, in the order of the first scenario; names and titles left out."""
    return list(_differences((), resolved(first), resolved(second)))


def _differences(key: _Key, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401
    if before == after or (len(key) == 1 and key[0] in _NAMES):
        return
    ours, theirs = _parts(before), _parts(after)
    if ours is None or theirs is None:
        yield Change(key, before, after)
        return
    for name in dict.fromkeys([*ours, *theirs]):
        yield from _differences((*key, name), ours.get(name, ABSENT), theirs.get(name, ABSENT))


def _parts(value: Any) -> dict[str, Any] | None:  # noqa: ANN401
    """What a mapping, or a list of things with ids, consists of; None for single values."""
    if isinstance(value, Mapping):
        return None if "distribution" in value else dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        ids = [item.get("id") if isinstance(item, Mapping) else None for item in value]
        if value and all(isinstance(i, str) for i in ids) and len(set(ids)) == len(ids):
            return dict(zip(map(str, ids), value, strict=True))
    return None


@dataclass(frozen=True)
class Group:
    """Inputs that changed together."""

    label: str
    changes: tuple[Change, ...]


def grouped(changes: Sequence[Change], most: int) -> list[Group]:
    """Changes in at most ``most`` groups where it can be done: each by itself, else by thing, else by section.

    A thing is an item with an id or a funding model; a section is a key of the top.
    """
    for depth in (99, 2, 1):
        groups: dict[_Key, list[Change]] = {}
        for change in changes:
            groups.setdefault(change.key[:depth], []).append(change)
        if len(groups) <= most or depth == 1:
            return [Group(".".join(key), tuple(found)) for key, found in groups.items()]
    raise AssertionError


def with_changes(first: Scenario, second: Scenario, changes: Sequence[Change]) -> Scenario:
    """The first scenario with some of its inputs as in the second one.

    Raises:
        ScenarioError: the mixture is not valid, such as an MMP that requires one that is not there.

    """
    wanted = {change.key for change in changes}
    data = _mixed((), resolved(first), resolved(second), wanted)
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        document = Document(data)
        document.places.put((), first.name, None)
        raise ScenarioError(document.placed(translated(error, document))) from None


def _mixed(key: _Key, before: Any, after: Any, wanted: set[_Key]) -> Any:  # noqa: ANN401
    if key in wanted:
        return after
    if not any(other[: len(key)] == key for other in wanted):
        return before
    ours, theirs = _parts(before) or {}, _parts(after) or {}
    found = {
        name: _mixed((*key, name), ours.get(name, ABSENT), theirs.get(name, ABSENT), wanted)
        for name in dict.fromkeys([*ours, *theirs])
    }
    kept = {name: value for name, value in found.items() if not isinstance(value, str) or value != ABSENT}
    return kept if isinstance(before if before != ABSENT else after, Mapping) else list(kept.values())
