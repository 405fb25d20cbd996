"""Independent pieces of work, run where they should run; finished ones are kept.

Results come in the order of the tasks, so they are the same for any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, Literal

import numpy as np

from sim.arrays import Floats
from sim.execution.checkpoint import Checkpoint
from sim.execution.pool import Pool


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
    kept = Checkpoint(pool.checkpoint, function)
    keys = [kept.key(task) for task in tasks]
    missing = [place for place, key in enumerate(keys) if not kept.holds(key, tasks[place])]

    def save(finished: Iterator[tuple[int, R]]) -> Iterator[tuple[int, R]]:
        for number, result in finished:
            kept.save(keys[missing[number]], result)
            yield number, result

    with closing(_spread(function, [tasks[place] for place in missing], pool)) as finished:
        fresh = _in_order(save(finished))
        new = set(missing)
        for place, key in enumerate(keys):
            yield next(fresh) if place in new else kept.load(key, tasks[place])


def run_until_interrupted[R](
    function: Callable[..., R],
    tasks: Sequence[tuple[Any, ...]],
    pool: Pool | None = None,
    progress: Callable[[Sequence[R]], None] | None = None,
) -> tuple[list[R], Literal["replications", "interrupted"]]:
    """What ``run_tasks`` yields, up to an interrupt, and why it ended.

    Args:
        function: as in ``run_tasks``.
        tasks: as in ``run_tasks``.
        pool: where to run.
        progress: called with all results so far whenever another one is there.

    Raises:
        KeyboardInterrupt: interrupted before the first result.

    """
    done: list[R] = []
    try:
        for result in run_tasks(function, tasks, pool):
            done.append(result)
            if progress is not None:
                progress(done)
    except KeyboardInterrupt:
        if not done:
            raise
        return done, "interrupted"
    return done, "replications"


def run_worlds(
    function: Callable[..., Floats],
    tasks: Sequence[tuple[Any, ...]],
    pool: Pool | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Floats, Literal["replications", "interrupted"]]:
    """Worlds of all tasks one after the other, up to an interrupt, and why it ended.

    Args:
        function: as in ``run_tasks``; gives an array whose first axis is worlds.
        tasks: as in ``run_tasks``.
        pool: where to run.
        progress: called with the number of finished worlds.

    Raises:
        KeyboardInterrupt: interrupted before the first result.

    """

    def advance(parts: Sequence[Floats]) -> None:
        if progress is not None:
            progress(sum(map(len, parts)))

    done, ended = run_until_interrupted(function, tasks, pool, advance)
    return np.concatenate(done), ended


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
        from sim.execution.cluster import on_cluster  # joblib is loaded by those who need it

        return on_cluster(function, tasks, pool.cluster)
    if pool.workers > 1 and len(tasks) > 1:
        from sim.execution.processes import on_processes

        return on_processes(function, tasks, pool.workers)
    return ((number, function(*task)) for number, task in enumerate(tasks))
