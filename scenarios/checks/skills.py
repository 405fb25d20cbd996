"""Checks of skills: what features need somebody can do, and shares add up."""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.checks.partial import faulty, get, items
from scenarios.faults import Fault, Path, suggestion

_OTHERS: Mapping[str, object] = {
    "platform": None,
    "parallel": (),
    "batch_size": 1,
    "preemptive": False,
    "breakdowns": None,
    "side_work": None,
}
"""Keys of a stage that leave no people of its own to be told apart, with their neutral values."""


def skill_faults(stage: Any, path: Path) -> Iterator[Fault]:  # noqa: ANN401 - a Stage or a partly built one
    """Every fault of the skills of a stage."""
    groups, needs = items(stage, "skills"), get(stage, "needs")
    some = {key: bool(get(stage, key)) or faulty(stage, key) for key in ("skills", "needs")}
    if not any(some.values()):
        return
    if not some["needs"]:
        yield Fault((*path, "needs"), "is missing; say which share of the features needs each skill")
    if not some["skills"]:
        yield Fault((*path, "skills"), "is missing; say which people have the skills that features need")
    for key, neutral in _OTHERS.items():
        if get(stage, key) not in (None, neutral) or faulty(stage, key):
            yield Fault((*path, key), "does not go with skills; take one of the two out")
    servers = get(stage, "servers")
    if servers == "unlimited":
        yield Fault((*path, "servers"), "unlimited servers have no skills; give a number")
    elif isinstance(servers, int) and groups and servers < len(groups):
        yield Fault((*path, "servers"), f"{servers} people are no {len(groups)} groups of skills; give more people")
    shares = [get(group, "people") for group in groups]
    if shares and None not in shares and abs(sum(shares) - 1) > 1e-6:
        yield Fault((*path, "skills"), f"the shares of people add up to {sum(shares):g}; they have to make 1")
    if not needs:
        return
    if None not in needs.values() and abs(sum(needs.values()) - 1) > 1e-6:
        yield Fault(
            (*path, "needs"), f"the shares of features add up to {sum(needs.values()):g}; they have to make 1"
        )
    known = list(dict.fromkeys(skill for group in groups for skill in get(group, "can") or ()))
    if groups and all(get(group, "can") for group in groups):
        for name in needs:
            if name not in known:
                yield Fault((*path, "needs", name), f"nobody of the stage can do it; {suggestion(name, known)}")
