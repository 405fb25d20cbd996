"""The value of information on cases that can be worked out by hand, and that knowledge tells nothing else."""

import numpy as np
import pytest

from scenarios.loader import load
from sim.funding.selection_rules import first_come
from sim.studies.knowledge import Knowledge, informed
from sim.studies.value_of_information import Question, about_mmps, ceiling, standard, value_of_information
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import funding, mmp, run, scenario

ALL = Knowledge(value=True, scope=True)


def study(case, *questions, n=20, **rules):
    """The study of a case under ``DIRECT`` with some settings changed."""
    case = case.replace(funding_models={"only": funding(**rules)})
    return value_of_information(case, "only", questions=questions, replications=n)


def knows(mmp=None, **what):
    """A question about value and work."""
    return Question("q", "q", "estimates", knowledge=Knowledge(**(what or {"value": True, "scope": True}), mmp=mmp))


def fates(case, n=20):
    """Success of every MMP in every world: shape (worlds, mmps)."""
    return np.array([[f.success for f in World(Blueprint(case), 1, k).fates] for k in range(n)])


def test_one_bet():
    """A bet that is taken anyway and costs c: knowing is worth c in every world in which it fails."""
    case = scenario([mmp("m", earns=100, success_probability=0.4, direct_cost=5000)])
    found = study(case, knows())
    failed = ~fates(case)[:, 0]
    assert 0 < failed.sum() < 20
    assert found.differences("q") == pytest.approx(5000.0 * failed)
    assert found.worth("q").mean == pytest.approx(5000 * failed.mean())
    assert found.matters("q") == pytest.approx(failed.mean())


def test_mandatory_is_done_anyway():
    """What has to be done is done, whatever is known."""
    case = scenario([mmp("m", earns=100, success_probability=0.4, direct_cost=5000, mandatory=True)])
    assert not study(case, knows()).differences("q").any()


def test_what_others_need_is_done_anyway():
    """A failure that a success requires gets its money with it."""
    needs = [mmp("m", earns=1, success_probability=0, direct_cost=50), mmp("n", earns=100, requires=["m"])]
    assert not study(scenario(needs), knows()).differences("q").any()
    assert not study(scenario(needs), knows(mmp="m")).differences("q").any()


def test_people_who_are_not_paid_without_work():
    """Where a bench costs nothing, a known failure of three features is worth its three weeks of work as well."""
    case = scenario([mmp("m", 3, earns=100, success_probability=0.4, direct_cost=5000)])
    found = study(case, knows(), staffing="follows_funding", bench="released")
    assert found.differences("q") == pytest.approx(8000.0 * ~fates(case)[:, 0])


def test_one_of_two():
    """Money and time for one of two: knowledge picks the better one, in every world by what it earns more."""
    case = scenario(
        [mmp("m", 52, earns=100, success_probability=0.5), mmp("n", 52, earns=90, success_probability=0.5)],
        budget={"per_quarter": 13_000},
    )
    found = study(case, knows(value=True), selection="wsjf")
    good = fates(case)
    weeks = Blueprint(case).calendar.benefit_end - 52
    best = np.maximum(100 * good[:, 0], 90 * good[:, 1])
    assert found.differences("q") == pytest.approx(weeks * (best - 100.0 * good[:, 0]))
    assert found.differences("q").max() == pytest.approx(weeks * 90)


def test_monotone_in_sensitivity():
    """The more seldom a success is called a failure, the fewer good MMPs are stopped: better in no world worse."""
    path = "uncertainty.evidence"
    case = scenario(
        [mmp("m", 20, earns=100, success_probability=0.5), mmp("n", 20, earns=200)],
        uncertainty={"evidence": {"sensitivity": 0.2, "specificity": 1, "share": 0.5}},
    )
    asked = [Question(f"{s}", "", "evidence", {f"{path}.sensitivity": s}) for s in (0.5, 0.75, 1.0)]
    found = study(case, *asked, n=30, stop_rule="evidence", mmp_wip_limit=1)
    assert (np.diff(found.npv, axis=1) >= 0).all()
    assert (np.diff(found.npv.mean(axis=0)) > 0).all()
    never = run(case.replace(uncertainty={}), funding(stop_rule="never", mmp_wip_limit=1))
    assert never.states[0].completed == 20


