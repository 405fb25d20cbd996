"""The scenarios that ship: their names, what they ask, and copies to start from."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from scenarios.read_yaml import read_yaml


@dataclass(frozen=True)
class Entry:
    """One shipped scenario, as a list shows it."""

    name: str
    """The name by which commands know it."""
    title: str
    """One line for people."""
    question: str
    """The question it answers."""


@cache
def _paths() -> dict[str, Path]:
    library = Path(str(files("scenarios"))) / "library"
    found = {path.parent.name: path for path in library.glob("*/scenario.yaml")}
    found |= {path.stem: path for path in library.glob("*.yaml")}
    return dict(sorted(found.items()))


def names() -> tuple[str, ...]:
    """The names of the shipped scenarios, in order of the alphabet."""
    return tuple(_paths())


def path(name: str) -> Path:
    """The YAML file of a shipped scenario. Raises ``KeyError`` when there is none of this name."""
    return _paths()[name]


def entries() -> tuple[Entry, ...]:
    """Name, title and question of every shipped scenario."""
    found = []
    for name, file in _paths().items():
        data = read_yaml(file, str(file)).data
        texts = (" ".join(str(data.get(key) or "").split()) for key in ("title", "question"))
        found.append(Entry(name, *texts))
    return tuple(found)
