"""Files are written whole or not at all, where their names lead."""

import os
import stat
import threading
from pathlib import Path

import pytest

from scenarios.files import atomic_write, new_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has other kinds of files")


def test_a_link_stays_a_link(tmp_path):
    """The file it leads to is written, also where it is not there yet."""
    for there in (True, False):
        target, link = tmp_path / f"target{there}", tmp_path / f"link{there}"
        if there:
            target.write_text("old")
        link.symlink_to(target.name)
        atomic_write(link, "new")
        assert link.is_symlink()
        assert target.read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "linkFalse",
        "linkTrue",
        "targetFalse",
        "targetTrue",
    ]


def test_who_may_read_a_file_does_not_change(tmp_path):
    """A file that is written again keeps its permissions."""
    path = tmp_path / "secret.csv"
    atomic_write(path, "1")
    path.chmod(0o600)
    atomic_write(path, "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_devices_and_pipes_take_what_is_written(tmp_path):
    """They are not replaced by files."""
    atomic_write("/dev/null", "nothing")
    assert Path("/dev/null").is_char_device()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    atomic_write(pipe, "through")
    reader.join()
    assert read == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_what_cannot_be_written_is_named(tmp_path):
    """The error names the file as it was given, and leaves no draft."""
    for path in (tmp_path, tmp_path / "missing" / "file.csv"):
        with pytest.raises(OSError, match="directory") as error:
            atomic_write(path, "x")
        assert error.value.filename == str(path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_behind_a_link(tmp_path):
    """What a link leads to is filled; the link stays."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to("real")
    with new_folder(link) as draft:
        (draft / "file").write_text("x")
    assert link.is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["file"]
    assert Path(link, "file").read_text() == "x"
