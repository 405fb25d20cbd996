"""What only the flow laboratory knows: other parts of the program refuse it, with the key and a remedy."""

from collections.abc import Iterator

from scenarios.faults import Fault, Path
from scenarios.language.funding_model import FundingModel
from scenarios.language.platforms import Platform
from scenarios.language.stages import Branch, Stage
from scenarios.language.streams import ValueStream
from scenarios.reading.document import key_words
from scenarios.scenario import Scenario

NO_MMPS = "none given: this scenario is for the flow laboratory; run vmo flow, or add MMPs and a budget"
"""Fault of a scenario without MMPs where they are needed."""
_OURS = "is known to the flow laboratory (vmo flow) alone"
_UNLIMITED = "unlimited servers are known to the flow laboratory (vmo flow) alone; give a number, or write blockers"
_ARRIVALS = ("class_of_service", "classes", "lost_when_full", "expires_after", "gate_weeks")
_TEAM_SPRINTS = "cannot be planned in team-sprints (vmo plan)"
_UNPAID = "MMPs are built with this team: its people cost money; give teams and team_cost_per_sprint"
_NOBODY = "no stage has servers of the stream's own, but it has teams; give a stage servers"


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
            here: Path = (*path, "stages", position)
            faults += _team_faults(stage, here)
            for number, branch in enumerate(stage.parallel):
                faults += _team_faults(branch, (*here, "parallel", number))
        if not stream.servers and all(stage.servers != "unlimited" for stage in stream.stages):
            faults.append(Fault((*path, "stages"), _NOBODY))
    used = {stage.platform for stream in scenario.value_streams for stage in stream.stages}
    for index, platform in enumerate(scenario.platforms):
        if platform.id in used:
            faults += _team_faults(platform, ("platforms", index))
            if not platform.teams:
                faults.append(Fault(("platforms", index, "teams"), _UNPAID))
    return _named(scenario, faults)


def unplannable(scenario: Scenario) -> list[Fault]:
    """Stages of streams that build features whose work cannot be told in team-sprints."""
    sized = {mmp.value_stream for mmp in scenario.mmps if mmp.features is not None and not mmp.effort}
    faults: list[Fault] = []
    for index, stream in enumerate(scenario.value_streams):
        for position, stage in enumerate(stream.stages if stream.id in sized else ()):
            path: Path = ("value_streams", index, "stages", position)
            faults += _sprint_faults(stage, path)
        if stream.id in sized and not faults and not stream.servers:
            faults.append(Fault(("value_streams", index, "stages"), _NOBODY))
    return _named(scenario, faults)


def lived_by(scenario: Scenario) -> FundingModel | None:
    """The rules by which the people of a plan live together: those of the first model whose people stay, if any."""
    return next((model for model in scenario.funding_models.values() if model.staffing == "fixed"), None)


def unseen_by_plans(scenario: Scenario) -> list[str]:
    """What delays work in the simulation and stands in no plan, as nouns: who has it, has to test the plan."""
    streams, rules = scenario.value_streams, lived_by(scenario)
    stages = [stage for stream in streams for stage in stream.stages]
    there = {
        "waits for shared services": bool(scenario.services),
        "help from other value streams": bool(scenario.dependencies),
        "waits for platform teams": any(stage.platform is not None for stage in stages),
        "program increments": rules is not None and rules.increment_weeks is not None,
        "runway and debt": any(stream.runway is not None for stream in streams),
        "skills": any(stage.needs for stage in stages),
        "repairs of what users find": any(stream.escapes is not None for stream in streams),
        "overload": any(stream.sustainable_pace is not None for stream in streams),
    }
    return [what for what, is_there in there.items() if is_there]


def _named(scenario: Scenario, faults: list[Fault]) -> list[Fault]:
    """The faults with ids in their keys instead of numbers."""
    data = {
        "value_streams": [
            {"id": s.id, "stages": [{"id": k.id, "parallel": [{"id": b.id} for b in k.parallel]} for k in s.stages]}
            for s in scenario.value_streams
        ],
        "platforms": [{"id": platform.id} for platform in scenario.platforms],
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


def _team_faults(team: Stage | Branch | Platform, path: Path) -> Iterator[Fault]:
    """What only the laboratory knows of a team."""
    if team.servers == "unlimited":
        yield Fault((*path, "servers"), _UNLIMITED)
    if not isinstance(team, Branch) and team.batch_size > 1:
        yield Fault((*path, "batch_size"), f"{_OURS}; take it out")


def _sprint_faults(stage: Stage, path: Path) -> Iterator[Fault]:
    """What keeps the work of a stage from being told in team-sprints of its stream."""
    if stage.servers == "unlimited":
        yield Fault((*path, "servers"), f"unlimited servers {_TEAM_SPRINTS}; give a number, or write blockers")
    if stage.batch_size > 1:
        yield Fault((*path, "batch_size"), f"{_TEAM_SPRINTS}; take it out, or give the MMPs effort in team-sprints")
