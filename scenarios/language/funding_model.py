"""Funding models: the mechanisms by which money meets work, marked on the fields of the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scenarios.language.streams import Limit
from scenarios.language.transition import Transition
from scenarios.quantities.presets import Preset, funding_overlays, funding_presets
from scenarios.quantities.units import (
    BudgetFactor,
    Factor,
    Frozen,
    Id,
    IncrementWeeks,
    Money,
    PositiveWeeks,
    Probability,
    ServerWeeks,
    Share,
    Weeks,
    Words,
)

Base = Literal["project", "value_stream", "well_run_projects"]
Overlay = Literal["as_claimed"]
IDENTITY = frozenset(("base", "name", "overlay"))
"""Fields that say where settings come from and what they are called, and set nothing themselves."""
Load = Annotated[float, Field(gt=0, le=10, json_schema_extra={"unit": "factor"})]
Days = Annotated[float, Field(ge=0, le=50, json_schema_extra={"unit": "days"})]
SelectionRule = Literal[
    "business_case", "wsjf", "cd3", "smallest_first", "first_come", "sponsor", "random", "optimiser"
]


@dataclass(frozen=True)
class Mechanism:
    """One way in which money meets work. It marks the fields of a funding model that are its settings."""

    id: str
    label: str
    """Name for people."""
    group: str
    """What it is switched with when a difference is attributed: a key of ``GROUPS``, or a group of its own."""
    effect: str
    """What it does, in one sentence."""
    place: int = 0
    """Place within the group, where it is not the order of the fields."""


GROUPS = {
    "rhythm": "Rhythm of decisions",
    "units": "Size of funding units",
    "releases": "Size of releases",
    "limit": "Limit on MMPs in progress",
    "choice": "Choosing and stopping",
    "teams": "Stability of teams",
    "control": "Governance and overruns",
    "services": "Shared services",
    "runway": "Time for enablers",
    "increments": "Synchronisation and increments",
}
"""Groups of mechanisms that a board can talk about. What is decided together is switched together: an approval
belongs to its round, a business case to those who ask for it, evidence to those who choose and stop by it."""

CADENCE = Mechanism(
    "cadence", "Funding cadence", "rhythm", "Money is decided this often; between rounds nothing is."
)
APPROVAL = Mechanism("approval", "Approval time", "rhythm", "What is chosen waits this long for its money.")
UNIT = Mechanism("funding_unit", "Funding unit", "units", "What is approved, ranked and paid for as a whole.")
RELEASE = Mechanism("release_unit", "Release unit", "releases", "Benefits, and evidence, wait for all of this.")
LIMIT = Mechanism("mmp_wip_limit", "Limit on MMPs in progress", "limit", "A stream pulls no more MMPs than this.")
SELECTION = Mechanism("selection", "Selection rule", "choice", "Who comes first, by which estimates.")
STOPPING = Mechanism("stop_rule", "Stop rule", "choice", "What evidence speaks against is stopped.")
FORMATION = Mechanism("formation", "Forming of teams", "teams", "People who are put together are slower at first.")
CASES = Mechanism("business_case", "Business cases", "control", "Every unit that is looked at costs this once.")
OVERRUN = Mechanism("overrun", "Overruns", "control", "What happens when money is used up, or left over.", place=1)
STAFFING = Mechanism("staffing", "Staffing", "teams", "People follow the money, or stay in their stream.")
GOVERNANCE = Mechanism(
    "governance", "Cost of governance", "control", "Rounds, and what is looked at in them, cost."
)


PRICE = Mechanism(
    "release_price", "Price of a release", "releases", "Every release costs money and somebody's time."
)
SPLIT = Mechanism("split", "Splitting the money", "choice", "What share each value stream gets is decided anew.")
OFFICE = Mechanism(
    "office", "Cost of the office", "control", "Whoever decides is paid out of the same budget.", place=2
)
FAMILIARITY = Mechanism(
    "familiarity", "Familiarity", "teams", "People get quicker with the weeks together and on a kind of work."
)
RUNWAY = Mechanism("runway", "Runway", "runway", "A share of people's time goes into enablers, not features.")
EXPERIMENT = Mechanism(
    "experiment", "Experiments", "choice", "An idea is tried before money goes into building it."
)
PIVOT = Mechanism("pivot", "Pivot", "choice", "What evidence speaks against is turned into something else.")
SERVICES = Mechanism(
    "services", "Shared services", "services", "Their budget buys whole people, whom every value stream waits for."
)
SYNCHRONISATION = Mechanism(
    "synchronisation",
    "Synchronisation",
    "increments",
    "What one value stream needs of another waits for a meeting.",
)
INCREMENTS = Mechanism(
    "increments",
    "Program increments",
    "increments",
    "Trains of value streams plan together, start and may release together.",
)
CAPACITY = Mechanism("capacity", "Check of capacity", "choice", "What people cannot do is not approved.")


class FundingModel(Frozen):
    """How money is decided, what it buys, and who moves. Settings left out come from the base preset.

    A setting is marked with its mechanism. A setting with a default here came later and is neutral there:
    a fingerprint leaves it out.
    """

    base: Base
    """Preset that supplies every setting not given here."""
    overlay: Overlay | None = None
    """What is laid over the preset: as_claimed = the numbers that the literature on value offices claims."""
    name: Words = ""
    """Name shown to people; default: the key."""
    cadence_weeks: Annotated[PositiveWeeks, CADENCE]
    """Weeks between two funding rounds; the first is at week 0."""
    approval_weeks: Annotated[Weeks, APPROVAL]
    """Weeks from the decision to the money."""
    funding_unit: Annotated[Literal["project", "mmp"], UNIT]
    """What is approved as a whole."""
    release_unit: Annotated[Literal["project", "mmp"], RELEASE]
    """What must be complete before benefits start."""
    mmp_wip_limit: Annotated[Limit, LIMIT]
    """MMPs worked on at once in a value stream; none = all that are funded."""
    selection: Annotated[SelectionRule, SELECTION]
    """Order in which candidates are chosen."""
    reestimate: Annotated[bool, SELECTION]
    """Whether estimates and beliefs are renewed at every round, or the first ones hold for ever."""
    stop_rule: Annotated[Literal["never", "evidence"], STOPPING]
    """evidence: stop when the posterior value of what remains is below the hurdle."""
    stop_hurdle: Annotated[Factor, STOPPING]
    """Expected discounted remaining benefit per remaining cost below which an MMP is stopped."""
    opportunity: Annotated[Annotated[float, Field(gt=0, json_schema_extra={"unit": "factor"})] | None, STOPPING]
    """Also stop when the best waiting candidate earns this many times more per remaining cost; none = off."""
    formation_weeks: Annotated[Weeks, FORMATION]
    """Weeks a unit's people need to become a team; moved people need them too."""
    formation_productivity: Annotated[
        Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share"})], FORMATION
    ]
    """Productivity while forming."""
    business_case_share: Annotated[Share, CASES]
    """Share of the estimated cost spent on the business case of each unit, when it is first evaluated."""
    overrun: Annotated[Literal["reapprove", "absorb"], OVERRUN]
    """What happens when a unit's money is used up: unstarted features wait for new money, or work goes on."""
    change_weeks: Annotated[Weeks, OVERRUN]
    """Weeks until the new money is there (overrun: reapprove)."""
    overrun_tolerance: Annotated[Share, OVERRUN]
    """Share by which a unit may exceed its money before it has to ask (overrun: reapprove)."""
    staffing: Annotated[Literal["follows_funding", "fixed"], STAFFING]
    """Whether people move to the funded work or stay in their value stream."""
    bench: Annotated[Literal["paid", "released"], STAFFING]
    """Whether people without work are paid (follows_funding only)."""
    governance_per_round: Annotated[Money, GOVERNANCE]
    """Cost of one funding round, in currency."""
    governance_per_unit: Annotated[Money, GOVERNANCE]
    """Cost of looking at one unit in a round, in currency."""
    year_end: Annotated[Literal["carry", "flush"], OVERRUN] = "carry"
    """Money that is left when the year ends: carry = budget.carry_over decides; flush = shortly before, it is spent
    at once on whatever is on the table, smallest first, whatever it is worth (neutral default: carry)."""
    year_end_weeks: Annotated[PositiveWeeks, OVERRUN] = 6.0
    """Weeks before the end of the year in which what is left is spent (year_end: flush; assumption, grade D)."""
    release_cost: Annotated[Money, PRICE] = 0.0
    """Cost of each date on which a value stream releases something, in currency: training, cut-over,
    a campaign. A value stream may state its own."""
    release_effort: Annotated[ServerWeeks, PRICE] = 0.0
    """Work at the last stage of a value stream before a release unit it has built can come out, in server-weeks:
    regression test, cut-over. It comes first there. A value stream may state its own."""
    approve_within_capacity: Annotated[Load | None, CAPACITY] = None
    """Share of the people's time until the next round's money comes that approved work may fill: nothing more is
    approved when it is full (the last unit may run over); none = money alone decides."""
    commit_ahead_weeks: Annotated[Weeks, CADENCE] = 0.0
    """Weeks of budget that the first round decides on beyond the next one, and that every later round stays ahead:
    a stock of funded work for teams that are quicker than planned (neutral default: 0)."""
    split: Annotated[Literal["fixed", "expected_value", "votes"], SPLIT] = "fixed"
    """How the money is split over value streams that keep their people (staffing: fixed): as it is; at every round
    by the expected value of what is on the table; or by votes (budget.votes). People move, too (neutral: fixed)."""
    max_shift: Annotated[Share, SPLIT] = 0.08
    """Share of all money that may move between value streams in a year, pro rata at every round (McKinsey 2012-16:
    companies move 8 % a year on average, grade B)."""
    office_per_year: Annotated[Money, OFFICE] = 0.0
    """Cost of the office that decides (a project office, a value office), in currency a year, out of the budget:
    there is less to decide on and to pay people with. Where value streams live by different rules, each office
    costs the share of its streams in payroll (neutral default: 0)."""
    familiarity_weeks: Annotated[Weeks, FAMILIARITY] = 0.0
    """Weeks until people are familiar: productivity grows evenly from formation_productivity to the ceiling. They
    start anew where the team of a unit is put together (formation_weeks above 0), when they move to another stream,
    and when a stream begins its first work of a project: a new kind of work, however it is funded. 0 = a step of
    formation_weeks instead (neutral default). That familiarity improves performance is measured (Huckman, Staats,
    Upton 2009, grade A); how long it takes is an assumption (D)."""
    familiarity_ceiling: Annotated[
        Annotated[float, Field(gt=0, le=3, json_schema_extra={"unit": "factor"})], FAMILIARITY
    ] = 1.0
    """Productivity of people who know each other and the work (neutral default: 1, as estimated, which favours
    project funding; stable, experienced teams need 0.77 of the time: EBSPM data, own regression, grade A)."""
    enabler_share: Annotated[Annotated[float, Field(ge=0, le=0.9, json_schema_extra={"unit": "share"})], RUNWAY] = (
        0.0
    )
    """Guardrail: share of people's working time that goes into enablers, in value streams that have a runway
    (neutral default: 0)."""
    pivots: Annotated[Annotated[int, Field(ge=0, le=10, json_schema_extra={"unit": "count"})], PIVOT] = 0
    """How often an MMP with bad evidence may be pivoted, where evidence stops (stop_rule: evidence): of going on,
    turning and stopping, a round takes what is expected to be worth most (neutral default: 0)."""
    pivot_keeps: Annotated[Share, PIVOT] = 0.5
    """Share of the features done that a pivot keeps; the others are new work (assumption, grade D)."""
    pivot_success: Annotated[Probability | None, PIVOT] = None
    """Chance of success after a pivot; none = that which the MMP had at first (assumption, grade D)."""
    experiments: Annotated[Literal["never", "worth", "always"], EXPERIMENT] = "never"
    """Which MMPs are tried before money is decided: worth = those whose result is expected to be worth more than it
    costs; a unit that is being tried waits (neutral default: never)."""
    experiment_cost: Annotated[Money, EXPERIMENT] = 20_000.0
    """Cost of one experiment, in currency (assumption, grade D: two people for a month)."""
    experiment_weeks: Annotated[Weeks, EXPERIMENT] = 4.0
    """Weeks until its result is there; the next round decides with it (assumption, grade D)."""
    experiment_sensitivity: Annotated[Probability, EXPERIMENT] = 0.7
    """Chance of a good result for a success (assumption, grade D: as weak as what users of a part can tell)."""
    experiment_specificity: Annotated[Probability, EXPERIMENT] = 0.7
    """Chance of a bad result for a failure (assumption, grade D: as weak as what users of a part can tell)."""
    services_budget: Annotated[BudgetFactor, SERVICES] = 1.0
    """Share of their budget that shared services get: it buys whole people (neutral default: 1, grade D). Where
    value streams live by different rules, each decides on its share of the payroll."""
    sync_weeks: Annotated[Weeks, SYNCHRONISATION] = 0.0
    """Weeks between two synchronisations, at which value streams tell each other what they need; 0 = at once
    (neutral default: 0, grade D)."""
    increment_weeks: Annotated[IncrementWeeks | None, INCREMENTS] = None
    """Weeks between two plannings of a train of value streams; none = there are no increments (neutral default,
    grade D). Where there are, what a train needs of another one is told at the next planning of that one."""
    planning_days: Annotated[Days, INCREMENTS] = 2.0
    """Working days, five to a week, for which everybody in a train stops work at each planning (two days of program
    increment planning: Scaled Agile, grade C; no effect without increments)."""
    increment_start: Annotated[Literal["boundary", "demand"], INCREMENTS] = "boundary"
    """boundary: an MMP is begun in the increment into whose planning it came with its money; demand: as soon as
    there is room (assumption, grade D; no effect without increments)."""
    increment_release: Annotated[Literal["boundary", "demand"], INCREMENTS] = "demand"
    """boundary: what is complete is released at the next planning; demand: on the dates of its value stream
    (assumption, grade D; no effect without increments)."""
    improvement: Annotated[Share, INCREMENTS] = 0.0
    """Inspect and adapt: share of rework and blockers that is gone for good after every increment (neutral default:
    none; nobody has published its size, grade D)."""
    streams: dict[Id, Id] = Field(default_factory=dict)
    """Value streams that live by the rules of another funding model for good, such as core: project (a hybrid)."""
    transition: Transition | None = None
    """A change from these rules to those of another funding model; none = the rules stay."""

    @model_validator(mode="before")
    @classmethod
    def _from_preset(cls, data: Any) -> Any:  # noqa: ANN401 - whatever was written
        if isinstance(data, str):
            data = {"base": data}
        base = data.get("base") if isinstance(data, dict) else None
        if not isinstance(base, str) or base not in funding_presets():
            return data
        preset = funding_presets()[base]
        laid = funding_overlays().get(str(data.get("overlay")), {}).get(base, {})
        return {key: value.value for key, value in (preset | laid).items()} | data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.overlay is not None and self.base not in funding_overlays()[self.overlay]:
            known = " and ".join(funding_overlays()[self.overlay])
            raise ValueError(f"overlay {self.overlay} is for the bases {known}, not for {self.base}; take it out")
        return self

    def source_of(self, setting: str) -> Preset | None:
        """Where the value of a setting comes from; None when the scenario states another than its preset."""
        laid = funding_overlays()[self.overlay].get(self.base, {}) if self.overlay is not None else {}
        preset = (funding_presets()[self.base] | laid).get(setting)
        return preset if preset is not None and preset.value == getattr(self, setting) else None

    @classmethod
    def left_out(cls) -> Mapping[str, object]:
        """Settings with a neutral default: unless they differ from it, no fingerprint knows them."""
        defaults = {name: f.get_default(call_default_factory=True) for name, f in cls.model_fields.items()}
        return {
            name: defaults[name] for name, f in cls.model_fields.items() if name != "name" and not f.is_required()
        }

    @classmethod
    def preset(cls, base: Base) -> Self:
        """The base preset itself."""
        return cls.model_validate({"base": base})

    @property
    def weeks_to_form(self) -> float:
        """Weeks in which the people of a new unit are slower; 0 where nobody is put together anew."""
        return self.familiarity_weeks if self.familiarity_weeks and self.formation_weeks else self.formation_weeks

    @property
    def weeks_to_settle(self) -> float:
        """Weeks in which people who come from another stream are slower."""
        return self.familiarity_weeks or self.formation_weeks

    @property
    def settings(self) -> tuple[object, ...]:
        """The settings of all mechanisms: equal for models whose rules are the same, whatever they are called."""
        return tuple(getattr(self, name) for settings in marked(type(self)).values() for name in settings)


