"""Value streams: stages in order, who works on them and what slows work down."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.language.arrivals import Arrivals as Arrivals
from scenarios.language.arrivals import DeterministicArrivals as DeterministicArrivals
from scenarios.language.arrivals import PoissonArrivals as PoissonArrivals
from scenarios.language.arrivals import RenewalArrivals as RenewalArrivals
from scenarios.language.escapes import Escapes as Escapes
from scenarios.language.on_board import OnBoard as OnBoard
from scenarios.language.passages import mean_visits
from scenarios.language.people import SustainablePace as SustainablePace
from scenarios.language.runway import Runway as Runway
from scenarios.language.stages import Blockers as Blockers
from scenarios.language.stages import Limit as Limit
from scenarios.language.stages import Rework as Rework
from scenarios.language.stages import Stage as Stage
from scenarios.quantities.switching_loss import SwitchingLoss
from scenarios.quantities.units import Count, Frozen, Id, Money, PositiveWeeks, ServerWeeks, Weeks, Words

DONE = "done"
"""Where a feature goes that leaves the stream, in ``routing``."""


class ReleaseDate(Frozen):
    """One date of a release calendar."""

    freeze_week: Weeks
    """Week by which an MMP must be complete to be part of the release."""
    release_week: Weeks
    """Week in which it reaches its users."""


class ValueStream(Frozen):
    """Stable teams of fixed cost that turn features into released products."""

    later: ClassVar[Mapping[str, object]] = {
        "on_board": (),
        "release_cost": None,
        "release_effort": None,
        "runway": None,
        "sustainable_pace": None,
        "escapes": None,
    }

    id: Id
    """Short name, unique in the scenario."""
    name: Words = ""
    """Name shown to people; default: the id."""
    teams: Count = 0
    """Standing teams, at least 1: what the stream costs (who does the work are the servers of its stages).
    Required where there are MMPs."""
    team_cost_per_sprint: Money = 0.0
    """Full cost of one team for one sprint, in currency (a team of 8 at 130 k a year: 40 k; grade D).
    Required where there are MMPs."""
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
    """Features that arrive by themselves. The flow laboratory runs them alone; beside MMPs they are unplanned work
    (support, defects) that takes capacity, the same for every model."""
    on_board: tuple[OnBoard, ...] = Field(default=(), max_length=100)
    """Features that lie in the stages at week 0; with conwip they are part of the number in the line
    (flow laboratory)."""
    release_every_weeks: PositiveWeeks | None = None
    """Releases only at multiples of this many weeks; none = as soon as complete."""
    release_calendar: tuple[ReleaseDate, ...] = Field(default=(), max_length=1000)
    """Explicit release dates with their freeze dates; after the last one MMPs are released when complete."""
    release_cost: Money | None = None
    """Cost of each date on which it releases something, in currency; none = as its funding model says."""
    release_effort: ServerWeeks | None = None
    """Work at its last stage before a release unit comes out, in server-weeks; none = as the funding model says."""
    runway: Runway | None = None
    """Architecture that enabler work lays down and features use; none = there is always enough, for nothing."""
    sustainable_pace: SustainablePace | None = None
    """What overload does to people; none = nothing."""
    escapes: Escapes | None = None
    """Defects that users find after a release; none = every release is free of them (neutral default)."""
    expedite_allowance: Count = 1
    """Expedited features that may exceed a stage's WIP limit."""

    @property
    def servers(self) -> int:
        """Servers over all stages: its own people, not platform teams and pure delays."""
        return sum(stage.crew for stage in self.stages)

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
        """Mean touch time of one feature with the stream's own people, in server-weeks, without rework.

        Where a stage has a routing, stages count as often as a feature that never goes back passes them.
        """
        return sum(stage.touch * times for stage, times in self._passes() if stage.platform is None)

    @property
    def platform_work(self) -> dict[str, float]:
        """Mean touch time of one feature with platform teams, in server-weeks, by platform."""
        work: dict[str, float] = {}
        for stage, times in self._passes():
            if stage.platform is not None:
                work[stage.platform] = work.get(stage.platform, 0.0) + stage.touch * times
        return work

    @property
    def passage(self) -> float:
        """Weeks of work that a feature goes through, all teams together; parallel branches count as the longest."""
        return sum(stage.span * times for stage, times in self._passes())

    def _passes(self) -> Iterator[tuple[Stage, float]]:
        """Stages and how often a feature passes them that never goes back: once, unless a stage has a routing."""
        if not any(stage.routing for stage in self.stages):
            return ((stage, 1.0) for stage in self.stages)
        ahead = [[way for way in self.onward(k) if not 0 <= way[1] <= k] for k in range(len(self.stages))]
        ways = [[(share / sum(p for p, _ in each), to) for share, to in each] for each in ahead]
        return zip(self.stages, mean_visits(ways).tolist(), strict=True)

    @property
    def feature_team_sprints(self) -> float:
        """The same work in team-sprints: one team-sprint is servers / teams x sprint_weeks server-weeks."""
        return self.feature_work * self.teams / (self.servers * self.sprint_weeks)

    def onward(self, position: int) -> tuple[tuple[float, int], ...]:
        """Where a feature goes from the stage at a position: (probability, next position or -1 for done)."""
        stage = self.stages[position]
        numbers = {each.id: k for k, each in enumerate(self.stages)} | {DONE: -1}
        rest = position + 1 if position + 1 < len(self.stages) else -1
        if stage.rework is not None:
            given = {numbers[stage.rework.to]: stage.rework.probability}
        else:
            given = {numbers[name]: share for name, share in stage.routing.items()}
        left = 1.0 - sum(given.values())
        if left > 1e-12:
            given[rest] = given.get(rest, 0.0) + left
        total = sum(given.values())  # 1 but for rounding
        return tuple((share / total, where) for where, share in given.items() if share > 0)
