"""What has to be out before what: requires, after, with, excludes, bundles and release dates, by hand."""

import pytest

from sim.world.ledger import RELEASE
from tests.sim.cases import RATE, dates, funding, mmp, money, run, scenario, stage, stream

PROJECTS = funding(release_unit="project")
TWO = (stream("a"), stream("b"))


def test_requires_delays_the_release_only():
    """An MMP is built when its turn comes and released when what it requires is out."""
    outcome = run(scenario([mmp("p", 2, on="a", requires=["x"]), mmp("x", 5, on="b")], *TWO))
    assert dates(outcome, "completed") == {"p": 2, "x": 5}
    assert dates(outcome, "released") == {"p": 5, "x": 5}


def test_after_delays_the_start():
    """Work starts when what it comes after is released, at the same instant."""
    outcome = run(scenario([mmp("p", 2, on="a", after=["x"]), mmp("x", 5, on="b")], *TWO))
    assert dates(outcome, "activated") == {"p": 5, "x": 0}
    assert dates(outcome, "released") == {"p": 7, "x": 5}


def test_after_passes_over_who_may_not_start():
    """With a limit of one MMP the next in rank that may start is taken."""
    case = scenario([mmp("x", 5, on="b"), mmp("p", 2, on="a", after=["x"]), mmp("q", 3, on="a")], *TWO)
    outcome = run(case, funding(mmp_wip_limit=1))
    assert dates(outcome, "activated") == {"x": 0, "q": 0, "p": 5}


def test_requires_any_waits_for_the_first():
    """One of the alternatives is enough."""
    case = scenario(
        [mmp("p", 1, on="a", requires_any=["x", "y"]), mmp("x", 9, on="b"), mmp("y", 4, on="c")],
        *TWO,
        stream("c"),
    )
    assert dates(run(case), "released") == {"p": 4, "x": 9, "y": 4}


def test_needs_come_first():
    """What a chosen MMP needs is chosen with it and before it, whatever the order of the rule."""
    outcome = run(scenario([mmp("p", 1, requires=["x"]), mmp("q", 1), mmp("x", 1)]))
    assert dates(outcome, "completed") == {"x": 1, "p": 2, "q": 3}


def test_an_alternative_that_cannot_be_had_leaves_nothing_behind():
    """An alternative that needs an idea of next year is passed over, and so is what else it would have needed."""
    case = scenario(
        [
            mmp("p", 2, requires_any=["x", "y"]),
            mmp("y", 3),
            mmp("o", 1),
            mmp("x", 1, requires=["w", "v"]),
            mmp("w", 4),
            mmp("v", 1, appears_quarter=3),
        ],
        budget={"per_quarter": 5000},
    )
    assert dates(run(case), "chosen") == {"y": 0, "p": 0, "o": 13, "w": 13, "v": 26, "x": 26}


def test_with_means_both_or_none():
    """An MMP whose partner has not appeared yet waits for it."""
    case = scenario([mmp("p", 1, **{"with": ["x"]}), mmp("q", 1), mmp("x", 1, appears_quarter=2)])
    assert dates(run(case), "funded") == {"p": 13, "q": 0, "x": 13}


@pytest.mark.parametrize("side", ["first", "second"])
def test_excludes_holds_both_ways(side):
    """Of two that exclude each other the first in order is chosen, whichever of them says so."""
    one = {"excludes": ["q"]} if side == "first" else {}
    two = {"excludes": ["p"]} if side == "second" else {}
    outcome = run(scenario([mmp("p", 1, **one), mmp("q", 1, **two)]))
    assert dates(outcome, "released") == {"p": 1, "q": None}
    assert outcome.result.outcomes["mmps_not_chosen"] == 1


def test_mandatory_comes_first():
    """A mandatory MMP gets money before all others."""
    assert dates(run(scenario([mmp("p", 3), mmp("q", 1, mandatory=True)])), "completed") == {"q": 1, "p": 4}


def test_latest_quarter_ends_candidacy():
    """Money that would arrive after the last quarter in which it may start comes too late."""
    case = scenario([mmp("p", 13), mmp("q", 1, latest_quarter=1)], budget={"per_quarter": 13_000})
    outcome = run(case)
    assert dates(outcome, "chosen") == {"p": 0, "q": None}
    assert [state.dropped for state in outcome.states] == [False, True]


