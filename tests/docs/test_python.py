"""The page "From Python" and its scripts run as they are printed."""

import re
import runpy
import shutil
from pathlib import Path
from types import FunctionType

import pytest

import vmo

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python.md"
SCRIPTS = sorted((ROOT / "docs" / "examples").glob("*.py"))
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """Files that examples write stay here; the table of the planner's page is where examples expect it."""
    (tmp_path / "docs").mkdir()
    shutil.copyfile(ROOT / "docs" / "portfolio.csv", tmp_path / "docs" / "portfolio.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("unpainted")
def test_the_examples_of_the_page_run(empty_folder):
    """One after the other, in one session; what they say about results is asserted in them."""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    session: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), session)
    assert (empty_folder / "results" / "manifest.json").exists()
    assert (empty_folder / "cumulative.png").exists()


def test_every_question_is_named():
    """The page names every function of the interface; those that serve pages and assistants are spared."""
    functions = {name for name in vmo.__all__ if isinstance(getattr(vmo, name), FunctionType)}
    named = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    assert functions - named == {"film_place", "json_text", "subject_of", "writable"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_script_runs(script, capsys):
    """From the first cell to the last, with something to read."""
    runpy.run_path(str(script))
    assert len(capsys.readouterr().out.splitlines()) > 20