@cache
def marked(model: type[FundingModel]) -> Mapping[Mechanism, tuple[str, ...]]:
    """The mechanisms of a type of funding model, in the order of its fields, with the settings of each."""
    found: dict[Mechanism, tuple[str, ...]] = {}
    for name, field in model.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Mechanism):
                found[mark] = (*found.get(mark, ()), name)
    return MappingProxyType(found)


def grade_of(settings: Sequence[str]) -> str:
    """The weakest evidence grade behind settings in which the base presets differ; D where none knows them."""
    values = {name: [preset[name] for preset in funding_presets().values() if name in preset] for name in settings}
    grades = [
        value.grade for found in values.values() if any(v.value != found[0].value for v in found) for value in found
    ]
    grades += ["D" for found in values.values() if not found]
    return max(grades, default="D")


MECHANISMS = {mechanism.id: settings for mechanism, settings in marked(FundingModel).items()}
"""Every mechanism by its id, with the settings that belong to it."""


def named(name: str, models: Mapping[str, FundingModel]) -> FundingModel:
    """The funding model that another one refers to: one of the scenario, otherwise a preset.

    Raises ``KeyError`` when there is none.
    """
    if name in models:
        return models[name]
    if name not in funding_presets():
        raise KeyError(name)
    return FundingModel.model_validate({"base": name})


def rule_sets(model: FundingModel, models: Mapping[str, FundingModel]) -> tuple[FundingModel, ...]:
    """The model itself and every other one whose rules it may live by, in the order in which they are named."""
    names = [*([model.transition.to] if model.transition else ()), *model.streams.values()]
    return (model, *(named(name, models) for name in dict.fromkeys(names)))