def test_latest_quarter_holds_for_the_start():
    """An MMP that has money but no slot before the end of its last quarter is not started any more."""
    case = scenario([mmp("p", 20), mmp("q", 1, latest_quarter=1)])
    assert dates(run(case, funding(mmp_wip_limit=1)), "activated") == {"p": 0, "q": None}


def test_earliest_quarter_delays_the_start():
    """Money may be there before the first quarter in which work may start."""
    outcome = run(scenario([mmp("p", 1, earliest_quarter=2), mmp("q", 1)]))
    assert dates(outcome, "funded") == {"p": 0, "q": 0}
    assert dates(outcome, "activated") == {"p": 13, "q": 0}


def test_appears_quarter():
    """An idea of the third quarter is looked at in the round of week 26."""
    outcome = run(scenario([mmp("p", 1, appears_quarter=3)]))
    assert dates(outcome, "considered") == {"p": 26}


def test_release_every_weeks():
    """An MMP complete in week 3 goes out with the release of week 5, one complete in week 5 as well."""
    case = scenario([mmp("p", 3), mmp("q", 2), mmp("r", 1)], stream(release_every_weeks=5))
    assert dates(run(case), "released") == {"p": 5, "q": 5, "r": 10}


def test_release_calendar_with_freeze():
    """What is complete by the freeze goes out with the release; after the last date releases are free."""
    calendar = [{"freeze_week": 3, "release_week": 4}, {"freeze_week": 5, "release_week": 9}]
    case = scenario([mmp("p", 3), mmp("q", 1), mmp("r", 2)], stream(release_calendar=calendar))
    assert dates(run(case), "released") == {"p": 4, "q": 9, "r": 6}


def test_required_release_date_is_waited_for():
    """What requires an MMP that goes out in week 13 goes out in week 13."""
    case = scenario(
        [mmp("p", 2, on="a", requires=["x"]), mmp("x", 3, on="b")], stream("a"), stream("b", release_every_weeks=13)
    )
    assert dates(run(case), "released") == {"p": 13, "x": 13}


def test_alternative_release_date_is_waited_for():
    """What requires one of several waits until one of them is out, not only complete."""
    case = scenario(
        [mmp("p", 2, on="a", requires_any=["x"]), mmp("x", 3, on="b")],
        stream("a"),
        stream("b", release_every_weeks=13),
    )
    assert dates(run(case), "released") == {"p": 13, "x": 13}


@pytest.mark.parametrize("features", [2, 4])
def test_own_release_dates_hold_after_waiting(features):
    """An MMP that waited for a release in week 13 goes out on its own stream's next date, in week 15."""
    case = scenario(
        [mmp("p", features, on="a", requires=["x"]), mmp("x", 3, on="b")],
        stream("a", release_every_weeks=5),
        stream("b", release_every_weeks=13),
    )
    assert dates(run(case), "released") == {"p": 15, "x": 13}


def test_bundle_comes_out_together():
    """With release unit project, all MMPs of a bundle are released when the last one is complete."""
    case = scenario([mmp("p", 2, on="a"), mmp("q", 7, on="b")], *TWO, projects=[{"id": "P", "mmps": ["p", "q"]}])
    assert dates(run(case, PROJECTS), "released") == {"p": 7, "q": 7}


def test_after_inside_a_bundle_means_complete():
    """Inside one bundle nothing is released before the rest, so work starts when the one before is complete."""
    case = scenario(
        [mmp("p", 2, on="a"), mmp("q", 3, on="b", after=["p"])], *TWO, projects=[{"id": "P", "mmps": ["p", "q"]}]
    )
    outcome = run(case, PROJECTS)
    assert dates(outcome, "activated") == {"p": 0, "q": 2}
    assert dates(outcome, "released") == {"p": 5, "q": 5}


def test_bundles_that_need_each_other_come_out_together():
    """Two bundles that require something of each other are released when both are complete."""
    case = scenario(
        [mmp("p1", 1, on="a", requires=["q1"]), mmp("p2", 1, on="a"), mmp("q1", 5, on="b"),
         mmp("q2", 1, on="b", requires=["p2"])],
        *TWO,
        projects=[{"id": "P", "mmps": ["p1", "p2"]}, {"id": "Q", "mmps": ["q1", "q2"]}],
    )  # fmt: skip
    assert set(dates(run(case, PROJECTS), "released").values()) == {6}


