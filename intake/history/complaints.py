"""What is wrong with a file, one message for each kind of fault: the count, the first place, the remedy."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenarios.faults import Fault, ScenarioError


@dataclass
class _Kind:
    message: str
    remedy: str
    line: int | None
    value: str
    count: int = 1


@dataclass
class Complaints:
    """Faults of one file, gathered by kind."""

    shown: str
    """The file as the user named it."""
    kinds: dict[tuple[str, str], _Kind] = field(default_factory=dict)

    def add(self, key: str, message: str, remedy: str, line: int | None = None, value: str = "") -> None:
        """Note a fault of a column or a row; further ones of its kind are only counted."""
        there = self.kinds.get((key, message))
        if there is None:
            self.kinds[key, message] = _Kind(message, remedy, line, value)
        else:
            there.count += 1

    def faults(self) -> list[Fault]:
        """One fault for each kind."""
        found = []
        for (key, _), kind in self.kinds.items():
            value = f'"{_short(kind.value)}" ' if kind.value else ""
            more = f" (and {kind.count - 1} more)" if kind.count > 1 else ""
            found.append(Fault((), f"{value}{kind.message}{more}; {kind.remedy}").at(self.shown, kind.line, key))
        return found

    def raise_any(self) -> None:
        """Raise ``ScenarioError`` with every kind of fault, if there are any."""
        if self.kinds:
            raise ScenarioError(self.faults())


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
