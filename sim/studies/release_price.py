"""The price of a release at which small releases stop paying: the far side of the U-curve of batch size.

A funding model is run in the same worlds with releases MMP by MMP and with releases of whole projects. The gain
from small releases is the difference. What a release costs decides nothing in the simulator, so the gain falls in
proportion to it: gain(c) = gain(0) - c x (discounted releases more), and the break-even is where it reaches zero.
That is a ratio of two means over worlds; its interval is Fieller's (E. C. Fieller, J. R. Stat. Soc. B 16, 1954).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np
from scipy import special

from sim.studies.asides import SmallReleases
from sim.studies.comparison import How, compare_beside

if TYPE_CHECKING:
    from scenarios.language.funding_model import FundingModel
    from scenarios.scenario import Scenario
    from sim.arrays import Floats

SMALL, LARGE = "small", "large"
"""Names of the two ways of releasing in the study."""
UNIT = 1000.0
"""Cost of a release at which its effect is measured, in currency: large beside a cent, on which the books round."""


@dataclass(frozen=True)
class ReleasePrice:
    """What small releases gain, how many more there are, and the price at which the gain is gone."""

    model: str
    currency: str
    worlds: int
    gain: float
    """Mean net present value that small releases add where a release is free, in currency."""
    more_releases: float
    """Mean number of releases more, each discounted as the money it costs."""
    break_even: float | None
    """Cost per release at which the gain is gone, in currency; None: no price takes it away, or there is none."""
    low: float | None
    """Lower end of the 95 % interval; None where a side is open or unknown."""
    high: float | None


def small_releases(model: FundingModel, place: int, worlds: int | None = None) -> SmallReleases | None:
    """What to ask beside runs of a model that releases MMP by MMP; None where streams live by other rules as well.

    Args:
        model: what is run.
        place: of the model in the comparison.
        worlds: the first worlds, so many; None = all.

    """
    if model.transition is not None or model.streams:
        return None  # what a release costs there is for those rules to say
    return SmallReleases(model, place, UNIT, worlds)


def release_price(scenario: Scenario, model: str, **how: Unpack[How]) -> ReleasePrice:
    """The cost per release at which one funding model gains nothing from small releases.

    Streams that state a ``release_cost`` of their own count as if they stated none.

    Raises:
        KeyError: an unknown funding model.
        ScenarioError: the scenario cannot be simulated.

    """
    small = scenario.funding_models[model].model_copy(update={"release_unit": "mmp"})
    aside = small_releases(small, 0)
    if aside is not None:
        models = {**scenario.funding_models, model: small}
        case = scenario.model_copy(update={"funding_models": models})
        _, (worth,) = compare_beside(case, (model,), (aside,), **how)
        return price_of(model, scenario.currency, worth)
    models = {
        f"{name}_{word}": small.model_copy(update={"release_unit": unit, "release_cost": cost})
        for name, unit in ((SMALL, "mmp"), (LARGE, "project"))
        for word, cost in (("free", 0.0), ("paid", UNIT))
    }
    streams = tuple(stream.model_copy(update={"release_cost": None}) for stream in scenario.value_streams)
    case = scenario.model_copy(update={"funding_models": models, "value_streams": streams})
    found, _ = compare_beside(case, tuple(models), (), **how)
    return price_of(model, scenario.currency, np.column_stack([found.values("npv", name) for name in models]))


def price_of(model: str, currency: str, worth: Floats) -> ReleasePrice:
    """The price from net present values by world: small releases free and charged ``UNIT``, large ones likewise."""
    gain, paid = worth[:, 0] - worth[:, 2], worth[:, 1] - worth[:, 3]
    more = (gain - paid) / UNIT
    mean, extra = float(np.mean(gain)), float(np.mean(more))
    has_one = mean > 0 and extra > 0
    low, high = fieller(gain, more) if has_one else (None, None)
    return ReleasePrice(model, currency, len(gain), mean, extra, mean / extra if has_one else None, low, high)


def fieller(top: Floats, bottom: Floats) -> tuple[float | None, float | None]:
    """95 % interval of mean(top) / mean(bottom) for paired values; None, None where it is not bounded.

    The values r for which a t test of mean(top - r x bottom) = 0 is not rejected: the roots of a quadratic.
    """
    n = len(top)
    if n < 2:
        return None, None
    t = float(special.stdtrit(n - 1, 0.975))
    a, b = float(np.mean(top)), float(np.mean(bottom))
    table = np.cov(top, bottom) * t * t / n
    square = b * b - table[1, 1]
    if square <= 0:  # the number of further releases may be none
        return None, None
    middle = a * b - table[0, 1]
    root = math.sqrt(max(0.0, middle * middle - square * (a * a - table[0, 0])))
    return (middle - root) / square, (middle + root) / square
