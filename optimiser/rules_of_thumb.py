"""What planners do without a program: rank the MMPs, then start them quarter by quarter as long as they fit.

Every baseline keeps the same limits and rules as the optimum. It starts an MMP, together with what it builds on,
only where that adds value; mandatory MMPs, and what they build on, come first. The three-month rule is served
before rank. Where rank order breaks a share, the best-ranked MMPs that mend it are added and the lowest-ranked in
the way taken out. A baseline that still breaks a rule has no plan.
"""

from collections.abc import Callable
from hashlib import sha256

from optimiser.data import Candidate, Data
from optimiser.packing import Packing

RANDOM_SEED = 1


def _delay(candidate: Candidate, quarters: tuple[int, ...]) -> float:
    """Cost of delay: value lost when the first possible start slips by a quarter (all of it if it cannot)."""
    value = candidate.value
    first = quarters[0]
    return value[first] - value[quarters[1]] if len(quarters) > 1 else value[first]


def _draw(candidate: Candidate) -> float:
    """A number that is random over ids and the same on every machine."""
    return int.from_bytes(sha256(f"{RANDOM_SEED}/{candidate.id}".encode()).digest()[:8], "big") / 2**64


def _ratio(amount: float, size: float) -> float:
    """Amount per size; without size, ahead of everything in the direction of the amount."""
    return amount / size if size > 0 else amount * 1e12


Score = Callable[[Candidate, tuple[int, ...], float], float]

BASELINES: dict[str, Score] = {
    "wsjf": lambda c, q, size: _ratio(_delay(c, q), size),
    "cd3": lambda c, q, _: _ratio(_delay(c, q), float(max(c.duration, 1))),
    "value_per_cost": lambda c, q, size: _ratio(c.value[q[0]], size),
    "value": lambda c, q, _: c.value[q[0]],
    "smallest_first": lambda _c, _q, size: -size,
    "sponsor": lambda c, _q, _size: c.sponsor_weight,
    "random": lambda c, _q, _size: _draw(c),
}
"""Score of each ranking from an MMP, its starts and its size with what it builds on; the highest goes first, ties
go to the id that comes first."""


def ranking(data: Data, name: str) -> list[str]:
    """Ids of the candidates that can start at all, best first."""
    score, packing = BASELINES[name], Packing(data)
    scored = []
    for candidate in data.candidates:
        if starts := data.starts[candidate.id]:
            size = sum(data.by_id[mmp].size for mmp in _unit(packing, candidate.id, {}))
            scored.append((-score(candidate, starts, size), candidate.id))
    return [mmp for _, mmp in sorted(scored)]


def baseline(data: Data, name: str) -> dict[str, int] | None:
    """The plan of one ranking (id -> start quarter), or None when it breaks a rule."""
    return pack(data, ranking(data, name))


def baselines(data: Data) -> dict[str, dict[str, int] | None]:
    """The plan of every ranking."""
    return {name: baseline(data, name) for name in BASELINES}


def pack(data: Data, order: list[str]) -> dict[str, int] | None:
    """Start MMPs in the given order of preference, quarter by quarter; None when the result breaks a rule.

    An MMP is started with what it builds on and what goes with it, when all of that fits and adds value.
    """
    packing = Packing(data)
    musts = {rule.subject for rule in data.must}
    order = [m for m in order if m in musts] + [m for m in order if m not in musts]
    together = _together(data)
    for mmp in order:
        if data.by_id[mmp].locked and data.starts[mmp] == (1,):
            _start(packing, _unit(packing, mmp, {}), 1)
    _fill_gaps(packing, order)
    for quarter in range(1, data.quarters + 1):
        for mmp in order:
            if mmp not in packing.chosen:
                _start(packing, _unit(packing, mmp, together), quarter, needed=mmp in musts)
    _prune(packing, order)
    _balance(packing, order)
    _prune(packing, order)
    return dict(sorted(packing.chosen.items())) if packing.complete() else None


def _unit(packing: Packing, mmp: str, together: dict[str, list[str]]) -> list[str]:
    """An MMP with everything not chosen yet that it builds on or goes with; the smallest of alternatives."""
    found: dict[str, None] = {}
    open_ = [mmp]
    while open_:
        current = open_.pop()
        if current not in packing.chosen and current not in found:
            found[current] = None
            open_ += [*packing.builds_on(current), *together.get(current, [])]
    return list(found)


