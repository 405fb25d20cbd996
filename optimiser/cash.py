"""The cash of a plan, quarter by quarter: what it takes, what it gives, and when it has paid for itself."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from optimiser.economics import WHOLE, Earning, Figures, expected_value, figures, release_quarter
from optimiser.plan import Plan
from scenarios.language.mmps import MMP
from scenarios.scenario import Scenario

Floats = tuple[float, ...]


@dataclass(frozen=True)
class CashFlow:
    """Expected cash of a plan; one entry per quarter up to the benefit horizon, in currency."""

    spend: Floats
    """Money of the plan, undiscounted."""
    benefits: Floats
    """Expected benefits less penalties, undiscounted."""
    present: Floats
    """Benefits less spend, discounted to week 0; they add up to the net expected value of the plan."""
    lumped: tuple[str, ...]
    """MMPs with a stated value per start quarter: all of it is booked in their release quarter."""

    @property
    def net(self) -> Floats:
        """Benefits less spend, undiscounted."""
        return tuple(b - s for b, s in zip(self.benefits, self.spend, strict=True))

    @property
    def rolling(self) -> Floats:
        """Net present value of everything up to the end of each quarter."""
        return tuple(accumulate(self.present))

    @property
    def investment(self) -> float:
        """Money needed from outside: the sum of all quarters that take more than they give."""
        return sum(max(-amount, 0.0) for amount in self.net)

    @property
    def return_on_investment(self) -> float | None:
        """Total net cash per money needed from outside; None when no money is needed."""
        return sum(self.net) / self.investment if self.investment > 0 else None

    @property
    def self_funding_quarter(self) -> int | None:
        """First quarter from which on no quarter takes more than it gives and some give; None: there is none."""
        quarter = len(self.net) + 1
        while quarter > 1 and self.net[quarter - 2] >= 0:
            quarter -= 1
        return quarter if sum(self.net[quarter - 1 :]) > 0 else None

    @property
    def break_even_quarter(self) -> int | None:
        """First quarter at whose end the plan has earned back what it took, discounted; None when it never does."""
        took = False
        for quarter, total in enumerate(self.rolling, 1):
            took = took or total < 0
            if took and total >= 0:
                return quarter
        return None

    @property
    def break_even_point(self) -> float | None:
        """The same to a fraction: 6.25 = a quarter of the way through quarter 6, in a straight line."""
        quarter = self.break_even_quarter
        if quarter is None:
            return None
        before, after = self.rolling[quarter - 2], self.rolling[quarter - 1]
        return quarter - before / (after - before)


def cash_flow(plan: Plan) -> CashFlow:
    """Cash of a plan. Raises ``ValueError`` when there is no plan."""
    if plan.starts is None:
        raise ValueError("there is no plan, so there is no cash flow")
    scenario = plan.scenario
    book = _Book(scenario)
    for mmp in scenario.mmps:
        start = plan.starts.get(mmp.id)
        if start is None:
            book.penalties(mmp, None)
        else:
            book.enter(mmp, start)
    for synergy in scenario.synergies:
        if set(synergy.mmps) <= set(plan.starts):
            book.lump(max(book.released[mmp] for mmp in synergy.mmps), synergy.value)
    return CashFlow(tuple(book.spend), tuple(book.benefits), tuple(book.present), tuple(book.lumped))


class _Book:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.flat = scenario.calendar.replace(discount_rate=0.0)
        self.weeks = scenario.calendar.weeks_per_quarter
        quarters = scenario.calendar.benefit_end // self.weeks
        self.spend, self.benefits, self.present = [0.0] * quarters, [0.0] * quarters, [0.0] * quarters
        self.lumped: list[str] = []
        self.released: dict[str, int] = {}

    def enter(self, mmp: MMP, start: int) -> None:
        numbers = figures(mmp, self.scenario)
        release = release_quarter(start, numbers.duration)
        self.released[mmp.id] = release
        self._costs(mmp, numbers, start)
        if mmp.value_by_quarter is not None:
            self.lumped.append(mmp.id)
            self.lump(release, expected_value(mmp, self.scenario, numbers, start, "gross"))
            return
        week = float(release * self.weeks)
        chance = mmp.success_probability
        self._spread(lambda calendar, until: chance * Earning(mmp, calendar).benefits(week, until), self.benefits)
        self.penalties(mmp, week)

    def lump(self, quarter: int, amount: float) -> None:
        at = min(quarter, len(self.present)) - 1
        self.benefits[at] += amount
        self.present[at] += amount

    def penalties(self, mmp: MMP, week: float | None) -> None:
        if mmp.value_by_quarter is None:
            self._spread(lambda calendar, until: -Earning(mmp, calendar).penalty(week, until), self.benefits)

    def _costs(self, mmp: MMP, numbers: Figures, start: int) -> None:
        paid = tuple(map(sum, zip(*numbers.money(mmp.value_stream or WHOLE).values(), strict=True)))
        shared = tuple(map(sum, zip(*numbers.spend.values(), strict=True)))
        earning = Earning(mmp, self.scenario.calendar)
        for age, amount in enumerate(paid):
            at = start - 1 + age
            if at < len(self.spend):
                self.spend[at] += amount
                even = shared[age] if age < len(shared) else 0.0
                self.present[at] -= earning.spend(at + 1, (even,), amount - even)
        self._running(mmp, earning, release_quarter(start, numbers.duration))

    def _running(self, mmp: MMP, earning: Earning, release: int) -> None:
        """Running cost of every quarter after release, to the benefit horizon; a stated value holds it already."""
        week, before = float(release * self.weeks), 0.0
        for at in range(release, len(self.spend) if mmp.running_cost else release):
            now = earning.running(week, float((at + 1) * self.weeks))
            self.spend[at] += mmp.running_cost
            self.present[at] -= now - before
            before = now

    def _spread(self, until_week: Callable[..., float], into: list[float]) -> None:
        """Book a cumulative amount quarter by quarter, undiscounted and discounted."""
        flat = discounted = 0.0
        for at in range(len(into)):
            week = float((at + 1) * self.weeks)
            now, now_discounted = until_week(self.flat, week), until_week(self.scenario.calendar, week)
            into[at] += now - flat
            self.present[at] += now_discounted - discounted
            flat, discounted = now, now_discounted