def test_a_bundle_waits_for_the_one_it_requires():
    """A complete bundle that requires an MMP of another waits for that bundle as a whole."""
    case = scenario(
        [mmp("p", 1, on="a", requires=["q1"]), mmp("q1", 1, on="b"), mmp("q2", 8, on="b")],
        *TWO,
        projects=[{"id": "P", "mmps": ["p"]}, {"id": "Q", "mmps": ["q1", "q2"]}],
    )
    assert dates(run(case, PROJECTS), "released") == {"p": 9, "q1": 9, "q2": 9}


def test_a_member_without_money_is_left_out():
    """What the last round has not funded leaves its bundle, which then comes out without it."""
    case = scenario(
        [mmp("p", 2), mmp("q", 1, excludes=["p"])], projects=[{"id": "P", "mmps": ["p", "q"]}],
    )  # fmt: skip
    assert dates(run(case, PROJECTS), "released") == {"p": 39, "q": None}


def test_a_member_leaves_its_bundle_once():
    """The rest of a bundle comes out when all of the rest is complete, also when one had to leave it early."""
    case = scenario(
        [mmp("y", 45), mmp("z", 50), mmp("x", 1, latest_quarter=1)],
        stream("s", stage(servers=2)),
        projects=[{"id": "P", "mmps": ["y", "z", "x"]}],
        budget={"per_quarter": 26_000},
    )
    outcome = run(case, PROJECTS)
    assert dates(outcome, "funded") == {"y": 0, "z": 13, "x": None}
    assert dates(outcome, "completed") == {"y": 23, "z": 48, "x": None}
    assert dates(outcome, "released") == {"y": 48, "z": 48, "x": None}


def test_an_expired_member_takes_no_money():
    """A bundle that lost a member before it got money costs what the rest costs, and commits no more."""
    case = scenario(
        [mmp("big", 13), mmp("x", 50, latest_quarter=1), mmp("y", 2), mmp("late", 5, appears_quarter=2),
         mmp("later", 1, appears_quarter=3)],
        projects=[{"id": "B", "mmps": ["big"]}, {"id": "P", "mmps": ["x", "y"]}, {"id": "L", "mmps": ["late"]}],
        budget={"per_quarter": 13_000},
    )  # fmt: skip
    for reestimate in (True, False):
        outcome = run(case, funding(funding_unit="project", reestimate=reestimate))
        assert dates(outcome, "chosen") == {"big": 0, "x": None, "y": 13, "late": 13, "later": 26}


def test_effort_over_several_streams():
    """Effort in team-sprints becomes features of each stream; the MMP is complete when all parts are."""
    both = mmp("p", None, on="a", effort={"a": 2, "b": 3})
    outcome = run(scenario([both, mmp("q", 1, on="b")], *TWO), funding(mmp_wip_limit=1))
    assert outcome.states[0].plan.parts == ((0, 2), (1, 3))
    assert dates(outcome, "completed") == {"p": 3, "q": 4}
    assert outcome.ledger.by_mmp(2).tolist() == [500_000, 100_000]


def test_underway_is_funded_and_counts_what_is_done():
    """Of four features half are done at week 0: the other two follow, without formation, round or money."""
    model = funding(approval_weeks=3, formation_weeks=6, business_case_share=0.5)
    outcome = run(scenario([mmp("p", 4, underway=0.5, direct_cost=700), mmp("q", 1)]), model)
    assert dates(outcome, "completed") == {"p": 2, "q": 5}
    assert [state.unit.cost for state in outcome.states] == [2_000, 1_000]
    assert outcome.ledger.by_mmp(2).tolist() == [200_000, 200_000 + 50_000]


def test_underway_halves_are_rounded_up():
    """Half of five features is two and a half: three are done, and the money is for the two that are left."""
    (state,) = run(scenario([mmp("p", 5, underway=0.5)])).states
    assert state.completed == 2
    assert state.unit.cost == 2_000


def test_an_alternative_already_chosen_will_do():
    """Where one alternative has money already, no other is paid for: x comes later, on its own."""
    case = scenario(
        [mmp("y", 2), mmp("g", 3, requires_any=["x", "y"]), mmp("x", 40)],
        budget={"per_quarter": 5000},
    )
    chosen = dates(run(case), "chosen")
    assert chosen["y"] == chosen["g"] == 0
    assert chosen["x"] != 0


