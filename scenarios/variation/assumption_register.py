"""The register of assumptions: every number of a scenario with unit, range, evidence grade, source and owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from scenarios.checks import shape
from scenarios.quantities.distributions import Distribution
from scenarios.quantities.presets import distribution_presets
from scenarios.scenario import Assumption, Scenario
from scenarios.variation.axis import path_label
from scenarios.variation.paths import PathError, Spot
from scenarios.variation.stated_ranges import STATED
from scenarios.variation.uncertain import uncertain_numbers
from scenarios.variation.uncertain_number import Number
from scenarios.variation.variants import SCALES, spots
from scenarios.writing.fingerprint import resolved

_GRADE = re.compile(r"grade ([A-D])")
_SKIPPED = ("ranges", "assumptions", "packs")


@dataclass(frozen=True)
class Entry:
    """One number, or numbers of one kind."""

    path: str
    """Where it stands; with stars where it stands for several, at the end a star where the range holds factors."""
    label: str
    value: float | None
    """What it is; None where the places differ."""
    least: float
    most: float
    """Smallest and largest value of the places; both the value where they agree."""
    places: int
    low: float | None
    """Lower end of its range: a value, or a factor where the path ends in a star; None where nobody has a range."""
    high: float | None
    unit: str
    """Unit of the value, as in the reference; empty where it has none."""
    grade: str
    """Evidence grade of the value; empty where the scenario states it without one."""
    source: str
    range_grade: str
    """Evidence grade of the range; empty where there is none or the scenario states it."""
    range_source: str
    owner: str
    """Who answers for it; empty where nobody is named."""


@dataclass(frozen=True)
class _Leaf:
    """One number where it stands."""

    at: tuple[str | int, ...]
    pattern: str
    shape: bool
    """Whether it is a parameter of a distribution that a factor leaves alone."""
    value: float
    unit: str
    grade: str
    source: str


def register(scenario: Scenario, models: Sequence[str] | None = None) -> list[Entry]:
    """Every number of a scenario, those with a range first, then the rest in the order of the scenario.

    Numbers of one kind (``mmps.*.features``) are one entry. What the scenario says of a path in ``assumptions``
    (the path of the entry, or one that it includes) comes before presets and defaults.

    Args:
        scenario: whose numbers.
        models: funding models whose settings are listed; default: all.

    Raises:
        ScenarioError: a range that the scenario states does not fit it.

    """
    names = tuple(scenario.funding_models if models is None else models)
    groups: dict[str, list[_Leaf]] = {}
    top = resolved(scenario)
    for leaf in _leaves(scenario, top, Scenario, (), ""):
        if leaf.at[0] == "funding_models" and leaf.at[1] not in names:
            continue
        groups.setdefault(leaf.pattern, []).append(leaf)
    numbers = uncertain_numbers(scenario, names)
    entries = [_with_range(scenario, number, groups) for number in numbers]
    ranged = {_starred(spot.path) for number in numbers for path in number.paths for spot in _found(scenario, path)}
    for pattern, leaves in groups.items():
        if not any(pattern == path or pattern.startswith(f"{path}.") for path in ranged):
            entries.append(_entry(scenario, pattern, leaves, None))
    return entries


def _starred(path: Sequence[str | int]) -> str:
    return ".".join("*" if isinstance(part, int) else part for part in path)


def _found(scenario: Scenario, path: str) -> list[Spot]:
    """Places of a path; none where the scenario does not give what is varied, such as a benefit horizon."""
    try:
        return spots(scenario, path)
    except PathError:
        return []


def _with_range(scenario: Scenario, number: Number, groups: dict[str, list[_Leaf]]) -> Entry:
    leaves, patterns = [], set()
    for path in number.paths:
        for spot in _found(scenario, path):
            patterns.add(_starred(spot.path))
            held = groups.get(_starred(spot.path)) or [leaf for each in groups.values() for leaf in each]
            inside = [leaf for leaf in held if leaf.at[: len(spot.path)] == spot.path]
            leaves += [leaf for leaf in inside if not (number.factor and leaf.shape and leaf.at != spot.path)]
    path = number.paths[0]
    if len(number.paths) > 1 and len(patterns) == 1:
        path = patterns.pop() + ("*" if number.factor else "")
    return _entry(scenario, path, leaves, number)


def _entry(scenario: Scenario, path: str, leaves: Sequence[_Leaf], number: Number | None) -> Entry:
    values = [leaf.value for leaf in leaves] or [float("nan") if number is None else number.base]
    said = _said(scenario, path, leaves)
    sources = list(dict.fromkeys(leaf.source for leaf in leaves))
    grades = {leaf.grade for leaf in leaves}
    grade, source = (grades.pop() if len(grades) == 1 else ""), "; ".join(sources[:3])
    units = {leaf.unit for leaf in leaves}
    return Entry(
        path=path,
        label=path_label(path, scenario=scenario) if number is None else number.label,
        value=values[0] if len(set(values)) == 1 else None,
        least=min(values),
        most=max(values),
        places=len(leaves),
        low=None if number is None else number.low,
        high=None if number is None else number.high,
        unit=units.pop() if len(units) == 1 else "",
        grade=(said.grade if said is not None and said.grade else grade),
        source=(said.source if said is not None and said.source else source),
        range_grade="" if number is None else number.grade,
        range_source="" if number is None else number.source,
        owner="" if said is None else said.owner,
    )


def _said(scenario: Scenario, path: str, leaves: Sequence[_Leaf]) -> Assumption | None:
    """What the scenario says of a path itself: of exactly this one, or of one that includes all its places."""
    for stated, said in scenario.assumptions.items():
        if stated.rstrip("*") == path.rstrip("*"):
            return said
        places = [spot.path for spot in spots(scenario, stated)]
        if leaves and all(any(leaf.at[: len(place)] == place for place in places) for leaf in leaves):
            return said
    return None


def _leaves(
    scenario: Scenario,
    data: Any,  # noqa: ANN401 - the part of the resolved scenario at a place
    annotation: Any,  # noqa: ANN401
    at: tuple[str | int, ...],
    preset: str,
    shape_of: tuple[str, ...] = (),
) -> Iterator[_Leaf]:
    """Every number below a place, with what is known about where it comes from."""
    if isinstance(data, bool) or data is None or isinstance(data, str):
        return
    if isinstance(data, dict):
        name = _preset_name(data) or preset
        scaled = SCALES.get(str(data.get("distribution")))
        fixed = tuple(key for key in data if scaled is not None and key not in scaled)
        for key, value in data.items():
            if key not in _SKIPPED:
                yield from _leaves(scenario, value, shape.child(annotation, data, key), (*at, key), name, fixed)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            below = shape.child(annotation, data, index) or annotation
            yield from _leaves(scenario, value, below, (*at, index), preset)
    else:
        grade, words = _origin(scenario, annotation, data, at, preset)
        unit = shape.unit(annotation) if annotation is not None else ""
        yield _Leaf(at, _starred(at), at[-1] in shape_of, float(data), unit, grade, words)


def _origin(
    scenario: Scenario,
    annotation: Any,  # noqa: ANN401
    value: float,
    at: Sequence[str | int],
    preset: str,
) -> tuple[str, str]:
    """Grade and source of a number: of a preset, of the default of its field, or none."""
    if preset:
        found = distribution_presets()[preset]
        return found.grade, f"preset {preset}: {found.source}"
    if len(at) == 3 and at[0] == "funding_models":
        model = scenario.funding_models[str(at[1])]
        setting = model.source_of(str(at[2]))
        if setting is not None:
            base = f"{model.base}, {model.overlay}" if model.overlay else model.base
            return setting.grade, f"preset {base}: {setting.source}"
    if isinstance(annotation, FieldInfo) and annotation.default == value:
        words = " ".join(str(annotation.description or "").split())
        grade = _GRADE.search(words)
        return (grade[1] if grade else ""), f"default: {words}"
    return "", STATED


def _preset_name(data: dict[str, Any]) -> str:
    """The preset that a resolved distribution is, or nothing."""
    if "distribution" not in data:
        return ""
    adapter: TypeAdapter[Any] = TypeAdapter(Distribution)
    for name in distribution_presets():
        if adapter.dump_python(adapter.validate_python(name), mode="json", by_alias=True) == data:
            return name
    return ""
