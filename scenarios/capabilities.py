"""What only the flow laboratory knows: other parts of the program refuse it, with the key and a remedy."""

from collections.abc import Iterator

from scenarios.faults import Fault, Path
from scenarios.language.stages import Stage
from scenarios.language.streams import ValueStream
from scenarios.reading.document import key_words
from scenarios.scenario import Scenario

NO_MMPS = "none given: this scenario is for the flow laboratory; run vmo flow, or add MMPs and a budget"
"""Fault of a scenario without MMPs where they are needed."""
_OURS = "is known to the flow laboratory (vmo flow) alone"
_REMEDY = {
    "platform": "give the stage servers of its own",
    "parallel": "put the branches one after the other as stages",
    "routing": "write rework, or take it out",
}
_UNLIMITED = "unlimited servers are known to the flow laboratory (vmo flow) alone; give a number, or write blockers"
_ARRIVALS = ("class_of_service", "classes", "lost_when_full", "expires_after", "gate_weeks")
_STAGE = ("platform", "parallel", "routing", "batch_size", "preemptive", "breakdowns", "side_work")


def without_mmps(scenario: Scenario) -> list[Fault]:
    """The fault of a scenario that has no MMPs."""
    return [] if scenario.mmps else [Fault(("mmps",), NO_MMPS).at(scenario.name, None, "mmps")]


def laboratory_only(scenario: Scenario) -> list[Fault]:
    """Everything in the value streams that a portfolio cannot be simulated with."""
    faults: list[Fault] = []
    for index, stream in enumerate(scenario.value_streams):
        path: Path = ("value_streams", index)
        faults += _arrival_faults(stream, (*path, "arrivals"))
        if stream.on_board:
            faults.append(Fault((*path, "on_board"), f"{_OURS}; take it out (an MMP says underway instead)"))
        for position, stage in enumerate(stream.stages):
            faults += _stage_faults(stage, (*path, "stages", position), _STAGE)
    return _named(scenario, faults)


def unplannable(scenario: Scenario) -> list[Fault]:
    """Stages of streams that build features whose work cannot be told in team-sprints."""
    sized = {mmp.value_stream for mmp in scenario.mmps if mmp.features is not None and not mmp.effort}
    faults: list[Fault] = []
    for index, stream in enumerate(scenario.value_streams):
        for position, stage in enumerate(stream.stages if stream.id in sized else ()):
            path: Path = ("value_streams", index, "stages", position)
            faults += _stage_faults(stage, path, ("platform", "parallel", "batch_size"))
    return _named(scenario, faults)


def _named(scenario: Scenario, faults: list[Fault]) -> list[Fault]:
    """The faults with ids in their keys instead of numbers."""
    data = {
        "value_streams": [{"id": s.id, "stages": [{"id": k.id} for k in s.stages]} for s in scenario.value_streams]
    }
    return [fault.at(fault.file, fault.line, key_words(fault.path, data)) for fault in faults]


def _arrival_faults(stream: ValueStream, path: Path) -> Iterator[Fault]:
    arrivals = stream.arrivals
    if arrivals is None:
        return
    if arrivals.kind in ("batch", "conwip", "saturated"):
        words = f'"{arrivals.kind}" {_OURS}; beside MMPs write poisson, deterministic or renewal'
        yield Fault((*path, "kind"), words)
    fields = type(arrivals).model_fields
    for key in (key for key in _ARRIVALS if key in fields and getattr(arrivals, key) != fields[key].default):
        yield Fault((*path, key), f"{_OURS}; take it out")


def _stage_faults(stage: Stage, path: Path, keys: tuple[str, ...]) -> Iterator[Fault]:
    if stage.servers == "unlimited":
        yield Fault((*path, "servers"), _UNLIMITED)
    for key in keys:
        default = Stage.model_fields[key].get_default(call_default_factory=True)
        if getattr(stage, key) != default:
            yield Fault((*path, key), f"{_OURS}; {_REMEDY.get(key, 'take it out')}")
