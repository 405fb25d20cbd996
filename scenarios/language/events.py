"""Shocks: what happens to everybody, whatever the funding model, and is not known before it happens."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from scenarios.quantities.units import Frozen, Id, Money, PositiveCount, Quarter, Share


class BudgetCut(Frozen):
    """Less (or more) money from a quarter on."""

    kind: Literal["budget_cut"]
    quarter: Quarter
    """First quarter with the new budget; it is known at its start."""
    factor: Annotated[float, Field(ge=0, le=10, json_schema_extra={"unit": "factor"})]
    """New budget / old budget: 0.8 takes a fifth away. Several cuts multiply."""
    value_stream: Id | None = None
    """Only the money of this value stream; none = of all."""


class TeamLeaves(Frozen):
    """Teams of a value stream leave for good, and their pay leaves the budget with them."""

    kind: Literal["team_leaves"]
    quarter: Quarter
    """They are gone at the start of this quarter."""
    value_stream: Id
    """Where they worked."""
    teams: PositiveCount = 1
    """How many leave; at least one stays."""


class MarketCloses(Frozen):
    """A market window closes, for example because a competitor is there first."""

    kind: Literal["market_closes"]
    quarter: Quarter
    """Value is lower from the start of this quarter on."""
    mmps: tuple[Id, ...] = ()
    """MMPs concerned; or say objective or value_stream."""
    objective: Id | None = None
    """All MMPs that serve this objective."""
    value_stream: Id | None = None
    """All MMPs of this value stream."""
    remaining: Share = 0.0
    """Share of the benefit that remains."""
    released_keep: bool = False
    """Whether MMPs released before it closes go on earning as before."""

    @model_validator(mode="after")
    def _concerns_something(self) -> Self:
        if sum(bool(x) for x in (self.mmps, self.objective, self.value_stream)) != 1:
            raise ValueError("say what is concerned: one of mmps, objective or value_stream")
        return self


class BecomesMandatory(Frozen):
    """An MMP has to be done from a quarter on: it is chosen first and never stopped."""

    kind: Literal["becomes_mandatory"]
    quarter: Quarter
    """It is known at the start of this quarter."""
    mmp: Id
    """The MMP."""


class ObjectiveChanges(Frozen):
    """An objective is worth less, or more, than it was, or less or more is to be reached of it.

    What serves it counts for its weight from then on. A target decides nothing in a simulation; what is spent on
    MMPs after it has fallen is counted, and so is whether it is reached in the end.
    """

    later: ClassVar[Mapping[str, object]] = {"target": None}

    kind: Literal["objective_changes"]
    quarter: Quarter
    """It is known at the start of this quarter, and counts from then on."""
    objective: Id
    """The objective whose weight changes."""
    weight: Annotated[float, Field(ge=0, le=10, json_schema_extra={"unit": "factor"})] = 1.0
    """New weight / weight before: 0 = nobody wants it any more, 1.5 = half as much again. Several changes multiply
    (an assumption of the scenario, grade D; 1 = as before)."""
    target: Money | None = None
    """New target of the objective, in currency; none = as before (an assumption of the scenario, grade D)."""
    released_keep: bool = False
    """Whether MMPs released before it changes go on earning as before."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if "weight" not in self.model_fields_set and self.target is None:
            raise ValueError("say what changes: weight, target or both")
        return self


Event = Annotated[
    BudgetCut | TeamLeaves | MarketCloses | BecomesMandatory | ObjectiveChanges, Field(discriminator="kind")
]
