"""Files that people name: bad ones get clear words when read, and good ones are written whole or not at all."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.faults import Fault, ScenarioError

YAML_LIMIT = 5_000_000
"""Largest scenario file that a person writes, in bytes."""
JSON_LIMIT = 50_000_000
"""Largest scenario file that a program writes (JSON), in bytes."""
TABLE_LIMIT = 20_000_000
"""Largest table, in bytes."""
_STREAMS = ("/dev/stdout", "/dev/stderr")
"""Names of streams, wherever they lead."""


def refuse(file: str, message: str, line: int | None = None) -> ScenarioError:
    """The error of a file that cannot be read at all."""
    return ScenarioError([Fault((), message).at(file, line, "")])


def read_bytes(path: Path, shown: str, limit: int) -> bytes:
    """The content of a file of at most ``limit`` bytes.

    Raises ``ScenarioError`` naming the file as ``shown`` and what to do.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refuse(shown, "is a folder; name a file")
        if not stat.S_ISREG(mode):
            raise refuse(shown, "is not an ordinary file; name a file")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise refuse(shown, "is not there; check the name and the folder") from None
    except PermissionError:
        raise refuse(shown, "may not be read; ask for permission or copy it elsewhere") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise refuse(shown, f"cannot be read: {reason.lower()}") from None
    if len(content) > limit:
        most = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1000} kB"
        raise refuse(shown, f"is larger than {most}; name a smaller file")
    if not content.strip():
        raise refuse(shown, "is empty")
    return content


def read_text(path: Path, shown: str, limit: int) -> str:
    """The text of a UTF-8 file (a byte order mark is taken off; UTF-16 with its mark is understood).

    Raises ``ScenarioError``.
    """
    content = read_bytes(path, shown, limit)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise refuse(shown, "is neither UTF-8 nor UTF-16 text; save it as UTF-8") from None
        line = content[: error.start].count(b"\n") + 1
        excel = " (Excel: CSV UTF-8)" if path.suffix.lower() == ".csv" else ""
        message = f"byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8{excel}"
        raise refuse(shown, message, line) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise refuse(shown, "is not a text file; save it as plain text (UTF-8)", line)
    if not text.strip():
        raise refuse(shown, "is empty")
    return text


def atomic_write(path: str | Path, content: str | bytes) -> None:
    """Write a file whole or not at all: to a temporary name beside it, then renamed. Text is UTF-8.

    Of a symbolic link, the file is written that it leads to; a pipe or a terminal is written to as it is.

    Raises ``OSError`` naming the file.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    draft = target = Path(path)
    try:
        if _takes_all(target):
            _hand_over(data, target)
            return
        target = target.resolve()
        draft = target.with_name(f".{target.name}.{os.getpid()}.part")
        draft.write_bytes(data)
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except OSError as error:
        _discard(draft)
        raise type(error)(error.errno, error.strerror, str(path)) from None
    except BaseException:
        _discard(draft)
        raise


def _discard(draft: Path) -> None:
    if draft.suffix == ".part":
        draft.unlink(missing_ok=True)


def _hand_over(data: bytes, target: Path) -> None:
    """Write to what is no file; standard output is the one that this program writes to."""
    stream = sys.stdout if str(target) == _STREAMS[0] else None
    if stream is not None and hasattr(stream, "buffer"):
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
        return
    with target.open("wb") as opened:
        opened.write(data)


def _takes_all(target: Path) -> bool:
    """Whether a target is no file but takes what is written to it.

    Raises:
        OSError: it is a disk, or a socket.

    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise OSError(errno.EINVAL, "is a device; name a file", str(target))
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or str(target) in _STREAMS


@contextmanager
def new_folder(folder: str | Path, source: Path | None = None) -> Iterator[Path]:
    """A folder that appears whole or not at all: a draft beside it, moved there when the block has ended.

    Args:
        folder: the new folder; it may be there when it is empty.
        source: file of a scenario, or none; what stands beside a ``scenario.yaml`` is in the draft already.

    Raises:
        ScenarioError: the folder holds something.
        OSError: it cannot be written.

    """
    target = Path(folder).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise refuse(str(folder), "exists and is not empty; name a new folder")
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=parent))
    try:
        if source is not None and source.name == "scenario.yaml":
            shutil.copytree(source.parent, draft, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        yield draft
        draft.chmod(0o755)
        if target.exists():
            target.rmdir()
        os.replace(draft, target)  # noqa: PTH105 - one step, also onto what appeared meanwhile
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
