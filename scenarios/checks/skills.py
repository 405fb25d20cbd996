"""Checks of skills: what features need somebody can do, and shares add up."""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.checks.partial import faulty, get, items
from scenarios.faults import Fault, Path, suggestion

_OTHERS: Mapping[str, object] = {"parallel": (), "batch_size": 1}
"""Keys of a team that leave nobody who does a feature alone, with their neutral values."""


def skill_faults(
    stage: Any,  # noqa: ANN401 - a Stage or a partly built one
    path: Path,
    platforms: Mapping[Any, Any],
) -> Iterator[Fault]:
    """Every fault of the skills of a stage.

    Args:
        stage: the stage.
        path: where it stands.
        platforms: platform teams by id, whose people have the skills of their stages.

    """
    some = {key: bool(get(stage, key)) or faulty(stage, key) for key in ("skills", "needs")}
    name = get(stage, "platform")
    team = stage if name is None else platforms.get(name) if isinstance(name, str) else None
    if name is not None and some["skills"]:
        yield Fault((*path, "skills"), "the work is done by a platform team; move the groups there")
        return
    if team is None or not (some["needs"] or bool(get(team, "skills"))):
        return
    if not some["needs"]:
        yield Fault((*path, "needs"), "is missing; say which share of the features needs each skill")
    if not get(team, "skills") and not faulty(team, "skills"):
        if team is stage:
            words = "is missing; say which people have the skills that features need"
            yield Fault((*path, "skills"), words)
        else:
            words = f'the people of the platform team "{name}" have no skills; give it skills, or take this out'
            yield Fault((*path, "needs"), words)
    if team is stage:
        yield from group_faults(stage, path)
    needs = get(stage, "needs")
    if not needs:
        return
    if None not in needs.values() and abs(sum(needs.values()) - 1) > 1e-6:
        yield Fault(
            (*path, "needs"), f"the shares of features add up to {sum(needs.values()):g}; they have to make 1"
        )
    groups = items(team, "skills")
    known = list(dict.fromkeys(skill for group in groups for skill in get(group, "can") or ()))
    if groups and all(get(group, "can") for group in groups):
        who = "the stage" if team is stage else f'the platform team "{name}"'
        for skill in needs:
            if skill not in known:
                yield Fault((*path, "needs", skill), f"nobody of {who} can do it; {suggestion(skill, known)}")


def group_faults(team: Any, path: Path) -> Iterator[Fault]:  # noqa: ANN401 - a Stage, a Platform or partly built
    """Every fault of the groups of people of a stage or a platform team."""
    groups = items(team, "skills")
    if not groups and not faulty(team, "skills") and not get(team, "needs"):
        return
    for key, neutral in _OTHERS.items():
        if get(team, key) not in (None, neutral) or faulty(team, key):
            yield Fault((*path, key), "does not go with skills; take one of the two out")
    servers = get(team, "servers")
    if servers == "unlimited":
        yield Fault((*path, "servers"), "unlimited servers have no skills; give a number")
    elif isinstance(servers, int) and groups and servers < len(groups):
        yield Fault((*path, "servers"), f"{servers} people are no {len(groups)} groups of skills; give more people")
    shares = [get(group, "people") for group in groups]
    if shares and None not in shares and abs(sum(shares) - 1) > 1e-6:
        yield Fault((*path, "skills"), f"the shares of people add up to {sum(shares):g}; they have to make 1")
