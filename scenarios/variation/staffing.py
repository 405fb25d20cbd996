"""Another number of teams, together with their people.

``value_streams.claims.teams`` says what a stream costs, ``value_streams.claims.stages.build.servers`` who does the
work; ``value_streams.claims.teams_with_people`` is no key of a scenario file, but a path that changes both.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from scenarios.variation.paths import PathError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenarios.language.streams import ValueStream
    from scenarios.scenario import Scenario

TOGETHER = "teams_with_people"
"""Last part of the path that changes both."""


def is_staffing(path: str) -> bool:
    """Whether a path (with or without a scaling star) means teams with their people."""
    parts = path.removesuffix("*").split(".")
    return parts[0] == "value_streams" and parts[-1] == TOGETHER


def teams_path(path: str) -> str:
    """The path of the teams alone."""
    return path.removesuffix("*").removesuffix(TOGETHER) + "teams"


def staffing(scenario: Scenario, path: str, value: object) -> dict[str, object]:
    """New values by path that a value of ``teams_with_people`` stands for; of a scaling path a factor.

    Raises:
        PathError: no such value stream, or no whole number of teams from 1.

    """
    name = teams_path(path).removeprefix("value_streams.").removesuffix(".teams")
    streams = [stream for stream in scenario.value_streams if name in ("*", stream.id)]
    if not streams:
        known = ", ".join(stream.id for stream in scenario.value_streams)
        raise PathError(f'"{name}" is no value stream; write one of {known}, or *')
    found: dict[str, object] = {}
    for stream in streams:
        teams = value
        if path.endswith("*") and isinstance(value, int | float):
            teams = max(1, int(stream.teams * value + 0.5))
        if isinstance(teams, bool) or not isinstance(teams, int | float) or teams != int(teams) or teams < 1:
            raise PathError(f"{value} is no number of teams; write a whole number from 1")
        found |= staffed(stream, int(teams))
    return found


def priced_alone(paths: Iterable[str]) -> list[str]:
    """What to say of paths that change teams without their people."""
    found, paths = [], list(paths)
    for path in paths:
        stream, _, last = path.removesuffix("*").rpartition(".")
        if not stream.startswith("value_streams.") or last != "teams":
            continue
        if not any(other.startswith(f"{stream}.") and "servers" in other for other in paths):
            found.append(
                f"{path} changes what the stream costs, not how many people work there (the servers of its "
                f"stages); {stream}.{TOGETHER} changes both."
            )
    return found


def staffed(stream: ValueStream, teams: int) -> dict[str, float | bool | None]:
    """New values by path that give a value stream so many teams, for ``vmo.changed``.

    A feature takes so many weeks of people (servers), whatever number of teams they are counted as: teams alone
    would be the same hands at a higher price. So servers stay in proportion to teams, rounded up: one more where
    there is most work for each server, one less where there is least. Platform teams, branches and pure delays stay
    as they are, and every stage keeps one server.

    Args:
        stream: as it is.
        teams: at least 1.

    """
    changes: dict[str, float | bool | None] = {f"value_streams.{stream.id}.teams": teams}
    own = {
        stage.id: stage for stage in stream.stages if stage.platform is None and not stage.parallel and stage.crew
    }
    if not own or not stream.teams:
        return changes
    servers = {name: stage.crew for name, stage in own.items()}
    there = stream.servers
    wanted = ceil(there * teams / stream.teams - 1e-9)
    while there < wanted:
        busiest = max(servers, key=lambda name: own[name].touch / servers[name])
        servers[busiest] += 1
        there += 1
    while there > wanted and max(servers.values()) > 1:
        calmest = min(
            (name for name in servers if servers[name] > 1), key=lambda name: own[name].touch / servers[name]
        )
        servers[calmest] -= 1
        there -= 1
    new = {name: count for name, count in servers.items() if count != own[name].crew}
    return changes | {f"value_streams.{stream.id}.stages.{name}.servers": count for name, count in new.items()}
