"""Defects that users find: work before everything else, at a date and of a size that luck decides once for all."""

import numpy as np
import pytest

from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import DIRECT, dates, funding, mmp, money, run, scenario, stage, stream

ALL = {"share": 1, "effort": 1, "found_after": 0.5}


def two(escapes=None, **more):
    """Two MMPs of two weeks each for one person, b after a."""
    parts = {} if escapes is None else {"escapes": escapes}
    return scenario([mmp("a", 2, earns=1000), mmp("b", 2, earns=1000)], stream("s", **parts), **more)


def test_repairs_come_first():
    """Two defects of a are repaired before the second feature of b, which comes out two weeks later.

    a is out in week 2; its defects, found half a week later, wait for b's first feature (2 to 3) and take weeks 3
    to 5; b's second feature is built in week 5. The two of b are repaired, too: 4 server-weeks of 52.
    """
    outcome = run(two(ALL))
    assert dates(outcome, "released") == {"a": 2, "b": 6}
    assert dates(run(two()), "released") == {"a": 2, "b": 4}
    outcomes = outcome.result.outcomes
    assert (outcomes["escaped_defects"], outcomes["repair_share"]) == (4, 4 / 52)
    assert np.isnan(run(two()).result.outcomes["escaped_defects"])


def test_people_are_paid_once():
    """Repairs are work of people who are paid anyway: payroll stays, and less of it is bench."""
    with_, without = money(run(two(ALL))), money(run(two()))
    assert with_["work"] - without["work"] == without["bench"] - with_["bench"] == 4_000
    assert sum(with_.values()) == sum(without.values())


@pytest.mark.parametrize("escapes", [{"share": 0, "effort": 3}, {"share": 1, "effort": 0}])
def test_nothing_to_repair(escapes):
    """Without defects, or where a repair takes no time, every visit and every amount is the same."""
    found, none = run(two(escapes)), run(two())
    assert found.visits.tobytes() == none.visits.tobytes()
    assert found.ledger.cents.tobytes() == none.ledger.cents.tobytes()


def test_what_nobody_finds_in_time():
    """A defect that is found after the clock has stopped costs nothing and is not counted."""
    outcome = run(two({"share": 1, "effort": 1, "found_after": 1_000}))
    assert dates(outcome, "released") == {"a": 2, "b": 4}
    assert outcome.result.outcomes["escaped_defects"] == 0


def test_luck_is_the_same_under_every_model():
    """Half of 60 features have a defect: the same ones, however money is decided."""
    escapes = {"share": 0.5, "effort": {"distribution": "exponential", "mean": 0.1}, "found_after": 4}
    work = [mmp(f"m{k}", 6) for k in range(10)]
    case = scenario(work, stream("s", stage(servers=6), escapes=escapes))
    world = World(Blueprint(case), 1, 0)
    models = [funding(), funding(approval_weeks=3, selection="smallest_first")]
    runs = [simulate(world, model).result.outcomes["escaped_defects"] for model in models]
    assert runs[0] == runs[1]
    assert 15 < runs[0] < 45


def test_at_a_stage_in_a_network():
    """Where stages belong to a network, repairs line up at the last one as well, and leave from there."""
    steps = [stage("build"), stage("check", effort=0.5, preemptive=True)]
    outcome = run(scenario([mmp("a", 2)], stream("s", *steps, escapes=ALL)))
    assert dates(outcome, "released") == {"a": 2.5}
    assert outcome.result.outcomes["escaped_defects"] == 2
    assert money(outcome)["work"] == 2_000 * (1 + 0.5 + 1)


def test_models_of_projects_release_and_repair_together():
    """Released with its project, a brings its defects when the project is out, and not before."""
    case = two(ALL, projects=[{"id": "p", "mmps": ["a", "b"]}])
    outcome = run(case, funding(**{k: v for k, v in DIRECT.items() if k != "base"}, release_unit="project"))
    assert dates(outcome, "released") == {"a": 4, "b": 4}
    assert outcome.result.outcomes["repair_share"] == 4 / 52
