"""The formulation itself: one golden LP file per constraint family."""

from pathlib import Path
from typing import Any

import pytest

from optimiser.data import Wishes
from optimiser.preparation import prepare
from optimiser.program import build
from tests.optimiser.cases import scenario, stream

GOLDEN = Path(__file__).parents[1] / "data" / "optimiser" / "golden"
A: dict[str, Any] = {"id": "a", "spend": [10], "value": 21}
B: dict[str, Any] = {"id": "b", "spend": [4, 5], "value": 32}
S = {"value_stream": "s"}
STREAMS = {"value_streams": [stream("s", 3, 2), stream("t", 3, 2)]}

FAMILIES: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "once_and_budget": ([A, B], {"budget": [12, 13, 14]}),
    "carry_over": ([A, B], {"budget": {"per_quarter": [12, 13, 14], "carry_over": 0.5}}),
    "stream_budget": ([A | S, B], {"budget": {"per_quarter": 30, "streams": {"s": 11}}, **STREAMS}),
    "capacity": ([A | S | {"effort": {"s": 2, "t": 1}}, B | S | {"effort": {"s": 4}}], STREAMS),
    "must": ([A | {"mandatory": True}, B | {"underway": 0.5}], {}),
    "requires": ([A | {"requires": ["b"]}, B], {}),
    "requires_any": ([A | {"requires_any": ["b", "c"]}, B, {"id": "c", "spend": [1]}], {}),
    "after": ([A | {"after": ["b"]}, B], {}),
    "excludes": ([A | {"excludes": ["b"]}, B], {}),
    "with": ([A | {"with": ["b"]}, B], {}),
    "wip": ([A | S, B | S], {"plan_rules": {"mmp_wip_limit": 1}, **STREAMS}),
    "largest_bet": ([A, B], {"plan_rules": {"largest_bet": 0.4}, "budget": [12, 13, 14]}),
    "three_month": ([A | S, B | S], {"plan_rules": {"three_month_rule": 2}, **STREAMS}),
    "share_of_spend": ([A | {"objective": "o"}, B], {"objectives": [{"id": "o", "minimum_share": 0.4}]}),
    "share_of_value": (
        [A | {"objective": "o"}, B],
        {"objectives": [{"id": "o", "maximum_share": 0.4, "share_of": "value"}]},
    ),
    "synergy": ([A, B], {"synergies": [{"mmps": ["a", "b"], "value": 7}]}),
    "target": ([A | {"objective": "o"}, B], {"objectives": [{"id": "o", "target": 5}]}),
    "purse": (
        [A | {"purse": {"capital": [7], "expense": [3]}}, B | {"running_cost": 2, "purse": {"expense": [4, 5]}}],
        {"budget": {"per_quarter": 20, "purses": {"capital": 8, "expense": [9, 9, 8]}, "running_purse": "expense"}},
    ),
    "running_cost": ([A | {"running_cost": 3}, B], {}),
    "amount_per_quarter": (
        [A | {"need": {"dba": 2}}, B | {"need": {"dba": [1, 2]}}],
        {"amounts": {"dba": {"per_quarter": [2, 2, 3]}}},
    ),
    "amount_in_total": (
        [A | {"need": {"risk": 2}}, B | {"need": {"risk": 3}}],
        {"amounts": {"risk": {"total": 4}}},
    ),
    "variants": ([A | {"variant_of": "v", "mandatory": True}, B | {"variant_of": "v", "mandatory": True}], {}),
    "at_most": (
        [A, B, {"id": "c"}],
        {"plan_rules": {"at_most": [{"name": "few", "mmps": ["a", "b", "c"], "most": 2}]}},
    ),
    "penalty": ([A | {"urgency": "fixed_date: 1, 6"}], {}),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_golden_program(family: str, tmp_path: Path) -> None:
    """The program of this family is the one on file, to the letter."""
    mmps, more = FAMILIES[family]
    budget = more.get("budget", 20)
    case = scenario(mmps, budget, 3, **{key: value for key, value in more.items() if key != "budget"})
    program = build(prepare(case, Wishes(reach=family == "target")))
    written = tmp_path / f"{family}.lp"
    program.problem.writeLP(str(written))
    assert written.read_text() == (GOLDEN / written.name).read_text()


def test_names_are_unique_and_plain() -> None:
    """Ids that differ only in marks LP files cannot hold still get rows and columns of their own."""
    mmps = [{"id": "a-b", "spend": [1]}, {"id": "a_b", "spend": [1]}, {"id": "a.b", "spend": [1]}]
    program = build(prepare(scenario(mmps)))
    names = [variable.name for variable in program.problem.variables()]
    names += [row.name for row in program.problem.constraints()]
    assert len(names) == len(set(names))
    assert all(name.replace("_", "").isalnum() for name in names)


def test_starts_that_no_limit_allows_have_no_variable() -> None:
    """A start that by itself breaks a budget, a team's capacity or the largest bet is left out."""
    mmps = [
        {"id": "dear", "spend": [10]},
        {"id": "big", "value_stream": "s", "effort": 4, "spend": [0]},
        {"id": "bet", "spend": [6]},
    ]
    case = scenario(mmps, [12, 5], value_streams=[stream("s", 3)], plan_rules={"largest_bet": 0.9})
    assert prepare(case).starts == {"bet": (1,), "big": (), "dear": (1,)}


def test_starts_that_what_an_mmp_builds_on_rules_out() -> None:
    """B comes after a, which takes two quarters; c needs both and 16 of money, which is there by quarter 4."""
    mmps = [
        {"id": "a", "spend": [4, 4]},
        {"id": "b", "spend": [4], "after": ["a"]},
        {"id": "c", "spend": [4], "requires": ["b"]},
        {"id": "d", "spend": [1], "requires": ["c"]},
    ]
    starts = prepare(scenario(mmps, 4, 4)).starts
    assert starts == {"a": (1, 2, 3), "b": (3, 4), "c": (4,), "d": ()}
    assert prepare(scenario(mmps, {"per_quarter": 4, "carry_over": 1}, 5)).starts["d"] == (5,)


def test_carry_over_allows_what_can_be_saved() -> None:
    """With carry-over a start may use what earlier quarters could have left."""
    case = scenario([{"id": "a", "spend": [10]}], {"per_quarter": [4, 4, 4], "carry_over": 1}, 3)
    assert prepare(case).starts == {"a": (3,)}
