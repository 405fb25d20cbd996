"""What a scenario must give: with MMPs a budget and teams, without them value streams with arrivals."""

from collections.abc import Iterator
from typing import Any

from scenarios.checks.partial import faulty, get, given, items
from scenarios.faults import Fault, Path

_BUDGET = "is missing; give a mapping with the keys per_quarter, support_per_quarter, carry_over, streams"
_MMPS = (
    "give a list, or the name of a .csv or .xlsx table; "
    "a scenario for vmo flow gives a value stream arrivals instead"
)


def need_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """What is missing; with arrivals and without MMPs it is for the flow laboratory, which needs no money."""
    none = not items(scenario, "mmps") and not faulty(scenario, "mmps")
    if none and (faulty(scenario, "value_streams") or any(_fed(s) for s in items(scenario, "value_streams"))):
        return []
    undecided = none and items(scenario, "value_streams") and not given(scenario, "budget")
    faults = [] if undecided else [*_money_faults(scenario)]
    if none:
        written = given(scenario, "mmps")
        faults.append(Fault(("mmps",), f"{'is empty' if written else 'is missing'}; {_MMPS}"))
    return faults


def _fed(stream: object) -> bool:
    return get(stream, "arrivals") is not None or faulty(stream, "arrivals")


def _money_faults(scenario: object) -> Iterator[Fault]:
    if not given(scenario, "budget"):
        yield Fault(("budget",), _BUDGET)
    for index, stream in enumerate(items(scenario, "value_streams")):
        path: Path = ("value_streams", index)
        if not given(stream, "teams"):
            yield Fault((*path, "teams"), "is missing; give a whole number")
        elif get(stream, "teams") == 0:
            yield Fault((*path, "teams"), "0 is below 1; write 1 or more")
        if not given(stream, "team_cost_per_sprint"):
            yield Fault((*path, "team_cost_per_sprint"), "is missing; give a number (money)")
