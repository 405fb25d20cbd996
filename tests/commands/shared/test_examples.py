"""Examples in the help can be copied: their lines are kept, long ones are broken as a shell reads them."""

import re
import shlex

from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the help of the command line is the subject
from commands.shared.examples import WIDEST, whole_examples

LONG = '  vmo import p.xlsx --sheet 2027 --map "Cost=spend_total, Benefit=value_per_year" --unit GBP --out mine'


def test_a_long_example_is_the_same_command():
    """A shell reads the broken lines as the one command, and no line is wider than a terminal."""
    kept = whole_examples(f"What it does, in words that may be wrapped.\n\nExamples:\n{LONG}")
    words, _, example = kept.partition("\n\n")
    assert words == "What it does, in words that may be wrapped."
    lines = example.removeprefix("\b\nExamples:\n")
    assert shlex.split(lines.replace("\\\n", "")) == shlex.split(LONG)
    assert len(lines.splitlines()) > 1
    assert all(len(line) <= WIDEST for line in lines.splitlines())


def test_words_are_left_to_be_wrapped():
    """A help without examples stays as it is."""
    assert whole_examples("One line.\n\nAnother paragraph.") == "One line.\n\nAnother paragraph."


def test_lists_are_kept_line_by_line():
    """Lines that are indented stay lines, and nothing is kept twice."""
    words = "What there is:\n\n  a.csv  one\n  b.csv  two\n\nMore words."
    kept = whole_examples(words)
    assert kept == "What there is:\n\n\b\n  a.csv  one\n  b.csv  two\n\nMore words."
    assert whole_examples(kept) == kept


def test_every_help_fits_eighty_columns():
    """No line is wider, every example is a line that begins with the command, and no type is told in Python."""
    runner = CliRunner()
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    for name in names:
        said = runner.invoke(app, [name, "--help"], terminal_width=80)
        assert said.exit_code == 0
        assert [line for line in said.stdout.splitlines() if len(line) > 80] == []
        assert not re.search(r"<\w+( range)?>|list\[", said.stdout), name
        examples = said.stdout.partition("Examples:")[2].partition("\n\nOptions:")[0]
        assert not examples or examples.lstrip("\n").startswith("    vmo "), name
