"""Stories: dates and amounts of tiny as worked out by hand, and every kind of moment in a case of its own."""

import pytest

from scenarios.loader import load
from sim.studies.story import account_of, tell
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import funding, mmp, run, scenario, stage, stream


def moments(case, name="m", **rules):
    """Moments of an MMP under ``DIRECT`` with some settings changed: (week, kind), and facts by kind."""
    case = case.replace(funding_models={"only": funding(**rules)})
    told = tell(case, name).told[0]
    return told, [(m.week, m.kind) for m in told.moments], {m.kind: dict(m.facts) for m in told.moments}


@pytest.mark.parametrize(
    ("model", "rows"),
    [
        (
            "project",
            [  # docs/tiny.md: work from week 10, slow until 16, the first feature in week 14, complete in 29
                (0, "appeared", 8_000, 0), (0, "considered", 8_000, 0), (0, "chosen", 8_000, 0),
                (10, "funded", 8_000, 0), (10, "activated", 8_000, 0), (14, "first_feature", 48_000, 0),
                (29, "completed", 198_000, 0), (41, "released", 198_000, 0), (41, "first_value", 198_000, 0),
                (60.8, "break_even", 198_000, 198_000),
            ],
        ),
        (
            "value_stream",
            [
                (0, "appeared", 1_600, 0), (0, "considered", 1_600, 0), (0, "chosen", 1_600, 0),
                (1, "funded", 1_600, 0), (1, "activated", 1_600, 0), (3, "first_feature", 21_600, 0),
                (9, "evidence", 81_600, 0), (17, "completed", 161_600, 0), (17, "released", 161_600, 0),
                (17, "first_value", 161_600, 0), (33.16, "break_even", 161_600, 161_600),
            ],
        ),
    ],
)  # fmt: skip
def test_tiny_by_hand(model, rows):
    """a1 earns 10 000 a week from its release; what it cost is back after so many ten thousands."""
    story = tell(load("tiny"), "a1")
    part = next(part for part in story.told if part.model == model)
    found = [(m.week, m.kind, part.account.spent_by(m.week), part.account.earned_by(m.week)) for m in part.moments]
    assert [row[1] for row in found] == [row[1] for row in rows]
    for row, expected in zip(found, rows, strict=True):
        assert (row[0], *row[2:]) == pytest.approx((expected[0], *expected[2:]), abs=0.011)
    assert (part.spent, part.earned) == pytest.approx(
        (198_000, 630_000) if model == "project" else (161_600, 870_000)
    )


def test_tiny_waits_for_its_bundle():
    """Under project funding a1 is complete in week 29 and waits twelve weeks for a2."""
    part = tell(load("tiny"), "a1", models=["project"]).told[0]
    facts = next(m.facts for m in part.moments if m.kind == "completed")
    assert (facts["for"], facts["last"], facts["weeks"], facts["others"]) == ("bundle", "a2", 12, 1)
    released = next(m.facts for m in part.moments if m.kind == "released")
    assert released["with"] == 1


def test_held_for_money():
    """Four features estimated, eight to do: the money is gone after the fifth; more is not enough either."""
    case = scenario([mmp("m", 4, earns=10)], uncertainty={"scope_growth": {"distribution": "constant", "value": 2}})
    _, found, facts = moments(case, overrun="reapprove", overrun_tolerance=0, change_weeks=3)
    waits = [(week, kind) for week, kind in found if "money" in kind]
    assert waits == [(5, "out_of_money"), (8, "more_money"), (10, "out_of_money"), (13, "more_money")]
    assert facts["out_of_money"] == {"weeks": 3}
    assert (14, "completed") in found
    assert not [kind for _, kind in moments(case)[1] if "money" in kind]  # absorb


def test_stopped_on_evidence():
    """A sure failure shows when ten of twenty features are done, and is stopped in the round of week 13."""
    evidence = {"share": 0.5, "sensitivity": 1, "specificity": 1}
    case = scenario([mmp("m", 20, earns=100, success_probability=0)], uncertainty={"evidence": evidence})
    told, found, facts = moments(case, stop_rule="evidence")
    assert (10, "evidence") in found
    assert facts["evidence"]["good"] is False
    assert found[-1] == (13, "stopped")
    assert facts["stopped"] == {"done": 13, "features": 20, "would_succeed": False}
    assert (told.spent, told.earned) == (13_000, 0)
    assert told.account.break_even is None


def test_blocked():
    """Each of two features is blocked for two weeks after its week of work; the longest spell is told."""
    blocked = stream("s", stage(), blockers={"probability": 1, "duration": 2})
    _, found, facts = moments(scenario([mmp("m", 2)], blocked))
    assert facts["blocked"] == {"weeks": 2, "feature": 2, "stage": "work", "times": 2, "total_weeks": 4}
    assert (3, "first_feature") in found
    assert (4, "completed") in found


