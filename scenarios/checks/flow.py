"""Checks of value streams and platform teams: who works at a stage, where features go, how they arrive."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scenarios.checks.partial import faulty, get, given, ids, items, known_ids, repeated, unknown
from scenarios.checks.skills import group_faults, skill_faults
from scenarios.faults import Fault, Path
from scenarios.quantities.distributions import Constant

_TEAM = ("servers", "wip_limit", "batch_size", "preemptive", "breakdowns", "side_work")
"""Keys of a stage that describe its own team."""
_NEUTRAL: dict[str, object] = {"batch_size": 1, "preemptive": False}


def flow_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault of value streams and platform teams that concerns more than one field."""
    platforms = items(scenario, "platforms")
    faults = [*repeated(platforms, ("platforms",), "platform team")]
    by_id = {get(platform, "id"): platform for platform in platforms}
    for index, platform in enumerate(platforms):
        here: Path = ("platforms", index)
        faults += [*_server_faults(platform, here), *group_faults(platform, here)]
    for index, stream in enumerate(items(scenario, "value_streams")):
        path: Path = ("value_streams", index)
        stages = items(stream, "stages")
        faults += repeated(stages, (*path, "stages"), "stage")
        for position, stage in enumerate(stages):
            here = (*path, "stages", position)
            faults += [*_team_faults(stage, here, known_ids(platforms)), *_server_faults(stage, here)]
            faults += [*_rework_faults(stages, position, here), *_routing_faults(stages, position, here)]
            faults += skill_faults(stage, here, by_id)
        faults += _trap_faults(stages, path)
        faults += _arrival_faults(stream, path, by_id)
        faults += _board_faults(stream, path)
    return faults


def _own(stage: object, key: str) -> bool:
    """Whether a stage says something of its own team under a key."""
    value = get(stage, key)
    return value is not None and value != _NEUTRAL.get(key)


def _team_faults(stage: object, path: Path, platforms: Collection[str] | None) -> Iterator[Fault]:
    """One of three: servers of its own, a platform team, parallel branches."""
    from scenarios.checks.wording import field_words  # late: words are made of partial looks themselves

    platform, branches = get(stage, "platform"), items(stage, "parallel")
    yield from unknown((*path, "platform"), "platform team", platform, platforms)
    yield from repeated(branches, (*path, "parallel"), "branch")
    if len(branches) == 1:
        yield Fault((*path, "parallel"), "needs at least 2 branches; a stage with one branch is an ordinary stage")
    for index, branch in enumerate(branches):
        yield from _server_faults(branch, (*path, "parallel", index))
    if platform is not None and not branches:
        name = f'the platform team "{platform}"' if isinstance(platform, str) else "a platform team"
        for key in filter(lambda key: _own(stage, key), _TEAM):
            yield Fault((*path, key), f"the work is done by {name}; take it out, or set it there")
    if branches or faulty(stage, "parallel"):
        for key in filter(lambda key: _own(stage, key), _TEAM):
            yield Fault(
                (*path, key), "a stage with parallel branches has no team of its own; set it in the branches"
            )
        if platform is not None:
            yield Fault((*path, "platform"), "a stage has either a platform team or parallel branches; keep one")
        if get(stage, "effort") not in (None, Constant(value=0.0)):
            yield Fault((*path, "effort"), "a stage with parallel branches works in them; move it to the branches")
        return
    alone = platform is None and not faulty(stage, "platform")
    if alone and get(stage, "servers") is None and not faulty(stage, "servers"):
        yield Fault((*path, "servers"), 'is missing; give a whole number, or "unlimited" for a pure delay')
    if not given(stage, "effort"):
        from scenarios.language.stages import Stage

        yield Fault((*path, "effort"), field_words("missing", None, {}, Stage.model_fields["effort"]))


def _server_faults(team: object, path: Path) -> Iterator[Fault]:
    """Settings of a team that exclude each other."""
    batch, limit = get(team, "batch_size") or 1, get(team, "wip_limit")
    if get(team, "servers") == "unlimited":
        for key in ("breakdowns", "side_work"):
            if get(team, key) is not None:
                yield Fault((*path, key), "unlimited servers are never away; give a number of servers")
    if batch > 1 and limit is not None and batch > limit:
        yield Fault(
            (*path, "batch_size"), f"a batch of {batch} never comes together under a wip_limit of {limit}; raise it"
        )
    if batch > 1 and get(team, "preemptive"):
        yield Fault((*path, "preemptive"), "a batch cannot be interrupted; take preemptive or batch_size out")
    if get(get(team, "side_work"), "mean") == 0:
        yield Fault((*path, "side_work"), "0 weeks of side work have no end; give a longer time, or take it out")


