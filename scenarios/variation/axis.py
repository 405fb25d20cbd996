"""One number of a scenario and the values it is tried at: the axis of a sweep or of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.faults import Fault, ScenarioError
from scenarios.scenario import Scenario
from scenarios.variation.paths import PathError
from scenarios.variation.ranges import Value, parse_range
from scenarios.variation.staffing import TOGETHER
from scenarios.variation.variants import is_scaling, spots

_HOLDERS = {"value_streams", "stages", "funding_models", "calendar", "budget", "uncertainty"}
"""Parts of a path that say where something is, and nothing that people need to read."""
_UNITS = {"share": "share", "probability": "probability", "money": "money", "factor": ""}


@dataclass(frozen=True)
class Axis:
    """A path and its values."""

    path: str
    values: tuple[Value, ...]
    label: str
    """Words for people, with unit."""
    base: Any
    """What the scenario holds: one value, 1 for a factor, None for "none", or "" where several places differ."""

    def word(self, value: Value) -> str:
        """A value in words."""
        return value_word(value, factor=is_scaling(self.path))

    @property
    def ordered(self) -> bool:
        """Whether the values have an order: numbers, with none as the largest."""
        return all(v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in self.values)

    @property
    def numeric(self) -> bool:
        """Whether every value is a number, so that it has a place on a scale."""
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in self.values)


def value_word(value: object, *, factor: bool = False) -> str:
    """A value of an axis in words: ``none``, ``x 0.5``, ``60,000``, ``13``, ``wsjf``."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        number = f"{value:,.0f}" if abs(value) >= 1000 and float(value).is_integer() else f"{value:.6g}"
        number = number.replace("-", "\N{MINUS SIGN}")
        return f"x {number}" if factor else number
    return str(value)


def axis_of(scenario: Scenario, path: str, values: tuple[Value, ...]) -> Axis:
    """The axis of a path.

    Raises:
        ScenarioError: the path leads nowhere in this scenario.

    """
    try:
        places = spots(scenario, path)
    except PathError as error:
        raise ScenarioError([Fault((), str(error)).at(scenario.name, None, path)]) from None
    held = [place.value for place in places]
    same = all(value == held[0] for value in held)
    single = held[0] if same and (held[0] is None or isinstance(held[0], int | float | str)) else ""
    if None in values and len(values) > 1 and all(v is None or type(v) in (int, float) for v in values):
        values = (*(v for v in values if v is not None), None)  # no limit comes after the largest one
    unit = _UNITS.get(places[0].unit, "")
    if places[0].unit == "money":
        unit = scenario.currency
    return Axis(path, values, path_label(path, unit, scenario), 1 if is_scaling(path) else single)


_PARAMETERS = {"mean", "cv", "median", "sigma", "low", "mode", "high", "cap", "k", "shape", "alpha", "value"}
_PARTS = {*_PARAMETERS, "probability", "rate", "duration", "every_weeks", "penalty", "half_life_quarters"}
"""Keys that say nothing without the one before."""
_GROUPS = {"value_streams": "every stream", "stages": "every stage", "mmps": "every MMP"}


def path_label(path: str, unit: str = "", scenario: Scenario | None = None) -> str:
    """A path in words: ``approval weeks (Project funding)``, ``factor on value per quarter (every MMP)``."""
    factor = is_scaling(path)
    parts = (path[:-1] if factor else path).split(".")
    models = scenario.funding_models if scenario is not None else {}
    if len(parts) > 2 and parts[0] == "funding_models" and parts[1] in models:
        parts[1] = models[parts[1]].name or parts[1]
    pairs = zip(["", *parts], parts, strict=False)
    words = [_GROUPS.get(before, f"every {before}") if part == "*" else part for before, part in pairs]
    words = [word for word in words if word not in _HOLDERS and word != "mmps"] or [parts[-1]]
    what = words.pop()
    if what == TOGETHER:
        what = "teams with their people"
    if words and what in _PARTS:
        what = f"{what} of {words.pop()}"
    elif words and what[0].isdigit():
        what, words = words[-1], [*words[:-1], f"quarter {what}" if parts[0] == "budget" else what]
    what = f"budget {what}" if parts[0] == "budget" else what
    what, *words = (word.replace("_", " ").replace("wip", "WIP").replace("mmp ", "MMP ") for word in (what, *words))
    what = f"factor on {what}" if factor else f"{what}, {unit}" if unit and unit not in what else what
    return f"{what} ({', '.join(words)})" if words else what


def parse_axis(scenario: Scenario, words: str, option: str) -> Axis:
    """The axis that a user wrote as ``PATH=RANGE``.

    Args:
        scenario: where the path leads.
        words: what was written.
        option: name of the option, for messages.

    Raises:
        ScenarioError: no path, no range, or a path that leads nowhere.

    """
    path, sign, text = words.partition("=")
    path = path.strip()
    if not sign or not path or not text.strip():
        remedy = "write PATH=RANGE, for example funding_models.value_stream.cadence_weeks=4:52:4"
        raise ScenarioError([Fault((), f'"{words}" is no path with a range; {remedy}').at(option, None, "")])
    try:
        values = parse_range(text)
    except ValueError as error:
        raise ScenarioError([Fault((), str(error)).at(option, None, path)]) from None
    return axis_of(scenario, path, values)
