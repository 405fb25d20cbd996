"""Rules that change over time: who lives by which when, what that changes, and that nothing else does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scenarios.language.funding_model import FundingModel
from scenarios.language.transition import Transition, offset
from sim.funding.timetables import Switch, timetable, unpaid
from sim.kanban.slowdown import stretched
from sim.studies.comparison import compare
from sim.world.blueprint import Blueprint
from sim.world.ledger import KINDS
from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stream
from tests.sim.test_neutrality import portfolio

PRESETS = {name: FundingModel.preset(name) for name in ("project", "value_stream")}
OLD = {"cadence_weeks": 52, "approval_weeks": 10, "governance_per_round": 100}
NEW = {"approval_weeks": 1, "governance_per_round": 10}
FOUR = ("a", "b", "c", "d")


def changing(base: dict, **transition) -> FundingModel:
    """Rules that change to the funding model called "new", at once in quarter 2 and without a dip."""
    at_once = {"to": "new", "from_quarter": 2, "adoption": "at_once", "dip": None}
    return funding(**base, transition=at_once | transition)


def two_streams(**models):
    """Per stream 20 weeks of work at week 0 and 5 more from quarter 2 on; one feature takes a week."""
    work = [mmp("a1", 20, on="a"), mmp("b1", 20, on="b")]
    work += [mmp("a2", 5, on="a", appears_quarter=2), mmp("b2", 5, on="b", appears_quarter=2)]
    return scenario(work, stream("a"), stream("b"), funding_models={"new": funding(**NEW)} | models)


def equal(result, one, two) -> bool:
    """Whether two models have bit-identical results in every world."""
    j, k = result.models.index(one), result.models.index(two)
    return (
        np.array_equal(result.outcomes[:, j], result.outcomes[:, k], equal_nan=True)
        and np.array_equal(result.cumulative[:, j], result.cumulative[:, k])
        and np.array_equal(result.costs[j], result.costs[k])
        and np.array_equal(result.kanban[j], result.kanban[k])
    )


# --- who lives by which rules when --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adoption", "streams", "quarters", "expected"),
    [
        ("at_once", 4, 4, [0, 0, 0, 0]),
        ("linear", 4, 4, [0, 1, 2, 3]),
        ("linear", 4, 8, [0, 2, 4, 6]),
        ("linear", 4, 2, [0, 0, 1, 1]),
        ("s_curve", 4, 8, [0, 3, 4, 5]),  # smooth step at 0.33, 0.50 and 0.67 of the time
        ("s_curve", 1, 8, [0]),
    ],
)
def test_adoption(adoption, streams, quarters, expected):
    """Quarters from the first change to each stream's."""
    assert [offset(adoption, k / streams, quarters) for k in range(streams)] == expected


def test_s_curve_inverts_the_smooth_step():
    """At the time of the curve the smooth step has reached the share."""
    for share in np.linspace(0, 1, 11):
        x = 0.5 - np.sin(np.arcsin(1 - 2 * share) / 3)
        assert 3 * x**2 - 2 * x**3 == pytest.approx(share, abs=1e-12)
        assert offset("s_curve", float(share), 1000) == pytest.approx(1000 * x, abs=0.5)


def test_order_and_table():
    """The order names who comes first; a table of quarters takes its place, and who is not in it never changes."""
    ordered = Transition(to="new", from_quarter=3, order=("c", "a"))
    assert ordered.plan(FOUR) == {"c": 3, "a": 4, "b": 5, "d": 6}
    assert Transition(to="new", streams={"b": 2, "d": 5}).plan(FOUR) == {"b": 2, "d": 5}


def four(**more):
    streams = [stream(name) for name in FOUR]
    models = {"new": funding(**NEW), "same": funding(**OLD)}
    work = [mmp(name, 5, on=name) for name in FOUR]
    return Blueprint(scenario(work, *streams, calendar={"quarters": 8}, funding_models=models, **more))


