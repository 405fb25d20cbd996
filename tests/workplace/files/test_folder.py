"""Files of the workspace: inside only, whole or not at all, nobody's change lost."""

import errno
import os
from pathlib import Path

import pytest

from workplace.files.folder import AbsentError, ChangedError, Folder, OutsideError, UnwritableError, WorkspaceError

OUTSIDE = [
    "../x",
    "/etc/passwd",
    "a/../../x",
    "..",
    ".",
    "",
    ".hidden",
    "a/.b",
    "a//b",
    "a\\b",
    "a\x00b",
    "x" * 300,
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_lead_out_or_are_none_are_refused(tmp_path, name):
    """Whatever they are called, for reading and writing."""
    folder = Folder(tmp_path)
    with pytest.raises(OutsideError):
        folder.read(name)
    with pytest.raises(OutsideError):
        folder.write(name, "x", None)


def test_links_that_lead_out_are_refused_and_others_followed(tmp_path):
    """A link to a file outside is no way out, for a file or for a folder of the path."""
    (tmp_path / "secret.txt").write_text("secret")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.txt").write_text("own")
    (inside / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "up").symlink_to(tmp_path)
    (inside / "b.txt").symlink_to(inside / "a.txt")
    folder = Folder(inside)
    for name in ("out.txt", "up/secret.txt", "up/new.txt"):
        with pytest.raises(OutsideError):
            folder.read(name)
        with pytest.raises(OutsideError):
            folder.write(name, "x", None)
    assert folder.read("b.txt").text == "own"
    assert (tmp_path / "secret.txt").read_text() == "secret"


def test_of_two_writers_the_second_is_told(tmp_path):
    """Both read the same; the second finds another version, nothing is written; a new name keeps its own."""
    folder = Folder(tmp_path)
    first = second = folder.write("a.yaml", "one", None)
    folder.write("a.yaml", "two", first.version)
    with pytest.raises(ChangedError, match="changed meanwhile"):
        folder.write("a.yaml", "three", second.version)
    assert folder.read("a.yaml").text == "two"
    assert folder.write("b.yaml", "three", None).text == "three"


def test_a_change_from_outside_is_noticed(tmp_path):
    """By the content, not by the clock: a file that was touched is the same file."""
    folder = Folder(tmp_path)
    file = folder.write("a.yaml", "one", None)
    os.utime(tmp_path / "a.yaml", (1, 1))
    assert folder.version("a.yaml") == file.version
    (tmp_path / "a.yaml").write_text("other")
    assert folder.version("a.yaml") != file.version
    (tmp_path / "a.yaml").unlink()
    assert folder.version("a.yaml") is None
    with pytest.raises(ChangedError, match="removed meanwhile"):
        folder.write("a.yaml", "two", file.version)


def test_a_new_file_does_not_take_the_place_of_another(tmp_path):
    """Saving under a new name that is there already writes nothing."""
    (tmp_path / "a.yaml").write_text("one")
    with pytest.raises(ChangedError, match="is there already"):
        Folder(tmp_path).write("a.yaml", "two", None)
    assert (tmp_path / "a.yaml").read_text() == "one"


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not write")],
)
def test_a_full_disk_and_a_read_only_folder_are_told_and_lose_nothing(tmp_path, monkeypatch, code, words):
    """The old content stays, no draft is left, and the words say what to do."""
    folder = Folder(tmp_path)
    file = folder.write("a.yaml", "one", None)

    def full(_path: Path, _content: bytes) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UnwritableError, match=words):
        folder.write("a.yaml", "two", file.version)
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
    assert folder.read("a.yaml").text == "one"


def test_what_is_no_file_is_told(tmp_path):
    """A folder, a file that is not there, a folder that is not there."""
    (tmp_path / "sub").mkdir()
    folder = Folder(tmp_path)
    with pytest.raises(AbsentError):
        folder.read("sub")
    with pytest.raises(AbsentError):
        folder.read("none.yaml")
    with pytest.raises(WorkspaceError, match="is a folder"):
        folder.write("sub", "x", None)
    with pytest.raises(UnwritableError, match="its folder is not there"):
        folder.write("none/a.yaml", "x", None)
