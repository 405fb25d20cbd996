"""``vmo --help`` teaches: every command under one reader, with a whole sentence, on 80 columns."""

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the help of the command line is the subject
from commands.shared.guide import READERS, summary

WIDE = 80


def test_every_command_stands_under_one_reader():
    """No command twice, none forgotten, none that does not exist."""
    listed = [name for names in READERS.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(get_command(app).commands)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("compare tiny -n 0", ("--replications", "0", "1")),
        ("compare tiny -n x", ("--replications", "x")),
        ("robust tiny --level 2", ("--level", "2", "0.99")),
        ("plan tiny --quarters 90", ("--quarters", "90", "80")),
    ],
)
def test_a_value_that_is_wrong_is_named_with_what_is_right(words, said):
    """Option, value and limit stand in the error, whichever version of typer says it."""
    done = CliRunner().invoke(app, words.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert all(word in done.stderr for word in said)
    assert "Input should" not in done.stderr


def test_no_sentence_is_cut():
    """The first line of every command's help stands there whole, and no line is wider than a terminal."""
    shown = CliRunner().invoke(app, ["--help"], terminal_width=WIDE).stdout
    assert all(len(line) <= WIDE for line in shown.splitlines())
    whole = " ".join(shown.split())
    for command in get_command(app).commands.values():
        said = summary(command.help)
        assert said.endswith(".")
        assert said in whole