# --- the price of a release ---------------------------------------------------------------------------------------


def test_release_effort_delays_the_release():
    """Work on a release comes first: that on p takes the only server for three weeks before q is built."""
    outcome = run(scenario([mmp("p", 2), mmp("q", 1)]), funding(release_effort=3))
    assert dates(outcome, "completed") == {"p": 2, "q": 6}
    assert dates(outcome, "released") == {"p": 5, "q": 9}
    assert money(outcome)["work"] == 9 * RATE
    assert outcome.result.outcomes["throughput"] == 3 / 52


def test_release_effort_of_a_bundle_is_spent_once():
    """Two MMPs that come out together take the effort once, in each stream that has built something."""
    bundle = [{"id": "all", "mmps": ["p", "q"]}]
    case = scenario([mmp("p", 2, on="a"), mmp("q", 4, on="b")], *TWO, projects=bundle)
    outcome = run(case, funding(release_unit="project", release_effort=3, release_cost=500))
    assert dates(outcome, "released") == {"p": 7, "q": 7}
    assert money(outcome)["work"] == (2 + 4 + 2 * 3) * RATE
    assert money(outcome)["release"] == 2 * 500


def test_release_cost_is_paid_once_a_date():
    """Three MMPs on two dates of a stream: two times 100.01, shared by those of a date to the cent."""
    case = scenario([mmp("p", 3), mmp("q", 2), mmp("r", 1)], stream(release_every_weeks=5))
    outcome = run(case, funding(release_cost=100.01))
    assert dates(outcome, "released") == {"p": 5, "q": 5, "r": 10}
    assert money(outcome)["release"] == 2 * 100.01
    own = outcome.ledger.kind == RELEASE
    assert sorted(outcome.ledger.cents[own].tolist()) == [10001, 10001]


def test_a_stream_may_state_its_own_price():
    """Stream a releases for nothing at once, stream b as the funding model says."""
    case = scenario(
        [mmp("p", 2, on="a"), mmp("q", 4, on="b")], stream("a", release_cost=0, release_effort=0), TWO[1]
    )
    outcome = run(case, funding(release_effort=3, release_cost=500))
    assert dates(outcome, "released") == {"p": 2, "q": 7}
    assert money(outcome)["release"] == 500


def test_people_stay_for_the_release():
    """Where people follow the money, those who work on a release are not sent away before it is out."""
    case = scenario([mmp("p", 2, on="a"), mmp("q", 9, on="b")], *TWO)
    outcome = run(case, funding(staffing="follows_funding", release_effort=3))
    assert dates(outcome, "released")["p"] == 5


def test_approval_within_capacity():
    """One server, 13 weeks to the next round: 8 + 8 weeks of work fill them, the third waits with money there."""
    case = scenario([mmp("p", 8), mmp("q", 8), mmp("r", 8)])
    assert dates(run(case), "chosen") == {"p": 0, "q": 0, "r": 0}
    assert dates(run(case, funding(approve_within_capacity=1.0)), "chosen") == {"p": 0, "q": 0, "r": 13}
    assert dates(run(case, funding(approve_within_capacity=0.5)), "chosen") == {"p": 0, "q": 13, "r": 26}


def test_capacity_counts_what_remains():
    """In week 13 three of sixteen weeks are left: more than the 0.2 x 13 that may be filled, so q waits."""
    case = scenario([mmp("p", 16), mmp("q", 1)])
    assert dates(run(case, funding(approve_within_capacity=0.2)), "chosen") == {"p": 0, "q": 26}


def test_people_who_move_are_one_capacity():
    """With follows_funding the time of both streams is filled together: 26 weeks are full after four times 8."""
    work = [mmp("p", 8, on="a"), mmp("q", 8, on="a"), mmp("r", 8, on="a"), mmp("s", 8, on="a"), mmp("t", 8, on="b")]
    case = scenario(work, *TWO)
    one = dates(run(case, funding(staffing="follows_funding", approve_within_capacity=1.0)), "chosen")
    assert one == {"p": 0, "q": 0, "r": 0, "s": 0, "t": 13}
    each = dates(run(case, funding(approve_within_capacity=1.0)), "chosen")
    assert each == {"p": 0, "q": 0, "r": 13, "s": 13, "t": 0}
