"""The short way of straight stations is only shorter: the stations of a network do the same, visit by visit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outcomes.run import Run
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.portfolios import models, scenarios
from tests.sim.test_invariants import often


def facts(outcome: Run):
    """Every visit in order, who moved when, and the dates of every MMP."""
    rows = np.nan_to_num(outcome.visits, nan=-1.0)
    states = [(s.funded, s.activated, s.completed, s.released, s.stopped) for s in outcome.states]
    return sorted(map(tuple, rows.tolist())), outcome.moves, states


@settings(often, max_examples=20)
@given(case=scenarios(), model=models(), replication=st.integers(0, 50))
def test_same_visits(case, model, replication):
    """Whatever the portfolio and the rules, both kinds of station serve the same features at the same times."""
    straight = Blueprint(case)
    network = Blueprint(case)
    network.linear = False  # its stations may be anything
    runs = [simulate(World(blueprint, 1, replication), model) for blueprint in (straight, network)]
    assert facts(runs[0]) == facts(runs[1])
