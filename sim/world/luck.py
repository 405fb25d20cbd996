"""Keyed luck: the same draws for the same purpose, whatever else the scenario holds.

Every draw is addressed, not taken in turn. The address of a block of numbers is (seed, replication, purpose);
the generator is Philox 4x64 (Salmon et al. 2011), a counter-based generator for which an address is simply a key
(seed and replication) and a region of its counter (purpose). Adding an MMP, a stage or a funding model, asking
in another order or on another process changes no other draw.
"""

from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np

from sim.arrays import Floats


@cache
def _address(purpose: tuple[str, ...]) -> list[int]:
    """Counter words of a purpose: 128 bits of its hash above 2**128 numbers of its own.

    Plain numbers: the generator reads them one by one, which takes longer from an array.
    """
    text = "\x1f".join(purpose).encode()
    high = np.frombuffer(blake2b(text, digest_size=16, person=b"vmo-purpose").digest(), dtype=np.uint64)
    return [0, 0, *high.tolist()]


class Luck:
    """All random numbers of one replication.

    Args:
        seed: the study's seed.
        replication: number of the world, from 0.

    """

    __slots__ = ("_bits", "_generator", "_state")

    def __init__(self, seed: int, replication: int) -> None:
        key = blake2b(f"{seed}\x1f{replication}".encode(), digest_size=16, person=b"vmo-world").digest()
        self._bits = np.random.Philox(key=np.frombuffer(key, dtype=np.uint64))
        self._generator = np.random.Generator(self._bits)
        self._state: Any = self._bits.state
        self._state["state"]["key"] = self._state["state"]["key"].tolist()
        self._state["buffer"] = self._state["buffer"].tolist()

    def uniforms(self, n: int, *purpose: str) -> Floats:
        """``n`` independent uniform numbers in [0, 1); a longer block starts with the shorter one."""
        state = self._state
        state["state"]["counter"] = _address(purpose)
        self._bits.state = state
        return self._generator.random(n)

    def uniform(self, *purpose: str) -> float:
        """One uniform number in [0, 1)."""
        return float(self.uniforms(1, *purpose)[0])
