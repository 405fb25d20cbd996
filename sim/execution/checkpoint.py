"""A folder of finished tasks, so that a run that was killed goes on where it was.

One file per task, written whole or not at all, named by a fingerprint of all that decides its content: the
function, its arguments, the source of the program and the versions of its libraries. So one folder may serve any
number of scenarios, seeds and commands; what does not fit a run is other files to it. Files hold numbers and text
with a checksum, never pickled objects: a damaged one is done again, and one from elsewhere can at worst hold wrong
numbers.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scenarios.files import atomic_write
from sim.execution.conformity import conforms, hints_of, lengths_of
from sim.execution.encoding import decode, encode
from sim.execution.identity import fingerprint, name_of, program, source_of
from sim.execution.pool import PoolError, take_up

FORMAT = "vmo-lab checkpoint 1"
MANIFEST = "checkpoint.json"
SUFFIX = ".task"

log = logging.getLogger("vmo-lab")


class Checkpoint:
    """Finished tasks of one function in a folder.

    Args:
        folder: made when it is not there.
        function: of a module.

    Raises:
        PoolError: the folder holds something else.
        OSError: it cannot be read or written.

    """

    def __init__(self, folder: Path, function: Callable[..., Any]) -> None:
        self.folder = folder
        self.function = function
        self.modules = (function.__module__,)
        self.hint = hints_of(function).get("return", Any)
        self.about = {"function": name_of(function), **program(), "module": source_of(function)}
        self._claim()

    def _claim(self) -> None:
        """Make sure that the folder is one for finished tasks."""
        manifest = self.folder / MANIFEST
        if self.folder.exists() and not self.folder.is_dir():
            raise PoolError(f"--checkpoint: {self.folder} is a file; name a folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        if not manifest.exists():
            if any(not entry.name.startswith(".") for entry in self.folder.iterdir()):
                raise PoolError(
                    f"--checkpoint: {self.folder} holds other files; name a new folder, or one of an earlier run"
                )
            text = {"format": FORMAT, "about": "finished tasks of vmo-lab; may be deleted when no run needs them"}
            atomic_write(manifest, json.dumps(text, indent=2) + "\n")
            return
        try:
            found = json.loads(manifest.read_text(encoding="utf-8"))["format"]
        except (ValueError, KeyError, TypeError, RecursionError):
            found = None
        if found != FORMAT:
            raise PoolError(f"--checkpoint: {manifest} is not of a {FORMAT}; name a new folder")

    def key(self, task: tuple[Any, ...]) -> str:
        """Name of a task: the same whenever its result is."""
        return fingerprint((FORMAT, self.about, task))[:40]

    def path(self, key: str) -> Path:
        """File of a task."""
        return self.folder / (key + SUFFIX)

    def save(self, key: str, result: object) -> None:
        """Keep a result."""
        head = json.dumps({"key": key, **self.about}).encode()
        body = head + b"\n" + encode(result)
        line = f"{FORMAT} {hashlib.sha256(body).hexdigest()}\n".encode()
        atomic_write(self.path(key), line + body)

    def holds(self, key: str, task: tuple[Any, ...]) -> bool:
        """Whether a task is there and sound; says so when it is there and damaged."""
        try:
            self.load(key, task)
        except FileNotFoundError:
            return False
        except ValueError as error:
            log.warning("%s: %s; it is computed again", self.path(key), error)
            return False
        return True

    def load(self, key: str, task: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any result
        """The result of a task, of the type that its function returns, with arrays of the shapes that it names.

        Raises:
            FileNotFoundError: it is not there.
            ValueError: it is damaged or not what its name says.

        """
        line, _, body = self.path(key).read_bytes().partition(b"\n")
        if line != f"{FORMAT} {hashlib.sha256(body).hexdigest()}".encode():
            raise ValueError("is damaged: its checksum does not fit")
        head, _, data = body.partition(b"\n")
        try:
            named = json.loads(head)["key"]
        except (KeyError, TypeError, RecursionError):
            raise ValueError("is damaged: it has no name") from None
        if named != key:
            raise ValueError("was given another name")
        result = decode(data, self.modules)
        if not conforms(result, self.hint, lengths_of(self.function, task)):
            raise ValueError("is no result of its function")
        take_up(self.folder)
        return result
