"""Reasons, prices and conflicts, on portfolios small enough to reckon with."""

import pytest

from optimiser.data import Rule, Wishes
from optimiser.explanation import explain
from optimiser.infeasible import conflict
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.solving import Effort
from tests.optimiser.cases import scenario, stream

PROVE = Effort(gap=0.0)
CHOICE = [
    {"id": "a", "spend": [6], "value_by_quarter": [30]},
    {"id": "b", "spend": [4], "value_by_quarter": [15]},
    {"id": "c", "spend": [5], "value_by_quarter": [14]},
    {"id": "d", "spend": [9], "value_by_quarter": [-3]},
]


def test_left_out_costs_what_it_displaces() -> None:
    """With 10 to spend a and b are in; c would displace b and lose 1, d would displace both."""
    plan = optimise(scenario(CHOICE, 10, 1), effort=PROVE)
    found = {e.id: e for e in explain(plan)}
    assert plan.starts == {"a": 1, "b": 1}
    assert (found["c"].loss, found["c"].leaves, found["c"].enters) == (1 + 30 - 15 - 0, ("a",), ())
    assert (found["d"].loss, found["d"].leaves) == (48, ("a", "b"))
    assert [e.id for e in explain(plan)] == ["c", "d", "b", "a"]


def test_chosen_is_worth_what_replaces_it() -> None:
    """Without b only a is left, as c does not fit beside it; without a, b and c are done."""
    plan = optimise(scenario(CHOICE, 10, 1), effort=PROVE)
    found = {e.id: e for e in explain(plan)}
    assert (found["b"].loss, found["b"].enters) == (15, ())
    assert (found["a"].loss, found["a"].enters) == (45 - 29, ("c",))
    assert (found["a"].low, found["a"].high) == (pytest.approx(16), pytest.approx(16))


def test_price_to_enter_in_value_is_the_loss() -> None:
    """With its value raised by a little more than the loss, the MMP is in."""
    for extra, inside in ((15.9, False), (16.1, True)):
        mmps = [m | ({"value_by_quarter": [14 + extra]} if m["id"] == "c" else {}) for m in CHOICE]
        assert ("c" in (optimise(scenario(mmps, 10, 1), effort=PROVE).starts or {})) is inside


def test_price_to_enter_in_cost() -> None:
    """With 11 to spend, c beside a is worth as much as b beside a once it costs 4 instead of 5."""
    plan = optimise(scenario(CHOICE, 11, 1), effort=PROVE)
    assert plan.starts == {"a": 1, "b": 1}
    (found,) = explain(plan, ["c"], price_of_cost=True)
    assert found.enters_at_cost == pytest.approx(4, abs=1e-6)
    assert found.price_exact
    assert "or when its cost falls by 20% to 4 EUR" in found.words


def test_some_would_not_enter_even_for_nothing() -> None:
    """An MMP that loses money without its cost has no cost at which it enters."""
    mmps = [*CHOICE, {"id": "e", "spend": [1], "value_by_quarter": [-5]}]
    (found,) = explain(optimise(scenario(mmps, 11, 1), effort=PROVE), ["e"], price_of_cost=True)
    assert found.enters_at_cost is None
    assert "its expected value is -5 EUR at best" in found.words


def test_price_to_enter_is_the_best_over_all_starts() -> None:
    """By itself, an MMP may cost its discounted benefits; the earliest start allows most of its three."""
    mmps = [
        {"id": "m0", "spend": [2000], "value_per_quarter": 300, "urgency": "closing: 3"},
        {"id": "m3", "spend": [4000], "value_per_quarter": 559, "urgency": "closing: 3"},
    ]
    case = scenario(mmps, 7000, 3, calendar={"discount_rate": 0.2}, amounts={"risk": {"total": 7}})
    plan = optimise(case, effort=PROVE)
    assert plan.starts == {}
    candidate = prepare(case).by_id["m3"]
    worth = {q: value + candidate.discounted_cost[q] for q, value in candidate.value.items()}
    (found,) = explain(plan, ["m3"], price_of_cost=True)
    share = max(worth[q] / candidate.discounted_cost[q] for q in worth)
    assert share == worth[1] / candidate.discounted_cost[1]
    assert found.enters_at_cost == pytest.approx(4000 * share, abs=0.01)


def test_a_plan_that_reaches_targets_names_no_price_in_value() -> None:
    """A at 30 reaches the target of 40 alone; b costs 20 more, and worth more or less it would not come in."""
    mmps = [
        {"id": "a", "spend": [30], "value_by_quarter": [50], "objective": "o"},
        {"id": "b", "spend": [50], "value_by_quarter": [60], "objective": "o"},
    ]
    case = scenario(mmps, 100, 1, objectives=[{"id": "o", "target": 40}])
    plan = optimise(case, Wishes(reach=True), PROVE)
    assert plan.starts == {"a": 1}
    (found,) = explain(plan, ["b"], price_of_cost=True)
    assert found.words == "b is out. Forcing it in (from quarter 1) would cost 20 EUR more. It would displace a."


