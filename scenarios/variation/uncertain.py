"""The uncertain numbers of a scenario: which there are, over which range, and how sure that range is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from scenarios.language.funding_model import marked
from scenarios.quantities.presets import range_presets
from scenarios.scenario import Scenario
from scenarios.variation.paths import PathError, Spot
from scenarios.variation.stated_ranges import stated_numbers
from scenarios.variation.uncertain_number import Number as Number
from scenarios.variation.variants import is_scaling, spots
from scenarios.writing.idle import idle_settings, takes_value


@cache
def _defaults() -> list[dict[str, Any]]:
    text = files("scenarios.variation").joinpath("sensitivity.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return found


def uncertain_numbers(scenario: Scenario, models: Sequence[str]) -> list[Number]:
    """Every uncertain number of a scenario and of some of its funding models, with its range.

    Ranges stated in the scenario (``uncertainty.ranges``) come first and take the place of default ones for the
    same path. Numbers that the scenario lacks, or that cannot matter by its own settings, are left out.

    Raises:
        ScenarioError: a range that the scenario states does not fit it.

    """
    stated = stated_numbers(scenario)
    taken = {path for number in stated for path in number.paths}
    entries = [*_defaults(), *_prices(scenario, models)]
    defaults = {number.paths: number for entry in entries for number in _entries(entry, scenario, models)}
    return stated + [number for number in defaults.values() if not taken & set(number.paths)]


def _prices(scenario: Scenario, models: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Settings of mechanisms that are prices or shares, as far as no default range knows them: by evidence grade.

    Times, limits and rules are what a funding model decides; what it costs is uncertain.
    """
    known = {
        path.split(".")[2].rstrip("*") for entry in _defaults() for path in entry["paths"] if "{model}." in path
    }
    for name in models:
        model = scenario.funding_models[name]
        properties = type(model).model_json_schema()["properties"]
        for mechanism, settings in marked(type(model)).items():
            for key in settings:
                unit, preset = properties[key].get("unit"), model.source_of(key)
                if unit not in ("money", "share", "server-weeks") or key in known:
                    continue
                spread = range_presets()["D" if preset is None else preset.grade]
                what = f"{mechanism.label}: {key.replace('_', ' ')}"
                yield {
                    "id": f"{key}.{name}",
                    "label": f"{what} ({model.name or name.replace('_', ' ')})",
                    "paths": [f"funding_models.{name}.{key}*"],
                    "range": spread.value,
                    "grade": spread.grade,
                    "source": spread.source,
                } | ({"most": 1} if unit == "share" else {})


def _entries(entry: dict[str, Any], scenario: Scenario, models: Sequence[str]) -> Iterator[Number]:
    """The numbers that one default range means in this scenario."""
    if "needs" in entry and not any(
        _held(p, True) for one in _each(entry["needs"], {}, scenario) for p in one.values()
    ):
        return
    if not any("{model}" in path for path in entry["paths"]):
        yield from _number(entry, entry["id"], entry["label"], entry["paths"], scenario)
        return
    for name in models:
        model = scenario.funding_models[name]
        lacking = idle_settings(model, shocked=takes_value(scenario))
        idle = any(getattr(model, key) == value for key, value in entry.get("unless", {}).items())
        idle |= all(path.split(".")[2].rstrip("*") in lacking for path in entry["paths"])
        if model.base in entry.get("bases", ("project", "value_stream")) and not idle:
            paths = [path.replace("{model}", name) for path in entry["paths"]]
            label = f"{entry['label']} ({model.name or name.replace('_', ' ')})"
            yield from _number(entry, f"{entry['id']}.{name}", label, paths, scenario)


def _number(
    entry: dict[str, Any], name: str, label: str, paths: Sequence[str], scenario: Scenario
) -> Iterator[Number]:
    found: dict[str, list[Spot]] = {}
    for path in paths:
        for one in _each(path, entry, scenario):
            found |= one
    scaling = is_scaling(paths[0])
    found = {path: places for path, places in found.items() if _held(places, scaling)}
    values = [amount for places in found.values() for amount in _held(places, scaling)]
    if not scaling and len(set(values)) > 1:  # no single number to set: a factor on all of them
        yield from _number(_as_factor(entry, values), name, label, [f"{path}*" for path in paths], scenario)
        return
    number: tuple[float, float, float] | None = None
    if "relative" in entry:
        number = _horizon(entry, scenario)
    elif found:
        number = _factor(entry, values) if scaling else _setting(entry, values)
    if number is None or not number[0] < number[2]:
        return
    whole = not scaling and all(isinstance(value, int) for value in values)
    where = tuple(found) or tuple(paths)
    yield Number(name, label, where, *number, whole, entry["grade"], entry["source"])


def _each(path: str, entry: dict[str, Any], scenario: Scenario) -> Iterator[dict[str, list[Spot]]]:
    """Path and places; one path per place where certain ones have to be left alone."""
    try:
        places = _numeric(spots(scenario, path))
    except PathError:
        return  # the scenario has none of this
    if not entry.get("uncertain_only"):
        yield {path: places}
        return
    star = "*" if is_scaling(path) else ""
    yield from ({place.key + star: [place]} for place in places if place.value != 1)


def _numeric(places: list[Spot]) -> list[Spot]:
    return [place for place in places if place.value is not None]


def _held(places: list[Spot], scaling: bool) -> list[float]:
    """The numbers at some places; for a factor only those that it would change."""
    if not scaling:
        return [place.value for place in places]
    return [amount for place in places for amount in _amounts(place.value)]


def _amounts(value: Any) -> list[float]:  # noqa: ANN401
    """The numbers of a value that a factor would change; empty when it would change nothing."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, int | float):
        return [value] if value else []
    if isinstance(value, dict):
        return [1.0] if "distribution" in value else [a for v in value.values() for a in _amounts(v)]
    return [amount for item in value for amount in _amounts(item)]


def _factor(entry: dict[str, Any], values: list[float]) -> tuple[float, float, float]:
    """Range of a factor, no further than the limits of the values allow."""
    low, high = entry["range"]
    if "most" in entry:
        high = min(high, entry["most"] / max(values))
    if "least" in entry:
        low = max(low, entry["least"] / min(values))
    return min(1.0, float(low)), 1.0, max(1.0, float(high))


def _as_factor(entry: dict[str, Any], values: list[float]) -> dict[str, Any]:
    """The same range for numbers that differ from place to place: as factors that take their mean to its ends."""
    mean = sum(values) / len(values)
    low, high = entry["range"]
    source = f"{entry['source']}; as factors, because places differ (mean {mean:.3g})"
    return entry | {"range": [low / mean, high / mean], "source": source}


def _setting(entry: dict[str, Any], values: list[float]) -> tuple[float, float, float]:
    """Range of a number that is set, wide enough to hold what the scenario has."""
    low, high = entry["range"]
    base = float(values[0])
    return min(float(low), base), base, max(float(high), base)


def _horizon(entry: dict[str, Any], scenario: Scenario) -> tuple[float, float, float]:
    """Quarters in which benefits count: not fewer than are simulated."""
    calendar = scenario.calendar
    base = calendar.benefit_end // calendar.weeks_per_quarter
    low, high = (round(base * factor) for factor in entry["relative"])
    return float(max(low, calendar.quarters)), float(base), float(min(high, 160))
