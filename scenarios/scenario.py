"""The scenario: the one thing that travels between the simulator, the optimiser and their users."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.calendar import Calendar
from scenarios.checks.across import cross_faults
from scenarios.checks.change import change_faults
from scenarios.checks.resources import resource_faults
from scenarios.checks.standing import standing_faults
from scenarios.faults import ScenarioError
from scenarios.language.dependencies import Dependency, Train
from scenarios.language.events import Event
from scenarios.language.funding_model import FundingModel
from scenarios.language.mmps import MMP, Objective, Project
from scenarios.language.platforms import Platform
from scenarios.language.resources import Amount, AtMost
from scenarios.language.services import Service
from scenarios.language.streams import ValueStream
from scenarios.language.value_axis import ValueAxis
from scenarios.quantities.distributions import Constant, Distribution
from scenarios.quantities.units import Factor, Frozen, Id, Money, Points, Probability, Quarter, Share, Words

Amounts = Money | tuple[Money, ...]


class Vote(Frozen):
    """Points that somebody gives to a value stream where money is split by votes (participatory budgeting)."""

    voter: Words = ""
    """Who votes. Every voter counts the same, however many points are given."""
    value_stream: Id
    """Who gets the points."""
    points: Points
    """So many, against those that the same voter gives to others."""
    quarter: Quarter = 1
    """First quarter for which this ballot holds; a later ballot of the same voter takes its place."""


class Budget(Frozen):
    """Money for change, per quarter."""

    later: ClassVar[Mapping[str, object]] = {"purses": {}, "running_purse": None, "votes": ()}

    per_quarter: Amounts
    """Money for teams, direct costs, business cases and governance: one number, or one per quarter."""
    support_per_quarter: Money = 0.0
    """Money for support functions, on top and the same in every model."""
    carry_over: Share = 0.0
    """Share of unspent money that may be used in the next funding window."""
    streams: dict[str, Amounts] = Field(default_factory=dict)
    """Money per value stream and quarter, where it is given; default: in proportion to payroll."""
    purses: dict[Id, Amounts] = Field(default_factory=dict)
    """Money by purse (capital, expense) that cannot stand in for each other, per quarter, within
    per_quarter."""
    running_purse: Id | None = None
    """The purse that pays running cost."""
    votes: tuple[Vote, ...] = Field(default=(), max_length=20_000)
    """Votes on value streams, where a funding model splits money by them (split: votes); or a table beside the
    scenario (votes.csv) with these columns."""

    def in_quarter(self, quarter: int, stream: str | None = None) -> float:
        """Money of a 1-based quarter, for one stream or for the whole portfolio."""
        amounts = self.per_quarter if stream is None else self.streams[stream]
        return amounts[quarter - 1] if isinstance(amounts, tuple) else amounts


class Evidence(Frozen):
    """The signal on success that users give once part of an MMP is in their hands."""

    sensitivity: Probability = 0.7
    """Chance of a good signal for a success (assumption, grade D: weak, which favours project funding)."""
    specificity: Probability = 0.7
    """Chance of a bad signal for a failure (assumption, grade D: weak, which favours project funding)."""
    share: Share = 0.5
    """Share of the features after which it shows (assumption, grade D: late, which favours project funding)."""


class Market(Frozen):
    """How value drifts, and ideas that nobody has thought of yet."""

    volatility: Factor = 0.0
    """Standard deviation of the logarithm of value per quarter (random walk without drift in the mean)."""
    arrivals_per_quarter: Annotated[float, Field(ge=0, le=1000, json_schema_extra={"unit": "per quarter"})] = 0.0
    """Mean number of new MMPs per quarter, from the second quarter on."""
    templates: tuple[MMP, ...] = ()
    """What new MMPs look like; one is drawn for each arrival."""

    @model_validator(mode="after")
    def _has_templates(self) -> Self:
        if self.arrivals_per_quarter > 0 and not self.templates:
            raise ValueError("arrivals_per_quarter is above 0 but there are no templates to draw new MMPs from")
        return self


class Common(Frozen):
    """Luck that MMPs share, in success and in realised value: parts of one real undertaking fail together.

    Correlations of the normal scores behind success, and of those behind realised value (a Gaussian copula); what
    each MMP may expect is the same for any correlation.
    """

    project: Share = 0.0
    """Correlation between MMPs of one project (neutral: 0, every MMP has luck of its own)."""
    objective: Share = 0.0
    """Correlation between MMPs of one objective, on top of that of their project (neutral: 0)."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.project + self.objective > 1:
            raise ValueError(
                f"project {self.project:g} + objective {self.objective:g} is above 1; lower one of them"
            )
        return self


