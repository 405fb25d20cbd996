"""Funding models: the twelve mechanisms by which money meets work."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.language.presets import funding_presets
from scenarios.language.streams import Limit
from scenarios.language.transition import Transition
from scenarios.language.units import Factor, Frozen, Id, Money, PositiveWeeks, Share, Weeks

Base = Literal["project", "value_stream"]
SelectionRule = Literal[
    "business_case", "wsjf", "cd3", "smallest_first", "first_come", "sponsor", "random", "optimiser"
]

MECHANISMS: dict[str, tuple[str, ...]] = {
    "cadence": ("cadence_weeks", "commit_ahead_weeks"),
    "approval": ("approval_weeks",),
    "funding_unit": ("funding_unit",),
    "release_unit": ("release_unit",),
    "mmp_wip_limit": ("mmp_wip_limit",),
    "selection": ("selection", "reestimate"),
    "stop_rule": ("stop_rule", "stop_hurdle", "opportunity"),
    "formation": ("formation_weeks", "formation_productivity"),
    "business_case": ("business_case_share",),
    "overrun": ("overrun", "change_weeks", "overrun_tolerance", "year_end", "year_end_weeks"),
    "staffing": ("staffing", "bench"),
    "governance": ("governance_per_round", "governance_per_unit"),
}
"""The twelve mechanisms and the settings that belong to each."""


class FundingModel(Frozen):
    """How money is decided, what it buys, and who moves. Settings left out come from the base preset."""

    later: ClassVar[Mapping[str, object]] = {
        "year_end": "carry",
        "year_end_weeks": 6.0,
        "commit_ahead_weeks": 0.0,
        "streams": {},
        "transition": None,
    }

    base: Base
    """Preset that supplies every setting not given here."""
    name: str = ""
    """Name shown to people; default: the key."""
    cadence_weeks: PositiveWeeks
    """Weeks between two funding rounds; the first is at week 0."""
    commit_ahead_weeks: Weeks
    """Weeks of budget that the first round decides on beyond the next one, and that every later round stays ahead:
    a stock of funded work for teams that are quicker than planned (neutral default: 0)."""
    approval_weeks: Weeks
    """Weeks from the decision to the money."""
    funding_unit: Literal["project", "mmp"]
    """What is approved as a whole."""
    release_unit: Literal["project", "mmp"]
    """What must be complete before benefits start."""
    mmp_wip_limit: Limit
    """MMPs worked on at once in a value stream; none = all that are funded."""
    selection: SelectionRule
    """Order in which candidates are chosen."""
    reestimate: bool
    """Whether estimates and beliefs are renewed at every round, or the first ones hold for ever."""
    stop_rule: Literal["never", "evidence"]
    """evidence: stop when the posterior value of what remains is below the hurdle."""
    stop_hurdle: Factor
    """Expected discounted remaining benefit per remaining cost below which an MMP is stopped."""
    opportunity: Annotated[float, Field(gt=0, json_schema_extra={"unit": "factor"})] | None
    """Also stop when the best waiting candidate earns this many times more per remaining cost; none = off."""
    formation_weeks: Weeks
    """Weeks a unit's people need to become a team; moved people need them too."""
    formation_productivity: Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share"})]
    """Productivity while forming."""
    business_case_share: Share
    """Share of the estimated cost spent on the business case of each unit, when it is first evaluated."""
    overrun: Literal["reapprove", "absorb"]
    """What happens when a unit's money is used up: unstarted features wait for new money, or work goes on."""
    change_weeks: Weeks
    """Weeks until the new money is there (overrun: reapprove)."""
    overrun_tolerance: Share
    """Share by which a unit may exceed its money before it has to ask (overrun: reapprove)."""
    staffing: Literal["follows_funding", "fixed"]
    """Whether people move to the funded work or stay in their value stream."""
    bench: Literal["paid", "released"]
    """Whether people without work are paid (follows_funding only)."""
    governance_per_round: Money
    """Cost of one funding round, in currency."""
    governance_per_unit: Money
    """Cost of looking at one unit in a round, in currency."""
    year_end: Literal["carry", "flush"]
    """Money that is left when the year ends: carry = budget.carry_over decides; flush = shortly before, it is spent
    at once on whatever is on the table, smallest first, whatever it is worth (neutral default: carry)."""
    year_end_weeks: PositiveWeeks
    """Weeks before the end of the year in which what is left is spent (year_end: flush; assumption, grade D)."""
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
        return {key: value.value for key, value in preset.items()} | data

    @classmethod
    def preset(cls, base: Base) -> "FundingModel":
        """The base preset itself."""
        return cls.model_validate({"base": base})

    @property
    def settings(self) -> tuple[object, ...]:
        """The settings of all mechanisms: equal for models whose rules are the same, whatever they are called."""
        return tuple(getattr(self, setting) for settings in MECHANISMS.values() for setting in settings)


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
