"""Why a funding round chose as it did: a line for every round and queue, from what the round saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.funding.rounds.queues import idle_weeks, next_money, pace, week_price
from sim.funding.selection_rules import wsjf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.funding.selection_rules import Candidate, Round, Selection
    from sim.outcomes.run import Run


@dataclass(frozen=True)
class Chosen:
    """A unit that got money, and what for."""

    unit: str
    goal: str | None
    """A unit chosen in the same round that needs it; None: it was chosen for itself."""


@dataclass(frozen=True)
class Reason:
    """What one round saw of one queue, and what it did."""

    week: float
    streams: tuple[str, ...]
    """Ids of its value streams."""
    promised: float
    """Weeks until its people are expected to have done what earlier rounds promised them."""
    money: float
    """Weeks of its payroll that the uncommitted money pays; below 0 where earlier choices have run over."""
    until: float | None
    """Weeks until the money of the next round is there; None: this is the last round."""
    idle: float
    """Weeks until then that its people are expected to be idle if nothing is chosen."""
    idle_after: float
    """The same with what was chosen."""
    price: float
    """What an idle week is taken to cost, in currency."""
    wsjf: tuple[str, ...]
    """What was on the table for it, in the order of WSJF."""
    chosen: tuple[Chosen, ...]
    """What got money, in order."""


@dataclass
class Listening:
    """A selection rule that remembers the rounds it was asked about."""

    rule: Selection
    rounds: list[Round] = field(default_factory=list)

    def __call__(self, round_: Round) -> Sequence[str]:
        """The order of the rule."""
        self.rounds.append(round_)
        return self.rule(round_)


def reasons(rounds: Sequence[Round], run: Run) -> tuple[Reason, ...]:
    """A line for every round and queue, in order of time.

    Args:
        rounds: as a ``Listening`` rule saw them.
        run: what became of them.

    """
    return tuple(line for round_ in rounds for purse in round_.queues for line in [_line(round_, purse, run)])


def _line(round_: Round, purse: int, run: Run) -> Reason:
    blueprint, queue = round_.world.blueprint, round_.queues[purse]
    own = {c.unit: c for c in round_.candidates if round_.world.mmps[c.mmps[0]].home in queue.streams}
    got = [c for c in own.values() if any(run.states[m].chosen == round_.now for m in c.mmps)]
    got.sort(key=lambda c: run.states[c.mmps[0]].unit.rank)
    ratio, variation = pace(blueprint, queue.streams[0])
    promised, more = ratio * queue.weeks, ratio * _weeks(round_, purse, got)
    until = next_money(round_)
    span = 0.0 if until is None else until
    payroll = sum(blueprint.streams[s].data.payroll_per_week for s in queue.streams)
    return Reason(
        week=round_.now,
        streams=tuple(blueprint.streams[s].id for s in queue.streams),
        promised=promised,
        money=round_.money[purse] / payroll if payroll > 0 else 0.0,
        until=until,
        idle=float(idle_weeks(span, variation, promised)) if span else 0.0,
        idle_after=float(idle_weeks(span, variation, promised + more)) if span else 0.0,
        price=week_price(round_, list(own.values()), purse) if span else 0.0,
        wsjf=tuple(name for name in wsjf(round_) if name in own),
        chosen=tuple(Chosen(c.unit, _goal(c, round_, run)) for c in got),
    )


def _weeks(round_: Round, purse: int, candidates: Sequence[Candidate]) -> float:
    """Weeks of estimated work that units bring to a queue."""
    queue, streams = round_.queues[purse], round_.world.blueprint.streams
    work = sum(
        n * streams[s].feature_work
        for c in candidates
        for m in c.mmps
        for s, n in round_.world.mmps[m].parts
        if s in queue.streams
    )
    return work / queue.servers if queue.servers > 0 else 0.0


def _goal(candidate: Candidate, round_: Round, run: Run) -> str | None:
    """The last in the chain of units chosen in the same round that need this one, if there is one."""
    mmps = set(candidate.mmps)
    for other in round_.candidates:
        if other.unit != candidate.unit and any(run.states[m].chosen == round_.now for m in other.mmps):
            plans = (round_.world.mmps[m] for m in other.mmps)
            if any(mmps & {*plan.requires, *plan.after} for plan in plans):
                return _goal(other, round_, run) or other.unit
    return None
