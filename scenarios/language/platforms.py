"""Platform teams: servers that stages of several value streams share."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.language.skills import SkillGroup
from scenarios.language.stages import BatchSize, Breakdowns, Limit, Servers
from scenarios.quantities.distributions import Distribution
from scenarios.quantities.switching_loss import SwitchingLoss
from scenarios.quantities.units import Count, Frozen, Id, Money, PositiveWeeks, Words


class Platform(Frozen):
    """A team with one queue for the stages that name it; each stage has its own effort."""

    later: ClassVar[Mapping[str, object]] = {
        "teams": 0,
        "team_cost_per_sprint": 0.0,
        "sprint_weeks": 2.0,
        "skills": (),
    }

    id: Id
    """Short name, unique in the scenario; stages name it as their platform."""
    name: Words = ""
    """Name shown to people; default: the id."""
    servers: Servers
    """Features worked on at once, or unlimited: a pure delay."""
    wip_limit: Limit = None
    """Most features of all streams with the team: waiting, in service and done but not pulled; none = unlimited."""
    blocking: Literal["card", "server"] = "card"
    """What a finished feature keeps until its next stage has room: its WIP slot, or its server as well."""
    switching_loss: SwitchingLoss = ()
    """Share of time lost at 1, 2, 3... features per server (none, mild, weinberg or a list); linear in between."""
    expedite_allowance: Count = 1
    """Expedited features that may exceed the WIP limit."""
    batch_size: BatchSize = 1
    """Features that a server takes on together, with one effort for all; it starts when so many wait."""
    preemptive: bool = False
    """Whether a feature of a better class interrupts one in service, which goes on later."""
    breakdowns: Breakdowns | None = None
    """Failures and repairs of its servers."""
    side_work: Distribution | None = None
    """Weeks a server is away with other work each time it finds nothing to do."""
    skills: tuple[SkillGroup, ...] = Field(default=(), max_length=50)
    """Groups of its people by what they can do (portfolios); the stages that name it say what features need. None =
    everybody can do everything (neutral default)."""
    teams: Count = 0
    """Standing teams, at least 1. Required where MMPs are built with it; its people stay, whatever is funded."""
    team_cost_per_sprint: Money = 0.0
    """Full cost of one team for one sprint, in currency (as of a value stream). Required where MMPs are built with
    it."""
    sprint_weeks: PositiveWeeks = 2.0
    """Length of a sprint, in weeks."""

    @property
    def payroll_per_week(self) -> float:
        """Cost of the standing teams per week."""
        return self.teams * self.team_cost_per_sprint / self.sprint_weeks
