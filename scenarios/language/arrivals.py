"""Where features come from in the flow laboratory, and unplanned work beside MMPs."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from scenarios.language.distributions import Distribution
from scenarios.language.mmps import ClassOfService
from scenarios.language.quantiles import Floats
from scenarios.language.units import Frozen, PositiveCount, PositiveWeeks, Rate, Share

_GRID = 100_000  # points of the midpoint rule


class Classes(Frozen):
    """How features are spread over the classes of service; what is left of 1 is standard."""

    expedite: Share = 0.0
    """Share served before all others; may exceed a stage's WIP limit by its expedite_allowance."""
    fixed_date: Share = 0.0
    """Share served second."""
    standard: Share | None = None
    """Share served third; default: what is left of 1."""
    intangible: Share = 0.0
    """Share served last."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = self.expedite + self.fixed_date + (self.standard or 0.0) + self.intangible
        if total > 1 + 1e-9:
            raise ValueError(f"the shares add up to {total:g}; they may not exceed 1")
        if self.standard is not None and total < 1 - 1e-9:
            raise ValueError(f"the shares add up to {total:g}; make it 1, or leave standard out: it takes the rest")
        return self

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """Shares of expedite, fixed date, standard and intangible; they add up to 1."""
        rest = max(0.0, 1.0 - self.expedite - self.fixed_date - self.intangible)
        return self.expedite, self.fixed_date, rest, self.intangible


class _Arrivals(Frozen):
    """What all kinds of arrivals share."""

    later: ClassVar[Mapping[str, object]] = {"class_of_service": "standard", "classes": None}

    class_of_service: ClassOfService = "standard"
    """Priority class of all features of this stream."""
    classes: Classes | None = None
    """Or one class for each feature, by shares."""

    @model_validator(mode="after")
    def _one_class(self) -> Self:
        if self.classes is not None and self.class_of_service != "standard":
            raise ValueError("class_of_service and classes are both given; keep one of the two")
        return self

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """Shares of expedite, fixed date, standard and intangible features; they add up to 1."""
        if self.classes is not None:
            return self.classes.shares
        one = self.class_of_service
        return (
            float(one == "expedite"),
            float(one == "fixed_date"),
            float(one == "standard"),
            float(one == "intangible"),
        )


class _OpenArrivals(_Arrivals):
    """What all arrivals share that come whether there is room or not."""

    later: ClassVar[Mapping[str, object]] = {
        **_Arrivals.later,
        "lost_when_full": False,
        "expires_after": None,
        "gate_weeks": None,
    }

    lost_when_full: bool = False
    """Whether a feature that finds the first stage at its WIP limit is lost; else it waits before the stage."""
    expires_after: Distribution | None = None
    """Patience: weeks after arriving (at the line, where there is a gate) after which a feature that nobody has
    started leaves; none = never."""
    gate_weeks: PositiveWeeks | None = None
    """Funding gate: features wait for the next multiple of so many weeks before they may enter; none = no gate."""


class PoissonArrivals(_OpenArrivals):
    """Features that arrive at random, independently of each other."""

    kind: Literal["poisson"]
    rate: Rate
    """Features per week."""


class DeterministicArrivals(_OpenArrivals):
    """Features that arrive at a steady beat."""

    kind: Literal["deterministic"]
    every_weeks: PositiveWeeks
    """Weeks between two features."""


class RenewalArrivals(_OpenArrivals):
    """Features with independent, identically distributed intervals between them."""

    kind: Literal["renewal"]
    interval: Distribution
    """Weeks between two features."""

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.interval.mean == 0:
            raise ValueError("an interval of 0 weeks brings features without end; give a longer one")
        return self


class BatchArrivals(_OpenArrivals):
    """Batches of features that arrive at random, independently of each other (flow laboratory)."""

    kind: Literal["batch"]
    rate: Rate
    """Batches per week."""
    size: Distribution
    """Features in a batch, rounded to the nearest whole number; a batch may turn out empty."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        low, high = self.sizes(np.array([0.0, 1.0 - 2.0**-53]))
        if high < 1:
            raise ValueError("every batch has 0 features; give a larger size")
        if low == high and self.size.mean != low:
            raise ValueError(f"a batch of {self.size.mean:g} features is not whole; write a whole number")
        return self

    @cached_property
    def mean_size(self) -> float:
        """Mean number of features in a batch, after rounding, by the midpoint rule over the quantile function."""
        return float(self.sizes((np.arange(_GRID) + 0.5) / _GRID).mean())

    def sizes(self, u: Floats) -> npt.NDArray[np.int64]:
        """Features in a batch, one for each uniform number in [0, 1): same shape, halves rounded up."""
        return np.floor(self.size.from_uniform(u) + 0.5).astype(np.int64)


class ConwipArrivals(_Arrivals):
    """A fixed number of features in the line: a new one starts when one leaves (flow laboratory)."""

    kind: Literal["conwip"]
    wip: PositiveCount
    """Features in the line at all times."""


class SaturatedArrivals(_Arrivals):
    """A first stage that is always fed (flow laboratory).

    A new feature enters whenever the WIP limit allows; where there is none, whenever a server is free.
    """

    kind: Literal["saturated"]


Arrivals = Annotated[
    PoissonArrivals | DeterministicArrivals | RenewalArrivals | BatchArrivals | ConwipArrivals | SaturatedArrivals,
    Field(discriminator="kind"),
]
OpenArrivals = PoissonArrivals | DeterministicArrivals | RenewalArrivals | BatchArrivals
"""Kinds that come whether there is room or not."""


def weekly_rate(arrivals: Arrivals) -> float | None:
    """Mean number of features per week; None where the line itself decides (conwip, saturated)."""
    match arrivals:
        case PoissonArrivals(rate=rate):
            return rate
        case DeterministicArrivals(every_weeks=weeks):
            return 1 / weeks
        case RenewalArrivals(interval=interval):
            return 1 / interval.mean
        case BatchArrivals():
            return arrivals.rate * arrivals.mean_size
        case _:
            return None
