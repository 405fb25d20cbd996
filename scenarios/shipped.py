"""The scenarios that ship: their names, what they ask, and copies to start from."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ruamel.yaml import YAML

from scenarios.faults import suggestion
from scenarios.files import new_folder, refuse

_BODY = re.compile(r"^\w+:[ \t]*(?:#.*)?$", re.MULTILINE)
"""The first line of a key that holds further keys."""


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
    """Name, title and question of every shipped scenario: of a file only what stands above its first section."""
    found = []
    for name, file in _paths().items():
        data = YAML(typ="safe", pure=True).load(_BODY.split(file.read_text(encoding="utf-8"), 1)[0])
        texts = (" ".join(str(data.get(key) or "").split()) for key in ("title", "question"))
        found.append(Entry(name, *texts))
    return tuple(found)


SCHEMA_FILE = "vmo.schema.json"
"""The JSON Schema beside a copied scenario; editors find it through the file's first line."""
HINT = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
"""First line of a scenario, for editors."""


def copy(name: str, folder: str | Path) -> Path:
    """Copy a shipped scenario and its JSON Schema into a new or empty folder; its ``scenario.yaml`` comes back.

    The copy is called after its folder, so that nobody who is told its name takes it for what it came from.
    Either the whole folder appears or nothing does. Raises ``ScenarioError`` when the name is unknown or the folder
    holds something, ``OSError`` when it cannot be written.
    """
    from scenarios.writing.json_schema import schema_text

    if name not in _paths():
        raise refuse(name, f"there is no shipped scenario of this name; {suggestion(name, names())}")
    source = path(name)
    with new_folder(folder, source) as draft:
        text = re.sub(r"^name: .*\n", "", source.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        (draft / "scenario.yaml").write_text(text if text.startswith(HINT) else HINT + text, encoding="utf-8")
        (draft / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    return Path(folder) / "scenario.yaml"