def test_timetable():
    """Linear from quarter 2 over 4 quarters, abandoned after 9 months: d changes in the week of the abandonment."""
    model = changing(OLD, quarters=4, adoption="linear", abandon_after_months=9)
    table = timetable(model, four())
    assert table.start == (0, 0, 0, 0)
    assert [s for s in table.switches if s.rules == 1] == [Switch(13, 0, 1), Switch(26, 1, 1), Switch(39, 2, 1)]
    assert [s for s in table.switches if s.rules == 0] == [Switch(52, k, 0) for k in range(3)]


def test_timetable_of_a_hybrid():
    """Streams with rules of their own keep them and take no part in a change of the others."""
    model = changing(OLD, adoption="linear", quarters=3).replace(streams={"b": "same", "c": "new"})
    table = timetable(model, four())
    assert table.start == (0, 0, 1, 0)
    assert table.switches == (Switch(13, 0, 1), Switch(26, 3, 1))


def test_dip_comes_with_every_change():
    """Each stream is slow after its change, and again when the change is abandoned; also where rules are equal."""
    dip = {"productivity": 0.8, "weeks": 6}
    table = timetable(changing(OLD, dip=dip, abandon_after_months=6), four())
    assert table.slow == (((13, 19, 0.8), (39, 45, 0.8)),) * 4
    same = timetable(changing(OLD, to="same", dip=dip), four())
    assert (same.switches, same.slow) == ((), (((13, 19, 0.8),),) * 4)


def test_bench_is_paid_by_the_rules_of_the_time():
    """Released people are not paid before the change, and paid after it."""
    released = funding(staffing="follows_funding", bench="released")
    model = released.replace(transition=Transition(to="new", adoption="at_once"))
    mask = unpaid(timetable(model, four()), 4, 104)
    assert mask[:, :13].all()
    assert not mask[:, 13:].any()
    case = scenario([mmp("p", 5, on="a")], stream("a"), stream("b"), funding_models={"new": funding(**NEW)})
    paid = money(run(case, model.replace(transition=Transition(to="new", adoption="at_once", dip=None))))
    assert paid == {"work": 5_000, "bench": 2 * 39_000, "governance": 30}


# --- neutrality ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", PRESETS)
def test_neutral_changes(base):
    """To the same rules, from week 0 on, or never: bit-identical to one set of rules."""
    other = next(name for name in PRESETS if name != base)
    none = {"adoption": "linear", "dip": None}
    now = none | {"adoption": "at_once", "from_quarter": 1}
    models = {
        **PRESETS,
        "twin": {"base": base, "name": "Twin"},
        "same": {"base": base, "transition": {"to": "twin", "from_quarter": 2, **none}},
        "now": {"base": base, "transition": {"to": other, **now}},
        "never": {"base": base, "transition": {"to": other, "from_quarter": 5, **none}},
        "everywhere": {"base": base, "streams": {"a": other, "b": other}},
    }
    result = compare(portfolio(funding_models=models), replications=2)
    assert equal(result, "same", base)
    assert equal(result, "never", base)
    assert equal(result, "now", other)
    assert equal(result, "everywhere", other)
    assert not equal(result, base, other)


@pytest.mark.parametrize("adoption", ["at_once", "linear"])
def test_settings_without_effect_change_nothing(adoption):
    """Offices that differ in a hurdle nobody applies decide as one: bit-identical while rounds cost nothing."""
    rules = {"stop_rule": "never", "governance_per_round": 0, "approval_weeks": 2, "selection": "wsjf"}
    models = {
        "old": funding(**rules),
        "new": funding(**rules, stop_hurdle=3),
        "change": changing(rules, adoption=adoption),
        "back": changing(rules, adoption=adoption, abandon_after_months=3),
    }
    result = compare(portfolio(funding_models=models), replications=2)
    assert equal(result, "change", "old")
    assert equal(result, "back", "old")


def test_nothing_differs_before_the_first_change():
    """The curve of a change is that of the old model up to the week of the first change, and not for ever."""
    change = {"base": "project", "transition": {"to": "value_stream", "from_quarter": 3}}
    result = compare(portfolio(funding_models=PRESETS | {"change": change}), replications=4)
    old, new = result.cumulative[:, 0], result.cumulative[:, 2]
    assert np.array_equal(old[:, :27], new[:, :27])
    assert not np.array_equal(old, new)


