"""The independent check names every broken rule."""

from typing import Any

import pytest

from optimiser.checker import BrokenPlanError, check, demand_feasible
from optimiser.data import Wishes
from tests.optimiser.cases import scenario, stream

A = {"id": "a", "spend": [10], "value": 1}
B = {"id": "b", "spend": [10], "value": 1}
STREAMS = {"value_streams": [stream("s", 3), stream("t", 3)]}

BROKEN: list[tuple[str, list[dict[str, Any]], dict[str, Any], dict[str, int], str]] = [
    ("unknown", [A], {}, {"z": 1}, "z is not in the scenario"),
    ("dates", [A | {"earliest_quarter": 2}], {}, {"a": 1}, "a may not start in quarter 1"),
    ("runs out of calendar", [A | {"spend": [1, 1]}], {}, {"a": 2}, "a may not start in quarter 2"),
    ("mandatory", [A | {"mandatory": True}], {}, {}, "a must be in"),
    ("under way", [A | {"underway": 0.5}], {}, {}, "a must be in"),
    ("requires", [A | {"requires": ["b"]}, B], {}, {"a": 1, "b": 2}, "a requires b to be released by quarter 1"),
    (
        "requires any",
        [A | {"requires_any": ["b"]}, B],
        {},
        {"a": 1},
        "a requires any of b to be released by quarter 1",
    ),
    ("after", [A | {"after": ["b"]}, B], {}, {"a": 1, "b": 1}, "a starts only after b is released"),
    ("excludes", [A | {"excludes": ["b"]}, B], {}, {"a": 1, "b": 2}, "a excludes b"),
    ("with", [A | {"with": ["b"]}, B], {}, {"a": 1}, "a goes with b: both or none"),
    ("budget", [A, B], {"budget": 15}, {"a": 1, "b": 1}, "spend of quarter 1: 20.00 is above 15.00"),
    (
        "carry-over",
        [A, B | {"spend": [18]}],
        {"budget": {"per_quarter": 15, "carry_over": 0.5}},
        {"a": 1, "b": 2},
        "spend of quarter 2: 18.00 is above 17.50",
    ),
    (
        "stream budget",
        [A | {"value_stream": "s"}],
        {"budget": {"per_quarter": 50, "streams": {"s": 4}}, **STREAMS},
        {"a": 1},
        "s spend of quarter 1: 10.00 is above 4.00",
    ),
    (
        "capacity",
        [A | {"value_stream": "s", "effort": 4}],
        STREAMS,
        {"a": 1},
        "s needs 4.00 team-sprints in quarter 1 and has 3.00",
    ),
    (
        "WIP limit",
        [A | {"value_stream": "s"}, B | {"value_stream": "t", "effort": {"s": 1}}],
        {"plan_rules": {"mmp_wip_limit": 1}, **STREAMS},
        {"a": 1, "b": 1},
        "s has 2 MMPs under way in quarter 1; the limit is 1",
    ),
    (
        "largest bet",
        [A],
        {"plan_rules": {"largest_bet": 0.05}},
        {"a": 1},
        "a takes 10.00 in quarter 1; the largest bet is 5.00",
    ),
    (
        "three-month rule",
        [A],
        {"plan_rules": {"three_month_rule": 1}},
        {"a": 1},
        "the portfolio releases nothing that earns in quarters 2 to 2",
    ),
    (
        "minimum share",
        [A | {"objective": "o"}, B],
        {"objectives": [{"id": "o", "minimum_share": 0.6}]},
        {"a": 1, "b": 1},
        "o has 10.00 of 20.00 spend; at least 60% is asked",
    ),
    (
        "maximum share",
        [A | {"objective": "o", "value": 13}, B | {"value": 17}],
        {"objectives": [{"id": "o", "maximum_share": 0.25, "share_of": "value"}]},
        {"a": 1, "b": 1},
        "o has 3.00 of 10.00 value; at most 25% is allowed",
    ),
]


@pytest.mark.parametrize(
    ("mmps", "more", "plan", "words"), [case[1:] for case in BROKEN], ids=[c[0] for c in BROKEN]
)
def test_each_broken_rule_is_named(
    mmps: list[dict[str, Any]], more: dict[str, Any], plan: dict[str, int], words: str
) -> None:
    """A plan that breaks exactly one rule gets exactly that rule named."""
    assert check(
        scenario(mmps, more.get("budget", 100), **{k: v for k, v in more.items() if k != "budget"}), plan
    ).broken == (words,)


def test_wishes_are_checked() -> None:
    """Included MMPs must be in, excluded ones out, and targets reached when they are to be."""
    case = scenario([A, B | {"objective": "o"}], objectives=[{"id": "o", "target": 50}])
    wishes = Wishes(include=frozenset({"a"}), exclude=frozenset({"b"}), reach=True)
    assert check(case, {"b": 1}, wishes).broken == (
        "b is excluded",
        "a must be in",
        "o reaches -9.00 of its target 50.00",
    )


def test_a_feasible_plan_is_added_up() -> None:
    """Value of the MMPs and the synergy, less the penalty of what is left out; cost of what is in."""
    mmps = [A | {"value": 30}, B | {"value": 20}, {"id": "c", "spend": [1], "urgency": "fixed_date: 1, 7"}]
    audit = check(scenario(mmps, synergies=[{"mmps": ["a", "b"], "value": 5}]), {"a": 1, "b": 2})
    assert (audit.broken, audit.value, audit.cost) == ((), 30 - 10 + 20 - 10 + 5 - 7, 20)


def test_a_broken_plan_is_refused() -> None:
    """Demanding feasibility raises with every broken rule in the message."""
    with pytest.raises(BrokenPlanError, match="a may not start in quarter 5"):
        demand_feasible(scenario([A]), {"a": 5})
