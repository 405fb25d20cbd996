"""The end of the year in an organisation whose money lapses: what is left is spent while it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.funding.rounds.choosing import choose
from sim.funding.running_costs import running_cost
from sim.kanban.items import rows
from sim.world.ledger import BUSINESS_CASE, DIRECT

if TYPE_CHECKING:
    from collections.abc import Generator

    from simpy import Event

    from sim.funding.office import Office

QUARTERS = 4
"""Quarters in a year of the budget."""


def flushes(office: Office) -> Generator[Event, None, None]:
    """Shortly before each year ends, spend what is left (year_end: flush; a SimPy process).

    Not in the last year: nearly all of that work would be done and paid after the last quarter.
    """
    env, year = office.env, QUARTERS * office.blueprint.calendar.weeks_per_quarter
    for end in range(year, office.horizon, year):
        week = end - office.model.year_end_weeks
        if week < env.now:
            continue
        yield env.timeout(week - env.now)
        if office.streams:
            _flush(office, float(end - year), float(end))


def _flush(office: Office, start: float, end: float) -> None:
    """Whatever is on the table, smallest first, is paid at once from what is left and would lapse."""
    money = unspent(office, start, end)
    if all(left <= 0 for left in money.values()):
        return
    candidates = office.look()
    for candidate in candidates:
        office.pay_business_case(candidate)
    smallest = [c.unit for c in sorted(candidates, key=lambda c: c.cost)]
    chosen = choose(office, smallest, {c.unit: c for c in candidates}, money)
    office.purses.forget()
    office.approve(chosen, 0.0)


def unspent(office: Office, start: float, end: float) -> dict[int, float]:
    """What the budget of a year still holds in its last weeks, by purse.

    The budget of the year, less the work done in it, the direct costs and business cases paid in it, and what the
    people there will cost to its end. Paid time without work is not taken off: the plan had work for it.
    """
    portfolio, purses, now = office.portfolio, office.purses, office.env.now
    left = purses.budget(start, end)
    streams = office.blueprint.streams
    for line in portfolio.lines:
        stream = line.plan.index
        if stream in office.streams:
            people = sum(stage.people for stage in line.teams)
            left[purses.key(stream)] -= people * streams[stream].rate * (end - now)
    stream_of_stage = office.blueprint.stream_of_stage.tolist()
    rates = [
        (*streams, *office.blueprint.platforms)[team].rate for team in office.blueprint.payer_of_stage.tolist()
    ]
    for _, _, stage, _, _, started, finished, _ in rows(portfolio.log):
        stream = stream_of_stage[stage]
        if stream in office.streams and finished > start:
            left[purses.key(stream)] -= (finished - max(started, start)) * rates[stage]
    for state in portfolio.states:
        if state.plan.running_per_week and state.plan.home in office.streams:
            left[purses.key(state.plan.home)] -= running_cost(state, start, end)
    for week, stream, _, kind, amount in portfolio.entries:
        if week >= start and stream in office.streams and kind in (DIRECT, BUSINESS_CASE):
            left[purses.key(stream)] -= amount
    return left
