"""The same scenario with a few values changed: validated copies by dotted path.

``{"value_streams.claims.stages.build.wip_limit": 4}`` sets a value, a path that ends in a star multiplies what is
there (``{"mmps.*.value_per_quarter*": 0.8}``: every claim four fifths). Paths are explained in
``scenarios.variation.paths``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from scenarios.checks import shape
from scenarios.faults import Fault, ScenarioError
from scenarios.reading.document import Document
from scenarios.reading.pydantic_faults import translated
from scenarios.scenario import Scenario
from scenarios.variation.paths import PathError, Spot, find_spots
from scenarios.variation.staffing import is_staffing, staffing, teams_path
from scenarios.writing.fingerprint import resolved

SCALES: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "exponential": ("mean",),
    "gamma": ("mean",),
    "erlang": ("mean",),
    "lognormal": ("mean", "median"),
    "weibull": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "pareto": ("low", "cap"),
    "empirical": ("values",),
    "mixture": ("parts",),
}
"""Parameters that a factor multiplies: the shape of the distribution stays as it is."""

_QUARTERLY = re.compile(r"^budget\.(per_quarter|streams\.[^*]+?)\.(\*|\d+(-\d+)?)\*?$")


def vary(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """A validated copy with values changed by path; the first change comes first.

    Args:
        scenario: stays as it is.
        changes: new value by path; for a path that ends in ``*`` (as in ``budget.per_quarter*``) a factor by which
            numbers, lists of numbers and distributions are multiplied (whole numbers are rounded, none stays none).

    Raises:
        ScenarioError: with every fault: a path that leads nowhere names the nearest valid key, a value that does
            not fit says what would.

    """
    data = resolved(scenario)
    faults: list[Fault] = []
    for path, value in changes.items():
        try:
            if is_staffing(path):
                for part, own in staffing(scenario, path, value).items():
                    apply(data, part, own)
            else:
                apply(data, path, value)
        except PathError as error:
            faults.append(Fault((), str(error)).at(scenario.name, None, path))
    if faults:
        raise ScenarioError(faults)
    document = Document(data)
    document.places.put((), scenario.name, None)
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(document.placed(translated(error, document))) from None


def vary_all(scenario: Scenario, points: Sequence[Mapping[str, object]]) -> list[Scenario]:
    """One varied copy per point; points that change nothing give the scenario itself.

    Raises:
        ScenarioError: with every fault of every point, each once.

    """
    found: list[Scenario] = []
    faults: list[Fault] = []
    for changes in points:
        try:
            found.append(vary(scenario, changes) if changes else scenario)
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    return found


def is_scaling(path: str) -> bool:
    """Whether a path multiplies instead of setting."""
    return path.endswith("*") and not path.endswith(".*") and path != "*"


def spots(scenario: Scenario, path: str) -> list[Spot]:
    """The places that a path (with or without a scaling star) means, with value, unit and description.

    Raises:
        PathError: the path leads nowhere.

    """
    data = resolved(scenario)
    plain = teams_path(path) if is_staffing(path) else path[:-1] if is_scaling(path) else path
    _spread(data, plain)
    return find_spots(data, plain)


def apply(data: dict[str, Any], path: str, value: object) -> None:
    """Change resolved data in place; the model has not seen it yet.

    Raises:
        PathError: the path leads nowhere, or there is nothing to multiply.

    """
    scaling = is_scaling(path)
    plain = path[:-1] if scaling else path
    _spread(data, plain)
    places = find_spots(data, plain)
    if scaling:
        _scale(data, places, value)
        return
    for spot in places:
        _refuse_inert(data, spot)
        _put(data, spot.path, _worded(spot, value))


def _spread(data: dict[str, Any], path: str) -> None:
    """One amount for all quarters becomes one per quarter when a quarter of it is meant."""
    if not _QUARTERLY.match(path):
        return
    budget, quarters = data["budget"], data["calendar"]["quarters"]
    whole = path.startswith("budget.per_quarter.")
    holder, keys = (budget, ["per_quarter"]) if whole else (budget["streams"], list(budget["streams"]))
    for key in keys:
        if isinstance(holder[key], int | float):
            holder[key] = [holder[key]] * quarters


def _worded(spot: Spot, value: object) -> object:
    """``none`` means "not given" where that can be said and is no word of an enumeration."""
    if isinstance(value, str) and value.strip().lower() == "none" and shape.nullable(spot.annotation):
        return None if str not in shape.options(spot.annotation) else value
    return list(value) if isinstance(value, tuple) else value


def _refuse_inert(data: dict[str, Any], spot: Spot) -> None:
    """Refuse changes that would have no effect, or that the model cannot tell from a mistake."""
    if len(spot.path) == 3 and spot.path[0] == "funding_models" and spot.path[2] in ("base", "overlay"):
        raise PathError(
            f"the {spot.path[2]} only supplies what is left out; vary the settings, or add a funding model"
        )
    parent = _get(data, spot.path[:-1])
    if isinstance(parent, dict) and parent.get("distribution") == "lognormal" and spot.value is None:
        given = " and ".join(key for key in ("mean", "cv", "median", "sigma") if parent[key] is not None)
        raise PathError(f"this lognormal is given by {given}; vary one of these")


def _get(data: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    for part in path:
        data = data[part]
    return data


def _put(data: Any, path: tuple[str | int, ...], value: object) -> None:  # noqa: ANN401
    _get(data, path[:-1])[path[-1]] = value


def _scale(data: dict[str, Any], places: list[Spot], factor: object) -> None:
    if isinstance(factor, bool) or not isinstance(factor, int | float):
        raise PathError(f'"{factor}" is no factor; write a number such as 0.8')
    scaled = 0
    for spot in places:
        if spot.value is None:
            continue  # no limit stays no limit
        _put(data, spot.path, _multiplied(spot.value, factor, spot))
        scaled += 1
    if not scaled:
        raise PathError("is none in this scenario: nothing to multiply; set it to a number instead")


def _multiplied(value: Any, factor: float, spot: Spot) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_multiplied(item, factor, spot) for item in value]
    if isinstance(value, dict) and value.get("distribution") in SCALES:
        keys = SCALES[value["distribution"]]
        return {k: _multiplied(v, factor, spot) if k in keys and v is not None else v for k, v in value.items()}
    if isinstance(value, dict) and "of" in value and "weight" in value:
        return value | {"of": _multiplied(value["of"], factor, spot)}
    if isinstance(value, dict) and shape.entry(spot.annotation) is not None:
        return {key: _multiplied(item, factor, spot) for key, item in value.items()}
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PathError(f"{spot.key} holds no number to multiply; name one of its numbers")
    return int(value * factor + 0.5) if isinstance(value, int) else value * factor
