"""Ranges that a scenario states itself (``uncertainty.ranges``): what they mean, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.faults import Fault, Path, ScenarioError
from scenarios.scenario import Scenario
from scenarios.variation.axis import path_label
from scenarios.variation.paths import PathError, Spot
from scenarios.variation.uncertain_number import Number
from scenarios.variation.variants import is_scaling, spots, vary

STATED = "stated in the scenario"


def stated_numbers(scenario: Scenario) -> list[Number]:
    """The uncertain numbers whose ranges the scenario states itself.

    Raises:
        ScenarioError: with every fault of the ranges.

    """
    faults = range_faults(scenario)
    if faults:
        words = [fault.at(scenario.name, None, ".".join(map(str, fault.path))) for fault in faults]
        raise ScenarioError(words)
    return [_number(scenario, path) for path in scenario.uncertainty.ranges]


def range_faults(scenario: Scenario) -> list[Fault]:
    """What is wrong with ranges and assumptions: paths that lead nowhere, ends that do not fit what is there."""
    found = [fault for path in scenario.uncertainty.ranges for fault in _faults(scenario, path)]
    for path in scenario.assumptions:
        try:
            spots(scenario, path)
        except PathError as error:
            found.append(Fault(("assumptions", path), str(error)))
    return found


def _faults(scenario: Scenario, path: str) -> Iterator[Fault]:
    place: Path = ("uncertainty", "ranges", path)
    ends = scenario.uncertainty.ranges[path]
    try:
        places = spots(scenario, path)
    except PathError as error:
        yield Fault(place, str(error))
        return
    problem = None if is_scaling(path) else _no_number(path, places, ends)
    if problem is not None:
        yield Fault(place, problem)
        return
    found: dict[str, float] = {}
    for end in ends:
        try:
            vary(scenario, {path: int(end) if _whole(path, places) else end})
        except ScenarioError as error:
            found.setdefault(error.faults[0].message, end)
    for message, end in found.items():
        yield Fault(place, f"at {end:g}: {message}")


def _no_number(path: str, places: list[Spot], ends: tuple[float, float]) -> str | None:
    """Why a range cannot be set here; None when every place holds the same number."""
    values = [place.value for place in places]
    if None in values:
        key = places[values.index(None)].key
        return f"{key} is none in this scenario, so a range has no middle; give it a number"
    odd = [p.key for p in places if isinstance(p.value, bool) or not isinstance(p.value, int | float)]
    if odd:
        several = any(isinstance(place.value, dict | list) for place in places)
        remedy = f"name a number in it, or a factor on all of them: {path}*" if several else "name a number"
        return f"{odd[0]} is no number; {remedy}"
    if any(value != values[0] for value in values):
        low, high = min(values), max(values)
        return f"the values differ ({low:g} to {high:g}); name one of them, or a factor on all: {path}*"
    if _whole(path, places) and any(end != int(end) for end in ends):
        low, high = ends
        return f"{places[0].key} is a whole number; write whole ends instead of [{low:g}, {high:g}]"
    return None


def _whole(path: str, places: list[Spot]) -> bool:
    return not is_scaling(path) and all(isinstance(place.value, int) for place in places)


def _number(scenario: Scenario, path: str) -> Number:
    """One range, wide enough to hold what the scenario has."""
    places = spots(scenario, path)
    base = 1.0 if is_scaling(path) else float(places[0].value)
    low, high = scenario.uncertainty.ranges[path]
    inside = low <= base <= high
    source = STATED if inside else f"{STATED} as {low:g} to {high:g}, widened to what it holds"
    label, ends = path_label(path, scenario=scenario), (min(low, base), base, max(high, base))
    return Number(path, label, (path,), *ends, _whole(path, places), "", source)
