"""Where independent pieces of work run: this process, a pool of processes, a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class PoolError(RuntimeError):
    """Work cannot be done where it should be done, or not be kept where it should be kept; says what to do."""


@dataclass(frozen=True)
class Pool:
    """Where tasks run."""

    workers: int = 1
    """Processes on this machine."""
    cluster: str | None = None
    """Address of a Dask scheduler, such as tcp://127.0.0.1:8786; takes the place of the processes."""
    checkpoint: Path | None = None
    """Folder that keeps finished tasks, so that a run that was killed goes on where it was."""


_taken_up: set[Path] = set()


def take_up(folder: Path) -> None:
    """Note that results are taken out of a folder."""
    _taken_up.add(folder)


def taken_up(folder: Path) -> bool:
    """Whether this process has taken results out of a folder: what they hold may then be anybody's."""
    return folder in _taken_up
