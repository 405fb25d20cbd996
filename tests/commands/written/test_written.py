"""What commands write: the same bytes whenever they are asked, and nothing in it that runs."""

import os
import shlex
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - commands that write files are what is tested
from tests.commands.written.workspace import LONG, NAMES, PLAIN, faults, prepare, written

NEEDS = {"changes": ("plan",)}
"""Commands that read what others write."""
ALL = [
    *(pytest.param(name, id=name) for name in PLAIN),
    *(pytest.param(name, id=name, marks=pytest.mark.long) for name in LONG),
]
ELSEWHERE = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "COLUMNS": "40", "LC_ALL": "C"}
"""Another process, on another machine."""


def words_of(name):
    return shlex.split({**PLAIN, **LONG}[name])


@pytest.mark.usefixtures("fully_painted")
@pytest.mark.parametrize("name", ALL)
def test_files_are_the_same_bytes_and_hold_nothing_that_runs(name, tmp_path, monkeypatch):
    """Here and in another process with another order of hashes, zone and locale; every file is opened and read."""
    folders = [tmp_path / "here", tmp_path / "there"]
    for folder in folders:
        folder.mkdir()
        prepare(folder)
    before = set(written(folders[0]))
    for step in (*NEEDS.get(name, ()), name):
        monkeypatch.chdir(folders[0])
        done = CliRunner().invoke(app, words_of(step))
        assert done.exit_code == 0, done.output
        start = [sys.executable, "-c", "from vmo_script import run; run()", *words_of(step)]
        subprocess.run(start, cwd=folders[1], env=os.environ | ELSEWHERE, check=True, capture_output=True)
    here, there = map(written, folders)
    new = sorted(set(here) - before)
    assert new
    assert sorted(here) == sorted(there)
    assert [file for file in new if here[file] != there[file]] == []
    assert [fault for file in new for fault in faults(file, here[file])] == []


def test_faults_are_seen():
    """The eye that looks at files finds a formula, a script, a control character."""
    assert faults("x.csv", b"a,=1+1\n")
    assert faults("x.csv", b"a,-5.2\n") == []
    assert faults("x.html", b"<p><script>alert(1)</script>")
    assert faults("x.html", b'<img src="x" onerror="y">')
    assert faults("x.json", b'{"a": "\x7f"}')
    assert all(name for name in NAMES.values())
