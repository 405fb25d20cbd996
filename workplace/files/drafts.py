"""A scenario as it would be: a copy with some files changed, to be checked before anything is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from workplace.files.contents import scenario_file
from workplace.files.folder import AbsentError, Folder, WorkspaceError

ENDINGS = {".yaml", ".yml", ".json", ".csv", ".tsv", ".xlsx"}
MOST = 200
"""Files of a scenario that are copied."""
BYTES = 50_000_000
"""Bytes of them."""


@contextmanager
def draft(folder: Folder, scenario: str, instead: Mapping[str, str]) -> Iterator[Path]:
    """A copy of a scenario of the workspace with other contents of some of its files; it is gone after the block.

    Args:
        folder: the workspace.
        scenario: as the workspace names it.
        instead: new text by name of the file.

    Raises:
        AbsentError: the workspace has no such scenario.
        WorkspaceError: it is too large to be copied.

    """
    file = scenario_file(folder, scenario)
    if file is None:
        raise AbsentError(scenario, "is not a scenario of this folder; save one that ships as your own first")
    source = folder.inside(file)
    with tempfile.TemporaryDirectory(prefix="vmo-draft-") as place:
        target = Path(place).resolve()
        _copy(source, target, scenario)
        for name, text in instead.items():
            path = folder.inside(name)
            if not path.is_relative_to(source.parent):
                raise WorkspaceError(name, "does not belong to this scenario")
            (target / path.relative_to(source.parent)).write_text(text, encoding="utf-8")
        yield target / source.name


def _copy(source: Path, target: Path, scenario: str) -> None:
    held = copied = 0
    whole = source.name == "scenario.yaml"
    beside = source.parent.rglob("*") if whole else source.parent.glob("*")
    for path in beside:
        inner = path.relative_to(source.parent)
        wanted = path.suffix.lower() in ENDINGS and not any(part.startswith(".") for part in inner.parts)
        if not wanted or path.is_symlink() or not path.is_file():
            continue
        held, copied = held + path.stat().st_size, copied + 1
        if held > BYTES or copied > MOST:
            raise WorkspaceError(scenario, "has too many files beside it; give it a folder of its own")
        (target / inner).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / inner)
