"""Arrays by kind of number, and what is said of their shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """Axes of an array, as ``Annotated[Floats, Shape("worlds", "models", 3)]``.

    Axes of one name are equally long in all arrays of a dataclass, or of what a function returns; an axis named
    like an argument of this function is as long as the argument.
    """

    axes: tuple[str | int | None, ...]
    """By axis: its name, its length, or None where it may have any."""

    def __init__(self, *axes: str | int | None) -> None:
        object.__setattr__(self, "axes", axes)

    def fits(self, shape: tuple[int, ...], lengths: dict[str, int]) -> bool:
        """Whether an array has these axes. Names that are new to ``lengths`` are added to it."""
        if len(shape) != len(self.axes):
            return False
        for axis, length in zip(self.axes, shape, strict=True):
            wanted = lengths.setdefault(axis, length) if isinstance(axis, str) else axis
            if wanted is not None and wanted != length:
                return False
        return True
