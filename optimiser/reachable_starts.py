"""Starts that what an MMP builds on rules out: they have no variable.

What an MMP requires is released no later than itself, and what it comes after is released before it starts. So all
of that is paid for, and worked on, by the end of the quarter of its own release, and a start is ruled out when

- it would release before the earliest release of what it requires, or start before what it comes after is out;
- the MMP together with everything it builds on takes more of some limit than there is up to its release.

Nothing that a plan could choose is lost. Long chains shrink to what can be paid for.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf

import numpy as np
import numpy.typing as npt

from optimiser.candidates import Candidate, Limit

Starts = dict[str, tuple[int, ...]]
Floats = npt.NDArray[np.float64]


def reachable(
    candidates: Sequence[Candidate],
    limits: Sequence[Limit],
    requires: Iterable[tuple[str, str]],
    after: Iterable[tuple[str, str]],
    own: Starts,
) -> Starts:
    """Of the starts that each MMP could have by itself, those that what it builds on leaves (all, in a circle)."""
    before: dict[str, list[tuple[str, int]]] = {}
    for pairs, gap in ((requires, 0), (after, 1)):
        for mmp, other in pairs:
            before.setdefault(mmp, []).append((other, gap))
    order = _first_to_last(before)
    if order is None:
        return own
    place = {candidate.id: n for n, candidate in enumerate(candidates)}
    takes = _takes(candidates, limits)
    there = _there(limits)
    found, closures = dict(own), dict[str, int]()
    for mmp in order:
        links, candidate = before.get(mmp, []), candidates[place[mmp]]
        bits = 1 << place[mmp]
        for other, _ in links:
            bits |= closures[other]
        closures[mmp] = bits
        if not links or not found[mmp]:
            continue
        if not all(found[other] for other, _ in links):
            found[mmp] = ()
            continue
        soonest = {other: candidates[place[other]].release(found[other][0]) for other, _ in links}
        release = max((soonest[other] for other, gap in links if not gap), default=0)
        start = max((soonest[other] + 1 for other, gap in links if gap), default=0)
        room = _room(bits, takes, there)
        found[mmp] = tuple(
            q
            for q in found[mmp]
            if q >= start and (at := candidate.release(q)) >= release and room[min(at, len(room)) - 1]
        )
    return found


def _first_to_last(before: Mapping[str, Sequence[tuple[str, int]]]) -> list[str] | None:
    """Every linked MMP after what it builds on; None when there is a circle."""
    order: dict[str, None] = {}
    entered: set[str] = set()
    for root in sorted(before):
        open_ = [root]
        while open_:
            current = open_[-1]
            if current in order:
                open_.pop()
            elif current in entered:
                order[open_.pop()] = None
            else:
                entered.add(current)
                new = [other for other, _ in before.get(current, ()) if other not in order]
                if any(other in entered for other in new):  # it builds on itself
                    return None
                open_ += new
    return list(order)


def _takes(candidates: Sequence[Candidate], limits: Sequence[Limit]) -> Floats:
    """What each MMP takes of each limit until its release: shape (MMPs, limits).

    Nothing is counted of work under way, which may end after the plan.
    """
    return np.array(
        [
            [0.0 if c.locked else sum(c.draw(limit.kind, limit.stream)[: c.length]) for limit in limits]
            for c in candidates
        ]
    ).reshape(len(candidates), len(limits))


def _there(limits: Sequence[Limit]) -> Floats:
    """What there is of each limit up to the end of each quarter: shape (quarters, limits)."""
    rows = [
        list(limit.amounts) if limit.total or inf in limit.amounts else np.cumsum(limit.amounts) for limit in limits
    ]
    for row, limit in zip(rows, limits, strict=True):
        if inf in limit.amounts and not limit.total:
            first = limit.amounts.index(inf)
            row[:] = [*np.cumsum(limit.amounts[:first]), *(inf,) * (len(limit.amounts) - first)]
    return np.array(rows, dtype=float).T


def _room(bits: int, takes: Floats, there: Floats) -> npt.NDArray[np.bool_]:
    """Whether a set of MMPs, as bits, finds room up to the end of each quarter: shape (quarters,)."""
    raw = np.frombuffer(bits.to_bytes(len(takes) // 8 + 1, "little"), dtype=np.uint8)
    inside = np.unpackbits(raw, bitorder="little", count=len(takes)).astype(bool)
    whole = takes[inside].sum(axis=0)
    return np.asarray(np.all(whole <= there * (1 + 1e-9) + 1e-6, axis=1))
