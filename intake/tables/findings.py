"""What a reader has to say: notes, guesses, warnings, conversions, and one fault per kind."""

from dataclasses import dataclass, field

from scenarios.faults import Path
from scenarios.reading.document import Document

NAMED = 6
"""Most rows that are named one by one."""


@dataclass(frozen=True)
class Conversion:
    """A cell that is written otherwise than it was."""

    cell: str
    """Its place, such as ``E5``."""
    heading: str
    before: str
    after: str


@dataclass
class _Kind:
    line: int
    key: str
    message: str
    path: Path
    lines: dict[str, list[int]] = field(default_factory=dict)
    """Rows by column."""

    @property
    def more(self) -> str:
        """The other places, in words."""
        rest = {key: [n for n in lines if (key, n) != (self.key, self.line)] for key, lines in self.lines.items()}
        count = sum(map(len, rest.values()))
        if not count:
            return ""
        alone = list(rest) == [self.key]
        named = [f"{rows(lines)}" if alone else f'"{key}" {rows(lines)}' for key, lines in rest.items() if lines]
        return f" (and {count} more: {'; '.join(named)})"


@dataclass
class Findings:
    """Everything there is to say about one reading of one file."""

    shown: str
    notes: list[str] = field(default_factory=list)
    """What was read, and what was left out."""
    guesses: list[str] = field(default_factory=list)
    """What was decided without the table saying so."""
    warnings: list[str] = field(default_factory=list)
    """What looks wrong."""
    conversions: list[Conversion] = field(default_factory=list)
    silent: set[Path] = field(default_factory=set)
    """Where further faults only follow from one that is known."""
    _kinds: dict[str, _Kind] = field(default_factory=dict)

    def fault(self, kind: str, key: str, line: int, message: str, path: Path = ()) -> None:
        """Note a fault; only the first of a kind is written out, the others are counted."""
        found = self._kinds.setdefault(kind, _Kind(line, key, message, path))
        lines = found.lines.setdefault(key, [])
        if line not in lines[-1:]:
            lines.append(line)
        if path:
            self.silent.add(path)

    @property
    def faulty(self) -> bool:
        """Whether there is any fault."""
        return bool(self._kinds)

    @property
    def unread(self) -> set[int]:
        """Rows in which something could not be read: nothing is known of what is missing there."""
        return {line for kind in self._kinds.values() for lines in kind.lines.values() for line in lines}

    def blame(self, document: Document) -> None:
        """Hand the faults over to a document, one per kind."""
        document.silent |= self.silent
        for kind in self._kinds.values():
            path: Path = kind.path or ((kind.key,) if kind.key else ())
            document.blame(path, kind.message + kind.more, self.shown, kind.line)


def rows(lines: list[int]) -> str:
    """Row numbers for people: ``rows 3, 5-8``.

    >>> rows([3, 5, 6, 7])
    'rows 3, 5-7'
    """
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    words = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    if len(words) > NAMED:
        words = [*words[:NAMED], "..."]
    return ("row " if len(runs) == 1 and runs[0][0] == runs[0][1] else "rows ") + ", ".join(words)
