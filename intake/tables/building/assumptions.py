"""Assumptions with source and grade, and the user's own values of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from scenarios.faults import Fault, ScenarioError, suggestion

PAYBACK = "payback_quarters"
"""The one assumption without a default: it is only used where a table holds no benefit, and says so."""
ONLY_SHARES = ("people_share", "payroll_share", "success_probability", "rework_probability", "blocked_probability")


@dataclass(frozen=True)
class Assumption:
    """One number that the table does not say."""

    name: str
    value: float
    source: str
    grade: str

    @property
    def words(self) -> str:
        """One line for people."""
        return f"{self.name} {self.value:g} ({self.grade}: {self.source})"


@cache
def _defaults() -> dict[str, Assumption]:
    text = files("intake.tables.building").joinpath("assumptions.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return {name: Assumption(name, entry["is"], entry["source"], entry["grade"]) for name, entry in data.items()}


class Assumptions:
    """The assumptions of one import, and which of them were used."""

    def __init__(self, own: Mapping[str, float]) -> None:
        """Raises ``ScenarioError`` for an unknown name or an impossible value."""
        self._all = dict(_defaults())
        faults = []
        for name, value in own.items():
            known = [*self._all, PAYBACK]
            if name not in known:
                faults.append(f'no assumption is called "{name}"; {suggestion(name, known)}')
            elif not value > 0 or (name in ONLY_SHARES and value > 1):
                limit = "above 0 and at most 1" if name in ONLY_SHARES else "above 0"
                faults.append(f"{name}={value:g}: write a number {limit}")
            else:
                self._all[name] = Assumption(name, value, "your own value", "yours")
        if faults:
            raise ScenarioError([Fault((), fault).at("--assume", None, "") for fault in faults])
        self.used: dict[str, Assumption] = {}

    def __getitem__(self, name: str) -> float:
        self.used[name] = self._all[name]
        return self._all[name].value

    def given(self, name: str) -> float | None:
        """The user's value of an assumption without a default; None when there is none."""
        return self[name] if name in self._all else None
