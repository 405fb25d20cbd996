"""Checks of what value streams share and owe each other: services; also of partly built scenarios."""

from collections.abc import Iterator
from typing import Any

from scenarios.checks.partial import faulty, get, items, known_ids, repeated, unknown
from scenarios.faults import Fault, Path, suggestion


def cooperation_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault of services."""
    return [*_service_faults(scenario)]


def _service_faults(scenario: object) -> Iterator[Fault]:
    services = items(scenario, "services")
    if services and not items(scenario, "mmps") and not faulty(scenario, "mmps"):
        words = "MMPs and features of a portfolio visit them; add mmps and a budget, or take them out"
        yield Fault(("services",), words)
    yield from repeated(services, ("services",), "service")
    streams = items(scenario, "value_streams")
    known = known_ids(streams)
    for index, service in enumerate(services):
        for position, visit in enumerate(items(service, "visits")):
            path: Path = ("services", index, "visits", position)
            named = items(visit, "value_streams")
            for k, name in enumerate(named):
                yield from unknown((*path, "value_streams", k), "value stream", name, known)
            yield from _stage_fault((*path, "stage"), get(visit, "stage"), streams, named)


def _stage_fault(path: Path, stage: object, streams: Any, named: Any) -> Iterator[Fault]:  # noqa: ANN401
    """A stage that none of the streams concerned has; streams that are not sound are not asked."""
    concerned = [s for s in streams if not named or get(s, "id") in named]
    stages = {get(step, "id"): None for s in concerned for step in items(s, "stages")}
    sound = bool(stages) and all(isinstance(name, str) for name in stages)
    if isinstance(stage, str) and sound and stage not in stages:
        which = "the value streams named" if named else "the value streams"
        yield Fault(path, f'no stage of {which} is called "{stage}"; {suggestion(stage, [str(s) for s in stages])}')
