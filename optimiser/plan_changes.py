"""What changed from one plan to a later one: MMPs in, out and moved, and a bridge of value that adds up.

Every MMP contributes to the value of a plan: its expected value where it is in, its penalties where it is not.
From the first plan to the second its contribution takes these steps, each rounded to the cent, so that the
differences add up exactly:

    planned     in the first plan, as of its week 0
    to come     as planned, what lies after the week 0 of the second plan, as of then         -> time
    happened    with what happened (status, work, money), by the estimates of the first plan  -> actuals
    estimated   the same by the estimates of the second plan                                  -> estimates
    now         in the second plan; of a released MMP, what it still earns                    -> re-optimised

An MMP that is cancelled goes from "to come" to "now" in one step (cancelled), and so does one that only the second
portfolio knows (new). Synergies are rows of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, floor
from typing import Literal

from optimiser.economics import Aim, Earning, Figures, expected_value, figures, release_quarter, value_left_out
from optimiser.outside import benefits_after, released_value
from scenarios.language.mmps import MMP
from scenarios.language.standing import LATER
from scenarios.open_work import settled, still_open
from scenarios.quantities.units import WEEKS_PER_YEAR
from scenarios.scenario import Scenario
from scenarios.variation.shifting import shifted

Step = Literal["time", "actuals", "estimates", "cancelled", "new", "re-optimised"]
STEPS: tuple[Step, ...] = ("time", "actuals", "estimates", "cancelled", "new", "re-optimised")
CENTS = 100


@dataclass(frozen=True)
class Planned:
    """One plan: its portfolio, with what is released or cancelled, and its start quarters."""

    scenario: Scenario
    starts: Mapping[str, int]
    aim: Aim = "net"


@dataclass(frozen=True)
class Change:
    """One MMP, or one synergy, in both plans. Starts are quarters of the second plan; money in cents."""

    id: str
    label: str
    stream: str
    what: str
    """in, out, moved, slipped (due before), kept, running, released, cancelled, blocked, new, or left out."""
    start_before: int | None
    """Start in the first plan; below 1 = before the second plan's quarter 1."""
    start_now: int | None
    release_before: int | None
    release_now: int | None
    cost_before: int
    """Cost to come as planned."""
    cost_now: int
    value_before: int
    value_now: int
    steps: Mapping[Step, int]
    """They add up to value_now - value_before."""


@dataclass(frozen=True)
class PlanChanges:
    """Both plans side by side."""

    before: Planned
    now: Planned
    quarters: int
    """From quarter 1 of the first plan to that of the second."""
    rows: tuple[Change, ...]

    @property
    def value_before(self) -> int:
        """Expected value of the first plan, in cents."""
        return sum(row.value_before for row in self.rows)

    @property
    def value_now(self) -> int:
        """Expected value of the second plan, and of what is released, in cents."""
        return sum(row.value_now for row in self.rows)

    def step(self, step: Step) -> int:
        """One step of the bridge, in cents."""
        return sum(row.steps.get(step, 0) for row in self.rows)


def plan_changes(before: Planned, now: Planned, quarters: int) -> PlanChanges:
    """Compare a plan with one that begins ``quarters`` quarters later."""
    return PlanChanges(before, now, quarters, tuple(_Comparison(before, now, quarters).rows()))


