"""Every study takes up what it kept: what it writes is of the types that its functions name."""

import logging

import pytest

from tests.vmo.calls import CALLS

KEPT = (
    "compare",
    "attribute",
    "claims",
    "sweep",
    "map",
    "sensitivity",
    "value_of_information",
    "story",
    "flow",
    "plan",
)


@pytest.mark.parametrize("name", KEPT)
def test_finished_work_is_taken_up(name, tmp_path, caplog):
    """Asked again, nothing is found damaged, no task is added, and the answer is the same."""
    with caplog.at_level(logging.WARNING):
        first = CALLS[name](checkpoint=tmp_path / "kept")
        tasks = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "kept").glob("*.task")}
        second = CALLS[name](checkpoint=tmp_path / "kept")
    assert tasks
    assert {file.name: file.stat().st_mtime_ns for file in (tmp_path / "kept").glob("*.task")} == tasks
    assert caplog.records == []
    assert first.tables().keys() == second.tables().keys()
    assert all(make() == second.tables()[title]() for title, make in first.tables().items())