def test_waits_for_a_date():
    """Complete in week 3, released with the next release in week 4."""
    _, _, facts = moments(scenario([mmp("m", 3)], stream("s", release_every_weeks=4)))
    assert facts["completed"] == {"features": 3, "weeks": 1, "for": "release_date"}


def test_waits_for_what_it_requires():
    """Complete in week 3; what it requires is out in week 5."""
    needs = [mmp("n", 5, on="b"), mmp("m", 3, on="a", requires=["n"])]
    _, found, facts = moments(scenario(needs, stream("a"), stream("b")))
    assert facts["completed"] == {"features": 3, "weeks": 2, "for": "requirement", "last": "n", "others": 1}
    assert (5, "released") in found


def test_due_date():
    """Due at the end of quarter 1, complete in week 20: the penalty, and seven weeks of the rate."""
    urgency = {"kind": "fixed_date", "quarter": 1, "penalty": 1000, "penalty_per_quarter": 1300}
    told, found, facts = moments(scenario([mmp("m", 20, urgency=urgency)]))
    assert (13, "due") in found
    assert facts["due"] == {"met": False, "penalty": pytest.approx(1000 + 7 * 100)}
    assert told.earned == pytest.approx(-1700)
    _, _, facts = moments(scenario([mmp("m", 5, urgency=urgency)]))
    assert facts["due"]["met"] is True


def test_passed_over():
    """Money for one MMP a quarter: the second one is chosen after one round without money."""
    case = scenario([mmp("n", 13), mmp("m", 2)], budget={"per_quarter": 13_000})
    _, found, facts = moments(case)
    assert (0, "considered") in found
    assert (13, "chosen") in found
    assert facts["chosen"] == {"rounds_passed_over": 1, "with": 0}


def test_never_chosen():
    """Nothing but its appearance and the first look at it; nothing is spent."""
    case = scenario([mmp("n", 52), mmp("m", 2)], budget={"per_quarter": 13_000})
    told, found, _ = moments(case)
    assert [kind for _, kind in found] == ["appeared", "considered"]
    assert (told.spent, told.line.funded) == (0, None)


@pytest.mark.parametrize("model", ["project", "value_stream"])
def test_stories_add_up(model):
    """What all MMPs have spent is what the ledger has for them, and what they have earned are the benefits."""
    case = load("regulated")
    outcome = run(case, case.funding_models[model])
    accounts = [account_of(outcome, k) for k in range(len(outcome.states))]
    spent = sum(a.spent_by(1e9) for a in accounts)
    assert spent == pytest.approx(outcome.ledger.by_mmp(len(accounts)).sum() / 100)
    assert sum(a.earned_by(1e9) for a in accounts) == pytest.approx(outcome.result.benefits.sum())
    assert sum(a.net[-1] for a in accounts) == pytest.approx(outcome.result.benefits.sum() - spent)


def test_idea_that_appears_later():
    """An idea that nobody had at week 0 is told under the id it has in its world."""
    market = {"arrivals_per_quarter": 3, "templates": [mmp("t", 2, earns=10)]}
    case = scenario([mmp("m", 2)], uncertainty={"market": market})
    new = next(plan for plan in World(Blueprint(case), 1, 0).mmps if "#" in plan.id)
    _, found, facts = moments(case, new.id)
    assert found[0] == (new.appears, "appeared")
    assert new.appears > 0
    assert facts["first_value"]["earns"] is True


def test_unknown():
    """An MMP that the world does not have."""
    with pytest.raises(KeyError):
        tell(load("tiny"), "a9")


def test_why_a_round_chose():
    """Week 0: no work promised, money for 3 weeks, 13 idle weeks to the next; an enabler is chosen for its goal."""
    mmps = [mmp("goal", 5, earns=100, requires=["base"]), mmp("base", 2), mmp("late", 4, earns=1)]
    only = {"only": funding(selection="wsjf")}
    case = scenario(mmps, budget={"per_quarter": 3000}, funding_models=only)
    first, second, *_ = tell(case, "goal").told[0].rounds
    assert (first.week, first.streams, first.promised, first.until) == (0, ("s",), 0, 13)
    assert first.money == pytest.approx(3)
    assert first.wsjf == ("goal", "late", "base")
    assert [(chosen.unit, chosen.goal) for chosen in first.chosen] == [("base", "goal"), ("goal", None)]
    assert first.idle == pytest.approx(13)
    assert first.idle_after == pytest.approx(13 - 7, abs=0.01)
    assert second.week == 13
