"""Checks of what value streams share and owe each other, also of partly built scenarios."""

from collections.abc import Iterator
from typing import Any

from scenarios.checks.partial import faulty, get, items, known_ids, repeated, unknown
from scenarios.faults import Fault, Path, suggestion


def cooperation_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault of services, dependencies and trains."""
    return [*_service_faults(scenario), *_dependency_faults(scenario), *_train_faults(scenario)]


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


def _dependency_faults(scenario: object) -> Iterator[Fault]:
    dependencies = items(scenario, "dependencies")
    if dependencies and not items(scenario, "mmps") and not faulty(scenario, "mmps"):
        yield Fault(("dependencies",), "are for features of a portfolio; add mmps and a budget, or take them out")
    streams = items(scenario, "value_streams")
    known = known_ids(streams)
    for index, each in enumerate(dependencies):
        path: Path = ("dependencies", index)
        for key, stage in (("value_stream", "stage"), ("on", "helps_at")):
            name = get(each, key)
            yield from unknown((*path, key), "value stream", name, known)
            if known is not None and name in known:
                yield from _stage_fault((*path, stage), get(each, stage), streams, (name,))
        if get(each, "on") is not None and get(each, "on") == get(each, "value_stream"):
            yield Fault((*path, "on"), f'"{get(each, "on")}" names itself; name the value stream that helps')
        for stream in streams:
            if get(stream, "id") == get(each, "value_stream") and get(stream, "blocking") == "server":
                words = "keeps servers of features that wait, who could wait for each other for ever"
                yield Fault((*path, "value_stream"), f'"{get(stream, "id")}" {words}; give it blocking: card')


def _train_faults(scenario: object) -> Iterator[Fault]:
    trains = items(scenario, "trains")
    yield from repeated(trains, ("trains",), "train")
    known = known_ids(items(scenario, "value_streams"))
    seen: set[str] = set()
    for index, train in enumerate(trains):
        for place, name in enumerate(items(train, "value_streams")):
            path: Path = ("trains", index, "value_streams", place)
            yield from unknown(path, "value stream", name, known)
            if name in seen:
                yield Fault(path, f'"{name}" is in a train already; keep it in one')
            seen.add(name)
