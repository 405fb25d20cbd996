"""What was written: plain data, where every part of it stands, and what is already known to be wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.faults import Fault, Path

LONGEST = 400
"""Longest message and key, in characters; what is longer quotes a whole file."""
END = 160
"""Characters at the end of what is longer: the remedy stands there."""


class Places:
    """File and line of every path that was read; a path without a place of its own has its parent's."""

    def __init__(self) -> None:
        self._at: dict[Path, tuple[str, int | None]] = {}

    def put(self, path: Path, file: str, line: int | None) -> None:
        """Note where a path was written (``line`` is 1-based)."""
        self._at[path] = (file, line)

    def find(self, path: Path) -> tuple[str, int | None]:
        """File and line of the path, or of the nearest part that holds it."""
        for end in range(len(path), -1, -1):
            place = self.here(path[:end])
            if place is not None:
                return place
        return "", None

    def here(self, path: Path) -> tuple[str, int | None] | None:
        """File and line of this path itself; None when it has no place of its own."""
        return self._at.get(path)


@dataclass
class Document:
    """A scenario as written, before it is checked against the model."""

    data: Any
    """Mappings, lists, texts and numbers."""
    places: Places = field(default_factory=Places)
    """Where they were written."""
    faults: list[Fault] = field(default_factory=list)
    """What the readers found."""
    unsure: dict[Path, str] = field(default_factory=dict)
    """Numbers with three digits after their point, as people write thousands in some countries."""
    silent: set[Path] = field(default_factory=set)
    """Paths whose further faults only follow from one that is reported."""

    def blame(self, path: Path, message: str, file: str | None = None, line: int | None = None) -> None:
        """Note a fault and silence what would follow from it."""
        if file is None:
            file, line = self.places.find(path)
        self.faults.append(Fault(path, message).at(file, line, ""))
        self.silent.add(path)

    def silenced(self, path: Path) -> bool:
        """Whether a fault at this path only repeats one already noted."""
        return any(path[:end] in self.silent for end in range(1, len(path) + 1))

    def placed(self, more: Iterable[Fault] = ()) -> list[Fault]:
        """The faults noted and more of them, each with its place, in the order of files and lines."""
        found = {
            Fault(f.path, f.message).at(*((f.file, f.line) if f.file else self.places.find(f.path)), "")
            for f in (*self.faults, *more)
        }
        named = {(f.file, f.line or 0, _line(key_words(f.path, self.data)), _line(f.message)): f for f in found}
        return [replace(named[key], key=key[2], message=key[3]) for key in sorted(named)]


def _line(words: str) -> str:
    """Words from a file as one line of readable length, its end included, without control characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - END]}...{line[-END:]}"


def key_words(path: Path, data: object) -> str:
    """The path for people: ids instead of indices, ``[3]`` for the third of what has no id.

    >>> key_words(("mmps", 0, "features"), {"mmps": [{"id": "portal", "features": 0}]})
    'mmps.portal.features'
    """
    words = ""
    for part in path:
        child: object = None
        if isinstance(part, int):
            child = data[part] if isinstance(data, list | tuple) and part < len(data) else None
            name = child.get("id") if isinstance(child, dict) else None
            if isinstance(name, str) and name:
                words += f".{name}"
            elif not isinstance(child, str):
                words += f"[{part + 1}]"
        else:
            child = data.get(part) if isinstance(data, dict) else None
            words += f".{part}"
        data = child
    return words.removeprefix(".")
