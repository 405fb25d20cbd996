"""What one MMP costs, needs and earns: figures the planner stated, or figures derived from features and teams.

Time runs in weeks from week 0; quarter q is weeks (q - 1) W to q W with W = ``weeks_per_quarter``. An MMP of
duration d that starts in quarter q works in quarters q ... q + d - 1 and is released at the end of the last of
them; one of duration 0 is released at the end of quarter q itself.

Benefits are exact integrals, discounted continuously with weight exp(-r t / 52) and cut at the benefit horizon:

    value_per_quarter   at rate value / W, times the ramp min(age / ramp, 1), times urgency
    benefits            the k-th amount spread evenly over the k-th quarter after release, times urgency
    value               once, at release, times urgency
    urgency             decaying: 0.5 ** (age of the idea / half-life); closing: 0 after its last quarter

    running cost        at rate running_cost / W from release on, whether it succeeds or not

Expected value is success probability times benefits, less penalties of a missed fixed date (certain, so not
weighed), less discounted cost (spend and running cost) unless the objective is gross. Team cost and stated spend
fall evenly over each quarter, direct cost at the start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil, exp, expm1, inf, log
from typing import Literal

from scenarios.calendar import Calendar
from scenarios.language.mmps import MMP, Closing, Decaying, FixedDate
from scenarios.language.streams import ValueStream
from scenarios.quantities.units import WEEKS_PER_YEAR
from scenarios.scenario import Scenario

Aim = Literal["net", "gross"]
WHOLE = ""
"""Key of money and work that belong to no value stream."""
FAIR_SHARE = 0.5
"""Most of a stream's capacity that one MMP takes when its duration is not stated: two at a time (assumption, D).
With the whole stream at once MMPs would not fit side by side, and capacity at the end of quarters would be lost."""


def decay_area(rate: float, x: float) -> float:
    """Integral of exp(-rate u) for u from 0 to x."""
    z = rate * x
    return x if z < 1e-12 else -x * expm1(-z) / z


def decay_moment(rate: float, x: float) -> float:
    """Integral of u exp(-rate u) for u from 0 to x, by series where the closed form would cancel."""
    z = rate * x
    if z > 0.1:
        return x * x * (1.0 - exp(-z) * (1.0 + z)) / (z * z)
    term, total = 1.0, 0.5
    for n in range(1, 12):
        term *= -z / n
        total += term / (n + 2)
    return x * x * total


@dataclass(frozen=True)
class Earning:
    """When and how much one MMP earns; weeks and currency."""

    mmp: MMP
    calendar: Calendar

    @property
    def _weekly_discount(self) -> float:
        return self.calendar.discount_rate / WEEKS_PER_YEAR

    def _discount(self, week: float) -> float:
        return exp(-self._weekly_discount * week)

    def _urgency(self) -> tuple[float, float, float]:
        """Factor ``level * exp(-fade * t)`` until week ``end``: (level, fade per week, end)."""
        quarter, end = self.calendar.weeks_per_quarter, float(self.calendar.benefit_end)
        match self.mmp.urgency:
            case Decaying(half_life_quarters=half_life, age_quarters=age):
                fade = log(2.0) / (half_life * quarter)
                return exp(fade * (self.mmp.appears_quarter - 1 - age) * quarter), fade, end
            case Closing(last_quarter=last):
                return 1.0, 0.0, min(end, float(last * quarter))
            case _:
                return 1.0, 0.0, end

    def benefits(self, release: float, until: float = inf) -> float:
        """Claimed benefits of a release at week ``release``, earned by week ``until`` and discounted."""
        level, fade, end = self._urgency()
        span = min(end, until) - release
        if span <= 0:
            return 0.0
        rate = self._weekly_discount + fade
        quarter = self.calendar.weeks_per_quarter
        ramp = self.mmp.ramp_quarters * quarter
        rising = min(ramp, span)
        area = decay_moment(rate, rising) / ramp if ramp > 0 else 0.0
        area += exp(-rate * rising) * decay_area(rate, span - rising)
        total = self.mmp.value + self.mmp.value_per_quarter / quarter * area
        for k, amount in enumerate(self.mmp.benefits):
            begin = k * quarter
            if begin >= span:
                break
            total += amount / quarter * exp(-rate * begin) * decay_area(rate, min(quarter, span - begin))
        return total * level * exp(-rate * release)

    def penalty(self, release: float | None, until: float = inf) -> float:
        """Discounted penalty of a fixed date by week ``until``; released at week ``release`` (None: never)."""
        date = self.mmp.urgency
        end = min(float(self.calendar.benefit_end), until)
        if not isinstance(date, FixedDate):
            return 0.0
        quarter = self.calendar.weeks_per_quarter
        due = float(date.quarter * quarter)
        late_until = end if release is None else min(release, end)
        if due >= end or late_until <= due:
            return 0.0
        late = date.penalty_per_quarter / quarter * decay_area(self._weekly_discount, late_until - due)
        return (date.penalty + late) * self._discount(due)

    def running(self, release: float, until: float = inf) -> float:
        """Discounted running cost of a release at week ``release``, by week ``until``."""
        span = min(float(self.calendar.benefit_end), until) - release
        if span <= 0 or not self.mmp.running_cost:
            return 0.0
        rate = self.mmp.running_cost / self.calendar.weeks_per_quarter
        return rate * decay_area(self._weekly_discount, span) * self._discount(release)

    def spend(self, start: int, per_quarter: tuple[float, ...], at_start: float) -> float:
        """Discounted cost of work that starts in a 1-based quarter, in currency."""
        quarter = self.calendar.weeks_per_quarter
        first = (start - 1) * quarter
        evenly = decay_area(self._weekly_discount, quarter) / quarter
        total = at_start * self._discount(first)
        for k, amount in enumerate(per_quarter):
            total += amount * evenly * self._discount(first + k * quarter)
        return total


@dataclass(frozen=True)
class Figures:
    """One MMP in numbers; amounts per quarter of execution, currency and team-sprints."""

    duration: int
    """Quarters from start to release."""
    spend: dict[str, tuple[float, ...]]
    """Money by value stream (``WHOLE``: none), evenly over each quarter."""
    direct_cost: float
    """Money at the start, in the home stream."""
    use: dict[str, tuple[float, ...]]
    """Team-sprints by value stream."""
    purses: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Money by purse; what no purse pays is left out."""

    @property
    def length(self) -> int:
        """Quarters in which it spends or works: its duration, or 1 when it is released where it starts."""
        return max(self.duration, 1)

    def money(self, home: str) -> dict[str, tuple[float, ...]]:
        """All money by value stream and quarter of execution, direct cost included."""
        paid = {
            stream: list(amounts) + [0.0] * (self.length - len(amounts)) for stream, amounts in self.spend.items()
        }
        if self.direct_cost:
            paid.setdefault(home, [0.0] * self.length)[0] += self.direct_cost
        return {stream: tuple(amounts) for stream, amounts in paid.items() if any(amounts)}


