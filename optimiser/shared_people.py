"""People whom several value streams share, in a plan: their weeks that MMPs need and that are there, by quarter.

An MMP visits a shared service in the mean: ``share`` times ``effort`` weeks before its start, in its first quarter;
as much for each of its features with the stage of a visit, evenly over its quarters; before release, in its last.
A platform team works on each of its features, evenly over its quarters. Of work under way the start is over, and
features and release are still to come. Waits are no part of it: a plan says that the people are enough if they
could be asked at any time of a quarter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from optimiser.economics import Figures, features_of
from scenarios.capabilities import lived_by
from scenarios.language.mmps import MMP
from scenarios.language.platforms import Platform
from scenarios.language.services import Service, ServiceVisit
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Shared:
    """A shared service or a platform team, with the people that it has under the rules of a plan."""

    kind: Literal["service", "platform"]
    data: Service | Platform
    people: int

    @property
    def id(self) -> str:
        """Short name, unique among those of its kind."""
        return self.data.id


def shared_people(scenario: Scenario) -> tuple[Shared, ...]:
    """Every shared service, then every platform team that a value stream calls on, by id.

    A budget buys people of a service under the rules by which the people of a plan live (``lived_by``).
    """
    rules = lived_by(scenario)
    share = 1.0 if rules is None else rules.services_budget
    used = {stage.platform for stream in scenario.value_streams for stage in stream.stages}
    services = [Shared("service", service, service.people(share)) for service in scenario.services]
    teams = [
        Shared("platform", platform, platform.servers)
        for platform in scenario.platforms
        if platform.id in used and platform.servers != "unlimited"
    ]
    return (*sorted(services, key=lambda each: each.id), *sorted(teams, key=lambda each: each.id))


def weeks_needed(shared: Shared, mmp: MMP, scenario: Scenario, numbers: Figures) -> tuple[float, ...]:
    """Mean weeks of their people that an MMP needs in each quarter of its execution; empty where it needs none."""
    if mmp.underway == 1.0:
        return ()
    length, left = numbers.length, 1.0 - (mmp.underway or 0.0)
    weeks = [0.0] * length
    if isinstance(shared.data, Platform):
        work = sum(n * stream.platform_work.get(shared.id, 0.0) for stream, n in features_of(mmp, scenario))
        weeks = [work * left / length] * length
    else:
        for visit in shared.data.visits:
            for quarter, amount in _visited(visit, mmp, scenario, length):
                weeks[quarter] += visit.share * visit.effort.mean * amount
    return tuple(weeks) if any(weeks) else ()


def _visited(visit: ServiceVisit, mmp: MMP, scenario: Scenario, length: int) -> Iterator[tuple[int, float]]:
    """(quarter from 0, visits) of an MMP of which everybody goes."""
    concerned = {s.id for s in scenario.value_streams if not visit.value_streams or s.id in visit.value_streams}
    if visit.at == "feature":
        passing = [
            n
            for stream, n in features_of(mmp, scenario)
            if stream.id in concerned and any(step.id == visit.stage for step in stream.stages)
        ]
        for quarter in range(length):
            yield quarter, sum(passing) * (1.0 - (mmp.underway or 0.0)) / length
    elif mmp.value_stream in concerned or (mmp.value_stream is None and not visit.value_streams):
        if visit.at == "release":
            yield length - 1, 1.0
        elif mmp.underway is None:
            yield 0, 1.0


def peopled(scenario: Scenario, kind: str, name: str, more: float) -> dict[str, float | bool | None]:
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