def test_worth_by_hand_of_right_evidence():
    """A failure of twenty features is stopped in week 13: the next comes seven weeks earlier and earns 200 each."""
    case = scenario(
        [mmp("m", 20, earns=1000, success_probability=0.5), mmp("n", 20, earns=200)],
        uncertainty={"evidence": {"sensitivity": 1, "specificity": 0.0, "share": 0.5}},
    )
    right = Question("right", "", "evidence", {"uncertainty.evidence.specificity": 1.0})
    found = study(case, right, stop_rule="evidence", mmp_wip_limit=1)
    assert found.differences("right") == pytest.approx(1400.0 * ~fates(case)[:, 0])


@pytest.mark.parametrize("model", ["project", "value_stream"])
def test_nothing_uncertain(model):
    """In tiny everything is known: no answer is worth anything, and nothing is asked about single MMPs."""
    tiny = load("tiny")
    assert about_mmps(tiny) == ()
    found = value_of_information(tiny, model, replications=2)
    assert [q.id for q in found.questions] == [q.id for q in standard(tiny)]
    assert (found.npv == found.npv[:, :1]).all()


def test_knowledge_tells_what_it_says():
    """Plans of the others, luck, and the world itself stay as they are; what is known agrees with luck."""
    spread = {"distribution": "uniform", "low": 0.5, "high": 2}
    case = scenario(
        [mmp("m", 10, success_probability=0.5), mmp("n", 10), mmp("u", 10, underway=0.5)],
        uncertainty={"scope_growth": spread, "value": spread},
    )
    world = World(Blueprint(case), 1, 0)
    before = world.mmps
    one = informed(world, Knowledge(value=True, scope=True, mmp="m"))
    assert one.mmps[1:] == before[1:]
    assert world.mmps == before
    assert one.fates is world.fates
    assert [n for _, n in one.mmps[0].parts] == list(world.fates[0].features)
    assert one.mmps[0].insight == pytest.approx(world.fates[0].multiplier / (0.5 * 1.25))
    assert one.mmps[0].estimated_cost == before[0].estimated_cost
    everybody = informed(world, ALL)
    assert everybody.mmps[2].parts == before[2].parts  # begun before week 0
    assert all(plan.known for plan in everybody.mmps)


def test_insight_is_right_on_average():
    """Knowing changes no expectation: the mean insight over many worlds is 1."""
    case = scenario([mmp("m", 1, success_probability=0.5)], uncertainty={"failure_value": 0.2})
    layout = Blueprint(case)
    told = [informed(World(layout, 1, k), ALL).mmps[0].insight for k in range(400)]
    assert np.mean(told) == pytest.approx(1, abs=0.1)
    assert set(np.round(told, 9)) == {round(1 / 0.6, 9), round(0.2 / 0.6, 9)}


def test_knowledge_does_not_leak_through_events():
    """Plans after an event are kept for all worlds: what is known in one must not be known in the next."""
    closes = [{"kind": "market_closes", "quarter": 2, "mmps": ["m"], "remaining": 0.5}]
    case = scenario(
        [
            mmp("m", 20, earns=100, success_probability=0.5, direct_cost=500, appears_quarter=2),
            mmp("n", 20, earns=30),
        ],
        events=closes,
        budget={"per_quarter": 13_000},
    )
    mixed = study(case, knows(), selection="wsjf")
    plain = study(case, selection="wsjf")
    assert (mixed.npv[:, 0] == plain.npv[:, 0]).all()
    assert mixed.differences("q").any()


def test_prefix():
    """More worlds come after those that were there, and say the same of them."""
    case = scenario([mmp("m", earns=100, success_probability=0.4, direct_cost=5000)])
    assert (study(case, knows(), n=3).npv == study(case, knows(), n=7).npv[:3]).all()


def test_ceiling_by_hand():
    """Money for one of two that look alike: who knows that the first fails takes the other, in every such world."""
    mmps = [mmp(name, 13, earns=50, success_probability=0.5) for name in ("a", "b")]
    case = scenario(
        mmps, budget={"per_quarter": [1000, 0, 0, 0]}, funding_models={"only": funding(selection="wsjf")}
    )
    found = value_of_information(
        case, "only", questions=ceiling(), replications=12, selections={"optimiser": first_come}
    )
    same, other, known = (found.differences(question.id) for question in found.questions)
    assert not same.any()
    assert not other.any()
    earned = 50 * (104 - 13)
    for world, gain in enumerate(known):
        fates = World(Blueprint(case), 1, world).fates
        first, second = (fate.multiplier for fate in fates)
        assert gain == pytest.approx(earned * (max(first, second) - first), abs=1e-6)