def work(mmp: MMP, scenario: Scenario) -> dict[str, float]:
    """Team-sprints by value stream: stated effort, or features times the team-sprints of one feature."""
    streams = {stream.id: stream for stream in scenario.value_streams}
    if mmp.effort:
        return {name: effort for name, effort in mmp.team_sprints.items() if effort > 0}
    if mmp.features is not None and mmp.value_stream in streams:
        return {mmp.value_stream: mmp.features * streams[mmp.value_stream].feature_team_sprints}
    return {}


def features_of(mmp: MMP, scenario: Scenario) -> Iterator[tuple[ValueStream, float]]:
    """Value streams that build an MMP, with its estimated features there (not rounded where effort is stated)."""
    sprints = work(mmp, scenario)
    for stream in scenario.value_streams:
        if stream.id in sprints:
            yield stream, sprints[stream.id] / stream.feature_team_sprints


def _platform_money(mmp: MMP, scenario: Scenario) -> dict[str, float]:
    """Cost of the work of platform teams on an MMP, by the value stream that calls on them."""
    teams = [team for team in scenario.platforms if team.servers != "unlimited"]
    rates = {team.id: team.payroll_per_week / team.servers for team in teams if team.servers != "unlimited"}
    found = {
        stream.id: features * sum(rates.get(name, 0.0) * weeks for name, weeks in stream.platform_work.items())
        for stream, features in features_of(mmp, scenario)
        if stream.platform_work
    }
    return {name: amount for name, amount in found.items() if amount}