def _rework_faults(stages: Sequence[Any], position: int, path: Path) -> Iterator[Fault]:
    known, rework = known_ids(stages), get(stages[position], "rework")
    target = get(rework, "to")
    here: Path = (*path, "rework", "to")
    yield from unknown(here, "stage of this stream", target, known)
    if known is not None and target in known and ids(stages).index(target) > position:
        yield Fault(here, f'"{target}" comes after this stage; rework goes back to this stage or an earlier one')
    if get(rework, "probability") == 1:
        yield Fault((*path, "rework", "probability"), "1 sends every feature back for ever; write a value below 1")


def _routing_faults(stages: Sequence[Any], position: int, path: Path) -> Iterator[Fault]:
    stage, known = stages[position], known_ids(stages)
    routing: Mapping[str, Any] = get(stage, "routing") or {}
    if not routing:
        return
    if get(stage, "rework") is not None:
        yield Fault((*path, "routing"), "rework is routing as well; write it as one of the routes, or take it out")
    for name in routing:
        if name == "done" and known is not None and "done" in known:
            yield Fault((*path, "routing", name), '"done" means out of the stream; give that stage another id')
        elif name != "done":
            yield from unknown((*path, "routing", name), "stage of this stream", name, known)
    total = sum(share for share in routing.values() if share is not None)
    if total > 1 + 1e-9:
        yield Fault((*path, "routing"), f"the probabilities add up to {total:g}; they may not exceed 1")


def _trap_faults(stages: Sequence[Any], path: Path) -> Iterator[Fault]:
    """Stages that a feature reaches and never leaves for done."""
    names = ids(stages)
    if len(names) < len(stages) or len(set(names)) < len(names):
        return
    ways: list[set[int]] = []
    for position, stage in enumerate(stages):
        routing = get(stage, "routing")
        if routing is None or any(
            share is None or (name != "done" and name not in names) for name, share in routing.items()
        ):
            return
        ways.append({names.index(name) if name != "done" else len(names) for name, p in routing.items() if p > 0})
        if sum(routing.values()) < 1 - 1e-12:
            ways[-1].add(position + 1)
    reached, ends = _closure({0}, ways), {len(names)}
    grown = True
    while grown:
        more = {k for k, way in enumerate(ways) if way & ends} - ends
        ends |= more
        grown = bool(more)
    trapped = sorted(reached - ends)
    if trapped:
        circle = ", ".join(names[k] for k in trapped)
        position = next(k for k in trapped if get(stages[k], "routing"))
        yield Fault(
            (*path, "stages", position, "routing"), f"features never get from {circle} to done; leave a way out"
        )


def _closure(start: set[int], ways: Sequence[set[int]]) -> set[int]:
    """Everything that can be reached."""
    reached, border = set(start), list(start)
    while border:
        position = border.pop()
        new = (ways[position] if position < len(ways) else set()) - reached
        reached |= new
        border += new
    return reached


def _arrival_faults(stream: object, path: Path, platforms: Mapping[Any, Any]) -> Iterator[Fault]:
    """What arrivals demand of the stages."""
    arrivals, stages = get(stream, "arrivals"), items(stream, "stages")
    if arrivals is None or not stages:
        return
    kind, first = get(arrivals, "kind"), stages[0]
    here: Path = (*path, "arrivals")
    teams = items(first, "parallel") or [_team(first, platforms)]
    if get(arrivals, "lost_when_full") and all(map(_limitless, teams)):
        words = "features are lost by the WIP limit of the first stage; give it a wip_limit"
        yield Fault((*here, "lost_when_full"), words)
    if kind == "saturated" and all(map(_bottomless, teams)):
        words = "a first stage with unlimited servers takes in features without end; give it a wip_limit"
        yield Fault((*here, "kind"), words)
    wip = get(arrivals, "wip")
    if kind == "conwip" and isinstance(wip, int):
        for stage in stages:
            batch = get(stage, "batch_size") or 1
            if batch > wip:
                yield Fault((*here, "wip"), f"{wip} features never make up a stage's batch of {batch}; raise it")
                return


def _board_faults(stream: object, path: Path) -> Iterator[Fault]:
    """Features on the board lie in stages that there are, of a stream that the laboratory runs."""
    board = items(stream, "on_board")
    for index, part in enumerate(board):
        known = known_ids(items(stream, "stages"))
        yield from unknown((*path, "on_board", index, "stage"), "stage of this stream", get(part, "stage"), known)
    if board and get(stream, "arrivals") is None and not faulty(stream, "arrivals"):
        words = "is for streams of the flow laboratory; give this one arrivals, or take it out"
        yield Fault((*path, "on_board"), words)


def _team(stage: object, platforms: Mapping[Any, Any]) -> object:
    """Who works at a stage: its platform team, or the stage itself."""
    name = get(stage, "platform")
    return stage if name is None else platforms.get(name)


def _limitless(team: object) -> bool:
    """Whether a team that is known has no WIP limit."""
    return team is not None and get(team, "wip_limit") is None and not faulty(team, "wip_limit")


def _bottomless(team: object) -> bool:
    """Whether a team takes in any number of features at once."""
    return _limitless(team) and get(team, "servers") == "unlimited"