class Uncertainty(Frozen):
    """What the estimates do not know."""

    scope_growth: Distribution = Constant(value=1.0)
    """Actual features / estimated features."""
    value: Distribution = Constant(value=1.0)
    """Realised value / claimed value, given success."""
    failure_value: Share = 0.0
    """Realised value / claimed value of a failure."""
    evidence: Evidence = Evidence()
    """The signal that shows during the work."""
    market: Market = Market()
    """Drift of value and new ideas."""
    common: Common = Common()
    """Luck shared by MMPs of one project or objective."""
    ranges: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Own ranges for vmo sensitivity: lowest and highest value by path (factors where the path ends in a star)."""
    together: tuple[tuple[str, ...], ...] = ()
    """Groups of uncertain numbers (ids of vmo sensitivity --list) that are high or low at the same time, for vmo
    assumptions; default: each for itself."""

    later: ClassVar[Mapping[str, object]] = {"ranges": {}, "together": (), "common": Common()}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for path, (low, high) in self.ranges.items():
            if not low < high:
                raise ValueError(f"ranges: {path}: {low:g} is not below {high:g}; write [lowest, highest]")
        return self


class Assumption(Frozen):
    """Where a number of the scenario comes from, how sure it is, and who answers for it."""

    source: Words = ""
    """Where it comes from."""
    grade: Literal["A", "B", "C", "D"] | None = None
    """Evidence grade: A measured, B large vendor or government data, C practitioner, D assumption."""
    owner: Words = ""
    """Who answers for it."""


class Synergy(Frozen):
    """Extra value when all of a group are done."""

    mmps: tuple[Id, ...] = Field(min_length=1, max_length=10)
    """The group; one alone where the others are out."""
    value: Money
    """Expected extra value, in currency."""


class PlanRules(Frozen):
    """Portfolio rules a plan has to keep (optimiser)."""

    later: ClassVar[Mapping[str, object]] = {"at_most": ()}

    mmp_wip_limit: Annotated[int, Field(ge=1, json_schema_extra={"unit": "count"})] | None = None
    """Most MMPs under way in one value stream and quarter."""
    largest_bet: Share | None = None
    """Largest share of a quarter's money that one MMP may take."""
    three_month_rule: Annotated[int, Field(ge=1, json_schema_extra={"unit": "quarters"})] | None = None
    """Every value stream releases something of value at least every so many quarters."""
    at_most: tuple[AtMost, ...] = ()
    """Groups of MMPs of which only so many may be done."""


def _keyed(value: object) -> object:
    """``name:`` with nothing behind it, or only a base's name, is the base preset."""
    if not isinstance(value, dict):
        return value
    return {
        key: ({"base": spec} if isinstance(spec, str) else {"base": key} if spec is None else spec)
        for key, spec in value.items()
    }


def _presets() -> dict[str, FundingModel]:
    return {"project": FundingModel.preset("project"), "value_stream": FundingModel.preset("value_stream")}


