"""What planners do without a program: rank the MMPs, then start them quarter by quarter as long as they fit.

Every baseline keeps the same limits and rules as the optimum. It starts an MMP, together with what it builds on,
only where that adds value; mandatory MMPs (the best-ranked of mandatory variants), and what they build on, come
first. The three-month rule is served
before rank. Where rank order breaks a share, the best-ranked MMPs that mend it are added and the lowest-ranked in
the way taken out. A baseline that still breaks a rule has no plan.
"""

from collections.abc import Callable, Collection
from hashlib import sha256
from math import inf
from time import perf_counter

import numpy as np

from optimiser.candidates import Candidate
from optimiser.data import Data
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


def sizes(data: Data) -> dict[str, float]:
    """Size of every candidate that can start at all, with everything that it builds on."""
    packing = Packing(data)
    able = [candidate.id for candidate in data.candidates if data.starts[candidate.id]]
    place = {candidate.id: n for n, candidate in enumerate(data.candidates)}
    each = np.array([candidate.size for candidate in data.candidates])
    closures: dict[str, int] = {}
    found = {}
    for mmp in able:
        for other in _unit(packing, mmp, {}, known=closures):  # what it builds on comes before it
            bits = 1 << place[other]
            for link in packing.builds_on(other):
                bits |= closures.get(link, 1 << place[link])
            closures[other] = bits
        raw = np.frombuffer(closures[mmp].to_bytes(len(each) // 8 + 1, "little"), dtype=np.uint8)
        inside = np.unpackbits(raw, bitorder="little", count=len(each)).astype(bool)
        found[mmp] = float(each[inside].sum())
    return found


def ranking(data: Data, name: str, known: dict[str, float] | None = None) -> list[str]:
    """Ids of the candidates that can start at all, best first; their sizes may be known already."""
    score = BASELINES[name]
    size = sizes(data) if known is None else known
    scored = [(-score(data.by_id[mmp], data.starts[mmp], size[mmp]), mmp) for mmp in size]
    return [mmp for _, mmp in sorted(scored)]


def baselines(data: Data, deadline: float = inf) -> dict[str, dict[str, int] | None]:
    """The plan of every ranking (id -> start quarter), or None where it breaks a rule.

    ``deadline`` is a time of ``perf_counter``: rankings that are not finished by then are left out.
    """
    found: dict[str, dict[str, int] | None] = {}
    known = sizes(data)
    for name in BASELINES:
        try:
            found[name] = pack(data, ranking(data, name, known), deadline)
        except TimeoutError:
            break
    return found


def pack(data: Data, order: list[str], deadline: float = inf) -> dict[str, int] | None:
    """Start MMPs in the given order of preference, quarter by quarter; None when the result breaks a rule.

    An MMP is started with what it builds on and what goes with it, when all of that fits and adds value. Raises
    ``TimeoutError`` when it is not finished by the deadline, a time of ``perf_counter``.
    """
    packing = Packing(data)
    musts = {rule.subject for rule in data.must}
    either = {mmp: choice for choice in data.choices if choice.one_must for mmp in choice.mmps}
    first = musts | set(either)
    order = [m for m in order if m in first] + [m for m in order if m not in first]
    together = _together(data)
    for mmp in order:
        if data.by_id[mmp].locked and data.starts[mmp] == (1,):
            _start(packing, _unit(packing, mmp, {}), 1)
    _fill_gaps(packing, order)
    for quarter in range(1, data.quarters + 1):
        stuck: set[str] = set()
        for mmp in order:
            if perf_counter() > deadline:
                raise TimeoutError
            if mmp not in packing.chosen:
                needed = mmp in musts or (mmp in either and not packing.chosen.keys() & set(either[mmp].mmps))
                unit = _unit(packing, mmp, together, stuck)
                if unit:
                    waiting, added = _start(packing, unit, quarter, needed=needed)
                    stuck |= _stuck(packing, unit, waiting, added, together)
                else:
                    stuck.add(mmp)
    _prune(packing, order)
    _balance(packing, order)
    _prune(packing, order)
    return dict(sorted(packing.chosen.items())) if packing.complete() else None


def packed(data: Data, order: list[str], deadline: float = inf) -> dict[str, int] | None:
    """What ``pack`` makes of an order of preference; None as well where it is not finished by the deadline."""
    try:
        return pack(data, order, deadline)
    except TimeoutError:
        return None


def _unit(
    packing: Packing,
    mmp: str,
    together: dict[str, list[str]],
    stuck: Collection[str] = (),
    known: Collection[str] = (),
) -> list[str]:
    """An MMP with everything not chosen yet that it builds on or goes with, what others build on first.

    Of alternatives it takes the smallest. Nothing, where a part of it is stuck: it found no room before. What is
    known is left out, with what that builds on.
    """
    found: dict[str, None] = {}
    entered, open_ = set[str](), [] if mmp in known else [mmp]
    while open_:
        current = open_[-1]
        if current in stuck:
            return []
        if current in entered:
            found[open_.pop()] = None
            continue
        entered.add(current)
        links = [*packing.builds_on(current), *together.get(current, [])]
        more = [other for other in links if other not in packing.chosen and other not in entered]
        open_ += [other for other in more if other not in known]
    return list(found)


def _together(data: Data) -> dict[str, list[str]]:
    """For each MMP that goes with others: all of them."""
    groups: dict[str, list[str]] = {}
    for one, other in data.together:
        merged = sorted({*groups.get(one, [one]), *groups.get(other, [other])})
        for mmp in merged:
            groups[mmp] = merged
    return groups


def _stuck(
    packing: Packing, unit: list[str], waiting: list[str], added: list[str], together: dict[str, list[str]]
) -> set[str]:
    """What cannot start in this quarter any more, after a unit found no room: nothing need be tried with it again.

    The first MMP that found no room is stuck where only what it builds on itself was started before it; all of the
    unit that builds on it is stuck with it.
    """
    if not waiting or not set(added) <= set(_unit(packing, waiting[0], together)):
        return set()
    found = {waiting[0]}
    for mmp in unit:
        if found & {*packing.builds_on(mmp), *together.get(mmp, [])}:
            found.add(mmp)
    return found


def _start(packing: Packing, mmps: list[str], quarter: int, *, needed: bool = True) -> tuple[list[str], list[str]]:
    """Start MMPs, at least one of them in a quarter and the rest as soon after it as they fit: all or none.

    Unless they are needed, none are started when they add nothing. Returns what found no room, and what was started
    until then.
    """
    data, waiting = packing.data, list(mmps)
    most = sum(max(data.by_id[mmp].value.values(), default=0.0) - data.by_id[mmp].left_out for mmp in mmps)
    if not needed and most <= 0:
        return [], []
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
    return waiting, added


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
