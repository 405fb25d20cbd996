"""What a plan says about itself: proof, ranges while it is unproven, lumps, variants, MMPs without an objective."""

from dataclasses import replace

import pytest
from rich.console import Console

from optimiser.data import Wishes
from optimiser.explanation import explain
from optimiser.infeasible import conflict
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.robust import Pick, Robustness
from optimiser.solving import Effort
from report.plan.answers import explanations_text, robustness_text
from report.plan.tables import baseline_table, objective_table
from report.plan.text import behind, cash_words, headline, no_plan_text, plan_text, proof
from report.plan.workbook import by_quarter
from tests.optimiser.cases import scenario

PROVE = Effort(gap=0.0)
MMPS = [
    {"id": "a", "spend": [4], "value_by_quarter": [10], "objective": "o"},
    {"id": "b", "spend": [6], "value_by_quarter": [9]},
]


def said(renderable: object) -> str:
    """Plain text of what is printed."""
    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def test_left_behind_is_a_range_while_unproven() -> None:
    """A ranking that earns 12 of 19 leaves 7; where 20 is not ruled out, 7 to 8; without a bound, 7 or more."""
    plan = optimise(scenario(MMPS, 10, 1), effort=PROVE)
    assert behind(plan, 12) == ("7", "36.8%")
    open_ = replace(plan, status="feasible", termination="time limit", bound=20.0, gap=0.05)
    assert behind(open_, 12) == ("7 to 8", "36.8% to 40.0%")
    assert behind(replace(open_, bound=None), 12) == ("7 or more", "36.8% or more")


def test_the_table_of_rankings_has_the_bound_beside() -> None:
    """Of 19 a ranking with 10 leaves 9; where 20 is not ruled out 10 at most; without a bound nobody knows."""
    plan = optimise(scenario(MMPS, 10, 1), effort=PROVE)
    plan = replace(
        plan, baselines={"wsjf": 10.0, "sponsor": 12.0}, baseline_plans={"wsjf": {"a": 1}, "sponsor": {}}
    )
    open_ = replace(plan, status="feasible", termination="time limit", bound=20.0)
    rows = [baseline_table(each).rows for each in (plan, open_, replace(open_, bound=None))]
    assert [row[0][1:4] for row in rows] == [(10, 9, 9), (10, 9, 10), (10, 9, None)]
    assert [len(row) for row in rows] == [1, 1, 1]  # no sponsor is louder than another


def test_rankings_that_reach_targets_are_told_by_what_they_spend() -> None:
    """The cheapest ranking comes first under a heading of its own, and the headline says what was sought."""
    plan = optimise(scenario(MMPS, 10, 1, objectives=[{"id": "o", "target": 10}]), Wishes(reach=True), PROVE)
    plan = replace(plan, baselines={"wsjf": 10.0, "cd3": 4.0}, baseline_plans={"wsjf": {}, "cd3": {}})
    words = said(plan_text(plan))
    assert "the least spend that reaches every target was sought" in words
    assert "What rankings would have spent" in words
    assert words.index("CD3") < words.index("WSJF")


def test_a_better_plan_that_was_found_on_the_way_is_said() -> None:
    """An unproven plan of 12 and one of 19 with an MMP turned round: 7 more."""
    plan = optimise(scenario(MMPS, 10, 1), effort=PROVE)
    poor = replace(plan, objective=12.0, status="feasible", termination="time limit", bound=20.0)
    found = tuple(replace(e, loss=-7.0) for e in explain(plan, ["a"]))
    assert "one that is worth 7 EUR more was found on the way" in said(explanations_text(poor, found))
    assert "on the way" not in said(explanations_text(plan, explain(plan, ["a"])))


def test_a_bound_on_cost_is_a_least() -> None:
    """Where targets are to be reached at least cost, no plan costs less than the bound."""
    plan = optimise(scenario(MMPS, 10, 1, objectives=[{"id": "o", "target": 10}]), Wishes(reach=True), PROVE)
    near = replace(plan, status="within gap", bound=3.99, gap=0.0025)
    assert "best possible (3.99 EUR at least)" in proof(near)
    assert "no plan costs less than 3.99 EUR" in proof(replace(near, status="feasible", termination="time limit"))
    assert "no plan is worth more" in proof(
        replace(near, wishes=Wishes(), status="feasible", termination="time limit")
    )


def test_lumps_are_said() -> None:
    """A value per start quarter is counted in one lump at release, and the sentence on cash says so."""
    plan = optimise(scenario(MMPS, 10, 1), effort=PROVE)
    assert "The value of every MMP is stated per start quarter" in cash_words(plan)
    spread = optimise(scenario([{"id": "a", "spend": [4], "value_per_quarter": 9}], 10, 1), effort=PROVE)
    assert "lump" not in cash_words(spread)


