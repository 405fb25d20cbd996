"""Shared services: people whom every value stream needs for a moment, such as procurement, legal or security."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.quantities.distributions import Distribution
from scenarios.quantities.units import WEEKS_PER_YEAR, Frozen, Id, Money, Probability, Words


class ServiceVisit(Frozen):
    """One reason to visit a service: who goes there, when, and how much work that is."""

    at: Literal["start", "feature", "release"]
    """start: an MMP, from the money to the start of work. release: an MMP, from its completion to its release.
    feature: a feature, after the work of its first visit to a stage; meanwhile it keeps its place there."""
    effort: Distribution
    """Weeks that one visit takes one person of the service."""
    share: Probability = 1.0
    """Share of them that have to go (assumption, grade D: all)."""
    stage: Id | None = None
    """Stage after whose work features go (at: feature); in value streams without such a stage nobody goes."""
    value_streams: tuple[Id, ...] = ()
    """Only what these value streams build; none given = all of them."""

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if self.at == "feature" and self.stage is None:
            raise ValueError("features go after the work of a stage; name it: stage: build")
        if self.at != "feature" and self.stage is not None:
            raise ValueError(f"stage is for features; take it out, or write at: feature instead of at: {self.at}")
        return self


class Service(Frozen):
    """A function that all value streams share: one queue by class of service, and as many people as money buys."""

    id: Id
    """Short name, unique in the scenario."""
    name: Words = ""
    """Name shown to people; default: the id."""
    per_year: Money
    """Its budget, in currency a year, on top of the budget for change. It buys whole people: what is left over buys
    nobody and is not spent. A funding model may give it less or more (services_budget)."""
    person_cost_per_year: Annotated[float, Field(gt=0, le=1e9, json_schema_extra={"unit": "money"})] = 130_000.0
    """Full cost of one person, in currency a year (assumption, grade D)."""
    visits: tuple[ServiceVisit, ...] = Field(min_length=1, max_length=50)
    """Who needs it when."""

    @property
    def label(self) -> str:
        """Name for people."""
        return self.name or self.id

    def people(self, share: float = 1.0) -> int:
        """Whole people that a share of its budget buys."""
        return int(self.per_year * share / self.person_cost_per_year + 1e-9)

    @property
    def person_week_cost(self) -> float:
        """Cost of one person for one week."""
        return self.person_cost_per_year / WEEKS_PER_YEAR
