"""No spread, no band: what a scenario holds as certain although nobody can be certain of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.quantities.distributions import Constant
from scenarios.quantities.presets import cautious_spread, number_presets
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Unspread:
    """Something that has no stated spread, and what to write."""

    what: Literal["scope", "value", "success"]
    words: str
    """What is certain, in words."""
    remedy: str
    """The preset to add and where."""


def without_spread(scenario: Scenario) -> list[Unspread]:
    """What of the work has no stated spread, in the order scope, value, success; nothing where there is no work.

    Scope: actual over estimated features. Value: realised over claimed, given success, and its drift. Success:
    every MMP with a claim that is not mandatory is certain to succeed, or certain to fail.
    """
    uncertainty, presets = scenario.uncertainty, cautious_spread()
    claimed = [m for m in scenario.mmps if m.value_per_quarter or m.value or m.benefits]
    sized = [m for m in scenario.mmps if m.features is not None or m.effort]
    bets = [m for m in claimed if not m.mandatory]
    found: list[Unspread] = []
    if sized and isinstance(uncertainty.scope_growth, Constant):
        found.append(Unspread("scope", "every estimate of work is certain", _line("scope_growth", presets)))
    if claimed and isinstance(uncertainty.value, Constant) and not uncertainty.market.volatility:
        found.append(Unspread("value", "every claimed value is certain", _line("value", presets)))
    if bets and all(m.success_probability in (0, 1) for m in bets):
        chance = number_presets()["cautious_success"].value
        words = "every MMP is certain to succeed, or certain to fail"
        remedy = f"give MMPs that may fail a success_probability, such as {chance:g} (cautious_success)"
        found.append(Unspread("success", words, remedy))
    return found


def _line(field: str, presets: dict[str, str]) -> str:
    return f"write uncertainty: {{{field}: {presets[field]}}}, or a distribution of your own"
