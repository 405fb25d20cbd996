"""What a workspace holds: scenarios and tables by the names that the command line understands there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from scenarios.shipped import entries as shipped_entries
from scenarios.shipped import path as shipped_path
from workplace.files.folder import AbsentError, Folder, OutsideError

MOST = 500
"""Entries that are listed."""
LOOKED = 5000
"""Files that are looked at."""
DEPTH = 3
"""Folders inside of each other."""
HEAD = 200_000
"""Bytes of a file that are looked at to see whether it is a scenario."""
SCENARIO = "scenario.yaml"
_PLAN = re.compile(rb'"command"\s*:\s*"plan"')
_KEYS = re.compile(rb"^(?:funding_models|value_streams|mmps|streams|classes|stages)\s*:", re.MULTILINE)
_FUNDS = re.compile(rb"^[\"']?mmps[\"']?\s*:", re.MULTILINE)
_SUFFIXES = {".yaml", ".yml"}
_TABLES = {".csv", ".xlsx"}

Kind = Literal["scenario", "table", "shipped"]


@dataclass(frozen=True)
class Entry:
    """One thing to open."""

    name: str
    """As the command line names it when it stands in the workspace."""
    kind: Kind
    funding: bool = True
    """Whether it has MMPs to fund; otherwise it belongs to the flow laboratory."""
    title: str = ""
    question: str = ""


def entries(folder: Folder) -> list[Entry]:
    """Scenarios and tables of the workspace, in the order of their names; links and hidden files are left out."""
    found: list[Entry] = []
    looked = 0
    for place, folders, files in os.walk(folder.root):
        here = Path(place)
        depth = len(here.relative_to(folder.root).parts)
        folders[:] = (
            [] if depth >= DEPTH else sorted(n for n in folders if n[0] not in "._" and n != "node_modules")
        )
        if depth and SCENARIO in files:
            name = here.relative_to(folder.root).as_posix()
            found.append(Entry(name, "scenario", bool(_FUNDS.search(_head(here / SCENARIO)))))
            continue
        for name in sorted(files):
            looked += 1
            path = here / name
            if name.startswith(".") or path.is_symlink():
                continue
            shown = path.relative_to(folder.root).as_posix()
            if path.suffix.lower() in _TABLES:
                found.append(Entry(shown, "table"))
            elif path.suffix.lower() in _SUFFIXES and _KEYS.search(head := _head(path)):
                found.append(Entry(shown, "scenario", bool(_FUNDS.search(head))))
        if looked > LOOKED or len(found) >= MOST:
            break
    return sorted(found[:MOST], key=lambda entry: entry.name)


@cache
def shipped() -> tuple[Entry, ...]:
    """The scenarios that ship, with the question each of them answers."""
    return tuple(
        Entry(
            each.name,
            "shipped",
            bool(_FUNDS.search(_head(shipped_path(each.name)))),
            each.title,
            each.question,
        )
        for each in shipped_entries()
    )


def fundable(folder: Folder) -> dict[str, list[Entry]]:
    """Scenarios with MMPs to fund, those of the workspace (``own``) and those that ship."""
    return {
        "own": [entry for entry in entries(folder) if entry.kind == "scenario" and entry.funding],
        "shipped": [entry for entry in shipped() if entry.funding],
    }


def plans(folder: Folder) -> list[str]:
    """Folders of the workspace in which a plan was saved (``vmo plan --out``), in the order of their names."""
    found = [path for path in sorted(folder.root.glob("*/manifest.json"))[:LOOKED] if not path.is_symlink()]
    names = [path.parent.name for path in found if _PLAN.search(_head(path))]
    return [name for name in names if not name.startswith(".")][:MOST]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def scenario_path(folder: Folder, name: str) -> str:
    """What ``vmo.load`` is given for a name: a path inside of the workspace, or a shipped name.

    Raises:
        OutsideError: it leads out of the workspace.
        AbsentError: there is neither such a file nor such a shipped scenario.

    """
    path = folder.inside(name)
    if path.is_dir():
        folder.inside(f"{name}/{SCENARIO}")
        if (path / SCENARIO).is_file():
            return str(path)
    elif path.is_file():
        return str(path)
    if name in {entry.name for entry in shipped()}:
        return name
    raise AbsentError(name, "there is no such scenario in the folder, and none that ships")


def scenario_file(folder: Folder, name: str) -> str | None:
    """The name of the file that holds a scenario of the workspace; None for one that ships."""
    try:
        path = folder.inside(name)
    except OutsideError:
        return None
    if path.is_dir() and (path / SCENARIO).is_file():
        return f"{name}/{SCENARIO}"
    return name if path.is_file() else None
