"""From uniform numbers to values: what every distribution can do, and quantiles that take long to find."""

from abc import abstractmethod
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from scenarios.language.units import Frozen

Floats = npt.NDArray[np.float64]

TINY = 2.0**-54  # random() returns multiples of 2**-53 in [0, 1); zero itself would map to minus infinity
_GRID = 200_000  # points of the midpoint rule where a mean has no closed form
_BLOCKS = 256  # blocks of quantiles that are kept: 32 MB at most, as the laboratory draws 8192 numbers at once


def gamma_quantiles(shape: float, u: Floats) -> Floats:
    """Quantiles of a gamma distribution of scale 1.

    Variants of a scenario in the same luck ask for the same blocks again and again, and these take longer than all
    else that is drawn: the last ones are kept.
    """
    flat = _gamma_block(shape, np.ascontiguousarray(u, dtype=np.float64).tobytes())
    return flat.reshape(np.shape(u))


@lru_cache(maxsize=_BLOCKS)
def _gamma_block(shape: float, block: bytes) -> Floats:
    from scipy import special  # late: it takes half a second, and reading a scenario does not need it

    found = np.asarray(special.gammaincinv(shape, np.frombuffer(block)))
    found.flags.writeable = False
    return found


class Quantity(Frozen):
    """What every distribution can do."""

    @abstractmethod
    def from_uniform(self, u: Floats) -> Floats:
        """Values for uniform numbers in [0, 1): same shape, no state, one number each."""

    def sample(self, rng: np.random.Generator, n: int) -> Floats:
        """``n`` independent values, in the unit of the field that holds the distribution."""
        return self.from_uniform(rng.random(n))

    @cached_property
    def moments(self) -> tuple[float, float]:
        """Mean and standard deviation, by the midpoint rule over the quantile function."""
        values = self.from_uniform((np.arange(_GRID) + 0.5) / _GRID)
        return float(values.mean()), float(values.std())

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.moments[0]

    @property
    def cv(self) -> float:
        """Coefficient of variation: standard deviation / mean (0 for a mean of 0)."""
        mean, spread = self.moments
        return spread / mean if mean else 0.0
