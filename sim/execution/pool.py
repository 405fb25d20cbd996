"""Where independent pieces of work run: this process, a pool of processes, a cluster.

Results come in the order of the tasks, so they are the same for any number of workers.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


class PoolError(RuntimeError):
    """Work cannot be done where it should be done, or not be kept where it should be kept; says what to do."""


@dataclass(frozen=True)
class Pool:
    """Where tasks run."""

    workers: int = 1
    """Processes on this machine."""
    cluster: str | None = None
    """Address of a Dask scheduler, such as tcp://127.0.0.1:8786; takes the place of the processes."""
    checkpoint: Path | None = None
    """Folder that keeps finished tasks, so that a run that was killed goes on where it was."""


@dataclass(frozen=True, eq=False)
class Packed[T]:
    """An argument that many tasks share: pickled once, and as bytes, which every way of running passes on as it is.

    In a checkpoint it counts as the value itself. Equal values may have different bytes.
    """

    data: bytes

    @classmethod
    def of(cls, value: T) -> Packed[T]:
        """Pack a value."""
        return cls(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def unpack(self) -> T:
        """A new copy of the value."""
        value: T = pickle.loads(self.data)
        return value

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of the value."""
        from sim.execution.identity import fingerprint

        return fingerprint(self.unpack())


def run_tasks[R](
    function: Callable[..., R], tasks: Sequence[tuple[Any, ...]], pool: Pool | None = None
) -> Generator[R, None, None]:
    """Call ``function(*task)`` for every task and yield the results in the order of the tasks.

    A process or a worker that dies takes nothing along: what it had not finished is done again by another one.
    With a checkpoint, finished tasks are kept as they finish, and those that are there already are not done again.

    Args:
        function: a function of a module (workers import it by name); equal arguments must give equal results.
        tasks: positional arguments; with more than one process they are pickled. Large ones that all tasks share
            are best wrapped in ``Packed``. With a checkpoint, they and the results must be of the kinds that
            ``sim.execution.identity.fingerprint`` and ``sim.execution.encoding.encode`` know.
        pool: where to run; default: here, one after the other.

    Raises:
        PoolError: the cluster or the checkpoint cannot be used, or a task kills whatever process works on it.
        Exception: what a task raises, as soon as it is known.

    """
    pool = pool or Pool()
    if pool.checkpoint is None:
        with closing(_spread(function, tasks, pool)) as finished:
            yield from _in_order(finished)
        return
    from sim.execution.checkpoint import Checkpoint

    kept = Checkpoint(pool.checkpoint, function)
    keys = [kept.key(task) for task in tasks]
    missing = [place for place, key in enumerate(keys) if not kept.holds(key)]

    def save(finished: Iterator[tuple[int, R]]) -> Iterator[tuple[int, R]]:
        for number, result in finished:
            kept.save(keys[missing[number]], result)
            yield number, result

    with closing(_spread(function, [tasks[place] for place in missing], pool)) as finished:
        fresh = _in_order(save(finished))
        new = set(missing)
        for place, key in enumerate(keys):
            yield next(fresh) if place in new else kept.load(key)


def _in_order[R](finished: Iterator[tuple[int, R]]) -> Iterator[R]:
    """Results by number, from those that come as they are finished."""
    early: dict[int, R] = {}
    turn = 0
    for number, result in finished:
        early[number] = result
        while turn in early:
            yield early.pop(turn)
            turn += 1


def _spread[R](
    function: Callable[..., R], tasks: Sequence[tuple[Any, ...]], pool: Pool
) -> Generator[tuple[int, R], None, None]:
    """Number and result of every task, as they are finished."""
    if pool.cluster is not None and tasks:
        from sim.execution.cluster import on_cluster

        return on_cluster(function, tasks, pool.cluster)
    if pool.workers > 1 and len(tasks) > 1:
        from sim.execution.processes import on_processes

        return on_processes(function, tasks, pool.workers)
    return ((number, function(*task)) for number, task in enumerate(tasks))
