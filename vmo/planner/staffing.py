"""Another number of teams, together with their people."""

from __future__ import annotations

from math import ceil

from scenarios.language.streams import ValueStream


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