# --- by hand ------------------------------------------------------------------------------------------------------


def test_one_stream_after_the_other_by_hand():
    """Old: money in week 10, next round in week 52, too late. Stream a decides in week 13, b in week 26.

    Both streams work on their first MMP in weeks 10 to 30. a2 has money in week 14, b2 in week 27; both wait until
    week 30. One old round at 100, three new ones (weeks 13, 26, 39) at 10.
    """
    outcome = run(two_streams(), changing(OLD, adoption="linear", quarters=2))
    assert dates(outcome, "funded") == {"a1": 10, "b1": 10, "a2": 14, "b2": 27}
    assert dates(outcome, "released") == {"a1": 30, "b1": 30, "a2": 35, "b2": 35}
    assert money(outcome)["governance"] == 130
    assert dates(run(two_streams(), funding(**OLD)), "funded") == {"a1": 10, "b1": 10, "a2": None, "b2": None}


def test_dip_by_hand():
    """Half speed in weeks 13 to 17: a1 has 3 features by week 13, 2 more by week 17, 15 more by week 32."""
    outcome = run(two_streams(), changing(OLD, dip={"productivity": 0.5, "weeks": 4}))
    assert served(outcome, "a1")[2:6] == [(12, 13), (13, 15), (15, 17), (17, 18)]
    assert dates(outcome, "released") == {"a1": 32, "b1": 32, "a2": 37, "b2": 37}


def test_work_that_meets_a_dip():
    """Four weeks of work from week 1: one week before, two weeks at half speed, two after. Overlaps multiply."""
    assert stretched(4, 1, [(2, 4, 0.5)]) == 5
    assert stretched(1, 2, [(2, 4, 0.5)]) == 2
    assert stretched(1, 2.5, [(2, 4, 0.5), (0, 9, 0.5)]) == pytest.approx(1.5 + (1 - 1.5 / 4) / 0.5)
    assert stretched(3, 9, [(2, 4, 0.5)]) == 3


def bundles(**more):
    """Project P in stream a from week 0, project Q from quarter 2; two MMPs of 6 weeks each."""
    work = [mmp("p1", 6, on="a"), mmp("p2", 6, on="a")]
    work += [mmp(name, 6, on="a", appears_quarter=2) for name in ("q1", "q2")]
    projects = [{"id": "P", "mmps": ["p1", "p2"]}, {"id": "Q", "mmps": ["q1", "q2"]}]
    return scenario(work, stream("a"), projects=projects, funding_models={"new": funding(**NEW)}, **more)


PROJECTS = OLD | {"funding_unit": "project", "release_unit": "project"}


def test_what_is_approved_stays_what_it_is():
    """P, approved as a whole in week 0, is handed over as a whole in week 22; q1 and q2 come out one by one."""
    outcome = run(bundles(), changing(PROJECTS))
    assert dates(outcome, "funded") == {"p1": 10, "p2": 10, "q1": 14, "q2": 14}
    assert dates(outcome, "completed") == {"p1": 16, "p2": 22, "q1": 28, "q2": 34}
    assert dates(outcome, "released") == {"p1": 22, "p2": 22, "q1": 28, "q2": 34}


def test_back_to_projects():
    """The change of week 0 is abandoned in week 13: the old rules decide on Q, as a whole, before week 52."""
    outcome = run(bundles(), changing(PROJECTS, from_quarter=1, abandon_after_months=3))
    assert dates(outcome, "released") == {"p1": 7, "p2": 13, "q1": 35, "q2": 35}
    assert dates(outcome, "funded") == {"p1": 1, "p2": 1, "q1": 23, "q2": 23}
    assert money(outcome)["governance"] == 10 + 100


