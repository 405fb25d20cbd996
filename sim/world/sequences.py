"""Random numbers for one purpose, one after the other, without end, drawn in blocks."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from scenarios.quantities.distributions import Distribution
    from sim.arrays import Floats
    from sim.world.luck import Luck

SMALLEST, LARGEST = 64, 8192
"""Size of the first block of a purpose and, after doublings, of the later ones."""


def endless(luck: Luck, values: Callable[[Floats], npt.NDArray[Any]], *purpose: str) -> Iterator[Any]:
    """Values for one purpose, one after the other, without end."""

    def blocks() -> Iterator[list[Any]]:
        size, k = SMALLEST, 0
        while True:
            yield values(luck.uniforms(size, *purpose, str(k))).tolist()
            size, k = min(LARGEST, 2 * size), k + 1

    return chain.from_iterable(blocks())


def stream(luck: Luck, distribution: Distribution, *purpose: str) -> Iterator[float]:
    """Values of a distribution, one after the other, without end."""
    return endless(luck, distribution.from_uniform, *purpose)
