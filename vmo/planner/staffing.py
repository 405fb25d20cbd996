"""Another number of teams, together with their people."""

from __future__ import annotations

from math import ceil

from optimiser.candidates import Kind
from optimiser.shared_people import shared_people
from scenarios.capabilities import lived_by
from scenarios.language.services import Service
from scenarios.language.streams import ValueStream
from scenarios.scenario import Scenario


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


def peopled(scenario: Scenario, kind: Kind, name: str, more: float) -> dict[str, float | bool | None]:
    """New values by path that give a shared service or a platform team so many more weeks of people in a quarter.

    A service gets the budget that buys them, a platform team whole teams of the size that it has.
    """
    shared = next(each for each in shared_people(scenario) if (each.kind, each.id) == (kind, name))
    people = ceil(shared.people + more / scenario.calendar.weeks_per_quarter - 1e-9)
    if isinstance(shared.data, Service):
        rules = lived_by(scenario)
        share = 1.0 if rules is None else rules.services_budget
        return {f"services.{name}.per_year": people * shared.data.person_cost_per_year / share} if share else {}
    team = shared.people / max(1, shared.data.teams)
    teams = shared.data.teams + ceil((people - shared.people) / team - 1e-9)
    return {f"platforms.{name}.teams": teams, f"platforms.{name}.servers": ceil(teams * team - 1e-9)}