def capacity(scenario: Scenario, stream_id: str) -> float:
    """Team-sprints per quarter of a value stream."""
    stream = scenario.stream(stream_id)
    return stream.teams * scenario.calendar.weeks_per_quarter / stream.sprint_weeks


def _slice(profile: tuple[float, ...], begin: float, end: float) -> float:
    """Part of a piecewise constant profile between two points, in quarters."""
    return sum(amount * max(0.0, min(end, k + 1) - max(begin, k)) for k, amount in enumerate(profile))


def figures(mmp: MMP, scenario: Scenario) -> Figures:
    """Duration, spend and use of one MMP; of one under way, only what remains (spent money is sunk).

    Without a stated duration, work takes the fewest quarters in which it needs at most ``FAIR_SHARE`` of the
    capacity of each of its streams (all of it where the MMP WIP limit is 1), at least one.
    """
    streams = {stream.id: stream for stream in scenario.value_streams}
    done = mmp.underway or 0.0
    effort = {name: amount for name, amount in work(mmp, scenario).items() if name in streams}
    team_cost = {name: amount * streams[name].team_cost_per_sprint for name, amount in effort.items()}
    for name, amount in _platform_money(mmp, scenario).items():
        team_cost[name] += amount
    stated_spend = paid(mmp)
    stated = len(stated_spend) if stated_spend is not None else mmp.duration_quarters
    if stated is None:
        share = 1.0 if scenario.plan_rules.mmp_wip_limit == 1 else FAIR_SHARE
        loads = [amount * (1.0 - done) / (share * capacity(scenario, name)) for name, amount in effort.items()]
        whole = max(1, *(ceil(load - 1e-9) for load in loads)) if loads else 1
        duration = 0 if done == 1.0 else whole
    else:
        duration = ceil(stated * (1.0 - done) - 1e-9)
    length = max(duration, 1)
    left = {name: amount * (1.0 - done) / length for name, amount in effort.items()}
    use = {name: (amount,) * length for name, amount in left.items() if amount > 0}
    direct = 0.0 if mmp.underway is not None else mmp.direct_cost
    if stated_spend is None:
        spend = {name: (amount * (1.0 - done) / length,) * length for name, amount in team_cost.items()}
    else:
        profile = _left(stated_spend, done, duration)
        shares = team_cost if sum(team_cost.values()) > 0 else effort
        whole_share = sum(shares.values())
        parts = {name: amount / whole_share for name, amount in shares.items()} if whole_share else {}
        parts = parts or {mmp.value_stream or WHOLE: 1.0}
        spend = {name: tuple(part * amount for amount in profile) for name, part in parts.items()}
    if mmp.spend_to_go is not None:
        spend = _to_go(spend, mmp.spend_to_go, team_cost or effort or {mmp.value_stream or WHOLE: 1.0}, length)
    return Figures(duration, spend, direct, use, _purses(mmp, done, duration))


def paid(mmp: MMP) -> tuple[float, ...] | None:
    """Stated money per quarter of execution: its spend, or its purses together; None where neither is stated."""
    if mmp.spend is not None or not mmp.purse:
        return mmp.spend
    return tuple(map(sum, zip(*mmp.purse.values(), strict=True)))


def _left(profile: tuple[float, ...], done: float, duration: int) -> tuple[float, ...]:
    """What is left of amounts per quarter of which a share is done."""
    begin = len(profile) * done
    return tuple(_slice(profile, begin + k, begin + k + 1) for k in range(duration))


def _purses(mmp: MMP, done: float, duration: int) -> dict[str, tuple[float, ...]]:
    """Money still to be spent by purse; a stated amount to go is shared as the estimate for what is left."""
    left = {name: _left(amounts, done, duration) for name, amounts in mmp.purse.items()}
    whole = sum(map(sum, left.values()))
    if mmp.spend_to_go is None or whole <= 0:
        return left
    return {name: tuple(part * mmp.spend_to_go / whole for part in parts) for name, parts in left.items()}


def needs(mmp: MMP, scenario: Scenario, numbers: Figures) -> dict[str, tuple[float, ...]]:
    """Units of other resources per quarter of execution; of one under way, in the quarters that remain.

    One number is needed in every quarter of execution where the amount is per quarter, and once, in the first,
    where it is a total.
    """
    found = {}
    for name, need in mmp.need.items():
        if isinstance(need, tuple):
            found[name] = _left(need, mmp.underway or 0.0, max(1, ceil(len(need) * (1.0 - (mmp.underway or 0.0)))))
        elif scenario.amounts[name].total is not None:
            found[name] = (need,)
        else:
            found[name] = (need,) * numbers.length
    return {name: amounts for name, amounts in found.items() if any(amounts)}


