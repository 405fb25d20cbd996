"""Tasks give the same results wherever they run, whatever happens to those who do them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.execution.identity import Packed
from sim.execution.pool import Pool, PoolError
from sim.execution.run import run_tasks
from tests.sim.cases import mmp, scenario
from tests.sim.execution import tasks
from tests.sim.test_neutrality import portfolio

ROOT = Path(__file__).resolve().parents[3]


def same(a, b) -> bool:
    """Whether two lists of answers are equal to the bit."""
    pairs = list(zip(a, b, strict=True))
    return all(x.number == y.number and np.array_equal(x.values, y.values) for x, y in pairs)


def start(*words) -> subprocess.Popen:
    """The run of ``held`` in a process group of its own."""
    command = [sys.executable, "-m", "tests.sim.studies.held", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def at_work(folder: Path) -> list[int]:
    """Processes that have begun a task."""
    return [int(file.suffix[1:]) for file in folder.glob("at-work.*")]


def test_here_results_come_one_by_one(tmp_path):
    """In this process nothing is done before it is asked for."""
    results = run_tasks(tasks.mark, [(number, tmp_path) for number in range(5)])
    assert list(tmp_path.iterdir()) == []
    assert next(results) == 0
    assert len(list(tmp_path.iterdir())) == 1
    assert list(results) == [1, 2, 3, 4]


def test_results_come_in_the_order_of_the_tasks(tmp_path):
    """The first task is finished last, and still comes first."""
    here = tmp_path
    work = [(0, tmp_path / "last", tmp_path / "x"), *((n, here, tmp_path / str(n)) for n in range(1, 5))]
    work.append((5, here, tmp_path / "last"))
    assert list(run_tasks(tasks.after, work, Pool(2))) == [0, 1, 2, 3, 4, 5]


def test_a_process_that_dies_takes_nothing_along(tmp_path):
    """What it had is done again by another one; results are those of an undisturbed run."""
    undisturbed = [tasks.square(number) for number in range(8)]
    work = [(number, 3, tmp_path) for number in range(8)]
    assert same(run_tasks(tasks.die_once, work, Pool(2)), undisturbed)
    assert (tmp_path / "died").exists()


def test_a_task_that_kills_every_process_is_given_up(monkeypatch):
    """A clear error after some deaths in a row, and this process is not among the dead."""
    monkeypatch.setattr("sim.execution.processes.PATIENCE", 2)
    results = run_tasks(tasks.die, [(number,) for number in range(3)], Pool(2))
    with pytest.raises(PoolError, match=r"died 2 times in a row.*--workers 1"):
        list(results)


@pytest.mark.parametrize("workers", [1, 2])
def test_errors_of_tasks_are_raised(workers):
    """What a task raises is raised to whoever takes the results."""
    with pytest.raises(ZeroDivisionError, match="the third task"):
        list(run_tasks(tasks.fail, [(number,) for number in range(6)], Pool(workers)))


def test_whoever_has_enough_may_stop():
    """Leaving early is no fault, and the next run works."""
    work = [(number,) for number in range(40)]
    results = run_tasks(tasks.square, work, Pool(2))
    assert next(results).number == 0
    results.close()
    assert same(run_tasks(tasks.square, work, Pool(2)), map(tasks.square, range(40)))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_keeps_what_is_finished_and_leaves_nobody_behind(tmp_path, workers):
    """After Ctrl-C the finished results are there, the run ends at once and so do its processes."""
    run = start(tmp_path, workers)
    lines = [run.stdout.readline().strip() for _ in range(2)]
    tasks.wait_for(lambda: len(at_work(tmp_path)) >= workers)
    os.killpg(run.pid, signal.SIGINT)
    assert lines + run.communicate(timeout=tasks.DEADLINE)[0].split() == ["0", "11", "interrupted"]
    assert run.returncode == 130
    for process in at_work(tmp_path):
        tasks.wait_for(lambda process=process: tasks.gone(process))


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    """SIGKILL in the middle: processes leave by themselves; the next run does only what is missing."""
    kept = tmp_path / "kept"
    run = start(tmp_path, 2, kept)
    assert [run.stdout.readline().strip() for _ in range(2)] == ["0", "11"]
    tasks.wait_for(lambda: len(at_work(tmp_path)) == 2)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    before = {file: file.stat().st_mtime_ns for file in kept.glob("*.task")}
    assert len(before) == 2
    for process in at_work(tmp_path):
        tasks.wait_for(lambda process=process: tasks.gone(process))
    (tmp_path / "go").touch()
    finished = start(tmp_path, 1, kept).communicate(timeout=tasks.DEADLINE)[0]
    assert finished.split() == [str(11 * number) for number in range(8)]
    assert len(list(kept.glob("*.task"))) == 8
    assert all(file.stat().st_mtime_ns == time for file, time in before.items())


def test_packed_values_are_known_by_what_they_hold():
    """Two packed copies of one scenario have one fingerprint; another scenario has another."""
    one, two = (Packed.of(portfolio()) for _ in range(2))
    assert one.fingerprint == two.fingerprint
    assert one.unpack() == portfolio()
    assert Packed.of(scenario([mmp("a")])).fingerprint != one.fingerprint
