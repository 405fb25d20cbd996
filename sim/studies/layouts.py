"""What a process keeps between two tasks of a study: the scenario it laid out last."""

from __future__ import annotations

from scenarios.scenario import Scenario
from sim.execution.identity import Packed
from sim.world.blueprint import Blueprint

_blueprints: dict[bytes, Blueprint] = {}


def laid_out(scenario: Packed[Scenario]) -> Blueprint:
    """The blueprint of a scenario; laid out once while a process works on the same one."""
    found = _blueprints.get(scenario.data)
    return keep(scenario, Blueprint(scenario.unpack())) if found is None else found


def keep(scenario: Packed[Scenario], blueprint: Blueprint) -> Blueprint:
    """Keep the blueprint of a scenario instead of the one before."""
    _blueprints.clear()
    _blueprints[scenario.data] = blueprint
    return blueprint
