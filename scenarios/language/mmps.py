"""What is wanted: MMPs, objectives, and projects that bundle MMPs."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.language.resources import Amounts, Units, one_as_list, purse_faults
from scenarios.language.standing import LATER, Released, Status, standing_faults
from scenarios.language.value_axis import Points
from scenarios.quantities.units import (
    Frozen,
    Id,
    Money,
    PositiveCount,
    Probability,
    Quarter,
    QuarterOrPast,
    Quarters,
    Share,
    SignedMoney,
    TeamSprints,
    Words,
)


class Standard(Frozen):
    """Value does not depend on the date."""

    kind: Literal["standard"] = "standard"


class Decaying(Frozen):
    """Value per quarter halves every so many quarters after the MMP appears."""

    later: ClassVar[Mapping[str, object]] = {"age_quarters": 0.0}

    kind: Literal["decaying"]
    half_life_quarters: Annotated[float, Field(gt=0, json_schema_extra={"unit": "quarters"})]
    """Quarters until the benefit rate is half."""
    age_quarters: Quarters = 0.0
    """Quarters for which the idea had been on the table before quarter 1 (vmo roll counts them)."""


class Closing(Frozen):
    """A market window: nothing is earned after the end of its last quarter."""

    kind: Literal["closing"]
    last_quarter: QuarterOrPast
    """Last quarter in which the MMP earns; 0 = the window has closed."""


class FixedDate(Frozen):
    """A date that costs a penalty when it is missed."""

    kind: Literal["fixed_date"]
    quarter: QuarterOrPast
    """The MMP is due by the end of this quarter; 0 = the date has passed."""
    penalty: Money
    """Paid once when the date is missed, in currency."""
    penalty_per_quarter: Money = 0.0
    """Paid for each further quarter until release (by the week), in currency."""


_URGENCY_CELL = re.compile(r"^\s*([a-z_]+)\s*(?:[:(]\s*([^)]*?)\s*\)?)?\s*$")
_URGENCY_PARTS = {
    "standard": (),
    "decaying": ("half_life_quarters", "age_quarters"),
    "closing": ("last_quarter",),
    "fixed_date": ("quarter", "penalty", "penalty_per_quarter"),
}


def _urgency_words(value: object) -> object:
    """Short form for one cell: ``standard``, ``decaying: 2``, ``closing: 6``, ``fixed_date: 5, 400000``."""
    if not isinstance(value, str):
        return value
    match = _URGENCY_CELL.match(value)
    kind = match.group(1) if match else ""
    if match is None or kind not in _URGENCY_PARTS:
        raise ValueError(
            f'"{value}" is not an urgency; write standard, decaying: HALF_LIFE, closing: LAST_QUARTER or '
            "fixed_date: QUARTER, PENALTY"
        )
    numbers = [part.strip() for part in (match.group(2) or "").split(",") if part.strip()]
    keys = _URGENCY_PARTS[kind]
    if len(numbers) > len(keys):
        raise ValueError(f'"{value}" has {len(numbers)} numbers; {kind} takes {len(keys)}')
    return {"kind": kind, **dict(zip(keys, numbers, strict=False))}


Urgency = Annotated[
    Standard | Decaying | Closing | FixedDate,
    Field(discriminator="kind"),
    BeforeValidator(_urgency_words),
]

ClassOfService = Literal["expedite", "fixed_date", "standard", "intangible"]


def _one_effort(value: object) -> object:
    """A bare number means team-sprints in the MMP's own value stream."""
    return {"": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class MMP(Frozen):
    """A minimum marketable product: the smallest release worth paying for."""

    later: ClassVar[Mapping[str, object]] = {
        **LATER,
        "need": {},
        "purse": {},
        "running_cost": 0.0,
        "variant_of": None,
        "customer_value": 0.0,
    }

    id: Id
    """Short name, unique in the scenario."""
    name: Words = ""
    """Name shown to people; default: the id."""
    value_stream: Id | None = None
    """Value stream that builds it."""
    objective: Id | None = None
    """Objective it serves."""
    class_of_service: ClassOfService | None = None
    """Priority class of its features; default: fixed_date when its urgency is, else standard."""
    features: PositiveCount | None = None
    """Work items, as estimated at week 0."""
    effort: Annotated[dict[str, TeamSprints], BeforeValidator(_one_effort)] = Field(default_factory=dict)
    """Instead of features: team-sprints, a number or one per value stream (an MMP may need several streams)."""
    direct_cost: Money = 0.0
    """Licences, suppliers, hardware: paid when work on it starts, in currency."""
    value_per_quarter: Money = 0.0
    """Claimed benefit per quarter at full adoption, in currency."""
    value: Money = 0.0
    """Claimed one-off benefit at release, in currency."""
    benefits: tuple[SignedMoney, ...] = Field(default=(), max_length=400)
    """Claimed benefit in the 1st, 2nd... quarter after release, in currency."""
    success_probability: Probability = 1.0
    """Chance that it earns anything."""
    ramp_quarters: Quarters = 0.0
    """Quarters from release to full adoption, in a straight line."""
    urgency: Urgency = Standard()
    """How its value depends on the date."""
    requires: tuple[Id, ...] = ()
    """MMPs that must be released no later than this one."""
    requires_any: tuple[Id, ...] = ()
    """At least one of these must be released no later than this one."""
    after: tuple[Id, ...] = ()
    """MMPs that must be released before work on this one starts."""
    excludes: tuple[Id, ...] = ()
    """MMPs that make no sense together with this one."""
    with_: tuple[Id, ...] = Field(default=(), alias="with")
    """MMPs that are chosen together with this one, or not at all."""
    mandatory: bool = False
    """Must be done, whatever it earns."""
    appears_quarter: Quarter = 1
    """Quarter at whose start the idea is on the table; 1 = known from week 0."""
    earliest_quarter: Quarter | None = None
    """First quarter in which it may start."""
    latest_quarter: Quarter | None = None
    """Last quarter in which it may start."""
    underway: Share | None = None
    """Share of its work already done at week 0: funded and started before, under every funding model. Some of its
    features are complete, others half-way at the stages."""
    sponsor_weight: Annotated[float, Field(ge=0, le=1e9, json_schema_extra={"unit": "weight"})] = 1.0
    """How loud its sponsor is (selection: sponsor)."""
    duration_quarters: Annotated[int, Field(ge=0, le=400, json_schema_extra={"unit": "quarters"})] | None = None
    """Planner: quarters from start to release; 0 = released with its last requirement."""
    spend: tuple[Money, ...] | None = Field(default=None, max_length=400)
    """Planner: money per quarter of its execution, in currency; may be empty."""
    value_by_quarter: tuple[SignedMoney | None, ...] | None = Field(default=None, max_length=400)
    """Planner: expected net value if started in quarter 1, 2...; empty = cannot start then."""
    status: Status = "idea"
    """idea and planned: not begun; running: under way at week 0; released: it fulfils what requires it, costs
    nothing and earns outside the plan's value; cancelled: given up, its money is sunk."""
    released: Released | None = None
    """When a released MMP came out: a calendar quarter (2027-Q1), a date, or 0 for the last quarter before quarter
    1, -1 for the one before that; none = at week 0."""
    done_share: Share | None = None
    """Share of its work that is done at week 0, apart from money (running: as in underway; default: nothing)."""
    spent_to_date: Money = 0.0
    """Money spent on it before week 0: sunk, in currency."""
    spend_to_go: Money | None = None
    """Planner: money still to be spent on work under way, direct cost included; default: its estimate times the
    share of work left."""
    value_to_date: SignedMoney = 0.0
    """Value that it has brought before week 0, in currency."""
    need: dict[Id, Units | Amounts] = Field(default_factory=dict)
    """What it takes of each of the scenario's amounts. A list: in its 1st, 2nd... quarter of execution.
    One number: in every quarter of it where the amount is per quarter; once, where the amount is a total."""
    purse: dict[Id, Annotated[tuple[Money, ...], BeforeValidator(one_as_list)]] = Field(default_factory=dict)
    """Its spend by purse (capital, expense), each as money per quarter of its execution, in currency. A simulation
    takes the shares of the purses from it."""
    running_cost: Money = 0.0
    """Money per quarter from its release on (planner: from the quarter after), in currency: it takes budget of the
    planned quarters, and value until the benefit horizon."""
    variant_of: Id | None = None
    """What it is one way of doing; of all variants of the same thing at most one is done, and exactly one
    where they are mandatory."""
    customer_value: Points = 0.0
    """What customers get when it is released in time and succeeds, in points (value_axis)."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> list[str]:
        faults = []
        if self.features is not None and self.effort:
            faults.append("give either features or effort, not both")
        if "" in self.effort and self.value_stream is None:
            faults.append("effort as one number needs a value_stream")
        if self.spend is not None and self.duration_quarters not in (None, len(self.spend)):
            faults.append(
                f"spend covers {len(self.spend)} quarters but duration_quarters is {self.duration_quarters}; "
                "make them equal or drop duration_quarters"
            )
        faults += purse_faults(self)
        first, last = self.earliest_quarter, self.latest_quarter
        if first is not None and last is not None and first > last:
            faults.append(f"earliest_quarter {first} is after latest_quarter {last}")
        if last is not None and self.appears_quarter > last:
            faults.append(f"appears_quarter {self.appears_quarter} is after latest_quarter {last}")
        if (self.underway is not None or self.status == "running") and self.appears_quarter != 1:
            faults.append("an MMP that is under way at week 0 has appears_quarter 1")
        return [*faults, *standing_faults(self)]

    @property
    def label(self) -> str:
        """Name for people."""
        return self.name or self.id

    @property
    def service(self) -> ClassOfService:
        """Class of service of its features."""
        return self.class_of_service or ("fixed_date" if isinstance(self.urgency, FixedDate) else "standard")

    @property
    def team_sprints(self) -> dict[str, float]:
        """Stated effort by value stream id; empty when features are given instead."""
        return {stream or self.value_stream or "": effort for stream, effort in self.effort.items()}


class Objective(Frozen):
    """An outcome the organisation wants (OKR)."""

    id: Id
    """Short name, unique in the scenario."""
    name: Words = ""
    """Name shown to people; default: the id."""
    weight: Annotated[float, Field(ge=0, le=1e9, json_schema_extra={"unit": "weight"})] = 1.0
    """Relative importance."""
    minimum_share: Share | None = None
    """Smallest share of spend or value that goes to it."""
    maximum_share: Share | None = None
    """Largest share of spend or value that goes to it."""
    share_of: Literal["spend", "value"] = "spend"
    """What the shares are measured on."""
    target: Money | None = None
    """Expected value to reach, in currency."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (
            self.minimum_share is not None
            and self.maximum_share is not None
            and self.minimum_share > self.maximum_share
        ):
            raise ValueError(f"minimum_share {self.minimum_share:g} is above maximum_share {self.maximum_share:g}")
        return self


class Project(Frozen):
    """A named bundle of MMPs that project funding approves as a whole."""

    id: Id
    """Short name, unique in the scenario."""
    name: Words = ""
    """Name shown to people; default: the id."""
    mmps: tuple[Id, ...] = Field(min_length=1)
    """Its MMPs; an MMP belongs to one project at most."""
