"""What is wrong with a scenario: every fault with its place and its remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it is and what would be valid."""

    path: Path
    """Keys and indices from the top of the scenario."""
    message: str
    """Value at fault and remedy, in one line."""
    file: str = ""
    """File as the user named it."""
    line: int | None = None
    """1-based line or row of that file."""
    key: str = ""
    """Path for people: ids instead of indices, dots between."""

    def at(self, file: str, line: int | None, key: str) -> "Fault":
        """The same fault with its place in a file."""
        return replace(self, file=file, line=line, key=key)

    def __str__(self) -> str:
        place = ":".join([self.file or "scenario", *([str(self.line)] if self.line is not None else [])])
        key = self.key or ".".join(str(part) for part in self.path)
        return f"{place}: {key}: {self.message}" if key else f"{place}: {self.message}"


class ScenarioError(ValueError):
    """A scenario that cannot be used; carries every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def suggestion(word: str, known: Iterable[str]) -> str:
    """``did you mean "x"?`` or the list of what exists."""
    names = list(known)
    close = get_close_matches(word, names, 1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    if not names:
        return "none is defined"
    shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    return f"known: {shown}"