def test_shares_add_up_with_what_has_no_objective() -> None:
    """MMPs without an objective have a row of their own, so that shares of spend add up to the whole."""
    table = objective_table(optimise(scenario(MMPS, 10, 1), effort=PROVE))
    assert [(row[1], row[2], row[4]) for row in table.rows] == [("o", 1, 0.4), ("(none)", 1, 0.6)]


def test_variants_count_once() -> None:
    """Of two variants and one more MMP there are two things to do, and the other variant is not left out."""
    mmps = [
        {"id": "buy", "value_by_quarter": [3], "variant_of": "v"},
        {"id": "build", "value_by_quarter": [5], "variant_of": "v"},
        {"id": "c", "spend": [99], "value_by_quarter": [1]},
    ]
    plan = optimise(scenario(mmps, 10, 1), effort=PROVE)
    assert headline(plan).startswith("1 of 2 MMPs")
    assert "Left out (1): c." in said(plan_text(plan))


def test_amounts_stand_beside_budgets() -> None:
    """What is used of purses and resources is shown with the budget; a total under the last quarter."""
    mmps = [{"id": "a", "purse": {"capital": [4]}, "need": {"dba": 1, "risk": 2}, "value": 9}]
    more = {"amounts": {"dba": {"per_quarter": 2}, "risk": {"total": 3}}}
    case = scenario(mmps, {"per_quarter": 10, "purses": {"capital": 5}}, 2, **more)
    lines = said(plan_text(optimise(case, effort=PROVE))).splitlines()
    shown = {line.split("  ")[0]: line.split()[-6:] for line in lines if "," in line and " of " in line}
    assert shown["capital, EUR"] == ["4", "of", "5", "0", "of", "5"]
    assert shown["dba, units"] == ["1", "of", "2", "0", "of", "2"]
    assert shown["risk, units in total"][-3:] == ["2", "of", "3"]


def test_amounts_stand_in_the_workbook() -> None:
    """The sheet on budgets has purses, the one on capacity other resources, with a total where there is one."""
    mmps = [{"id": "a", "purse": {"capital": [4]}, "need": {"risk": 2}, "value": 9}]
    case = scenario(mmps, {"per_quarter": 10, "purses": {"capital": 5}}, 2, amounts={"risk": {"total": 4}})
    plan = optimise(case, effort=PROVE)
    rows = by_quarter(plan, "Budgets").rows
    assert rows[3:] == (
        ("purse capital", "used, EUR", 4, 0, 4),
        ("purse capital", "limit, EUR", 5, 5, None),
        ("purse capital", rows[5][1], 0.8, 0, None),
    )
    rows = by_quarter(plan, "Capacity").rows
    assert rows[:2] == (("risk", "used, units", None, None, 2), ("risk", "limit, units", None, None, 4))
    assert rows[2][-1] == 0.5


def test_every_conflict_has_a_list() -> None:
    """Two conflicts are numbered; one has dashes and says what is enough."""
    mmps = [{"id": i, "spend": [9], "mandatory": True, "value_stream": i} for i in "ab"]
    one = scenario(mmps, 10, 1)
    words = no_plan_text(optimise(one, effort=PROVE), conflict(one, prepare(one)))
    assert "These cannot all hold; without any one of them there is a plan:\n  - the portfolio has 10 EUR" in words
    mmps = [{"id": i, "purse": {i: 9}, "mandatory": True} for i in "ab"]
    two = scenario(mmps, {"per_quarter": 100, "purses": {"a": 1, "b": 1}}, 1)
    words = no_plan_text(optimise(two, effort=PROVE), conflict(two, prepare(two)))
    assert "2 conflicts; at least one line of each has to give way:\n  1. " in words


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.96, "always"), (0.7, "mostly"), (0.5, "toss-up"), (0.08, "rarely"), (0.05, "never")]
)
def test_picks_in_a_word(share: float, verdict: str) -> None:
    """Eight of a hundred is rarely."""
    assert Pick("a", "a", share, 0, 1, chosen=True).verdict == verdict


def test_nothing_is_said_of_futures_in_which_the_plan_breaks() -> None:
    """What a plan leaves behind is a mean over futures in which it can be done; without one, nothing is said."""
    plan = optimise(scenario(MMPS, 10, 1), effort=PROVE)
    picks = (Pick("a", "a", 0.5, 0, 1, chosen=True),)
    assert "there it leaves 3 EUR behind" in said(robustness_text(plan, Robustness(picks, 4, 3.0, 0.5)))
    assert "nothing can be said" in said(robustness_text(plan, Robustness(picks, 4, None, 0.0)))
