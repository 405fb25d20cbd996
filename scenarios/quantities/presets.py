"""Calibrated presets: named distributions, switching-loss tables and funding models, with source and grade."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

GRADES = {
    "A": "measured and peer reviewed, or own analysis of published data",
    "B": "large vendor or government data",
    "C": "practitioner, second hand",
    "D": "assumption",
}


@dataclass(frozen=True)
class Preset:
    """One preset value with where it comes from."""

    value: Any
    source: str
    grade: str


@cache
def _document() -> dict[str, Any]:
    text = files("scenarios.quantities").joinpath("presets.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return document


def _preset(entry: dict[str, Any]) -> Preset:
    return Preset(entry["is"], str(entry["source"]).strip(), entry["grade"])


@cache
def distribution_presets() -> dict[str, Preset]:
    """Named distributions, as written data."""
    return {name: _preset(entry) for name, entry in _document()["distributions"].items()}


@cache
def switching_presets() -> dict[str, Preset]:
    """Named tables of the share of time lost at 1, 2, 3... items per server."""
    return {name: _preset(entry) for name, entry in _document()["switching_loss"].items()}


@cache
def funding_presets() -> dict[str, dict[str, Preset]]:
    """The base funding models, setting by setting."""
    return _settings(_document()["funding_models"])


@cache
def funding_overlays() -> dict[str, dict[str, dict[str, Preset]]]:
    """What can be laid over the base funding models: settings by overlay and base."""
    return {name: _settings(bases) for name, bases in _document()["overlays"].items()}


def _settings(models: dict[str, Any]) -> dict[str, dict[str, Preset]]:
    return {name: {key: _preset(entry) for key, entry in model.items()} for name, model in models.items()}


@cache
def number_presets() -> dict[str, Preset]:
    """Named single numbers."""
    return {name: _preset(entry) for name, entry in _document()["numbers"].items()}


def cautious_spread() -> dict[str, str]:
    """What to write under ``uncertainty`` for work whose spread nobody has stated: presets by field.

    The chance of success that goes with them, for MMPs that may fail, is ``number_presets()["cautious_success"]``.
    """
    return {"scope_growth": "cautious_scope", "value": "cautious_value"}


@cache
def range_presets() -> dict[str, Preset]:
    """Lowest and highest factor by evidence grade, for numbers whose range nobody has stated."""
    return {grade: _preset(entry) for grade, entry in _document()["ranges"].items()}


def distribution_preset(name: str) -> Any:  # noqa: ANN401 - written data of any distribution
    """The written form of a named distribution. Raises ``ValueError`` with a suggestion when unknown."""
    known = distribution_presets()
    if name in known:
        return known[name].value
    close = get_close_matches(name, known, 1)
    hint = f'did you mean "{close[0]}"?' if close else f"known presets: {', '.join(known)}"
    raise ValueError(f'no distribution preset is called "{name}"; {hint}')