def test_a_project_over_two_streams_is_divided():
    """When one of its streams changes, what is not approved yet of a project is decided and released apart."""
    work = [mmp("p1", 6, on="a", appears_quarter=2), mmp("p2", 8, on="b", appears_quarter=2)]
    case = scenario(
        work, stream("a"), stream("b"), projects=[{"id": "P", "mmps": ["p1", "p2"]}],
        funding_models={"new": funding(**NEW)},
    )  # fmt: skip
    often = PROJECTS | {"cadence_weeks": 13}
    assert dates(run(case, funding(**often)), "released") == {"p1": 31, "p2": 31}
    parted = run(case, changing(often, streams={"a": 2}))
    assert dates(parted, "funded") == {"p1": 14, "p2": 23}
    assert dates(parted, "released") == {"p1": 20, "p2": 31}


def test_what_is_needed_under_other_rules_comes_along():
    """a1 requires b1, whose stream decides once a year: the quarterly office takes b1 along, also both-or-none."""
    for link in ({"requires": ["b1"]}, {"with": ["b1"]}, {"after": ["b1"]}):
        work = [mmp("a1", 2, on="a", appears_quarter=2, **link), mmp("b1", 3, on="b", appears_quarter=2)]
        case = scenario(work, stream("a"), stream("b"), funding_models={"new": funding(**NEW)})
        outcome = run(case, changing(OLD, streams={"a": 2}))
        assert dates(outcome, "funded") == {"a1": 14, "b1": 14}, link


def test_limit_of_the_new_rules():
    """Three MMPs under way at the change go on; the fourth waits until fewer than the new limit are."""
    work = [mmp(f"m{k}", 8 + k, on="a") for k in range(3)] + [mmp("late", 1, on="a", appears_quarter=2)]
    case = scenario(
        work, {**stream("a"), "stages": [{"id": "w", "servers": 3, "effort": 1}]},
        funding_models={"new": funding(**NEW, mmp_wip_limit=1)},
    )  # fmt: skip
    outcome = run(case, changing(OLD))
    ends = sorted(week for name, week in dates(outcome, "completed").items() if name != "late")
    assert dates(outcome, "activated")["late"] == ends[-1]


def test_people_come_home():
    """People lent to a return to b in the week in which b changes to stable teams; nobody is lost."""
    work = [mmp("a1", 40, on="a"), mmp("b2", 5, on="b", appears_quarter=2)]
    case = scenario(work, stream("a"), stream("b"), funding_models={"new": funding(**NEW)})
    outcome = run(case, changing(OLD | {"staffing": "follows_funding"}))
    assert outcome.moves == [(10, 1, -1), (10, 0, 1), (13, 0, -1), (13, 1, 1)]
    assert money(outcome)["work"] + money(outcome)["bench"] == 104_000


def test_hybrid_by_hand():
    """Stream b stays with one round a year and its own people; a decides every quarter."""
    case = two_streams(old=funding(**OLD))
    outcome = run(case, funding(**NEW, streams={"b": "old"}))
    assert dates(outcome, "funded") == {"a1": 1, "b1": 10, "a2": 14, "b2": None}
    assert money(outcome)["governance"] == 100 + 4 * 10
    assert outcome.moves == []


def test_money_follows_the_streams():
    """Each set of rules has the money of its streams.

    6 500 a quarter, half of it for b: the round of week 13 has 3 250, chooses b2 at 3 000 and, with 250 left, b3;
    after that it owes money. Together with a's half, b4 would have been chosen as well.
    """
    late = {"on": "b", "appears_quarter": 2}
    case = scenario(
        [mmp("a1", 2, on="a"), mmp("b2", 3, **late), mmp("b3", 3, **late), mmp("b4", 3, **late)],
        stream("a"), stream("b"), budget={"per_quarter": 6_500},
        funding_models={"new": funding(approval_weeks=0, governance_per_round=0)},
    )  # fmt: skip
    model = changing({"cadence_weeks": 52, "staffing": "follows_funding"}, streams={"b": 2})
    assert {
        name: week for name, week in dates(run(case, model), "chosen").items() if week is not None and week < 26
    } == {
        "a1": 0,
        "b2": 13,
        "b3": 13,
    }


