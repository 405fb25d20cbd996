"""The example history is what its generator makes, and keeps what it says about published figures."""

import runpy
from pathlib import Path

import pytest

from intake.history.reading import read_history
from scenarios import shipped
from sim.lab.laboratory import simulate_flow

FOLDER = shipped.path("claims-history").parent


@pytest.fixture(scope="module")
def generator():
    return runpy.run_path(str(FOLDER / "generate.py"))


def test_the_export_is_what_the_generator_makes(generator):
    """Byte for byte."""
    assert generator["export"]() == (FOLDER / "export.csv").read_text(encoding="utf-8")


def test_flow_efficiency_is_that_of_the_published_tasks(generator, tmp_path):
    """An item is worked on for 13 % of the time it takes (median), to the percentage point."""
    from scenarios.loader import load

    file = Path(tmp_path) / "truth.yaml"
    file.write_text(generator["TRUTH"], encoding="utf-8")
    log = simulate_flow(load(file), horizon=generator["BEFORE"] + generator["WEEKS"], seed=generator["SEED"])
    assert generator["efficiency"](log) == pytest.approx(0.13, abs=0.005)


def test_the_example_is_read_by_its_name():
    """Whoever has the program has the example: 243 items done, one card dragged the wrong way, two withdrawn."""
    history = read_history(["claims-history"])
    assert len(history.finished) == 243
    assert sum(item.note == "backwards" for item in history.items) == 1
    assert sum(item.state == "removed" for item in history.items) == 2
