"""What an organisation has besides lines and money, row by row, and how each is taken out of a scenario.

A row belongs to the organisation and not to how it is funded: every funding model of a scenario has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from scenarios.faults import ScenarioError
from scenarios.language.events import ObjectiveChanges

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scenarios.language.stages import Stage
    from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Row:
    """One row of the organisation."""

    id: str
    label: str
    """Name for people."""
    taken_out: Callable[[Scenario], Scenario]
    """The scenario without it, at its neutral default."""


def _without_services(scenario: Scenario) -> Scenario:
    return scenario.replace(services=())


def _without_platforms(scenario: Scenario) -> Scenario:
    """Without the work that platform teams do, and without the teams."""
    streams = [
        stream.replace(stages=tuple(stage for stage in stream.stages if stage.platform is None))
        for stream in scenario.value_streams
    ]
    return scenario.replace(platforms=(), value_streams=tuple(streams))


def _with_stages(scenario: Scenario, changed: Callable[[Stage], Stage], **more: Any) -> Scenario:  # noqa: ANN401
    streams = [s.replace(stages=tuple(changed(stage) for stage in s.stages)) for s in scenario.value_streams]
    return scenario.replace(value_streams=tuple(streams), **more)


_STEADY: dict[str, Any] = {"breakdowns": None, "side_work": None, "preemptive": False}


def _without_interruptions(scenario: Scenario) -> Scenario:
    platforms = tuple(platform.replace(**_STEADY) for platform in scenario.platforms)
    return _with_stages(scenario, lambda stage: stage.replace(**_STEADY), platforms=platforms)


def _without_routing(scenario: Scenario) -> Scenario:
    return _with_stages(scenario, lambda stage: stage.replace(routing={}))


def _without_skills(scenario: Scenario) -> Scenario:
    platforms = tuple(platform.replace(skills=()) for platform in scenario.platforms)
    return _with_stages(scenario, lambda stage: stage.replace(skills=(), needs={}), platforms=platforms)


def _without_dependencies(scenario: Scenario) -> Scenario:
    return scenario.replace(dependencies=())


def _with_streams(scenario: Scenario, **changes: Any) -> Scenario:  # noqa: ANN401
    return scenario.replace(value_streams=tuple(stream.replace(**changes) for stream in scenario.value_streams))


def _without_runway(scenario: Scenario) -> Scenario:
    """Without architecture to lay down there is nothing that enablers could do."""
    models = {name: model.replace(enabler_share=0.0) for name, model in scenario.funding_models.items()}
    streams = tuple(stream.replace(runway=None) for stream in scenario.value_streams)
    return scenario.replace(value_streams=streams, funding_models=models)


def _without_pace(scenario: Scenario) -> Scenario:
    return _with_streams(scenario, sustainable_pace=None)


def _without_escapes(scenario: Scenario) -> Scenario:
    return _with_streams(scenario, escapes=None)


def _without_drift(scenario: Scenario) -> Scenario:
    return scenario.replace(
        events=tuple(event for event in scenario.events if not isinstance(event, ObjectiveChanges))
    )


ROWS = (
    Row("services", "Shared services", _without_services),
    Row("platforms", "Platform teams and their work", _without_platforms),
    Row("dependencies", "Dependencies between value streams", _without_dependencies),
    Row("interruptions", "Interruptions of people", _without_interruptions),
    Row("routing", "Features that skip and repeat stages", _without_routing),
    Row("skills", "Skills", _without_skills),
    Row("pace", "Sustainable pace", _without_pace),
    Row("runway", "Runway and debt", _without_runway),
    Row("escapes", "Defects that users find", _without_escapes),
    Row("drift", "Objectives that drift", _without_drift),
)
"""Every row that a scenario may switch on, in the order in which they are taken out."""


def rows_of(scenario: Scenario) -> tuple[tuple[Row, ...], dict[str, str]]:
    """Rows that a scenario has switched on and that can be taken out, and why others cannot, by id.

    What refers to a row, such as rework that goes back to a platform team, holds it in its place.
    """
    found: list[Row] = []
    held: dict[str, str] = {}
    for row in ROWS:
        try:
            if row.taken_out(scenario) != scenario:
                found.append(row)
        except ScenarioError as error:
            held[row.id] = error.faults[0].message
        except ValidationError as error:
            held[row.id] = str(error.errors()[0]["msg"]).removeprefix("Value error, ").removeprefix("scenario: ")
    return tuple(found), held


def without(scenario: Scenario, rows: Collection[str]) -> Scenario:
    """A scenario at the neutral default of some rows (ids).

    Raises:
        ValueError: what is left refers to a row.

    """
    for row in ROWS:
        if row.id in rows:
            scenario = row.taken_out(scenario)
    return scenario