# --- whatever happens ---------------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(
    base=st.sampled_from(["project", "value_stream"]),
    table=st.dictionaries(st.sampled_from("ab"), st.integers(1, 5), min_size=1),
    months=st.none() | st.integers(1, 14),
    carry=st.sampled_from(["carry", "flush"]),
    world=st.integers(0, 3),
)
def test_people_money_and_work_stay_consistent(base, table, months, carry, world):
    """Whoever changes when: nobody is lost, every cent is booked, nothing is funded twice or released unfunded."""
    other = "project" if base == "value_stream" else "value_stream"
    transition = {"to": other, "streams": table, "abandon_after_months": months}
    case = portfolio(funding_models=PRESETS)
    model = FundingModel.model_validate({"base": base, "transition": transition, "year_end": carry})
    outcome = run(case, model, replication=world)
    assert sum(change for _, _, change in outcome.moves) == 0
    weeks = outcome.ledger.by_week(case.calendar.benefit_end)
    payroll = sum(s.payroll_per_week for s in case.value_streams) * 100
    assert np.allclose(weeks[:3, :52].sum(axis=0), payroll, atol=2)
    assert weeks.sum() == outcome.ledger.total
    for state in outcome.states:
        if state.released is not None:
            assert state.released >= state.completed >= state.funded >= state.chosen >= state.plan.appears
        if state.chosen is None:
            assert state.dropped
            assert state.funded is None


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ({"transition": {"to": "nwe"}}, 'no funding model is called "nwe"; did you mean "new"?'),
        ({"transition": {"to": "x"}}, '"x" is this funding model itself'),
        ({"transition": {"to": "moving"}}, '"moving" itself has several sets of rules'),
        ({"transition": {"to": "new", "order": ["c"]}}, 'no value stream is called "c"'),
        ({"transition": {"to": "new", "streams": {"aa": 2}}}, 'no value stream is called "aa"; did you mean "a"?'),
        ({"streams": {"c": "new"}}, 'no value stream is called "c"'),
        ({"streams": {"a": "old"}}, 'no funding model is called "old"'),
    ],
)
def test_faults_name_the_remedy(model, words):
    """Every name that leads nowhere is told, with its place."""
    with pytest.raises(ValidationError, match=r"funding_models\.x\.") as caught:
        two_streams(moving=changing({}), x={"base": "project", **model})
    assert words in str(caught.value)


def test_the_change_itself_costs_once_and_by_the_week():
    """From quarter 2 on: 1 000 in week 13, then 5 200 a year for two quarters, 100 in each of 26 weeks; no more."""
    change = {"to": "new", "from_quarter": 2, "adoption": "at_once", "dip": None}
    case = scenario([mmp("m", 3)]).replace(
        funding_models={
            "free": funding(transition=change),
            "dear": funding(
                transition={**change, "one_off_cost": 1_000, "cost_per_year": 5_200, "cost_quarters": 2}
            ),
            "new": funding(approval_weeks=1),
        }
    )
    free, dear = (run(case, case.funding_models[name]) for name in ("free", "dear"))
    row = dear.ledger.by_week(104)[KINDS.index("change")] / 100
    assert row[13] == 1_100
    assert row[14:39].tolist() == [100] * 25
    assert row.sum() == 1_000 + 26 * 100
    assert free.ledger.by_week(104)[KINDS.index("change")].sum() == 0
    assert dear.result.outcomes["cost"] - free.result.outcomes["cost"] == 3_600


def test_an_abandoned_change_stops_costing():
    """Given up after three months, the yearly cost is paid for one quarter."""
    change = {"to": "new", "from_quarter": 2, "adoption": "at_once", "dip": None, "cost_per_year": 5_200}
    case = scenario([mmp("m", 3)]).replace(
        funding_models={
            "tried": funding(transition={**change, "abandon_after_months": 3}),
            "new": funding(approval_weeks=1),
        }
    )
    row = run(case, case.funding_models["tried"]).ledger.by_week(104)[KINDS.index("change")] / 100
    assert row.sum() == 13 * 100
    assert row[13:26].tolist() == [100] * 13
