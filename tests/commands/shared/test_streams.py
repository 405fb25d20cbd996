"""Standard output: any encoding carries it, nothing in it steers a terminal, a full disk does not lose it."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.table import Table
from rich.text import Text

import vmo
from commands.shared.output import user_errors
from commands.shared.streams import HANDLER
from commands.shared.studies import Asked, deliver
from report.shared.console import PlainConsole
from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.signs import inert

TINY = Path(__file__).parents[3] / "scenarios" / "library" / "tiny" / "scenario.yaml"


def program(*words, encoding="utf-8", **given):
    """The console script in a process of its own."""
    command = [sys.executable, "-c", "from vmo_script import run; run()", *map(str, words)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "100"}
    return subprocess.run(command, capture_output="stdout" not in given, env=environment, check=False, **given)


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
def test_signs_that_an_encoding_lacks_are_written_in_its_own(encoding):
    """Minus, arrows, accents and names in any script have a plain sign where the encoding has none for them."""
    out = io.BytesIO()
    stream = io.TextIOWrapper(out, encoding=encoding, errors=HANDLER)
    stream.write("\u22125 \u2192 caf\u00e9 \u2264 \u4f60 \ud800")
    stream.flush()
    said = out.getvalue().decode(encoding)
    assert said.startswith("\u22125 \u2192" if encoding == "utf-8" else "-5 ")
    assert said.endswith("?")
    assert ("caf\u00e9" if encoding != "ascii" else "cafe") in said


def test_a_comparison_is_printed_in_code_page_1252():
    """A whole command through a process: the answer has its minus signs, and nothing else is said."""
    done = program("compare", "tiny", "-n", 2, "--workers", 1, encoding="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Funding" in done.stdout or b"project" in done.stdout


def test_brackets_are_text():
    """Names with brackets are printed whole, whether they look like a style or like its end."""
    out = io.StringIO()
    console = PlainConsole(file=out, width=80)
    table = Table("Model [/x]", title="[bold] :smile:")
    table.add_row("Funding [annual]")
    table.add_row(Text("Funding [/x]"))
    console.print(table, "[red]")
    for written in ("Model [/x]", "[bold] :smile:", "Funding [annual]", "Funding [/x]", "[red]"):
        assert written in out.getvalue()


def test_nothing_steers_the_terminal():
    """Escapes and signs that turn the direction of writing are shown by their numbers, or left out."""
    out = io.StringIO()
    table = Table("b\x1b[2J")
    table.add_column(Text("a\x1b]0;title"))
    table.add_row("c\u202e", Text("d\x9b"))
    PlainConsole(file=out, width=80).print(table)
    said = out.getvalue()
    assert "b<001B>[2J" in said
    assert "a]0;title" in said
    assert not {"\x1b", "\x9b", "\u202e"} & set(said)
    assert inert("two\tcells\nand a line") == "two\tcells\nand a line"


@pytest.mark.parametrize(
    ("key", "sign"), [("title", "\\e[31m"), ("question", "\\v"), ("currency", "\\x07"), ("title", "\\u202e")]
)
def test_signs_that_nobody_sees_are_refused_in_words(tmp_path, key, sign):
    """Where they are, which one it is, and what to do."""
    text = "".join(
        line for line in TINY.read_text("utf-8").splitlines(keepends=True) if not line.startswith(f"{key}:")
    )
    path = tmp_path / "scenario.yaml"
    path.write_text(text + f'\n{key}: "a{sign}"\n', encoding="utf-8")
    for name in ("mmps.csv",):
        if (TINY.parent / name).exists():
            (tmp_path / name).write_bytes((TINY.parent / name).read_bytes())
    with pytest.raises(ScenarioError) as refused:
        load(str(path))
    (fault,) = refused.value.faults
    assert fault.key == key
    assert fault.line is not None
    assert "U+" in fault.message
    assert "take it out" in fault.message


class Found(vmo.Answer[int]):
    """An answer that cannot be written."""

    def headline(self):
        return "42"

    def words(self):
        return f"It is {self.data} [/x]."

    def document(self):
        return {"it": self.data}

    def save(self, folder):
        raise OSError(errno.ENOSPC, "No space left on device", str(Path(folder) / "table.csv"))


@pytest.mark.parametrize(("as_json", "said"), [(True, '{\n  "it": 42\n}\n'), (False, "It is 42 [/x].\n")])
def test_the_answer_is_printed_though_the_disk_is_full(tmp_path, capsys, as_json, said):
    """What was found is on standard output; what could not be written is said with its folder."""
    with pytest.raises(typer.Exit) as ended, user_errors():
        deliver(Found(42), Asked({}, out=tmp_path, as_json=as_json))
    assert ended.value.exit_code == 2
    shown = capsys.readouterr()
    assert shown.out == said
    assert f"table.csv: no space left on device; free some space in {tmp_path}" in shown.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize("words", [("check", "tiny"), ("--version",), ("--help",), ("plan", "--help"), ()])
def test_standard_output_that_takes_nothing_is_named(words):
    """A full disk behind a redirection gives one line that says so."""
    with Path("/dev/full").open("wb") as stream:
        done = program(*words, stdout=stream, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("standard output: no space left on device")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="shells of this system close no streams")
def test_a_closed_standard_output_is_nowhere():
    """The command does its work, and nothing it writes is taken for standard output."""
    script = f'"{sys.executable}" -c "from vmo_script import run; run()" --version >&-'
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
