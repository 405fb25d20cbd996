"""One assistant for all tests: a process takes a moment to start."""

import pytest

import vmo
from tests.assistant.session import talking


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """A folder with two scenarios of its own, and what happened in the first quarter."""
    folder = tmp_path_factory.mktemp("workspace")
    vmo.new(folder / "mine", "tiny")
    vmo.changed(folder / "mine", {"funding_models.value_stream.cadence_weeks": 26}, out=folder / "half-yearly.yaml")
    rows = "quarter,id,status,done_share,spent,spend_to_go,value\n1,a1,released,1,,,\n"
    (folder / "actuals.csv").write_text(rows, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def assistant(workspace):
    """An assistant that works there."""
    with talking(workspace) as session:
        yield session
