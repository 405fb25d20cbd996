"""Checks across a whole scenario: ids, references, cycles, lengths. Field by field checks live in the types.

Written to cope with partly built scenarios (missing fields), so that a reader can report these faults together
with faults of single fields.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scenarios.checks.cooperation import cooperation_faults
from scenarios.checks.flow import flow_faults
from scenarios.checks.needs import need_faults
from scenarios.checks.partial import get, ids, items, known_ids, repeated, unknown
from scenarios.faults import Fault, Path


def cross_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault that concerns more than one field."""
    return [
        *_duplicates(scenario),
        *need_faults(scenario),
        *flow_faults(scenario),
        *_reference_faults(scenario),
        *_cycle_faults(scenario),
        *_length_faults(scenario),
        *_project_faults(scenario),
        *_template_faults(scenario),
        *_exclusion_faults(scenario),
        *cooperation_faults(scenario),
    ]


def _duplicates(scenario: object) -> Iterator[Fault]:
    for key, what in (
        ("value_streams", "value stream"),
        ("mmps", "MMP"),
        ("objectives", "objective"),
        ("projects", "project"),
    ):
        yield from repeated(items(scenario, key), (key,), what)


_MMP_LISTS = ("requires", "requires_any", "after", "excludes", "with_")


def _reference_faults(scenario: object) -> Iterator[Fault]:
    mmps = items(scenario, "mmps")
    streams = known_ids(items(scenario, "value_streams"))
    objectives = known_ids(items(scenario, "objectives"))
    known = known_ids(mmps)
    for index, mmp in enumerate(mmps):
        path: Path = ("mmps", index)
        if streams:
            yield from unknown((*path, "value_stream"), "value stream", get(mmp, "value_stream"), streams)
            for name in filter(None, get(mmp, "effort") or {}):
                yield from unknown((*path, "effort", name), "value stream", name, streams)
        if objectives:
            yield from unknown((*path, "objective"), "objective", get(mmp, "objective"), objectives)
        yield from _link_faults(mmp, path, known)
    for name in get(get(scenario, "budget"), "streams") or {}:
        yield from unknown(("budget", "streams", name), "value stream", name, streams)
    for index, synergy in enumerate(items(scenario, "synergies")):
        for position, other in enumerate(items(synergy, "mmps")):
            yield from unknown(("synergies", index, "mmps", position), "MMP", other, known)


def _link_faults(mmp: object, path: Path, known: Collection[str] | None) -> Iterator[Fault]:
    for key in _MMP_LISTS:
        alias = key.rstrip("_")
        for position, other in enumerate(items(mmp, key)):
            yield from unknown((*path, alias, position), "MMP", other, known)
            if other == get(mmp, "id"):
                yield Fault((*path, alias, position), f'"{other}" names itself; take it out')
    needed = {*items(mmp, "requires"), *items(mmp, "with_"), *items(mmp, "after")}
    for other in sorted(set(filter(None, items(mmp, "excludes"))) & needed):
        yield Fault((*path, "excludes"), f'"{other}" is both needed and excluded; keep one of the two')


def find_cycle(graph: Mapping[str, Sequence[str]]) -> list[str] | None:
    """One cycle of a graph (first node repeated at the end), or None; iterative, so depth is no limit."""
    state: dict[str, int] = {}
    for root in graph:
        if state.get(root):
            continue
        state[root] = 1
        trail = [root]
        stack = [iter(graph[root])]
        while stack:
            for node in stack[-1]:
                if state.get(node) == 1:
                    return [*trail[trail.index(node) :], node]
                if node in graph and not state.get(node):
                    state[node] = 1
                    trail.append(node)
                    stack.append(iter(graph[node]))
                    break
            else:
                stack.pop()
                state[trail.pop()] = 2
    return None


