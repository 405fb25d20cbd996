"""Checks across a whole scenario: ids, references, cycles, lengths. Field by field checks live in the types.

Written to cope with partly built scenarios (missing fields), so that a reader can report these faults together
with faults of single fields.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from scenarios.faults import Fault, Path


def suggestion(word: str, known: Iterable[str]) -> str:
    """``did you mean "x"?`` or the list of what exists."""
    names = list(known)
    close = get_close_matches(word, names, 1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    if not names:
        return "none is defined"
    shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    return f"known: {shown}"


def cross_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault that concerns more than one field."""
    return [
        *_duplicates(scenario),
        *_stream_faults(scenario),
        *_reference_faults(scenario),
        *_cycle_faults(scenario),
        *_length_faults(scenario),
        *_project_faults(scenario),
        *_template_faults(scenario),
        *_exclusion_faults(scenario),
    ]


def _get(thing: object, name: str) -> Any:  # noqa: ANN401
    return getattr(thing, name, None)


def _items(thing: object, name: str) -> Sequence[Any]:
    return _get(thing, name) or ()


def _ids(things: Iterable[object]) -> list[str]:
    return [i for thing in things if isinstance(i := _get(thing, "id"), str)]


def _repeated(things: Sequence[object], path: Path, what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, thing in enumerate(things):
        name = _get(thing, "id")
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Fault((*path, index, "id"), f'{what} "{name}" is defined twice; give each its own id')
        seen.add(name)


def _duplicates(scenario: object) -> Iterator[Fault]:
    for key, what in (
        ("value_streams", "value stream"),
        ("mmps", "MMP"),
        ("objectives", "objective"),
        ("projects", "project"),
    ):
        yield from _repeated(_items(scenario, key), (key,), what)
    for index, stream in enumerate(_items(scenario, "value_streams")):
        yield from _repeated(_items(stream, "stages"), ("value_streams", index, "stages"), "stage")


def _stream_faults(scenario: object) -> Iterator[Fault]:
    for s, stream in enumerate(_items(scenario, "value_streams")):
        stages = _ids(_items(stream, "stages"))
        known = _known(_items(stream, "stages"))
        for k, stage in enumerate(_items(stream, "stages")):
            rework = _get(stage, "rework")
            path: Path = ("value_streams", s, "stages", k, "rework", "to")
            target = _get(rework, "to")
            yield from _unknown(path, "stage of this stream", target, known)
            if known is not None and target in known and stages.index(target) > k:
                yield Fault(
                    path,
                    f'"{target}" comes after this stage; rework goes back to this stage or an earlier one',
                )
            if _get(rework, "probability") == 1:
                yield Fault(
                    (*path[:-1], "probability"), "1 sends every feature back for ever; write a value below 1"
                )


_MMP_LISTS = ("requires", "requires_any", "after", "excludes", "with_")


def _known(things: Sequence[object]) -> Collection[str] | None:
    """The ids there are; None when one is missing, so that no reference can be called unknown."""
    ids = dict.fromkeys(_ids(things))
    return ids if all(isinstance(_get(thing, "id"), str) for thing in things) else None


def _unknown(path: Path, what: str, name: object, known: Collection[str] | None) -> Iterator[Fault]:
    if known is not None and isinstance(name, str) and name not in known:
        yield Fault(path, f'no {what} is called "{name}"; {suggestion(name, known)}')


def _reference_faults(scenario: object) -> Iterator[Fault]:
    mmps = _items(scenario, "mmps")
    streams = _known(_items(scenario, "value_streams"))
    objectives = _known(_items(scenario, "objectives"))
    known = _known(mmps)
    for index, mmp in enumerate(mmps):
        path: Path = ("mmps", index)
        if streams:
            yield from _unknown((*path, "value_stream"), "value stream", _get(mmp, "value_stream"), streams)
            for name in filter(None, _get(mmp, "effort") or {}):
                yield from _unknown((*path, "effort", name), "value stream", name, streams)
        if objectives:
            yield from _unknown((*path, "objective"), "objective", _get(mmp, "objective"), objectives)
        yield from _link_faults(mmp, path, known)
    for name in _get(_get(scenario, "budget"), "streams") or {}:
        yield from _unknown(("budget", "streams", name), "value stream", name, streams)
    for index, synergy in enumerate(_items(scenario, "synergies")):
        for position, other in enumerate(_items(synergy, "mmps")):
            yield from _unknown(("synergies", index, "mmps", position), "MMP", other, known)


def _link_faults(mmp: object, path: Path, known: Collection[str] | None) -> Iterator[Fault]:
    for key in _MMP_LISTS:
        alias = key.rstrip("_")
        for position, other in enumerate(_items(mmp, key)):
            yield from _unknown((*path, alias, position), "MMP", other, known)
            if other == _get(mmp, "id"):
                yield Fault((*path, alias, position), f'"{other}" names itself; take it out')
    needed = {*_items(mmp, "requires"), *_items(mmp, "with_"), *_items(mmp, "after")}
    for other in sorted(set(filter(None, _items(mmp, "excludes"))) & needed):
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
    for position, mmp in enumerate(_items(scenario, "mmps")):
        name = _get(mmp, "id")
        if isinstance(name, str):
            graph[name] = [o for o in (*_items(mmp, "requires"), *_items(mmp, "after")) if o != name]
            index[name] = position
    cycle = find_cycle(graph)
    if cycle:
        key = "requires" if cycle[1] in _items(_items(scenario, "mmps")[index[cycle[0]]], "requires") else "after"
        yield Fault(
            ("mmps", index[cycle[0]], key),
            f"{' -> '.join(cycle)} is a circle: none of them can come first; take one link out"
            " (MMPs that only make sense together are linked by with)",
        )


def _length_faults(scenario: object) -> Iterator[Fault]:
    calendar, budget = _get(scenario, "calendar"), _get(scenario, "budget")
    quarters = _get(calendar, "quarters")
    if quarters is None:
        return
    amounts: list[tuple[Path, Any]] = [(("budget", "per_quarter"), _get(budget, "per_quarter"))]
    amounts += [(("budget", "streams", name), value) for name, value in (_get(budget, "streams") or {}).items()]
    for path, value in amounts:
        if isinstance(value, tuple | list) and len(value) != quarters:
            yield Fault(
                path, f"has {len(value)} amounts for {quarters} quarters; give one number, or one per quarter"
            )
    for index, mmp in enumerate(_items(scenario, "mmps")):
        values = _get(mmp, "value_by_quarter")
        if values is not None and len(values) > quarters:
            message = f"has {len(values)} values for {quarters} quarters; give at most one per quarter"
            yield Fault(("mmps", index, "value_by_quarter"), message)
        for key in ("appears_quarter", "earliest_quarter"):
            quarter = _get(mmp, key)
            if isinstance(quarter, int) and quarter > quarters:
                message = f"quarter {quarter} is after the last one ({quarters}); it could never be funded"
                yield Fault(("mmps", index, key), message)


def _project_faults(scenario: object) -> Iterator[Fault]:
    known = _known(_items(scenario, "mmps"))
    owners: Counter[str] = Counter()
    for index, project in enumerate(_items(scenario, "projects")):
        for position, name in enumerate(_items(project, "mmps")):
            path: Path = ("projects", index, "mmps", position)
            yield from _unknown(path, "MMP", name, known)
            owners[name] += isinstance(name, str)
            if owners[name] == 2:
                yield Fault(path, f'MMP "{name}" is in two projects; keep it in one')


def _template_faults(scenario: object) -> Iterator[Fault]:
    market = _get(_get(scenario, "uncertainty"), "market")
    templates = _items(market, "templates")
    path: Path = ("uncertainty", "market", "templates")
    streams = _known(_items(scenario, "value_streams"))
    known = set(_ids(_items(scenario, "mmps")))
    yield from _repeated(templates, path, "template")
    for index, template in enumerate(templates):
        if _get(template, "id") in known:
            yield Fault((*path, index, "id"), f'"{template.id}" is also an MMP; give the template its own id')
        if streams:
            stream = _get(template, "value_stream")
            yield from _unknown((*path, index, "value_stream"), "value stream", stream, streams)
        for key in (*_MMP_LISTS, "underway"):
            if _get(template, key):
                yield Fault((*path, index, key.rstrip("_")), "a template stands alone; take this out")


def _exclusion_faults(scenario: object) -> Iterator[Fault]:
    """MMPs that exclude each other cannot both be under way."""
    mmps = _items(scenario, "mmps")
    underway = {_get(mmp, "id") for mmp in mmps if _get(mmp, "underway") is not None}
    for index, mmp in enumerate(mmps):
        for other in _items(mmp, "excludes"):
            if other in underway and _get(mmp, "id") in underway:
                message = f'"{other}" is under way as well; take underway from one of the two'
                yield Fault(("mmps", index, "excludes"), message)
