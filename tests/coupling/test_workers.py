"""Any number of processes gives the same results."""

import numpy as np

from coupling.rolling import rules_for
from coupling.stress_test import stress
from optimiser.optimisation import optimise
from scenarios.loader import load
from sim.studies.comparison import compare


def test_workers_change_nothing():
    """Two processes give the same worlds to the bit as one, optimised rounds and stress test alike."""
    insurer = load("insurer")
    models = ["value_stream_optimised"]
    rules = rules_for(insurer, models)
    one, two = (compare(insurer, replications=11, models=models, selections=rules, workers=n) for n in (1, 2))
    assert np.array_equal(one.outcomes, two.outcomes, equal_nan=True)
    assert 0 < one.rule_share < 1
    assert 0 < two.rule_share < 1
    plan = optimise(insurer)
    alone, shared = (stress(plan, replications=11, workers=n) for n in (1, 2))
    for name in ("released", "amounts", "utilisation"):
        assert np.array_equal(getattr(alone, name), getattr(shared, name), equal_nan=True)
