"""Files inside one folder: nothing outside is reached, nothing is half written, nobody's change is lost."""

from __future__ import annotations

import errno
import hashlib
import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import ClassVar

from scenarios.files import atomic_write

LIMIT = 20_000_000
"""Largest file that is read or written, in bytes."""
LONGEST = 200
"""Letters of a name."""
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')


class WorkspaceError(Exception):
    """A file that cannot be read or written, in words; ``status`` is that of the HTTP answer."""

    status: ClassVar[int] = 400

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message
        super().__init__(f"{name}: {message}" if name else message)


class OutsideError(WorkspaceError):
    """A name that leads out of the workspace, or is none."""


class AbsentError(WorkspaceError):
    """There is no such file."""

    status: ClassVar[int] = 404


class ChangedError(WorkspaceError):
    """The file was changed by somebody else since it was read; nothing was written."""

    status: ClassVar[int] = 409


class UnwritableError(WorkspaceError):
    """Nothing can be written: a folder that is read-only, or a disk that is full."""

    status: ClassVar[int] = 507


@dataclass(frozen=True)
class File:
    """A file as it was read."""

    name: str
    """Below the workspace, with slashes."""
    content: bytes
    version: str
    """Hash of the content: what a later write must show."""

    @property
    def text(self) -> str:
        """The content as UTF-8, without a byte order mark."""
        return self.content.decode("utf-8-sig")

    def holding(self, text: str) -> bytes:
        """Another text as the content of this file: with a byte order mark if it has one."""
        return (BOM_UTF8 if self.content.startswith(BOM_UTF8) else b"") + text.encode("utf-8")


def version_of(content: bytes) -> str:
    """The hash by which two states of a file are told apart."""
    return hashlib.sha256(content).hexdigest()[:32]


class Folder:
    """One folder and the files below it, read and written under a lock: of two writers the second is told."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root).resolve()
        self._lock = Lock()

    def inside(self, name: str) -> Path:
        """The path of a name below the workspace, with symbolic links followed.

        Raises:
            OutsideError: it leads out of the workspace, is hidden, or is no name.

        """
        parts = name.split("/")
        if not name or len(name) > LONGEST or _BAD.search(name) or name.startswith("/"):
            raise OutsideError("", f"no name of a file: {name[:60]!r}; use letters, digits, - and _")
        if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
            raise OutsideError(name, "is hidden or leads out of the folder; name a file inside")
        try:
            path = (self.root / name).resolve()
        except (OSError, RuntimeError):
            raise OutsideError(name, "cannot be followed; name another file") from None
        if not path.is_relative_to(self.root):
            raise OutsideError(name, "is a link that leads out of the folder; copy the file into it")
        return path

    def read(self, name: str) -> File:
        """A file with its version.

        Raises:
            OutsideError: not inside of the workspace.
            AbsentError: it is not there.
            WorkspaceError: it cannot be read, or is too large.

        """
        path = self.inside(name)
        try:
            if not path.is_file():
                raise AbsentError(name, "is not there (any more)")
            with path.open("rb") as file:
                content = file.read(LIMIT + 1)
        except FileNotFoundError:
            raise AbsentError(name, "is not there (any more)") from None
        except OSError as error:
            raise WorkspaceError(name, f"cannot be read: {_reason(error)}") from None
        if len(content) > LIMIT:
            raise WorkspaceError(name, f"is larger than {LIMIT // 1_000_000} MB")
        return File(name, content, version_of(content))

    def version(self, name: str) -> str | None:
        """The version of a file now; None when it is not there."""
        try:
            return self.read(name).version
        except AbsentError:
            return None

    def write(self, name: str, content: bytes | str, version: str | None) -> File:
        """Write a file whole, or not at all.

        Args:
            name: below the workspace; its folder must be there.
            content: text is UTF-8.
            version: of the file that was read; None for a file that must be new.

        Raises:
            OutsideError: not inside of the workspace.
            ChangedError: it has another version now; nothing was written.
            UnwritableError: the folder is read-only, or the disk is full; nothing was written.

        """
        path = self.inside(name)
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        if len(data) > LIMIT:
            raise WorkspaceError(name, f"would be larger than {LIMIT // 1_000_000} MB; nothing was written")
        with self._lock:
            now = self.version(name)
            if now != version:
                raise ChangedError(name, _changed(now, version))
            if path.is_dir():
                raise WorkspaceError(name, "is a folder; name a file")
            try:
                atomic_write(path, data)
            except OSError as error:
                raise unwritable(name, error) from None
        return File(name, data, version_of(data))


def unwritable(name: str, error: OSError) -> UnwritableError:
    """Why nothing could be written, with what to do about it."""
    cures = {
        errno.ENOSPC: "the disk is full; make room and save again",
        errno.EDQUOT: "your share of the disk is full; make room and save again",
        errno.EROFS: "the folder is read-only; open a copy of it that you may write to",
        errno.EACCES: "you may not write here; open a copy of the folder that you may write to",
        errno.EPERM: "you may not write here; open a copy of the folder that you may write to",
        errno.ENOENT: "its folder is not there (any more)",
    }
    cure = cures.get(error.errno or 0, _reason(error))
    return UnwritableError(name, f"was not written: {cure}")


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _changed(now: str | None, version: str | None) -> str:
    if version is None:
        return "is there already; nothing was written: choose another name"
    if now is None:
        return "was removed meanwhile; nothing was written: save it under a new name to keep your change"
    return (
        "was changed meanwhile, in another tab or by another program; nothing was written: "
        "load it again, or save yours under a new name"
    )
