"""Shared services in a plan: weeks of their people that MMPs need, quarter by quarter, and that are there.

An MMP visits in the mean: ``share`` times ``effort`` weeks before its start, in its first quarter; as much for each
of its features with the stage of a visit, evenly over its quarters; before its release, in its last one. Of work
under way the start is over, and features and release are still to come. Waits are no part of it: a plan says that
the people are enough if they could be asked at any time of a quarter.
"""

from collections.abc import Iterator

from optimiser.economics import Figures, work
from scenarios.capabilities import lived_by
from scenarios.language.mmps import MMP
from scenarios.language.services import Service, ServiceVisit
from scenarios.scenario import Scenario


def people_of(service: Service, scenario: Scenario) -> int:
    """People of a service, under the rules by which the people of a plan live."""
    rules = lived_by(scenario)
    return service.people(1.0 if rules is None else rules.services_budget)


def weeks_there(service: Service, scenario: Scenario) -> float:
    """Weeks of people that a service has in a quarter."""
    return float(people_of(service, scenario) * scenario.calendar.weeks_per_quarter)


def weeks_needed(service: Service, mmp: MMP, scenario: Scenario, numbers: Figures) -> tuple[float, ...]:
    """Mean weeks of its people that an MMP needs in each quarter of its execution; nothing where it needs none."""
    if mmp.underway == 1.0:
        return ()
    weeks = [0.0] * numbers.length
    for visit in service.visits:
        for quarter, amount in _visited(visit, mmp, scenario, numbers.length):
            weeks[quarter] += visit.share * visit.effort.mean * amount
    return tuple(weeks) if any(weeks) else ()


def _visited(visit: ServiceVisit, mmp: MMP, scenario: Scenario, length: int) -> Iterator[tuple[int, float]]:
    """(quarter from 0, visits) of an MMP of which everybody goes."""
    concerned = {s.id for s in scenario.value_streams if not visit.value_streams or s.id in visit.value_streams}
    if visit.at == "feature":
        features = sum(amount for name, amount in _features(mmp, scenario, visit.stage) if name in concerned)
        for quarter in range(length):
            yield quarter, features * (1.0 - (mmp.underway or 0.0)) / length
    elif mmp.value_stream in concerned or (mmp.value_stream is None and not visit.value_streams):
        if visit.at == "release":
            yield length - 1, 1.0
        elif mmp.underway is None:
            yield 0, 1.0


def _features(mmp: MMP, scenario: Scenario, stage: str | None) -> Iterator[tuple[str, float]]:
    """Value stream and estimated features of an MMP that pass a stage there."""
    sprints = work(mmp, scenario)
    for stream in scenario.value_streams:
        if stream.id in sprints and any(step.id == stage for step in stream.stages):
            yield stream.id, sprints[stream.id] / stream.feature_team_sprints
