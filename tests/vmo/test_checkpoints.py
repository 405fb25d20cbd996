"""Every study takes up what it kept: what it writes is of the types and shapes that its functions name."""

import io
import logging
from hashlib import sha256

import numpy as np
import pytest

from sim.execution import run
from sim.execution.checkpoint import Checkpoint
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


LOOSE = {"compare": 3 * 2 + 3, "story": 2 * 2, "flow": 2 * 2 + 1}
"""Arrays of a task whose length they alone tell: lead times by world and model, answers asked in passing; batches
and streams of two runs, stages of a board."""


def reshaped(content, change):
    """A finished task by the number of an array: with that array changed, and a checksum that fits."""
    start, _, body = content.partition(b"\n")
    head, tree, rest = body.split(b"\n", 2)
    source, arrays = io.BytesIO(rest), []
    while source.tell() < len(rest):
        arrays.append(np.lib.format.read_array(source))
    for number in range(len(arrays)):
        out = io.BytesIO()
        for place, array in enumerate(arrays):
            np.lib.format.write_array(out, change(array) if place == number else array)
        forged = b"\n".join((head, tree, out.getvalue()))
        yield start.rpartition(b" ")[0] + b" " + sha256(forged).hexdigest().encode() + b"\n" + forged


def longer(array):
    """The same with its last row twice."""
    return np.concatenate([array, array[-1:]])


@pytest.mark.parametrize("name", KEPT)
def test_arrays_of_another_shape_are_not_taken_for_results(name, tmp_path, monkeypatch):
    """One axis more is refused everywhere; one row more wherever the length of the axis is known from elsewhere."""
    asked = []

    class Watched(Checkpoint):
        def save(self, key, result):
            super().save(key, result)
            asked.append((self, key))

        def key(self, task):
            found = super().key(task)
            self.tasks = {**getattr(self, "tasks", {}), found: task}
            return found

    monkeypatch.setattr(run, "Checkpoint", Watched)
    CALLS[name](checkpoint=tmp_path / "kept")
    loose = 0
    for kept, key in asked:
        path, task = kept.path(key), kept.tasks[key]
        sound = path.read_bytes()
        for forged in reshaped(sound, lambda array: array[None]):
            path.write_bytes(forged)
            with pytest.raises(ValueError, match=r"no result|other types"):
                kept.load(key, task)
        for forged in reshaped(sound, longer):
            path.write_bytes(forged)
            try:
                kept.load(key, task)
            except ValueError:
                continue
            loose += 1
        path.write_bytes(sound)
        kept.load(key, task)
    assert asked
    assert loose == LOOSE.get(name, 0) * len(asked)


def test_a_forged_result_is_named_and_done_again(tmp_path, caplog):
    """A task that holds a world too many, with a checksum that fits, changes nothing of the answer."""
    first = CALLS["compare"](checkpoint=tmp_path)
    (task,) = tmp_path.glob("*.task")
    sound = task.read_bytes()
    task.write_bytes(next(reshaped(sound, longer)))
    second = CALLS["compare"](checkpoint=tmp_path)
    assert second.to_json() == first.to_json()
    assert [task.name in message and "computed again" in message for message in caplog.messages] == [True]
    caplog.clear()
    assert CALLS["compare"](checkpoint=tmp_path).to_json() == first.to_json()
    assert caplog.messages == []
