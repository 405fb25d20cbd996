"""Value streams: stages, servers, WIP limits and what slows work down."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from scenarios.distributions import Distribution
from scenarios.presets import switching_presets
from scenarios.units import (
    Count,
    Frozen,
    Id,
    Money,
    PositiveCount,
    PositiveWeeks,
    Probability,
    Rate,
    Weeks,
)


def none_word(value: object) -> object:
    """``none`` in a file means "no limit"."""
    return None if isinstance(value, str) and value.strip().lower() == "none" else value


Limit = Annotated[
    Annotated[int, Field(ge=1, le=100_000)] | None,
    BeforeValidator(none_word),
    Field(json_schema_extra={"unit": "count, or none"}),
]


class Rework(Frozen):
    """Work that fails at the end of a stage and goes back."""

    probability: Probability
    """Chance per stage visit (13.7 % of reviews go back: Project-22, grade A)."""
    to: Id
    """Stage the feature returns to: this one or an earlier one."""


class Blockers(Frozen):
    """Waiting for somebody outside the stream, after the work of a stage visit is done."""

    probability: Probability
    """Chance per stage visit."""
    duration: Distribution
    """How long the feature is stuck, in weeks."""


class Stage(Frozen):
    """One step of a value stream."""

    id: Id
    """Short name, unique in the value stream."""
    name: str = ""
    """Name shown to people; default: the id."""
    servers: PositiveCount
    """Features worked on at once (pairs, people or benches)."""
    wip_limit: Limit = None
    """Most features in the stage: waiting, in service and done but not pulled; none = unlimited."""
    effort: Distribution
    """Touch time of one feature on one server, in weeks."""
    rework: Rework | None = None
    """Failure at the end of the stage, and where the feature goes back to."""
    blockers: Blockers | None = None
    """Overrides the stream's blockers for this stage."""


class PoissonArrivals(Frozen):
    """Features that arrive at random, independently of each other."""

    kind: Literal["poisson"]
    rate: Rate
    """Features per week."""


class DeterministicArrivals(Frozen):
    """Features that arrive at a steady beat."""

    kind: Literal["deterministic"]
    every_weeks: PositiveWeeks
    """Weeks between two features."""


class RenewalArrivals(Frozen):
    """Features with independent, identically distributed intervals between them."""

    kind: Literal["renewal"]
    interval: Distribution
    """Weeks between two features."""


Arrivals = Annotated[PoissonArrivals | DeterministicArrivals | RenewalArrivals, Field(discriminator="kind")]


class ReleaseDate(Frozen):
    """One date of a release calendar."""

    freeze_week: Weeks
    """Week by which an MMP must be complete to be part of the release."""
    release_week: Weeks
    """Week in which it reaches its users."""


def _switching_table(value: object) -> object:
    """A preset's name becomes its table; ``none`` becomes an empty one."""
    if isinstance(value, str):
        name = value.strip().lower()
        if name == "none":
            return ()
        if name not in switching_presets():
            known = ", ".join(["none", *switching_presets()])
            raise ValueError(f'"{value}" is not a switching-loss preset; write one of {known}, or a list of shares')
        return tuple(switching_presets()[name].value)
    return value


SwitchingLoss = Annotated[
    tuple[Annotated[float, Field(ge=0, lt=1, json_schema_extra={"unit": "share"})], ...],
    BeforeValidator(_switching_table, json_schema_input_type=str | list[float]),
]


class ValueStream(Frozen):
    """Stable teams of fixed cost that turn features into released products."""

    id: Id
    """Short name, unique in the scenario."""
    name: str = ""
    """Name shown to people; default: the id."""
    teams: PositiveCount
    """Standing teams."""
    team_cost_per_sprint: Money
    """Full cost of one team for one sprint, in currency (a team of 8 at 130 k a year: 40 k; grade D)."""
    sprint_weeks: PositiveWeeks = 2.0
    """Length of a sprint, in weeks."""
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=50)
    """Stages in the order of work."""
    blocking: Literal["card", "server"] = "card"
    """What a finished feature keeps until the next stage has room: its WIP slot, or its server as well."""
    switching_loss: SwitchingLoss = ()
    """Share of time lost at 1, 2, 3... features per server (none, mild, weinberg or a list); linear in between."""
    blockers: Blockers | None = None
    """External blockers, per stage visit."""
    arrivals: Arrivals | None = None
    """Unplanned work that arrives by itself (support, defects) and takes capacity, the same for every model."""
    release_every_weeks: PositiveWeeks | None = None
    """Releases only at multiples of this many weeks; none = as soon as complete."""
    release_calendar: tuple[ReleaseDate, ...] = Field(default=(), max_length=1000)
    """Explicit release dates with their freeze dates; after the last one MMPs are released when complete."""
    expedite_allowance: Count = 1
    """Expedited features that may exceed a stage's WIP limit."""

    @property
    def servers(self) -> int:
        """Servers over all stages."""
        return sum(stage.servers for stage in self.stages)

    @property
    def payroll_per_week(self) -> float:
        """Cost of the standing teams per week."""
        return self.teams * self.team_cost_per_sprint / self.sprint_weeks

    @property
    def server_week_cost(self) -> float:
        """Cost of one server for one week: payroll spread evenly over the servers."""
        return self.payroll_per_week / self.servers

    @property
    def feature_work(self) -> float:
        """Mean touch time of one feature over all stages, in server-weeks, without rework."""
        return sum(stage.effort.mean for stage in self.stages)

    @property
    def feature_team_sprints(self) -> float:
        """The same work in team-sprints: one team-sprint is servers / teams x sprint_weeks server-weeks."""
        return self.feature_work * self.teams / (self.servers * self.sprint_weeks)