def _to_go(
    estimate: dict[str, tuple[float, ...]], amount: float, weights: dict[str, float], length: int
) -> dict[str, tuple[float, ...]]:
    """Money still to be spent, in the shape of the estimate for what is left; evenly where that is nothing."""
    whole = sum(map(sum, estimate.values()))
    if whole > 0:
        return {name: tuple(part * amount / whole for part in parts) for name, parts in estimate.items()}
    total = sum(weights.values())
    shares = {name: weight / total for name, weight in weights.items()} if total else {WHOLE: 1.0}
    return {name: (share * amount / length,) * length for name, share in shares.items()}


def release_quarter(start: int, duration: int) -> int:
    """1-based quarter at whose end an MMP is released that starts in quarter ``start``."""
    return start + max(duration, 1) - 1


def expected_value(mmp: MMP, scenario: Scenario, numbers: Figures, start: int, aim: Aim) -> float:
    """Expected value of starting an MMP in a 1-based quarter, discounted to week 0, in currency.

    A stated ``value_by_quarter`` is net; the gross aim adds the discounted cost back.
    """
    earning = Earning(mmp, scenario.calendar)
    release = float(release_quarter(start, numbers.duration) * scenario.calendar.weeks_per_quarter)
    cost = discounted_cost(mmp, scenario, numbers, start) + earning.running(release)
    if mmp.value_by_quarter is not None:
        net = mmp.value_by_quarter[min(start, len(mmp.value_by_quarter)) - 1] or 0.0
        return net if aim == "net" else net + cost
    gross = mmp.success_probability * earning.benefits(release) - earning.penalty(release)
    return gross - cost if aim == "net" else gross


def expected_points(mmp: MMP, scenario: Scenario, release: int) -> float:
    """Expected customer value of a release at the end of a 1-based quarter, in points, undiscounted.

    None after the last quarter of the plan.
    """
    return points_of(mmp, scenario) if release <= scenario.calendar.quarters else 0.0


def points_of(mmp: MMP, scenario: Scenario) -> float:
    """Success probability times the points of an MMP, less what the defects take that its users will find."""
    points = mmp.success_probability * mmp.customer_value
    for stream, features in features_of(mmp, scenario):
        if stream.escapes is not None and stream.escapes.customer_loss:
            points -= features * stream.escapes.share * stream.escapes.customer_loss
    return points


def discounted_cost(mmp: MMP, scenario: Scenario, numbers: Figures, start: int) -> float:
    """Discounted spend of an MMP that starts in a 1-based quarter, without running cost, in currency."""
    total = tuple(map(sum, zip(*numbers.spend.values(), strict=True))) if numbers.spend else ()
    return Earning(mmp, scenario.calendar).spend(start, total, numbers.direct_cost)


def value_left_out(mmp: MMP, scenario: Scenario) -> float:
    """Expected value of never doing an MMP: the penalties of its fixed date, as a negative amount."""
    if mmp.value_by_quarter is not None:
        return 0.0
    return 0.0 - Earning(mmp, scenario.calendar).penalty(None)


def starts(mmp: MMP, scenario: Scenario, numbers: Figures) -> tuple[int, ...]:
    """Start quarters the MMP's own dates allow: after it appears, inside its window, released inside the calendar.

    With a stated ``value_by_quarter`` only quarters that have a value. Work under way may go on in any quarter, and
    run past the last one when it goes on in quarter 1 (``optimiser.preparation`` says which of it may pause).
    """
    first = max(mmp.appears_quarter, mmp.earliest_quarter or 1)
    last = min(scenario.calendar.quarters - numbers.length + 1, mmp.latest_quarter or scenario.calendar.quarters)
    stated = mmp.value_by_quarter
    if mmp.underway is not None:
        first, last, stated = 1, max(1, scenario.calendar.quarters - numbers.length + 1), None
    return tuple(
        q for q in range(first, last + 1) if stated is None or (q <= len(stated) and stated[q - 1] is not None)
    )
