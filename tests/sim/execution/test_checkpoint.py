"""Finished work that is kept is the work itself, to the bit, or it is done again."""

import json
import math
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line is what is tested
from scenarios.loader import load
from sim.execution import identity
from sim.execution.checkpoint import MANIFEST
from sim.execution.encoding import decode, encode
from sim.execution.identity import fingerprint
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from tests.examples import examples
from tests.sim.execution import tasks
from tests.sim.execution.tasks import Answer

ROOT = Path(__file__).resolve().parents[3]


class Colour(Enum):
    """Two colours."""

    RED = 1
    BLUE = 2


@dataclass(frozen=True)
class Pair:
    """Two results."""

    left: object
    right: object


unpickled = st.binary().filter(lambda text: text[:1] != b"\x80")
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | unpickled
    | npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_dims=3, min_side=0))
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        | st.builds(Pair, inner, inner)
    ),
    max_leaves=8,
)


def equal(a, b) -> bool:
    """Whether two values are the same in kind and to the bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return equal([*a.items()], [*b.items()])
    if isinstance(a, Pair):
        return equal((a.left, a.right), (b.left, b.right))
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or a.hex() == b.hex()
    return a == b


def vmo(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@settings(max_examples=examples(20))
@given(values)
def test_results_are_kept_to_the_bit(value):
    """What is read back is what was kept: kinds, order, every bit of every number."""
    assert equal(decode(encode(value), [__name__]), value)


@settings(max_examples=examples(20))
@given(values, values)
def test_equal_fingerprints_are_of_equal_values(a, b):
    """A fingerprint is the same for the same value, and for no other one."""
    assert fingerprint(a) == fingerprint(decode(encode(a), [__name__]))
    assert (fingerprint(a) == fingerprint(b)) == equal(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((1, 2), [1, 2]),
        (("a", "bc"), ("ab", "c")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (1, True),
        (0.0, -0.0),
        (range(10), range(20)),
        (Colour.RED, Colour.BLUE),
        (Path("a"), "a"),
        (tasks.square, tasks.mark),
        (np.zeros(2), np.zeros((1, 2))),
        (load("tiny"), load("tiny").model_copy(update={"name": "other"})),
    ],
)
def test_fingerprints_tell_apart(a, b):
    """Two values that differ have two fingerprints."""
    assert fingerprint(a) != fingerprint(b)


def test_fingerprints_do_not_depend_on_the_process():
    """Another process, with another order in its sets, finds the same fingerprint."""
    words = "from scenarios.loader import load; from sim.execution.identity import fingerprint as f; "
    command = [sys.executable, "-c", words + "print(f(load('insurer')), f({'a', 'b', 'c', 'd'}))"]
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [fingerprint(load("insurer")), fingerprint({"d", "c", "b", "a"})]


@pytest.mark.parametrize(
    ("value", "words"),
    [(object(), "object"), (lambda: 1, "lambda"), (np.array([object()]), "objects"), (pickle.dumps([1]), "Packed")],
)
def test_what_cannot_be_identified_is_refused(value, words):
    """Rather an error than a result of something else."""
    with pytest.raises(TypeError, match=words):
        fingerprint((1, value))


@pytest.mark.parametrize(
    "tree",
    [
        {"class": "subprocess:Popen", "fields": {}},
        {"class": "sim.execution.checkpoint:Checkpoint", "fields": {}},
        {"class": "sim.execution.pool:os.system", "fields": {}},
        {"class": "sim.execution.pool:Pool", "fields": {}},
        {"python": "object"},
        {"array": False},
    ],
)
def test_kept_files_run_nothing(tree):
    """A file names dataclasses of the program, and data; nothing else is made of it."""
    with pytest.raises(ValueError, match=r"not the bytes|magic|EOF"):
        decode(json.dumps(tree).encode() + b"\n")


def test_finished_tasks_are_not_done_again(tmp_path):
    """A second run takes all results from the folder; a longer one does what is new."""
    kept, done = tmp_path / "kept", tmp_path / "done"
    done.mkdir()
    for count, work in ((3, 3), (3, 3), (5, 5)):
        results = list(run_tasks(tasks.mark, [(n, done) for n in range(work)], Pool(checkpoint=kept)))
        assert results == list(range(work))
        assert len(list(done.iterdir())) == count


@pytest.mark.parametrize("cut", ["empty", "half", "bit", "name"])
def test_damaged_files_are_done_again(tmp_path, caplog, cut):
    """A file that is not what it was is not believed: it is named, and the task is done again."""
    pool = Pool(checkpoint=tmp_path)
    work = [(number,) for number in range(1, 4)]
    first = list(run_tasks(tasks.square, work, pool))
    file, other = sorted(tmp_path.glob("*.task"))[:2]
    whole = file.read_bytes()
    place = len(whole) - 3
    bad = {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "bit": whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :],
        "name": other.read_bytes(),
    }
    file.write_bytes(bad[cut])
    again = list(run_tasks(tasks.square, work, pool))
    assert all(
        a.number == b.number and np.array_equal(a.values, b.values) for a, b in zip(first, again, strict=True)
    )
    assert [str(file) in message and "computed again" in message for message in caplog.messages] == [True]
    assert file.read_bytes() == whole


def test_another_program_does_not_use_them(tmp_path, monkeypatch):
    """Results of another version of the program, or of a library, are other files."""
    kept, done = tmp_path / "kept", tmp_path / "done"
    done.mkdir()
    list(run_tasks(tasks.mark, [(1, done)], Pool(checkpoint=kept)))
    monkeypatch.setattr("sim.execution.checkpoint.program", lambda: identity.program() | {"source": "changed"})
    list(run_tasks(tasks.mark, [(1, done)], Pool(checkpoint=kept)))
    assert len(list(done.iterdir())) == len(list(kept.glob("*.task"))) == 2


def test_folders_with_other_things_are_left_alone(tmp_path):
    """A folder of documents, a file, a folder of another format: one line, exit code 2, nothing written."""
    documents, file, other = tmp_path / "documents", tmp_path / "file", tmp_path / "other"
    documents.mkdir()
    (documents / "letter.txt").write_text("x")
    file.write_text("x")
    other.mkdir()
    (other / MANIFEST).write_text('{"format": "something else"}')
    for folder, words in ((documents, "holds other files"), (file, "is a file"), (other, "name a new folder")):
        result = vmo("compare", "tiny", "-n", 1, "--checkpoint", folder)
        assert result.exit_code == 2
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert [file.name for file in documents.iterdir()] == ["letter.txt"]


def test_one_folder_serves_many_runs(tmp_path):
    """Scenarios, seeds and commands share a folder without mixing, and each finds its own again."""
    runs = [
        ("compare", "tiny", "--no-backing"),
        ("compare", "tiny", "--no-backing", "--seed", 2),
        ("doctor", "tiny"),
        ("compare", "regulated", "--no-backing"),
    ]
    plain = [vmo(*run, "-n", 1, "--json").stdout for run in runs]
    for _ in range(2):
        kept = [vmo(*run, "-n", 1, "--json", "--checkpoint", tmp_path) for run in runs]
        assert [run.exit_code for run in kept] == [0] * len(runs)
        assert [run.stdout for run in kept] == plain
        assert len(list(tmp_path.glob("*.task"))) == len(runs)


def test_a_killed_comparison_ends_with_the_same_bytes(tmp_path):
    """Vmo compare, killed after its first chunk and started again, prints what an undisturbed one prints."""
    words = ["compare", "tiny", "-n", "30", "--workers", "1", "--no-backing", "--json"]
    command = [sys.executable, "-c", "from cli import app; app()", *words, "--checkpoint", str(tmp_path)]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    tasks.wait_for(lambda: any(tmp_path.glob("*.task")))
    run.send_signal(signal.SIGKILL)
    run.wait()
    resumed = vmo(*words, "--checkpoint", tmp_path)
    assert resumed.exit_code == 0
    assert resumed.stdout == vmo(*words).stdout
    assert len(list(tmp_path.glob("*.task"))) == 3


def test_answers_of_this_page_are_dataclasses_of_a_test():
    """A dataclass outside the program is read only where the function that made it lives."""
    data = encode(Answer(1, np.arange(3)))
    assert decode(data, ["tests.sim.execution.tasks"]).number == 1
    with pytest.raises(ValueError, match=r"tests\.sim\.execution\.tasks is no module of vmo-lab"):
        decode(data)
