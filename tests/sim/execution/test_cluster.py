"""The same results on the workers of a Dask scheduler, whatever becomes of workers and scheduler."""

import os
import socket
import sys

import distributed
import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line is what is tested
from sim.execution import cluster, identity
from sim.execution.pool import Pool, PoolError
from sim.execution.run import run_tasks
from tests.sim.execution import tasks
from tests.sim.execution.test_pool import same

NUMBERS = [(number,) for number in range(8)]


@pytest.fixture(scope="module")
def processes():
    """A scheduler and two worker processes on loopback."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1",
        silence_logs=50,
    ) as running:  # fmt: skip
        yield running
        cluster.disconnect()


@pytest.fixture
def two_workers(processes):
    """The same, when workers that an earlier test has killed are there again."""
    tasks.wait_for(lambda: len(processes.scheduler.workers) == 2)
    return processes


@pytest.fixture
def threads():
    """A scheduler in this process, without workers as yet."""
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1",
        dashboard_address="127.0.0.1:0", silence_logs=50,
    ) as running:  # fmt: skip
        yield running
        cluster.disconnect()


def vmo(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(params=["one thread", pytest.param("two processes", marks=pytest.mark.long)])
def workers(request):
    """A scheduler whose workers are ready."""
    if request.param == "two processes":
        return request.getfixturevalue("two_workers")
    running = request.getfixturevalue("threads")
    running.scale(1)
    return running


def test_same_bytes_with_and_without(workers, tmp_path):
    """A comparison on the cluster prints what it prints here, also when half of it was kept from an earlier run."""
    address = workers.scheduler_address
    words = ("compare", "tiny", "--json", "-n")
    here = vmo(*words, 24, "--workers", 1).stdout
    assert vmo(*words, 11, "--checkpoint", tmp_path).exit_code == 0
    there = vmo(*words, 24, "--cluster", address)
    resumed = vmo(*words, 24, "--cluster", address.removeprefix("tcp://"), "--checkpoint", tmp_path)
    assert (there.exit_code, there.stdout) == (0, here)
    assert (resumed.exit_code, resumed.stdout) == (0, here)


@pytest.mark.long
def test_a_worker_that_dies_takes_nothing_along(two_workers, tmp_path):
    """SIGKILL with a task in hand: it is done again by another one; results are those of an undisturbed run."""
    pool = Pool(cluster=two_workers.scheduler_address)
    work = [(number, 3, tmp_path) for number in range(8)]
    assert same(run_tasks(tasks.die_once, work, pool), map(tasks.square, range(8)))
    assert (tmp_path / "died").exists()


@pytest.mark.long
def test_a_task_that_kills_every_worker_is_given_up(two_workers, monkeypatch):
    """An error instead of a wait without end."""
    monkeypatch.setattr(two_workers.scheduler, "allowed_failures", 0)
    with pytest.raises(PoolError, match="given up after"):
        list(run_tasks(tasks.die, [(number,) for number in range(3)], Pool(cluster=two_workers.scheduler_address)))


@pytest.mark.long
def test_a_single_worker_does_the_work(two_workers, tmp_path, monkeypatch):
    """Also a cluster with one worker is a cluster: nothing is done in this process."""
    client = cluster.connect(two_workers.scheduler_address)
    monkeypatch.setattr(client, "ncores", lambda: {"one": 1})
    list(run_tasks(tasks.mark, [(n, tmp_path) for n in range(3)], Pool(cluster=two_workers.scheduler_address)))
    workers = {int(file.suffix[1:]) for file in tmp_path.iterdir()}
    assert workers
    assert os.getpid() not in workers


@pytest.mark.long
def test_errors_of_tasks_are_raised(two_workers):
    """What a task raises on a worker is raised here, and the connection serves the next run."""
    pool = Pool(cluster=two_workers.scheduler_address)
    with pytest.raises(ZeroDivisionError, match="the third task"):
        list(run_tasks(tasks.fail, NUMBERS, pool))
    assert same(run_tasks(tasks.square, NUMBERS, pool), map(tasks.square, range(8)))


@pytest.mark.long
def test_workers_with_other_versions_are_refused(two_workers, monkeypatch):
    """Other versions could mean other digits: each task looks at the worker before it is done."""
    mine = identity.program()
    expected = (
        r"worker tcp://\S+ has vmo-lab [\d.]+ instead of 7\.0, numpy [\d.]+ instead of 9\.9; install the same"
    )
    for other, words in (({"numpy": "9.9", "vmo-lab": "7.0"}, expected), ({"source": "other"}, "another source")):
        monkeypatch.setattr(identity, "program", lambda other=other: mine | other)
        with pytest.raises(PoolError, match=words):
            list(run_tasks(tasks.square, NUMBERS, Pool(cluster=two_workers.scheduler_address)))


@pytest.mark.long
def test_workers_without_vmo_lab_are_named(two_workers):
    """A worker that lacks the program says so."""
    client = cluster.connect(two_workers.scheduler_address)
    hide = "import sys; sys.modules['sim.execution.cluster'] = None"
    show = "import sys; del sys.modules['sim.execution.cluster']"
    try:
        client.run(exec, hide)
        with pytest.raises(PoolError, match=r"worker tcp://\S+ lacks vmo-lab .*; install the same versions"):
            list(run_tasks(tasks.square, NUMBERS, Pool(cluster=two_workers.scheduler_address)))
    finally:
        client.run(exec, show)


def test_a_scheduler_without_workers_is_named(threads, monkeypatch):
    """It is waited for, but not for ever."""
    monkeypatch.setattr(cluster, "TIMEOUT", 0.2)
    with pytest.raises(PoolError, match="has no worker; start one with: dask worker"):
        list(run_tasks(tasks.square, NUMBERS, Pool(cluster=threads.scheduler_address)))


def test_a_scheduler_that_goes_away_is_named(threads, tmp_path):
    """An error instead of a wait without end; what was finished is kept."""
    threads.scale(1)
    kept = tmp_path / "kept"
    pool = Pool(cluster=threads.scheduler_address, checkpoint=kept)
    results = run_tasks(tasks.hold, [(number, tmp_path) for number in range(8)], pool)
    assert [next(results), next(results)] == [0, 11]
    (tmp_path / "go").touch()
    threads.close()
    with pytest.raises(PoolError, match="connection to the scheduler was lost"):
        list(results)
    assert len(list(kept.glob("*.task"))) >= 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:{}", "no Dask scheduler answers at tcp://127.0.0.1:"),
        ("somewhere", "is not an address; write, for example, tcp://127.0.0.1:8786"),
        ("tcp://127.0.0.1", "is not an address"),
        ("tcp://127.0.0.1:99999", "is not an address"),
        (" ", "give the address of a Dask scheduler"),
    ],
)
def test_wrong_addresses_are_one_line(monkeypatch, address, words):
    """Nobody there, or no address: one line on stderr, exit code 2."""
    monkeypatch.setattr(cluster, "TIMEOUT", 0.2)
    result = vmo("compare", "tiny", "--cluster", address.format(free_port()))
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_the_package_it_says_what_to_install(monkeypatch):
    """``distributed`` is an extra."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = vmo("doctor", "tiny", "--cluster", "tcp://127.0.0.1:8786")
    assert result.exit_code == 2
    assert "pip install 'vmo-lab[cluster]'" in result.stderr


def test_a_cluster_takes_the_place_of_processes():
    """Both at once is a question, not a choice to be made silently."""
    result = vmo("compare", "tiny", "--cluster", "tcp://127.0.0.1:8786", "--workers", 2)
    assert result.exit_code == 2
    assert "leave out one" in result.stderr
