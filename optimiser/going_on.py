"""Work under way goes on in quarter 1, as far as the limits allow it."""

from dataclasses import replace

from optimiser.data import Data
from optimiser.packing import Packing


def keep_going(data: Data) -> Data:
    """Work under way goes on in quarter 1, the most advanced first; what does not fit then may pause.

    Where everything fits, everything under way keeps its start. Otherwise teams, money or what an MMP requires do
    not allow all of it at once, and the program says when the rest goes on. Whoever changes a limit asks again.
    """
    data = free_to_pause(data)
    locked = (candidate for candidate in data.candidates if candidate.locked)
    waiting = sorted(
        (candidate for candidate in locked if candidate.id not in data.wishes.exclude),
        key=lambda candidate: (-candidate.progress, candidate.id),
    )
    packing = Packing(data)
    progress = True
    while progress:
        progress = False
        for candidate in waiting:
            if candidate.id not in packing.chosen and packing.fits(candidate.id, 1):
                packing.add(candidate.id, 1)
                progress = True
    candidates = tuple(
        replace(c, value={1: c.value[1]}, pauses={q: v for q, v in c.value.items() if q > 1})
        if c.id in packing.chosen
        else c
        for c in data.candidates
    )
    return replace(data, candidates=candidates)


def free_to_pause(data: Data) -> Data:
    """The same problem with all work under way free to go on later."""
    if not any(candidate.pauses for candidate in data.candidates):
        return data
    candidates = tuple(
        replace(c, value={**c.value, **c.pauses}, pauses={}) if c.pauses else c for c in data.candidates
    )
    return replace(data, candidates=candidates)


def going(data: Data) -> frozenset[str]:
    """Work under way that has to go on in quarter 1."""
    return frozenset(c.id for c in data.candidates if c.locked and c.value.keys() == {1})
