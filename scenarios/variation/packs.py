"""Stress packs: named overlays of several numbers at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from scenarios.scenario import Scenario
from scenarios.variation.paths import PathError
from scenarios.variation.variants import is_scaling, spots, vary


@dataclass(frozen=True)
class Pack:
    """Several numbers changed at once."""

    id: str
    label: str
    changes: dict[str, float]
    """New value by path; a factor where the path ends in a star."""
    source: str

    def applied(self, scenario: Scenario) -> Scenario:
        """The scenario with the pack laid over it.

        Raises:
            ScenarioError: a value does not fit.

        """
        return vary(scenario, dict(self.changes))


@cache
def _defaults() -> dict[str, Any]:
    text = files("scenarios.variation").joinpath("packs.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return found


def packs_of(scenario: Scenario) -> list[Pack]:
    """The packs of a scenario: its own, otherwise the shipped ones without the paths that it does not have."""
    if scenario.packs:
        return [
            Pack(name, name.replace("_", " ").capitalize(), dict(changes), "stated in the scenario")
            for name, changes in scenario.packs.items()
        ]
    found = []
    for name, entry in _defaults().items():
        changes = {path: float(value) for path, value in entry["is"].items() if _there(scenario, path)}
        if changes:
            found.append(Pack(name, entry["label"], changes, entry["source"]))
    return found


def _there(scenario: Scenario, path: str) -> bool:
    """Whether a scenario has what a path changes."""
    try:
        places = [spot for spot in spots(scenario, path) if spot.value is not None]
    except PathError:
        return False
    return any(spot.value != 0 for spot in places) if is_scaling(path) else bool(places)
