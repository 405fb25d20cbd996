"""Every reader error: one deliberately broken file each in ``tests/broken``, beside the lines it must produce."""

from functools import partial
from pathlib import Path

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load, load_table

BROKEN = Path(__file__).parents[1] / "broken"
GOLDEN = sorted(BROKEN.glob("*.expected"))


def faults_of(name: str) -> list[str]:
    read = partial(load_table, budget=100) if Path(name).suffix in (".csv", ".xlsx") else load
    with pytest.raises(ScenarioError) as raised:
        read(name)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_a_broken_file_produces_its_lines(golden, monkeypatch):
    """All faults of a file come at once, in order, with file, line, key, value and remedy."""
    monkeypatch.chdir(BROKEN)
    assert faults_of(golden.stem) == golden.read_text(encoding="utf-8").splitlines()


def test_every_broken_file_has_its_lines():
    """No broken file lies about untested."""
    inputs = {path.name for path in BROKEN.iterdir() if path.suffix != ".expected"}
    tables = {"columns.csv", "mixed-column.csv"}  # broken files refer to them
    assert inputs - {golden.stem for golden in GOLDEN} == tables