class Scenario(Frozen):
    """One question about one portfolio, or about the flow of value streams, with everything needed to answer it."""

    later: ClassVar[Mapping[str, object]] = {
        "platforms": (),
        "services": (),
        "dependencies": (),
        "trains": (),
        "events": (),
        "assumptions": {},
        "packs": {},
        "amounts": {},
        "value_axis": ValueAxis(),
    }

    name: Id = "scenario"
    """Short name."""
    title: Words = ""
    """One line for people."""
    question: Words = ""
    """The question it answers."""
    sources: tuple[Words, ...] = ()
    """Where its numbers come from, with evidence grades."""
    assumptions: dict[str, Assumption] = Field(default_factory=dict)
    """Source, grade and owner of numbers by path (mmps.*.value_per_quarter), for the register of assumptions."""
    packs: dict[Id, dict[str, float]] = Field(default_factory=dict)
    """Stress packs for vmo packs: by name, new values by path (factors where the path ends in a star); default: the
    shipped ones."""
    currency: Words = Field(default="EUR", max_length=8)
    """Currency of every amount."""
    calendar: Calendar = Calendar()
    """Quarters, benefit horizon and discount rate."""
    budget: Budget = Budget(per_quarter=0.0)
    """Money per quarter. Required where there are MMPs."""
    amounts: dict[Id, Amount] = Field(default_factory=dict)
    """Planner: what there is of other resources that MMPs need: skills, environments, licences, risk, carbon."""
    objectives: tuple[Objective, ...] = ()
    """Outcomes that MMPs serve."""
    value_streams: tuple[ValueStream, ...] = Field(default=(), max_length=200)
    """Value streams; a planner's file may have none."""
    platforms: tuple[Platform, ...] = Field(default=(), max_length=200)
    """Platform teams that stages of several value streams share."""
    services: tuple[Service, ...] = Field(default=(), max_length=50)
    """Shared services that MMPs and features of all value streams visit: procurement, legal, security. They are
    paid beside the budget, as support is."""
    dependencies: tuple[Dependency, ...] = Field(default=(), max_length=500)
    """Features of one value stream that need another one. When they are told there is a matter of the funding model
    (sync_weeks)."""
    trains: tuple[Train, ...] = Field(default=(), max_length=100)
    """Value streams that plan together, where a funding model has increments; none given = all of them are one
    train, otherwise those left out plan alone."""
    mmps: tuple[MMP, ...] = Field(default=(), max_length=20_000)
    """Candidate work. Required, unless a value stream has arrivals: then it is for the flow laboratory."""
    projects: tuple[Project, ...] = ()
    """Bundles for project funding; MMPs left out are bundled by value stream and objective."""
    uncertainty: Uncertainty = Uncertainty()
    """How far scope, value and success may be off, what users tell, and ranges of single numbers."""
    funding_models: Annotated[dict[Id, FundingModel], BeforeValidator(_keyed)] = Field(
        default_factory=_presets, min_length=1
    )
    """Named funding models to compare."""
    events: tuple[Event, ...] = ()
    """Shocks that hit every funding model alike and that nobody foresees."""
    synergies: tuple[Synergy, ...] = ()
    """Groups worth more together (optimiser)."""
    plan_rules: PlanRules = PlanRules()
    """Portfolio rules (optimiser)."""
    value_axis: ValueAxis = ValueAxis()
    """A second axis of value beside money (customer_value of MMPs)."""

    @model_validator(mode="after")
    def _cross_checked(self) -> Self:
        faults = [*cross_faults(self), *change_faults(self), *standing_faults(self), *resource_faults(self)]
        if faults:
            raise ScenarioError(faults)
        return self

    @property
    def laboratory(self) -> bool:
        """Whether it is for the flow laboratory alone: value streams with arrivals, and no MMPs."""
        return not self.mmps

    @property
    def counts_points(self) -> bool:
        """Whether anything counts on the second axis of value: what MMPs bring, or defects take away."""
        lost = any(stream.escapes is not None and stream.escapes.customer_loss for stream in self.value_streams)
        return lost or any(mmp.customer_value for mmp in self.mmps)

    @property
    def payroll_per_week(self) -> float:
        """Cost per week of the standing teams of all streams, and of the platform teams that work for them."""
        used = {stage.platform for stream in self.value_streams for stage in stream.stages}
        streams = sum(stream.payroll_per_week for stream in self.value_streams)
        return streams + sum(team.payroll_per_week for team in self.platforms if team.id in used)

    def platform(self, platform_id: str) -> Platform:
        """The platform team with this id. Raises ``KeyError`` when there is none."""
        for platform in self.platforms:
            if platform.id == platform_id:
                return platform
        raise KeyError(platform_id)

    def mmp(self, mmp_id: str) -> MMP:
        """The MMP with this id. Raises ``KeyError`` when there is none."""
        for mmp in self.mmps:
            if mmp.id == mmp_id:
                return mmp
        raise KeyError(mmp_id)

    def stream(self, stream_id: str) -> ValueStream:
        """The value stream with this id. Raises ``KeyError`` when there is none."""
        for stream in self.value_streams:
            if stream.id == stream_id:
                return stream
        raise KeyError(stream_id)

    def bundles(self) -> dict[str, tuple[str, ...]]:
        """Every project with its MMPs: the named ones, then one per value stream and objective for the rest."""
        named = {project.id: project.mmps for project in self.projects}
        taken = {mmp for mmps in named.values() for mmp in mmps}
        rest: dict[str, list[str]] = {}
        for mmp in self.mmps:
            if mmp.id not in taken:
                parts = [part for part in (mmp.value_stream, mmp.objective) if part]
                key = "/".join(parts) or "portfolio"
                while key in named:
                    key += "+"
                rest.setdefault(key, []).append(mmp.id)
        return named | {key: tuple(mmps) for key, mmps in rest.items()}
