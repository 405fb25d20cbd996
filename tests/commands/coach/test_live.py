"""``vmo live``: a session as a file or a document; what cannot be shown is refused before anything is opened."""

import json
import re

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command is the subject

run = CliRunner().invoke


def test_a_session_becomes_one_file(tmp_path):
    """The words say what is usual, and where the file is; the file is whole, and there is nothing else."""
    path = tmp_path / "session.html"
    ended = run(app, ["live", "teams-agile-portfolio-not", "--save", str(path), "--years", "2", "--seed", "2"])
    assert ended.exit_code == 0, ended.output
    assert "all at once: " in ended.output
    assert "weeks from idea to done" in ended.output
    assert list(tmp_path.iterdir()) == [path]
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.endswith("</html>\n")
    assert '"seed":2' in text


def test_a_session_is_a_document_for_machines():
    """``--json`` prints boards and years and opens nothing."""
    ended = run(app, ["live", "bottleneck", "--json", "--years", "1"])
    document = json.loads(ended.stdout)
    assert document["command"] == "vmo live bottleneck"
    assert len(document["years"]) == len(document["labels"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["littles-la"], 'nothing is called "littles-la"'),
        (["littles-law", "--save", "session.pdf"], "does not end in .html; write for example session.html"),
        (["littles-law", "--save", "a.html", "--room", "127.0.0.1"], "leave out --save and --json"),
        (["littles-law", "--models", "a,b"], "its boards differ in a number; give --set PATH=RANGE"),
        (["tiny", "--models", "project"], "two funding models"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, words):
    """In one line, with the remedy, exit code 2."""
    ended = run(app, ["live", *arguments, "--no-browser"])
    assert ended.exit_code == 2, ended.output
    assert words in ended.output
    assert "Traceback" not in ended.output


@pytest.mark.parametrize("command", [["live", "tiny"], ["open"]])
@pytest.mark.parametrize(
    ("room", "words"),
    [
        ("0.0.0.0", "name the address by which phones reach this machine"),
        ("10.0.0.1:x", "is no address"),
        ("192.0.2.1", "is an address of this machine|must be an address of this machine"),
    ],
)
def test_a_room_that_cannot_be_is_refused(command, room, words):
    """No address that phones could use, or none of this machine: before anything is served."""
    ended = run(app, [*command, "--room", room, "--no-browser"])
    assert ended.exit_code == 2, ended.output
    assert re.search(words, " ".join(ended.output.split()))
    assert "Traceback" not in ended.output