def test_no_explanation_takes_the_time_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 60 seconds for six, each may take two equal shares of what is left: 20, and in the end all of it."""
    given_to: list[float] = []
    mmps = [{"id": f"m{i}", "spend": [i + 1], "value_by_quarter": [10]} for i in range(6)]
    plan = optimise(scenario(mmps, 9, 1), effort=PROVE)
    told = explain(plan)

    def take(_plan: object, _data: object, mmp: str, effort: Effort, **_: object) -> object:
        given_to.append(effort.seconds)
        return next(e for e in told if e.id == mmp)

    monkeypatch.setattr("optimiser.explanation._explain_one", take)
    assert len(explain(plan, seconds=60.0, effort=Effort(seconds=1000.0))) == 6
    assert given_to == pytest.approx([20, 24, 30, 40, 60, 60], abs=0.5)


def test_no_price_is_named_at_which_it_would_be_too_much() -> None:
    """A alone would have all of the value, of which o gets half at most: it may break even, and earn nothing."""
    mmps = [{"id": "a", "spend": [30], "value": 20, "objective": "o"}, {"id": "b", "spend": [30], "value": 10}]
    more = {"objectives": [{"id": "o", "maximum_share": 0.5, "share_of": "value"}]}
    plan = optimise(scenario(mmps, 100, 1, calendar={"benefit_quarters": 2}, **more), effort=PROVE)
    (found,) = explain(plan, ["a"], price_of_cost=True)
    assert plan.starts == {}
    assert found.enters_at_cost is None
    assert "It enters" not in found.words
    free = optimise(scenario(mmps, 100, 1, calendar={"benefit_quarters": 2}), effort=PROVE)
    (found,) = explain(free, ["a"], price_of_cost=True)
    assert found.enters_at_cost == pytest.approx(20)


def test_what_must_be_in_has_no_price() -> None:
    """A rule that leaves no other plan is said to be the reason."""
    mmps = [{"id": "a", "spend": [6], "value": 30, "excludes": ["b"]}, {"id": "b", "spend": [1], "mandatory": True}]
    plan = optimise(scenario(mmps, 10, 1), effort=PROVE)
    found = {e.id: e for e in explain(plan)}
    assert found["a"].state == "impossible"
    reason = "a and b exclude each other; b is mandatory"
    assert found["a"].words == f"a is out: no plan with it: with that these cannot all hold: {reason}."


def test_no_time_no_explanation() -> None:
    """Without time left nothing is claimed."""
    plan = optimise(scenario(CHOICE, 10, 1), effort=PROVE)
    assert {e.state for e in explain(plan, seconds=0.0)} == {"not solved"}


def test_words_name_money_and_mmps() -> None:
    """The words say what is lost, what is displaced and what it takes to enter."""
    plan = optimise(scenario(CHOICE, 10, 1), effort=PROVE)
    (found,) = explain(plan, ["c"])
    assert found.words == (
        "c is out. Forcing it in (from quarter 1) would lose 16 EUR. It would displace a. "
        "It enters when its expected value rises by 16 EUR."
    )


def test_conflict_is_smallest() -> None:
    """Two mandatory MMPs that exceed the budget: exactly these rules conflict, the third one is not named."""
    mmps = [
        {"id": "a", "spend": [6], "mandatory": True},
        {"id": "b", "spend": [6], "mandatory": True},
        {"id": "c", "spend": [1], "mandatory": True},
    ]
    case = scenario(mmps, 10, 1)
    found = conflict(case, prepare(case))
    assert set(found.rules) == {Rule("budget", "", quarter=1), Rule("mandatory", "a"), Rule("mandatory", "b")}
    assert found.words == ("the portfolio has 10 EUR in quarter 1", "a is mandatory", "b is mandatory")
    assert "give the portfolio 3 EUR more: 3 in quarter 1" in found.ways_out
    assert any(words in ("do without a", "do without b") for words in found.ways_out)


def test_conflict_of_links_and_wishes() -> None:
    """An excluded MMP that an included one requires: the wish, the exclusion and the link conflict."""
    mmps = [{"id": "a", "spend": [1], "requires": ["b"]}, {"id": "b", "spend": [1]}, {"id": "c", "spend": [1]}]
    case = scenario(mmps, 10, 1)
    wishes = Wishes(include=frozenset({"a"}), exclude=frozenset({"b"}))
    found = conflict(case, prepare(case, wishes))
    assert set(found.rules) == {Rule("include", "a"), Rule("exclude", "b"), Rule("requires", "a", "b")}
    assert "give up: b is excluded by request" in found.ways_out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"objectives": [{"id": "o", "minimum_share": 0.9}]},
            "o gets at least 90% of spend",
        ),
        ({"plan_rules": {"three_month_rule": 1}}, "the portfolio releases something that earns every quarter"),
        ({"plan_rules": {"mmp_wip_limit": 1}}, "at most 1 MMP is under way in a value stream"),
        ({"plan_rules": {"largest_bet": 0.01}}, "no MMP takes more than 1% of a quarter's budget"),
        ({"value_streams": [stream("s", 1)]}, "s has 1 team-sprint in each of the quarters 1 to 2"),
    ],
)
def test_conflicts_in_words(more: dict[str, object], words: str) -> None:
    """Every kind of rule in a conflict is said in a planner's words."""
    mmps = [
        {"id": "a", "spend": [3, 3], "mandatory": True, "value": 1, "value_stream": None},
        {"id": "b", "spend": [3, 3], "mandatory": True},
    ]
    if "value_streams" in more:
        for mmp in mmps:
            mmp |= {"value_stream": "s", "effort": 2}
    found = conflict(case := scenario(mmps, 10, 2, **more), prepare(case))
    assert words in found.words


def test_a_feasible_problem_has_no_conflict() -> None:
    """Asking for the conflict of a problem that has a plan is a mistake."""
    case = scenario(CHOICE, 10, 1)
    with pytest.raises(ValueError, match="a plan exists"):
        conflict(case, prepare(case))
