"""The pages of the manual: those of ``docs``, which the installed program carries along."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from workplace.files.folder import AbsentError


@cache
def _place() -> Path:
    """Where the pages are: beside this module in what is installed, in ``docs`` in a clone."""
    here = Path(str(files("assistant")))
    installed = here / "docs"
    return installed if installed.is_dir() else here.parent / "docs"


@cache
def pages() -> dict[str, str]:
    """Name of every page, and its title."""
    found = {}
    for file in sorted(_place().glob("*.md")):
        first = next(
            (line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# ")), file.stem
        )
        found[file.stem] = first.lstrip("# ")
    return found


def page(name: str) -> str:
    """The text of a page.

    Raises:
        AbsentError: there is none of this name.

    """
    if name not in pages():
        raise AbsentError(name[:200], f"there is no such page; there are: {', '.join(pages())}")
    return (_place() / f"{name}.md").read_text(encoding="utf-8")