class _Comparison:
    def __init__(self, before: Planned, now: Planned, quarters: int) -> None:
        self.before, self.now, self.quarters = before, now, quarters
        self.old, self.new = still_open(before.scenario), still_open(now.scenario)
        self.shifted = shifted(before.scenario, quarters).scenario
        self.settled = {entry.mmp.id: entry.status for entry in settled(now.scenario)}
        self.settled_before = {entry.mmp.id: entry.status for entry in settled(before.scenario)}
        calendar = before.scenario.calendar
        self.week = float(quarters * calendar.weeks_per_quarter)
        self.growth = exp(calendar.discount_rate * self.week / WEEKS_PER_YEAR)

    def rows(self) -> list[Change]:
        old = {mmp.id: mmp for mmp in self.before.scenario.mmps}
        new = {mmp.id: mmp for mmp in self.now.scenario.mmps}
        found = [self._row(old.get(name), new.get(name)) for name in {**old, **new}]
        return [*found, *self._synergies()]

    def _row(self, old: MMP | None, new: MMP | None) -> Change:
        mmp = new or old
        assert mmp is not None
        first, last = self.before.starts.get(mmp.id), self.now.starts.get(mmp.id)
        planned, coming = self._planned(old), self._coming(old)
        final = 0 if new is None else _cents(self._final(new))
        fate = "cancelled" if new is None else self.settled.get(mmp.id, "")
        steps: dict[Step, int] = {"time": coming - planned}
        if old is None or new is None or fate in ("cancelled", "blocked"):
            steps["new" if old is None else "cancelled"] = final - coming
        else:
            happened, estimated = _cents(self._with_actuals(old, new)), _cents(self._worth(new, self.now.scenario))
            steps |= {
                "actuals": happened - coming,
                "estimates": estimated - happened,
                "re-optimised": final - estimated,
            }
        before = None if first is None else first - self.quarters
        return Change(
            id=mmp.id,
            label=mmp.label,
            stream=mmp.value_stream or "",
            what=_what(old, fate or ("running" if mmp.status == "running" else ""), before, last),
            start_before=before,
            start_now=last,
            release_before=None if old is None or before is None else before + self._length(old, self.old) - 1,
            release_now=None if new is None or last is None else last + self._length(new, self.new) - 1,
            cost_before=0 if old is None or first is None else _cents(self._cost(old, self.old, first)),
            cost_now=0 if new is None or last is None else _cents(self._cost(new, self.new, last)),
            value_before=planned,
            value_now=final,
            steps=steps,
        )

    def _length(self, mmp: MMP, scenario: Scenario) -> int:
        return figures(scenario.mmp(mmp.id), scenario).length

    def _cost(self, mmp: MMP, scenario: Scenario, start: int) -> float:
        """Undiscounted money from the second plan's week 0 on."""
        numbers = figures(scenario.mmp(mmp.id), scenario)
        skip = max(0, self.quarters - start + 1) if scenario is self.old else 0
        return sum(sum(amounts[skip:]) for amounts in numbers.money("").values())

    def _planned(self, old: MMP | None) -> int:
        """Contribution to the first plan; of what was out by then, what it still earned."""
        if old is None:
            return 0
        status = self.settled_before.get(old.id)
        if status == "released":
            return _cents(released_value(old, self.before.scenario) or 0.0)
        if status is not None:
            return _cents(value_left_out(old, self.before.scenario))
        mmp, start = self.old.mmp(old.id), self.before.starts.get(old.id)
        if start is None:
            return _cents(value_left_out(mmp, self.old))
        return _cents(expected_value(mmp, self.old, figures(mmp, self.old), start, self.before.aim))

    def _coming(self, old: MMP | None) -> int:
        """The part of it that lies after the second plan's week 0, as of then."""
        if old is None:
            return 0
        status = self.settled_before.get(old.id)
        if status == "released":
            return _cents(released_value(self.shifted.mmp(old.id), self.shifted) or 0.0)
        start = self.before.starts.get(old.id)
        if status is not None or start is None:
            return _cents(value_left_out(self.shifted.mmp(old.id), self.shifted))
        mmp = self.old.mmp(old.id)
        numbers = figures(mmp, self.old)
        return _cents(self.growth * self._after(mmp, numbers, start))

    def _after(self, mmp: MMP, numbers: Figures, start: int) -> float:
        """Expected value after the second plan's week 0, as of the first one's."""
        scenario, weeks = self.old, self.old.calendar.weeks_per_quarter
        earning = Earning(mmp, scenario.calendar)
        release = float(release_quarter(start, numbers.duration) * weeks)
        spend = tuple(map(sum, zip(*numbers.spend.values(), strict=True))) if numbers.spend else ()
        skip = min(max(0, self.quarters - start + 1), len(spend))
        direct = numbers.direct_cost if start > self.quarters else 0.0
        cost = earning.spend(start + skip, spend[skip:], direct)
        if mmp.value_by_quarter is not None:
            if release <= self.week:
                return 0.0
            gross = expected_value(mmp, scenario, numbers, start, "gross")
        else:
            gross = benefits_after(mmp, scenario, release, self.week)
            gross -= earning.penalty(release) - earning.penalty(release, self.week)
        return gross - cost if self.before.aim == "net" else gross

    def _with_actuals(self, old: MMP, new: MMP) -> float:
        """By the estimates of the first plan, with what happened."""
        standing = {name: getattr(new, name) for name in LATER}
        moved = self.shifted.mmp(old.id)
        released = new.status == "released"
        if released and moved.status == "cancelled":
            standing["status"] = "released"
        mixed = moved.replace(**standing, underway=new.underway, mandatory=moved.mandatory and not released)
        return self._worth(mixed, self.shifted)

    def _worth(self, mmp: MMP, scenario: Scenario) -> float:
        """Where it is begun as the first plan says, or as soon as it still can; what is out earns."""
        if mmp.status == "released":
            return released_value(mmp, scenario) or 0.0
        start = self.before.starts.get(mmp.id)
        running = mmp.status == "running"
        if start is None and not running:
            return value_left_out(mmp, scenario)
        work = _as_underway(mmp) if running else mmp
        begins = 1 if running or start is None else max(1, start - self.quarters)
        return expected_value(work, scenario, figures(work, scenario), begins, self.now.aim)

    def _final(self, new: MMP) -> float:
        """Contribution to the second plan; what is out earns."""
        status = self.settled.get(new.id)
        if status == "released":
            return released_value(new, self.now.scenario) or 0.0
        if status is not None:
            return value_left_out(new, self.now.scenario)
        start, mmp = self.now.starts.get(new.id), self.new.mmp(new.id)
        if start is None:
            return value_left_out(mmp, self.new)
        return expected_value(mmp, self.new, figures(mmp, self.new), start, self.now.aim)

    def _synergies(self) -> list[Change]:
        found = []
        before = {"+".join(s.mmps): s.value for s in self.before.scenario.synergies}
        now = {"+".join(s.mmps): s.value for s in self.now.scenario.synergies}
        out_before = {name for name, status in self.settled_before.items() if status == "released"}
        out_now = {name for name, status in self.settled.items() if status == "released"}
        for name in {**before, **now}:
            members = set(name.split("+"))
            earned = members <= self.before.starts.keys() | out_before and not members <= out_before
            earns = members <= self.now.starts.keys() | out_now and not members <= out_now
            was = _cents(before.get(name, 0.0)) if earned else 0
            value = _cents(now.get(name, 0.0)) if earns else 0
            if not was and not value:
                continue
            came = was != 0 and members <= out_now
            step: Step = "actuals" if came else "re-optimised"
            found.append(
                Change(
                    id=name, label=f"together: {', '.join(sorted(members))}", stream="", what="synergy",
                    start_before=None, start_now=None, release_before=None, release_now=None, cost_before=0,
                    cost_now=0, value_before=was, value_now=value, steps={step: value - was},
                )
            )  # fmt: skip
        return found


def _as_underway(mmp: MMP) -> MMP:
    return mmp.replace(status="idea", underway=mmp.done_share or 0.0, done_share=None)


def _cents(amount: float) -> int:
    return floor(amount * CENTS + 0.5)


def _what(old: MMP | None, fate: str, before: int | None, now: int | None) -> str:
    if fate:
        return fate
    if old is None:
        return "new, in" if now is not None else "new, left out"
    if before is None:
        return "in" if now is not None else "left out"
    if now is None:
        return "out"
    if before < 1:
        return "slipped"
    return "kept" if now == before else "moved"
