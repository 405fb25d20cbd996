"""Laws of every run, whatever the portfolio and the funding model, checked on the facts it leaves behind."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from sim.outcomes.run import Run
from sim.outcomes.timeline import kanban_counts, timelines
from sim.simulation import simulate
from sim.world.blueprint import PRIORITIES, Blueprint
from sim.world.ledger import BENCH, BUSINESS_CASE, DIRECT, RUN_OFF, UNPLANNED, WORK
from sim.world.world import World
from tests.examples import examples
from tests.sim.portfolios import models, scenarios

often = settings(
    max_examples=examples(14),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
everything = given(case=scenarios(), model=models(), replication=st.integers(0, 50))
DUST = 1e-9


def run(case: Scenario, model: FundingModel, replication: int) -> Run:
    return simulate(World(Blueprint(case), 1, replication), model)


def ended(column):
    """Times with infinity for what has not happened."""
    return np.where(np.isnan(column), math.inf, column)


def there(starts, ends, week):
    """Which intervals hold this week, seen after everything that happens at its instant."""
    return (starts <= week) & (ends > week)


def stages(outcome: Run):
    """Every stage with its stream and its visits."""
    for line in outcome.world.blueprint.streams:
        for k, data in enumerate(line.stages):
            yield data, line, outcome.visits[outcome.visits[:, 2] == line.first_stage + k]


@often
@everything
def test_features_are_conserved(case, model, replication):
    """A visit arrives, starts, finishes, leaves; the next one begins at the instant at which the last one ends."""
    outcome = run(case, model, replication)
    arrived, started, finished, left = outcome.visits[:, 4:].T
    assert not (started < arrived).any()
    assert not (finished < started).any()
    assert not (left < finished).any()
    spans: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for row in outcome.visits:
        spans.setdefault((row[0], row[1]), []).append((row[4], row[7]))
    for visits in spans.values():
        visits.sort()
        for (_, out), (into, _) in pairwise(visits):
            assert out == into


@often
@everything
def test_complete_means_every_feature_left_the_line(case, model, replication):
    """An MMP is complete when all its actual features left the last stage of their stream, and not before."""
    outcome = run(case, model, replication)
    last = {line.first_stage + len(line.stages) - 1 for line in outcome.world.blueprint.streams}
    for state in outcome.states:
        own = outcome.visits[outcome.visits[:, 0] == state.index]
        if state.activated is None:
            assert not len(own)
        if state.completed is None:
            assert state.done < state.total
            continue
        assert state.done == state.total
        assert not np.isnan(own[:, 4:]).any()
        done = {row[1]: row for row in sorted(own.tolist(), key=lambda row: (row[7], row[4], row[3]))}
        assert all(row[2] in last for row in done.values())
        assert max(row[7] for row in done.values()) == state.completed
        first = sum(work.first for work in state.parts if work is not None)
        assert len(done) == state.total - first


@often
@given(case=scenarios(rework=False), model=models(), replication=st.integers(0, 50))
def test_wip_limits_hold(case, model, replication):
    """At no instant are more features in a stage than its limit, but for expedited ones within their allowance."""
    outcome = run(case, model, replication)
    urgent = [state.index for state in outcome.states if state.plan.priority == PRIORITIES["expedite"]]
    for data, line, visits in stages(outcome):
        if data.wip_limit is None:
            continue
        expedited = np.isin(visits[:, 0], urgent)
        for week in visits[:, 4]:
            inside = there(visits[:, 4], ended(visits[:, 7]), week)
            allowed = min(line.data.expedite_allowance, int((inside & expedited).sum()))
            assert inside.sum() <= data.wip_limit + allowed


@often
@everything
def test_servers_are_never_overused(case, model, replication):
    """At no instant does a stage or stream serve (or, with server blocking, hold) more than it has servers for."""
    outcome = run(case, model, replication)
    for line in outcome.world.blueprint.streams:
        moves = [(week, change) for week, stream, change in outcome.moves if stream == line.index]
        total = 0
        for data, plan, visits in stages(outcome):
            if plan is not line:
                continue
            until = ended(visits[:, 7 if line.data.blocking == "server" else 6])
            starts = ended(visits[:, 5])
            busy = np.array([there(starts, until, week).sum() for week in starts])
            if not moves:
                assert busy.max(initial=0) <= data.servers
            total = max(total, busy.max(initial=0))
        people = line.servers + np.cumsum([0, *(change for _, change in moves)])
        assert people.min() >= 0
        assert total <= people.max()


@often
@everything
def test_people_are_conserved(case, model, replication):
    """People who follow the money are never more nor fewer while the budget pays them all."""
    outcome = run(case.replace(budget={"per_quarter": 1e6}), model, replication)
    weeks = sorted({week for week, _, _ in outcome.moves})
    for week in weeks:
        assert sum(change for when, _, change in outcome.moves if when <= week) == 0
    if model.staffing == "fixed":
        assert not outcome.moves


@often
@everything
def test_the_ledger_adds_up(case, model, replication):
    """Cents add up by week, kind and MMP; what people are paid is work, unplanned work and bench, exactly."""
    outcome = run(case, model, replication)
    blueprint, book = outcome.world.blueprint, outcome.ledger
    calendar = blueprint.calendar
    table = book.by_week(calendar.benefit_end)
    assert table.sum() == book.total == round(outcome.result.outcomes["cost"] * 100)
    assert book.by_mmp(len(outcome.states)).sum() == book.cents[book.mmp >= 0].sum()
    assert (book.cents > 0).all()
    paid = table[[WORK, BENCH, UNPLANNED]].sum(axis=0)
    assert not paid[calendar.horizon :].any()
    assert not table[RUN_OFF][: calendar.horizon].any()
    if model.bench == "paid" or model.staffing == "fixed":
        servers = np.full(calendar.horizon, float(sum(line.servers for line in blueprint.streams)))
        for week, _, change in outcome.moves:
            if week < calendar.horizon:
                servers[int(week)] += change * (int(week) + 1 - week)
                servers[int(week) + 1 :] += change
        assert paid[: calendar.horizon] == pytest.approx(servers * 100_000, abs=2 if outcome.moves else 0)


@often
@everything
def test_work_is_paid_as_it_is_done(case, model, replication):
    """Work, unplanned work and run-off together pay every week that a feature was in service, at 1 000 a week."""
    outcome = run(case, model, replication)
    visits = outcome.visits
    spent = np.nansum(np.where(np.isnan(visits[:, 6]), outcome.end, visits[:, 6]) - visits[:, 5])
    table = outcome.ledger.by_week(outcome.world.blueprint.calendar.benefit_end).sum(axis=1)
    cells = len(outcome.ledger.cents)
    assert table[[WORK, UNPLANNED, RUN_OFF]].sum() == pytest.approx(spent * 100_000, abs=cells + 1)


@often
@everything
def test_no_money_before_approval(case, model, replication):
    """Work and direct cost of an MMP fall after its money arrived, its business case not before it is looked at."""
    outcome = run(case, model, replication)
    book = outcome.ledger
    for state in outcome.states:
        own = book.mmp == state.index
        spent = own & np.isin(book.kind, [WORK, DIRECT, RUN_OFF])
        cases = own & (book.kind == BUSINESS_CASE)
        if state.funded is None:
            assert not spent.any()
        else:
            assert book.week[spent].min(initial=10**6) >= int(state.funded)
        if state.considered is None:
            assert not cases.any()
        else:
            assert book.week[cases].min(initial=10**6) >= int(state.considered)
        assert book.cents[cases].sum() <= state.plan.estimated_cost * 100 * model.business_case_share + 1


@often
@everything
def test_dates_are_in_order(case, model, replication):
    """Appeared, considered, chosen, funded (one approval time later), activated, complete, released; or stopped."""
    outcome = run(case, model, replication)
    for state in outcome.states:
        steps = [state.considered, state.chosen, state.funded, state.activated, state.completed, state.released]
        known = [state.plan.appears, *(week for week in steps if week is not None)]
        assert known == sorted(known)
        assert None not in steps[: len(known) - 1]
        assert state.stopped is None or state.completed is None
        assert 0 <= state.belief <= 1
        if state.funded is not None and state.plan.data.underway is None:
            assert state.funded == pytest.approx(state.chosen + model.approval_weeks)


@often
@everything
def test_no_release_before_its_parts(case, model, replication):
    """Nothing is released before its bundle is complete and what it needs is out; nothing starts too early."""
    outcome = run(case, model, replication)
    states = outcome.states
    bundles = outcome.world.blueprint.bundles.values() if model.release_unit == "project" else ()
    mates = {m: mmps for mmps in bundles for m in mmps}
    for state in states:
        if state.activated is not None:
            for other in state.plan.after:
                same = other in mates.get(state.index, ())
                assert (states[other].completed if same else states[other].released) <= state.activated
        if state.released is None:
            continue
        assert all(states[other].released <= state.released for other in state.plan.requires)
        if state.plan.requires_any:
            out = [states[other].released for other in state.plan.requires_any]
            assert min(week for week in out if week is not None) <= state.released
        for mate in mates.get(state.index, ()):
            other = states[mate]
            assert other.dropped or other.stopped is not None or other.completed <= state.released
        if state.plan.data.underway is None:
            barred = [states[other] for other in state.plan.excludes]
            assert all(other.chosen is None or other.stopped is not None for other in barred)


@often
@everything
def test_mmp_limit_holds(case, model, replication):
    """No stream works on more MMPs at once than the limit (those under way at week 0 left out)."""
    outcome = run(case, model, replication)
    if model.mmp_wip_limit is None:
        return
    for line in outcome.world.blueprint.streams:
        spans = [
            (s.activated, min(week for week in (s.completed, s.stopped, math.inf) if week is not None))
            for s in outcome.states
            if s.activated is not None and s.plan.parts[0][0] == line.index and len(s.plan.parts) == 1
            and s.plan.data.underway is None
        ]  # fmt: skip
        for week, _ in spans:
            assert sum(start <= week < end for start, end in spans) <= model.mmp_wip_limit


@often
@everything
def test_littles_law(case, model, replication):
    """Features in progress = throughput x cycle time, where everything that was started was finished."""
    long = case.replace(calendar=case.calendar.replace(quarters=12), budget={"per_quarter": 1e6})
    outcome = run(long, model.replace(stop_rule="never"), replication)
    o = outcome.result.outcomes
    unfinished = [s for s in outcome.states if s.activated is not None and s.completed is None]
    if unfinished or math.isnan(o["cycle_time_weeks"]) or o["work_item_age_weeks"] > 0:
        return
    assert o["wip"] == pytest.approx(o["throughput"] * o["cycle_time_weeks"], rel=1e-9)
    own = outcome.visits[outcome.visits[:, 0] >= 0]
    age = {}
    for row in own:
        age[row[0], row[1]] = max(age.get((row[0], row[1]), 0), row[7])
    total = sum(out - outcome.states[int(owner)].activated for (owner, _), out in age.items())
    assert o["wip"] * outcome.world.blueprint.calendar.horizon == pytest.approx(total, rel=1e-9)
    assert 0 < o["flow_efficiency"] <= 1 + DUST


@often
@everything
def test_outcomes_agree_with_each_other(case, model, replication):
    """Net value, curves, counts and the portfolio kanban tell one story."""
    outcome = run(case, model, replication)
    o, states = outcome.result.outcomes, outcome.states
    weeks = outcome.world.blueprint.calendar.benefit_end
    assert o["npv"] == outcome.result.cumulative[-1]
    assert o["benefits"] == pytest.approx(outcome.result.benefits.sum(), abs=0.01)
    funded = sum(state.funded is not None for state in states)
    assert o["mmps_released"] + o["mmps_unfinished"] + o["mmps_stopped"] == funded
    counts = kanban_counts(states, weeks)
    assert (counts >= 0).all()
    assert (counts.sum(axis=0) == [sum(s.plan.appears <= week for s in states) for week in range(weeks + 1)]).all()
    assert 0 <= o["utilisation"] <= 1 + DUST
    assert 0 <= o["three_month_rule_share"] <= 1
    for line in timelines(outcome):
        spans = line.spans(float(weeks))
        assert all(one[2] == two[1] for one, two in pairwise(spans))
        assert not spans or spans[0][1] == line.appeared