def _together(data: Data) -> dict[str, list[str]]:
    """For each MMP that goes with others: all of them."""
    groups: dict[str, list[str]] = {}
    for one, other in data.together:
        merged = sorted({*groups.get(one, [one]), *groups.get(other, [other])})
        for mmp in merged:
            groups[mmp] = merged
    return groups


def _start(packing: Packing, mmps: list[str], quarter: int, *, needed: bool = True) -> bool:
    """Start MMPs, at least one of them in a quarter and the rest as soon after it as they fit: all or none.

    Unless they are needed, none are started when they add nothing.
    """
    data, waiting = packing.data, list(mmps)
    added: list[str] = []
    progress = True
    while waiting and progress:
        progress = False
        for mmp in list(waiting):
            starts = [q for q in data.starts[mmp] if q == quarter or (q > quarter and added)]
            start = next((q for q in starts if packing.fits(mmp, q)), None)
            if start is not None:
                packing.add(mmp, start)
                added.append(mmp)
                waiting.remove(mmp)
                progress = True
    gain = sum(packing.worth(mmp) - data.by_id[mmp].left_out for mmp in added)
    if waiting or not (needed or gain > 0):
        for mmp in added:
            packing.remove(mmp)
        return False
    return bool(added)


def _fill_gaps(packing: Packing, order: list[str]) -> None:
    """Reserve, for every stream and window without a release that earns, the best-ranked MMP that closes it."""
    data = packing.data
    hopeless: set[tuple[str, int, int]] = set()
    while gaps := [gap for gap in packing.gaps() if gap not in hopeless]:
        stream, first, last = gaps[0]
        for mmp in order:
            candidate = data.by_id[mmp]
            if mmp in packing.chosen or candidate.stream != stream or not candidate.bears_value:
                continue
            starts = [q for q in data.starts[mmp] if first <= candidate.release(q) <= last and packing.fits(mmp, q)]
            if starts:
                packing.add(mmp, starts[-1])
                break
        else:
            hopeless.add(gaps[0])


def _take_out(packing: Packing, mmp: str) -> dict[str, int]:
    """Remove an MMP with everything that builds on it or goes with it; returns what was removed."""
    together = _together(packing.data)
    removed, open_ = {}, [mmp]
    while open_:
        current = open_.pop()
        if current in packing.chosen:
            open_ += packing.dependants(current)
            open_ += together.get(current, [])
            removed[current] = packing.remove(current)
    return removed


def _prune(packing: Packing, order: list[str]) -> None:
    """Take out what adds nothing and nobody builds on."""
    data = packing.data
    musts = {rule.subject for rule in data.must}
    for mmp in reversed(order * 2):
        if mmp not in packing.chosen or mmp in musts or packing.worth(mmp) > data.by_id[mmp].left_out:
            continue
        if not packing.dependants(mmp):
            before, complete = data.value(packing.chosen), packing.complete()
            removed = _take_out(packing, mmp)
            worse = data.value(packing.chosen) < before or musts & set(removed)
            if worse or (complete and not packing.complete()):
                for other, start in removed.items():
                    packing.add(other, start)


def _balance(packing: Packing, order: list[str]) -> None:
    """Mend broken shares, best-ranked MMPs in and lowest-ranked out, until all hold or nothing is left to do."""
    data = packing.data
    musts = {rule.subject for rule in data.must}
    banned: set[str] = set()
    while broken := list(packing.unbalanced()):
        objective, too_little = broken[0]
        if too_little and _add_one(packing, [m for m in order if m not in banned], objective):
            continue
        for mmp in reversed(order):
            mine = data.by_id[mmp].objective == objective
            if mmp in packing.chosen and mmp not in musts and mine != too_little:
                removed = _take_out(packing, mmp)
                if not musts & set(removed):
                    banned.update(removed)
                    break
                for other, start in removed.items():
                    packing.add(other, start)
        else:
            return


def _add_one(packing: Packing, order: list[str], objective: str) -> bool:
    """Start the best-ranked MMP of an objective in the first quarter that has room for it."""
    for mmp in order:
        if mmp not in packing.chosen and packing.data.by_id[mmp].objective == objective:
            for start in packing.data.starts[mmp]:
                if packing.fits(mmp, start):
                    packing.add(mmp, start)
                    return True
    return False
