"""Stages: who works on a feature, for how long, and where it goes from there."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.language.skills import SkillGroup
from scenarios.quantities.distributions import Constant, Distribution
from scenarios.quantities.units import Frozen, Id, PositiveCount, Probability, Share, Words


def none_word(value: object) -> object:
    """``none`` in a file means "no limit"."""
    return None if isinstance(value, str) and value.strip().lower() == "none" else value


Limit = Annotated[
    Annotated[int, Field(ge=1, le=100_000)] | None,
    BeforeValidator(none_word),
    Field(json_schema_extra={"unit": "count, or none"}),
]
Servers = PositiveCount | Literal["unlimited"]
BatchSize = Annotated[int, Field(ge=1, le=10_000, json_schema_extra={"unit": "count"})]


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


class Breakdowns(Frozen):
    """Servers that fail and are repaired, each on its own; interrupted work goes on after the repair."""

    between: Distribution
    """Weeks from the end of a repair to the next failure, by the clock."""
    repair: Distribution
    """Weeks a repair takes."""
    clock: Literal["busy", "always"] = "busy"
    """What wears a server out: busy = only time at work, always = all time in which it is up."""

    @model_validator(mode="after")
    def _works_at_all(self) -> Self:
        if self.between.mean == 0:
            raise ValueError("0 weeks between failures leaves no time to work; give a longer time")
        return self


class Branch(Frozen):
    """One of several parallel parts of the work of a stage, with a team of its own."""

    id: Id
    """Short name, unique in the stage."""
    name: Words = ""
    """Name shown to people; default: the id."""
    servers: Servers
    """Parts worked on at once; unlimited = a pure delay."""
    wip_limit: Limit = None
    """Most parts in the branch: waiting, in service and done but not joined; none = unlimited."""
    effort: Distribution
    """Touch time of one part on one server, in weeks."""


class Stage(Frozen):
    """One step of a value stream."""

    later: ClassVar[Mapping[str, object]] = {
        "platform": None,
        "parallel": (),
        "routing": {},
        "batch_size": 1,
        "preemptive": False,
        "breakdowns": None,
        "side_work": None,
        "skills": (),
        "needs": {},
    }

    id: Id
    """Short name, unique in the value stream."""
    name: Words = ""
    """Name shown to people; default: the id."""
    servers: Servers | None = None
    """Features worked on at once (pairs, people or benches), or unlimited: a pure delay (flow laboratory).
    Required, unless the work is done by a platform team or in parallel branches."""
    wip_limit: Limit = None
    """Most features in the stage: waiting, in service and done but not pulled; none = unlimited."""
    effort: Distribution = Constant(value=0.0)
    """Touch time of one feature on one server, in weeks. Required, unless there are parallel branches."""
    rework: Rework | None = None
    """Failure at the end of the stage, and where the feature goes back to."""
    blockers: Blockers | None = None
    """Overrides the stream's blockers for this stage."""
    platform: Id | None = None
    """Platform team that does the work, shared with other stages and streams."""
    parallel: tuple[Branch, ...] = Field(default=(), max_length=20)
    """Branches worked on at the same time by teams of their own; the stage is over when all are done."""
    routing: dict[str, Probability] = Field(default_factory=dict)
    """Chance of each stage (or done) to come next, instead of rework; what is left of 1 goes to the next stage
    in order. This stage and earlier ones take a feature back whatever their WIP limit."""
    batch_size: BatchSize = 1
    """Features that a server takes on together, with one effort for all; it starts when so many wait
    (flow laboratory)."""
    preemptive: bool = False
    """Whether a feature of a better class interrupts one in service, which goes on later."""
    breakdowns: Breakdowns | None = None
    """Failures and repairs of its servers."""
    side_work: Distribution | None = None
    """Weeks a server is away with other work each time it finds nothing to do."""
    skills: tuple[SkillGroup, ...] = Field(default=(), max_length=50)
    """Groups of its people by what they can do (portfolios); none = everybody can do everything. Where a platform
    team does the work it has the groups."""
    needs: dict[Id, Share] = Field(default_factory=dict)
    """Share of its features that need each skill; they add up to 1 (portfolios; assumption, grade D). Which ones is
    luck, the same under every funding model."""

    @property
    def crew(self) -> int:
        """Servers of its own, those of branches included; 0 for a pure delay and for work of a platform team."""
        if self.parallel:
            return sum(branch.servers for branch in self.parallel if branch.servers != "unlimited")
        return 0 if self.servers is None or self.servers == "unlimited" else self.servers

    @property
    def touch(self) -> float:
        """Mean touch time of one visit, in server-weeks; all branches together."""
        return sum(branch.effort.mean for branch in self.parallel) if self.parallel else self.effort.mean

    @property
    def span(self) -> float:
        """Mean touch time of one visit, in weeks; of parallel branches that of the longest."""
        return max((branch.effort.mean for branch in self.parallel), default=self.effort.mean)

    @property
    def linear(self) -> bool:
        """Whether its people are its own and always there, and features go on to the next stage, or back."""
        shared = self.platform is not None or self.parallel or self.routing
        return not (shared or self.preemptive or self.breakdowns is not None or self.side_work is not None)
