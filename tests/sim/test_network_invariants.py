"""Laws of every run in a network of stations: platforms, interruptions, branches, routing."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.ledger import BENCH, RUN_OFF, UNPLANNED, WORK
from sim.world.world import World
from tests.examples import examples
from tests.sim.portfolios import models, networks

DUST = 1e-9


def _features_are_conserved(outcome):
    """A feature is in one place at a time: it leaves one when it comes to the next; parts come and go together."""
    arrived, started, finished, left = outcome.visits[:, 4:].T
    assert not (started < arrived).any()
    assert not (finished < started).any()
    assert not (left < finished).any()
    spans: dict[tuple[float, float], list[tuple[float, float, float]]] = {}
    for row in outcome.visits:
        spans.setdefault((row[0], row[1]), []).append((row[4], row[7], row[2]))
    split = outcome.world.blueprint.split_stages
    for visits in spans.values():
        own = sorted(dict.fromkeys(visits))
        for (_, out, stage), (into, _, other) in pairwise(own):
            assert out == into or (split[int(stage)] and stage == other)


def _complete_means_every_feature_is_done(outcome):
    """An MMP is complete when all its features have left a stage that may be the last, and none is on the board."""
    last = {line.first_stage + k for line in outcome.world.blueprint.streams for k in line.exits}
    for state in outcome.states:
        own = outcome.visits[outcome.visits[:, 0] == state.index]
        if state.completed is None:
            assert state.done < state.total
            continue
        assert state.done == state.total
        done = {row[1]: row for row in sorted(own.tolist(), key=lambda row: (row[7], row[4], row[3]))}
        assert all(row[2] in last for row in done.values())
        assert max(row[7] for row in done.values()) == state.completed


def _servers_are_never_overused(outcome):
    """At no instant are more features worked on by the people of a stream or a platform than there are."""
    blueprint = outcome.world.blueprint
    for team in range(len(blueprint.teams)):
        rows = outcome.visits[blueprint.payer_of_stage[outcome.visits[:, 2].astype(int)] == team]
        rows = rows[~np.isnan(rows[:, 5])]
        until = np.where(np.isnan(rows[:, 6]), math.inf, rows[:, 6])
        busy = max((int(((rows[:, 5] <= week) & (until > week)).sum()) for week in rows[:, 5]), default=0)
        moves = [change for _, stream, change in outcome.moves if stream == team]
        assert busy <= (blueprint.servers[team] + np.cumsum([0, *moves])).max()


def _the_ledger_adds_up(outcome, paid_always):
    """People are paid for work, unplanned work and bench, exactly; work is every week in which somebody worked."""
    blueprint, book = outcome.world.blueprint, outcome.ledger
    horizon = blueprint.calendar.horizon
    table = book.by_week(blueprint.calendar.benefit_end)
    assert (book.cents > 0).all()
    assert table.sum() == book.total == round(outcome.result.outcomes["cost"] * 100)
    visits = outcome.visits
    spent = np.nansum(np.where(np.isnan(visits[:, 6]), outcome.end, visits[:, 6]) - visits[:, 5])
    worked = table[[WORK, UNPLANNED, RUN_OFF]].sum()
    assert worked == pytest.approx(spent * 100_000, abs=len(book.cents) + 1)
    if paid_always:
        servers = np.full(horizon, blueprint.servers.sum())
        for week, _, change in outcome.moves:
            if week < horizon:
                servers[int(week)] += change * (int(week) + 1 - week)
                servers[int(week) + 1 :] += change
        paid = table[[WORK, BENCH, UNPLANNED]].sum(axis=0)[:horizon]
        assert paid == pytest.approx(servers * 100_000, abs=3 if outcome.moves else 0)


def _shares_of_the_time_of_features_add_up(outcome):
    """At work, blocked, done but not pulled and waiting: none below 0, all of them together the whole."""
    o = outcome.result.outcomes
    shares = [o[name] for name in ("flow_efficiency", "blocked_share", "not_pulled_share", "waiting_share")]
    if not math.isnan(shares[0]):
        assert sum(shares) == pytest.approx(1)
        assert min(shares) >= -DUST
    assert 0 <= o["utilisation"] <= 1 + DUST


LAWS = (
    _features_are_conserved,
    _complete_means_every_feature_is_done,
    _servers_are_never_overused,
    _shares_of_the_time_of_features_add_up,
)


@settings(
    max_examples=examples(10),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(case=networks(), model=models(), replication=st.integers(0, 50))
def test_laws_hold_in_every_network(case, model, replication):
    """Features, people and money are conserved, complete means done, and the same world twice is the same run."""
    outcome, again = (simulate(World(Blueprint(case), 1, replication), model) for _ in range(2))
    assert np.array_equal(outcome.visits, again.visits, equal_nan=True)
    for law in LAWS:
        law(outcome)
    _the_ledger_adds_up(outcome, model.bench == "paid" or model.staffing == "fixed")
