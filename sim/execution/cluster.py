"""Tasks on the workers of a Dask scheduler, through joblib's Dask backend."""

from __future__ import annotations

import atexit
import logging
import pickle
import re
import warnings
from collections.abc import Callable, Generator, Sequence
from typing import Any

from joblib import Parallel, delayed

from sim.execution.pool import PoolError

TIMEOUT = 10
"""Seconds to wait for a scheduler, and for its first worker."""
ADDRESS = re.compile(r"([a-z]+://)?[^\s/:@]+|([a-z]+://)?\[[0-9a-fA-F:%.]+\]")
"""Scheme and host, without the port."""
INSTALL = "pip install 'vmo-lab[cluster]'"

_clients: dict[str, Any] = {}
"""Open connections by address: a study that runs tasks many times connects once."""


def on_cluster[R](
    function: Callable[..., R], tasks: Sequence[tuple[Any, ...]], address: str
) -> Generator[tuple[int, R], None, None]:
    """Number and result of every task, as they are finished.

    Twice as many tasks as the cluster has threads are on their way at a time. When a worker dies, Dask gives what
    it had to others.

    Raises:
        PoolError: no scheduler or no worker answers, or workers cannot do the work.

    """
    from sim.execution.identity import program

    client = connect(address)
    expected = program()
    launch = _launcher()
    # Arguments travel as bytes within each task: what joblib sees as large it would put on one worker, and lose
    # together with that worker.
    packed = ((number, pickle.dumps((function, task))) for number, task in enumerate(tasks))
    pool = Parallel(
        backend=_backend(client), return_as="generator_unordered", pre_dispatch="2*n_jobs", batch_size=1
    )
    results = None
    try:
        results = pool(delayed(launch)(number, data, expected) for number, data in packed)
        for number, result, problem in results:
            if problem:
                raise PoolError(f"--cluster {address}: {problem}; install the same versions on all workers")
            yield number, result
    except Lost as lost:
        raise PoolError(f"--cluster {address}: {_words(lost)}") from None
    finally:
        if results is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that work is left undone is known to whoever stops early
                results.close()


def _launcher() -> Callable[[int, bytes, dict[str, str]], tuple[int, Any, str]]:
    """What workers are given: a function that travels as code.

    A worker that lacks a module that it should import would die of it before it could say so.
    """

    def launch(number: int, data: bytes, expected: dict[str, str]) -> tuple[int, Any, str]:
        from distributed import get_worker

        worker = f"worker {get_worker().address}"
        try:
            from sim.execution.cluster import work
        except ImportError as error:
            return number, None, f"{worker} lacks vmo-lab ({error})"
        result, problem = work(data, expected)
        return number, result, problem and f"{worker} has {problem}"

    return launch


def work(data: bytes, expected: dict[str, str]) -> tuple[Any, str]:
    """One task on a worker: its result, or what is wrong with the worker."""
    from sim.execution.identity import program

    if program() != expected:
        return None, differences(program(), expected)
    function, task = pickle.loads(data)
    return function(*task), ""


def differences(found: dict[str, str], expected: dict[str, str]) -> str:
    """What a worker has that is not what is here, in words."""
    wrong = [name for name in expected if found.get(name) != expected[name]]
    words = [f"{name} {found.get(name, 'none')} instead of {expected[name]}" for name in wrong if name != "source"]
    return ", ".join(words) or "another source of vmo-lab"


def connect(address: str) -> Any:  # noqa: ANN401 - distributed.Client, imported late
    """A connection to a scheduler; one for all uses of an address.

    Raises:
        PoolError: ``distributed`` is not installed, nobody answers, or the scheduler has no worker.

    """
    try:
        import distributed  # noqa: F401 - whether it is there
    except ImportError:
        raise PoolError(f"--cluster needs the package distributed: {INSTALL}") from None
    host, _, port = address.rpartition(":")
    if not (ADDRESS.fullmatch(host) and port.isdecimal() and 0 < int(port) < 65536):
        raise PoolError(f'--cluster: "{address}" is not an address; write, for example, tcp://127.0.0.1:8786')
    client = _clients.get(address)
    if client is None or client.status != "running":
        client = _clients[address] = _client(address)
    try:
        client.wait_for_workers(1, timeout=TIMEOUT)
    except TimeoutError:
        raise PoolError(
            f"--cluster {address}: the scheduler has no worker; start one with: dask worker {address} --nthreads 1"
        ) from None
    return client


def _client(address: str) -> Any:  # noqa: ANN401 - distributed.Client, imported late
    import distributed

    # The connection's own log tells what the errors here tell.
    for part in ("client", "core", "comm"):
        logging.getLogger(f"distributed.{part}").setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=TIMEOUT, set_as_default=False, name="vmo-lab"
        )
    except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
        raise PoolError(
            f"--cluster: no Dask scheduler answers at {address} ({_first_line(error)}); "
            "start one with: dask scheduler, and give the address that it shows, such as tcp://127.0.0.1:8786"
        ) from None
    if not _clients:
        atexit.register(disconnect)
    return client


def disconnect() -> None:
    """Close all connections."""
    while _clients:
        _clients.popitem()[1].close()


class Lost(Exception):  # noqa: N818 - not what a task raised, but what became of it
    """A task that the cluster gave up, with its reason."""


def _words(lost: Lost) -> str:
    from distributed import CancelledError, KilledWorker

    reason = lost.args[0]
    if isinstance(reason, KilledWorker):
        return "a task was given up after several workers died with it, perhaps for lack of memory; see their logs"
    if isinstance(reason, CancelledError | OSError):
        return "the connection to the scheduler was lost; finished tasks are kept where --checkpoint was given"
    return f"{_first_line(reason)}; install the same versions on scheduler and workers"


def _first_line(error: object) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _backend(client: Any) -> Any:  # noqa: ANN401 - from joblib, which has no types
    """The Dask backend of joblib, that also hears of tasks that the cluster gives up.

    The original passes on results and what tasks raise, but not what becomes of a task whose workers all died or
    whose scheduler is gone: the wait for it would never end. And work for a single worker never gets there: joblib
    does it in this process.
    """
    from distributed import CancelledError
    from joblib._dask import DaskDistributedBackend

    class Backend(DaskDistributedBackend):  # type: ignore[misc]
        def submit(self, func: Any, callback: Any = None) -> Any:  # noqa: ANN401
            future = super().submit(func, callback)
            future.add_done_callback(
                lambda done: callback(Lost(done.exception())) if done.exception() is not None else None
            )
            return future

        def effective_n_jobs(self, _n_jobs: int) -> int:
            return max(2, int(sum(self.client.ncores().values())))

        def retrieve_result_callback(self, out: Any) -> Any:  # noqa: ANN401
            if isinstance(out, Lost):
                raise out
            if isinstance(out, CancelledError):
                raise Lost(out)
            return super().retrieve_result_callback(out)

    return Backend(client=client)
