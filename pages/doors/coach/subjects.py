"""What a page names, looked up: a demonstration, a scenario that ships, or one of the workspace."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

import vmo
from pages.server.answers import Asked
from workplace.files.contents import scenario_path
from workplace.files.folder import Folder

KEPT = 6
"""Subjects that are kept in memory."""
_kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
_lock = Lock()


class Named(Asked):
    """What is shown."""

    what: str
    """A demonstration, or a scenario as the command line names it in the workspace."""
    vary: str | None = None
    """The number that may be turned, as PATH=RANGE."""
    models: str | None = None
    """Two funding models, separated by a comma."""

    @property
    def command(self) -> str:
        """The command that shows it."""
        turned = f" --set {self.vary}" if self.vary else ""
        return f"vmo live {self.what}{turned}{f' --models {self.models}' if self.models else ''}"


def place_of(folder: Folder, named: Named) -> str:
    """What ``vmo`` is given.

    Raises:
        WorkspaceError: a scenario that is not there.

    """
    from vmo.coach.live import SHOWS

    return named.what if named.what in SHOWS else str(scenario_path(folder, named.what))


def subject_at(place: str, vary: str | None, models: str | None) -> Any:  # noqa: ANN401 - what vmo.live takes
    """The boards of something; the last few are kept, as long as their file is the same.

    Raises:
        ScenarioError: it cannot be shown.

    """
    key = (place, vary or "", models or "", stamp_of(place))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = vmo.subject_of(place, vary=vary, models=models)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def stamp_of(place: str) -> str:
    """What tells two states of a scenario's files apart; empty for what ships."""
    path = Path(place)
    if not path.exists():
        return ""
    files = [path] if path.is_file() else sorted(each for each in path.iterdir() if each.is_file())
    return ";".join(f"{each.name} {each.stat().st_mtime_ns} {each.stat().st_size}" for each in files)
