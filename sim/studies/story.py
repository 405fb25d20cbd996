"""What happened to one MMP in one world under several funding models: dated moments, money spent and earned.

The world is the same for all of them: what luck has in store for the MMP does not depend on the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.funding.selection_rules import RULES
from sim.outcomes.milestones import Moment, moments
from sim.outcomes.timeline import timelines
from sim.simulation import simulate
from sim.studies.asked import Asked
from sim.studies.round_reasons import Listening, reasons
from sim.world.blueprint import Blueprint
from sim.world.ledger import BUSINESS_CASE, DIRECT
from sim.world.world import World

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.arrays import Floats
    from sim.funding.selection_rules import Round, Selection
    from sim.outcomes.run import Run
    from sim.outcomes.timeline import Timeline
    from sim.studies.comparison import Comparison
    from sim.studies.round_reasons import Reason
    from sim.world.world import Fate

__all__ = ["Account", "Story", "Told", "find_mmp", "median_world", "tell"]


@dataclass(frozen=True)
class Account:
    """Money of one MMP, undiscounted, in currency; arrays of shape (weeks,), an entry for each week.

    Spent is what is booked on the MMP itself: work, direct cost and its business case. Rounds, people without work
    and support belong to the portfolio and are not in it.
    """

    lumps: Floats
    """Business case and direct cost: booked at the start of the week here."""
    work: Floats
    """Work on its features, evenly over the week."""
    earned: Floats
    """Benefits less penalties, evenly over the week."""

    def spent_by(self, week: float) -> float:
        """Spent up to a moment."""
        return float(self.lumps[: int(week) + 1].sum()) + _until(self.work, week)

    def earned_by(self, week: float) -> float:
        """Earned up to a moment."""
        return _until(self.earned, week)

    @property
    def net(self) -> Floats:
        """Earned less spent at the end of week 0, 1..., from 0: shape (weeks + 1,)."""
        return np.concatenate([[0.0], np.cumsum(self.earned - self.work - self.lumps)])

    @property
    def break_even(self) -> float | None:
        """Week from which on the MMP has brought back what was spent on it; none = never, or nothing was spent."""
        net = self.net
        below = np.nonzero(net < -1e-9)[0]
        if not len(below) or net[-1] < -1e-9:
            return None
        last = int(below[-1])
        return last + float(-net[last] / (net[last + 1] - net[last]))


def _until(amounts: Floats, week: float) -> float:
    whole = min(int(week), len(amounts))
    rest = float(amounts[whole]) * (week - whole) if whole < len(amounts) else 0.0
    return float(amounts[:whole].sum()) + rest


@dataclass(frozen=True)
class Told:
    """The story under one funding model."""

    model: str
    moments: tuple[Moment, ...]
    """In order of time."""
    line: Timeline
    """Dates, and columns of the portfolio kanban."""
    account: Account
    end: float
    """Week in which the clock stopped."""
    rounds: tuple[Reason, ...] = ()
    """Why every round chose as it did, a line for each queue; in order of time."""

    @property
    def spent(self) -> float:
        """Everything spent on it."""
        return float((self.account.lumps + self.account.work).sum())

    @property
    def earned(self) -> float:
        """Everything it earned up to the benefit horizon, less penalties."""
        return float(self.account.earned.sum())


@dataclass(frozen=True)
class Story(Asked):
    """One MMP in one world."""

    world: int
    mmp: str
    name: str
    value_stream: str
    estimated: int
    """Features in the estimate."""
    fate: Fate
    """What luck had in store, the same under every model."""
    told: tuple[Told, ...]
    median_of: int | None = None
    """Number of worlds among which this one is the median; none = it was asked for."""
    ended: Literal["replications", "interrupted"] = "replications"

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models."""
        return tuple(part.model for part in self.told)

    @property
    def replications(self) -> int:
        """Worlds told."""
        return 1


def median_world(comparison: Comparison) -> int:
    """World whose difference in net present value, last model less first (one model: its value), is the median."""
    if len(comparison.models) > 1:
        return comparison.median_world()
    values = comparison.values("npv", comparison.models[0])
    return int(np.argsort(values, kind="stable")[(len(values) - 1) // 2])


def find_mmp(world: World, mmp: str) -> int:
    """Index of an MMP in a world. Raises ``KeyError`` when the world has none of that id."""
    for plan in world.mmps:
        if plan.id == mmp:
            return plan.index
    raise KeyError(mmp)


def tell(
    scenario: Scenario,
    mmp: str,
    *,
    world: int = 0,
    seed: int = 1,
    models: Sequence[str] | None = None,
    selections: Mapping[str, Selection] | None = None,
    median_of: int | None = None,
) -> Story:
    """Tell the story of one MMP in one world.

    Args:
        scenario: the portfolio and its funding models.
        mmp: id of the MMP; ids of ideas that appear later differ from world to world.
        world: number of the world, from 0, as in ``compare``.
        seed: seed of the study.
        models: names of funding models; default: all.
        selections: further selection rules by name.
        median_of: number of worlds among which this one is the median, for the record.

    Raises:
        KeyError: an unknown MMP or model.
        ScenarioError: the scenario cannot be simulated.

    """
    names = tuple(models or scenario.funding_models)
    settings = [scenario.funding_models[name] for name in names]
    replica = World(Blueprint(scenario), seed, world)
    index = find_mmp(replica, mmp)
    plan = replica.mmps[index]
    told = []
    for name, model in zip(names, settings, strict=True):
        heard: list[Round] = []
        listening = {rule: Listening(choose, heard) for rule, choose in {**RULES, **(selections or {})}.items()}
        run = simulate(replica, model, listening)
        account = account_of(run, index)
        found = moments(run, model, index, account.break_even)
        told.append(Told(name, found, timelines(run)[index], account, run.end, reasons(heard, run)))
    stream = replica.blueprint.streams[plan.home].id
    fate = replica.fates[index]
    return Story(scenario, seed, world, mmp, plan.data.label, stream, plan.features, fate, tuple(told), median_of)


def account_of(run: Run, index: int) -> Account:
    """Money of one MMP in a run."""
    weeks = run.world.blueprint.calendar.benefit_end
    ledger, state = run.ledger, run.states[index]
    own = ledger.mmp == index
    lump = own & ((ledger.kind == BUSINESS_CASE) | (ledger.kind == DIRECT))
    lumps, work = np.zeros(weeks), np.zeros(weeks)
    np.add.at(lumps, ledger.week[lump], ledger.cents[lump] / 100.0)
    np.add.at(work, ledger.week[own & ~lump], ledger.cents[own & ~lump] / 100.0)
    out = state.released if state.released is not None and state.released <= run.end else None
    earnings = state.plan.earnings
    earned = -earnings.penalties(out)
    if out is not None and earnings.earns and state.fate.multiplier:
        quarter = np.arange(weeks) // run.world.blueprint.calendar.weeks_per_quarter
        market = state.fate.market
        level = market[np.minimum(quarter, len(market) - 1)]
        earned = earned + earnings.weekly(out) * state.fate.multiplier * level
    return Account(lumps, work, np.asarray(earned))
