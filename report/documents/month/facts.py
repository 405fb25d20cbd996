"""What a monthly page says, as numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optimiser.economics import Earning
from scenarios.language.standing import SETTLED
from scenarios.open_work import settled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from intake.rolling.month_files import Spend
    from intake.rolling.so_far import SoFar
    from report.documents.month.flow_health import FlowHealth
    from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Promise:
    """An MMP of the last plan; quarters of the scenario."""

    start: int
    release: int
    cost: float
    """Money it was planned to cost, in currency."""


@dataclass(frozen=True)
class Delivery:
    """One MMP that was due by now, or came out."""

    id: str
    label: str
    stream: str
    status: str
    due: int | None
    """Quarter by whose end the plan says it is out; None = it is not in the plan."""
    released: int | None
    done_share: float | None


@dataclass(frozen=True)
class Reached:
    """One objective up to now; money in currency, undiscounted."""

    id: str
    label: str
    target: float | None
    value: float
    """Brought to date."""
    claimed: float | None
    """Claimed to date for what is out: full benefits since the end of the quarter of its release; None where a
    value is stated per start quarter."""
    mmps: int
    """MMPs that serve it."""
    out: int
    """Of these, released."""


@dataclass(frozen=True)
class QuarterMoney:
    """Budget and spend of one quarter, in currency."""

    stream: str
    """Empty: the whole portfolio."""
    quarter: int
    budget: float
    spent: float
    """On MMPs, as actuals say."""


@dataclass(frozen=True)
class KindMoney:
    """Money of one kind, in currency."""

    kind: str
    month: float | None
    """Spent in the month; None = nothing is said."""
    month_budget: float | None
    to_date: float
    to_date_budget: float | None
    """Budget of the months that have one; None = none has."""


@dataclass(frozen=True)
class Upcoming:
    """An MMP that comes out next."""

    id: str
    label: str
    stream: str
    due: int
    """Quarter by whose end the plan says it is out."""
    chance: float | None
    """Share of worlds in which it is; None = not simulated."""
    week: float | None
    """Week of release, P50, counted from the quarter that begins after those that are over."""
    day: date | None
    """The same as a day, where the calendar knows one."""
    done_share: float | None


@dataclass(frozen=True)
class MonthStudies:
    """Everything a monthly page is made of."""

    scenario: Scenario
    month: str
    """Such as 2027-03."""
    quarter: int
    """Quarter that the month belongs to."""
    place: int
    """Place of the month in its quarter, 1 to 3."""
    standing: tuple[SoFar, ...] | None
    """Every MMP; None = no actuals are there."""
    promised: Mapping[str, Promise]
    """The last plan by id; empty = none is there."""
    upcoming: tuple[Upcoming, ...]
    upcoming_words: str
    """What the chances are of, or why there are none."""
    spend: tuple[Spend, ...] | None
    """Money by month and kind up to the month; None = no such file."""
    flow: FlowHealth | None
    learnings: tuple[str, ...] | None
    """None = no such file."""
    files: Mapping[str, str]
    """What was read and what was not found, by what it is for."""

    @property
    def over(self) -> int:
        """Quarters that are over when the month is."""
        return self.quarter if self.place == 3 else self.quarter - 1

    @cached_property
    def by_id(self) -> dict[str, SoFar]:
        """Where every MMP stands."""
        return {one.mmp.id: one for one in self.standing or ()}

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What was due by the end of the quarter or is out since quarter 1, by due date."""
        found = []
        for one in self.standing or ():
            promise = self.promised.get(one.mmp.id)
            due = None if promise is None else promise.release
            came = one.released is not None and one.released >= 1
            if came or (due is not None and due <= self.quarter and not (one.released or 1) < 1):
                found.append(
                    Delivery(one.mmp.id, one.mmp.label, one.mmp.value_stream or "", one.status, due, one.released,
                             one.done_share)
                )  # fmt: skip
        return tuple(sorted(found, key=lambda d: (d.due is None, d.due or 0, d.id)))

    @cached_property
    def objectives(self) -> tuple[Reached, ...]:
        """Every objective, then what serves none."""
        if self.standing is None:
            return ()
        named = [(each.id, each.name or each.id, each.target) for each in self.scenario.objectives]
        if any(one.mmp.objective is None for one in self.standing):
            named.append(("", "no objective", None))
        found = []
        for name, label, target in named:
            mine = [one for one in self.standing if (one.mmp.objective or "") == name]
            claims = [self.claimed(one) for one in mine]
            known = [claim for claim in claims if claim is not None]
            found.append(
                Reached(name, label, target, sum(one.value_to_date for one in mine),
                        sum(known) if len(known) == len(mine) else None, len(mine),
                        sum(one.status == "released" for one in mine))
            )  # fmt: skip
        return tuple(found)

    def claimed(self, one: SoFar) -> float | None:
        """Undiscounted benefits claimed by the end of the quarters that are over; a quarter stands for its end."""
        if one.released is None:
            return 0.0
        if one.mmp.value_by_quarter is not None:
            return None
        calendar = self.scenario.calendar.replace(discount_rate=0.0)
        weeks = calendar.weeks_per_quarter
        earning = Earning(one.mmp, calendar)
        return earning.benefits(float(one.released * weeks), float(self.over * weeks))

    @cached_property
    def money(self) -> tuple[QuarterMoney, ...]:
        """Quarters up to that of the month: the whole portfolio, then streams with money of their own."""
        if self.standing is None:
            return ()
        budget, found = self.scenario.budget, []
        for stream in ("", *sorted(budget.streams)):
            mine = [one for one in self.standing if not stream or one.mmp.value_stream == stream]
            found += [
                QuarterMoney(
                    stream, q, budget.in_quarter(q, stream or None), sum(o.spent.get(q, 0.0) for o in mine)
                )
                for q in range(1, self.quarter + 1)
            ]
        return tuple(found)

    @cached_property
    def kinds(self) -> tuple[KindMoney, ...]:
        """Money by kind, in the order in which kinds are first named."""
        rows: dict[str, list[Spend]] = defaultdict(list)
        for row in self.spend or ():
            rows[row.kind].append(row)
        found = []
        for kind, mine in rows.items():
            now = next((row for row in mine if row.month == self.month), None)
            budgets = [row.budget for row in mine if row.budget is not None]
            found.append(
                KindMoney(kind, None if now is None else now.spent, None if now is None else now.budget,
                          sum(row.spent for row in mine), sum(budgets) if budgets else None)
            )  # fmt: skip
        return tuple(found)

    def late(self) -> tuple[Delivery, ...]:
        """What was due in quarters that are over and is neither out nor given up."""
        return tuple(
            d for d in self.deliveries if d.due is not None and d.due <= self.over and d.status not in SETTLED
        )

    def blocked(self) -> Mapping[str, str]:
        """MMPs that can no longer be done, each with the reason, as the scenario says."""
        return {each.mmp.id: each.reason for each in settled(self.scenario) if each.status == "blocked"}
