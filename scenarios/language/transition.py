"""A change of funding model: which value stream comes under the new rules when, and what that costs for a while."""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.language.units import Frozen, Id, Money, Quarter, Weeks

Adoption = Literal["at_once", "linear", "s_curve"]


class Dip(Frozen):
    """Lower productivity of a value stream after its rules have changed (no published effect size: grade D)."""

    productivity: Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share"})] = 0.85
    """Productivity of its people meanwhile (assumption, grade D; it favours staying with the old rules)."""
    weeks: Weeks = 13.0
    """How long it lasts, in weeks (assumption, grade D)."""


class Transition(Frozen):
    """Value streams change over from the rules of this funding model to those of another one."""

    to: Id
    """The new rules: a funding model of the scenario, or a preset (project, value_stream, well_run_projects)."""
    from_quarter: Quarter = 2
    """Quarter in which the first value stream changes over; after the last quarter: never."""
    quarters: Annotated[int, Field(ge=1, le=80, json_schema_extra={"unit": "quarters"})] = 4
    """Quarters over which the value streams change over (adoption: linear or s_curve)."""
    adoption: Adoption = "linear"
    """at_once: all streams in from_quarter. linear: one after the other, evenly spread. s_curve: a pilot, a pause,
    and then the others in quick succession (the shape is an assumption, grade D)."""
    order: tuple[Id, ...] = ()
    """Value streams in the order in which they change over; the rest follow in the order of the scenario."""
    streams: dict[Id, Quarter] = Field(default_factory=dict)
    """Quarter of each value stream, instead of a curve; streams left out keep the old rules."""
    dip: Dip | None = Dip()
    """Lower productivity of a stream after each change of its rules; none = no dip."""
    abandon_after_months: Annotated[int, Field(ge=1, le=480, json_schema_extra={"unit": "months"})] | None = None
    """Months from the first change until every stream falls back to the old rules; none = the change is kept."""
    one_off_cost: Money = 0.0
    """Paid when the first value stream changes over, in currency: severance, tooling, moving (neutral: 0)."""
    cost_per_year: Money = 0.0
    """Paid week by week from the first change on, in currency: coaches, licences, training (neutral default: 0)."""
    cost_quarters: Annotated[int, Field(ge=1, le=80, json_schema_extra={"unit": "quarters"})] | None = None
    """Quarters for which cost_per_year is paid, at most until the change is abandoned; none = to the end."""

    later: ClassVar[Mapping[str, object]] = {"one_off_cost": 0.0, "cost_per_year": 0.0, "cost_quarters": None}

    def plan(self, streams: Sequence[str]) -> dict[str, int]:
        """Quarter (1-based) in which each of these value streams changes over; those that never do are left out."""
        if self.streams:
            return {name: quarter for name, quarter in self.streams.items() if name in streams}
        order = [name for name in self.order if name in streams]
        order += [name for name in streams if name not in order]
        return {
            name: self.from_quarter + offset(self.adoption, k / len(order), self.quarters)
            for k, name in enumerate(order)
        }


def offset(adoption: Adoption, share: float, quarters: int) -> int:
    """Whole quarters from the first change to that of the stream with this share of the streams before it.

    linear: share x quarters, rounded down. s_curve: the time at which the smooth step 3 x^2 - 2 x^3 reaches the
    share, in closed form 1/2 - sin(arcsin(1 - 2 share) / 3), rounded to the nearest quarter.
    """
    if adoption == "at_once":
        return 0
    if adoption == "linear":
        return int(share * quarters + 1e-9)
    return int((0.5 - math.sin(math.asin(1 - 2 * share) / 3)) * quarters + 0.5 - 1e-9)