def _cycle_faults(scenario: object) -> Iterator[Fault]:
    """``requires`` and ``after`` must not form a circle; "released together" is said by ``with``."""
    graph: dict[str, list[str]] = {}
    index = {}
    for position, mmp in enumerate(items(scenario, "mmps")):
        name = get(mmp, "id")
        if isinstance(name, str):
            graph[name] = [o for o in (*items(mmp, "requires"), *items(mmp, "after")) if o != name]
            index[name] = position
    cycle = find_cycle(graph)
    if cycle:
        key = "requires" if cycle[1] in items(items(scenario, "mmps")[index[cycle[0]]], "requires") else "after"
        yield Fault(
            ("mmps", index[cycle[0]], key),
            f"{' -> '.join(cycle)} is a circle: none of them can come first; take one link out"
            " (MMPs that only make sense together are linked by with)",
        )


def _length_faults(scenario: object) -> Iterator[Fault]:
    calendar, budget = get(scenario, "calendar"), get(scenario, "budget")
    quarters = get(calendar, "quarters")
    if quarters is None:
        return
    amounts: list[tuple[Path, Any]] = [(("budget", "per_quarter"), get(budget, "per_quarter"))]
    amounts += [(("budget", "streams", name), value) for name, value in (get(budget, "streams") or {}).items()]
    for path, value in amounts:
        if isinstance(value, tuple | list) and len(value) != quarters:
            yield Fault(
                path, f"has {len(value)} amounts for {quarters} quarters; give one number, or one per quarter"
            )
    for index, mmp in enumerate(items(scenario, "mmps")):
        values = get(mmp, "value_by_quarter")
        if values is not None and len(values) > quarters:
            message = f"has {len(values)} values for {quarters} quarters; give at most one per quarter"
            yield Fault(("mmps", index, "value_by_quarter"), message)
        for key in ("appears_quarter", "earliest_quarter"):
            quarter = get(mmp, key)
            if isinstance(quarter, int) and quarter > quarters:
                message = f"quarter {quarter} is after the last one ({quarters}); it could never be funded"
                yield Fault(("mmps", index, key), message)


def _project_faults(scenario: object) -> Iterator[Fault]:
    known = known_ids(items(scenario, "mmps"))
    owners: Counter[str] = Counter()
    for index, project in enumerate(items(scenario, "projects")):
        for position, name in enumerate(items(project, "mmps")):
            path: Path = ("projects", index, "mmps", position)
            yield from unknown(path, "MMP", name, known)
            owners[name] += isinstance(name, str)
            if owners[name] == 2:
                yield Fault(path, f'MMP "{name}" is in two projects; keep it in one')


def _template_faults(scenario: object) -> Iterator[Fault]:
    market = get(get(scenario, "uncertainty"), "market")
    templates = items(market, "templates")
    path: Path = ("uncertainty", "market", "templates")
    streams = known_ids(items(scenario, "value_streams"))
    known = set(ids(items(scenario, "mmps")))
    yield from repeated(templates, path, "template")
    for index, template in enumerate(templates):
        if get(template, "id") in known:
            yield Fault((*path, index, "id"), f'"{template.id}" is also an MMP; give the template its own id')
        if streams:
            stream = get(template, "value_stream")
            yield from unknown((*path, index, "value_stream"), "value stream", stream, streams)
        for key in (*_MMP_LISTS, "underway"):
            if get(template, key):
                yield Fault((*path, index, key.rstrip("_")), "a template stands alone; take this out")
        if get(template, "status") not in (None, "idea"):
            yield Fault((*path, index, "status"), "a template is an idea; take this out")


def _exclusion_faults(scenario: object) -> Iterator[Fault]:
    """MMPs that exclude each other cannot both be under way."""
    mmps = items(scenario, "mmps")
    underway = {get(mmp, "id") for mmp in mmps if get(mmp, "underway") is not None}
    for index, mmp in enumerate(mmps):
        for other in items(mmp, "excludes"):
            if other in underway and get(mmp, "id") in underway:
                message = f'"{other}" is under way as well; take underway from one of the two'
                yield Fault(("mmps", index, "excludes"), message)
