"""Where independent pieces of work run: this process, a pool of processes, a cluster.

Results come in the order of the tasks, so they are the same for any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Pool:
    """Where tasks run."""

    workers: int = 1
    """Processes on this machine."""
    cluster: str | None = None
    """Address of a Dask scheduler, such as tcp://127.0.0.1:8786; takes the place of the processes."""
    checkpoint: Path | None = None
    """Folder that keeps finished tasks, so that a run that was killed goes on where it was."""


def run_tasks[R](
    function: Callable[..., R], tasks: Sequence[tuple[Any, ...]], pool: Pool | None = None
) -> Iterator[R]:
    """Call ``function(*task)`` for every task and yield the results in the order of the tasks.

    Args:
        function: a function of a module (workers import it by name); equal arguments must give equal results.
        tasks: positional arguments; with more than one process they are pickled.
        pool: where to run; default: here, one after the other.

    """
    pool = pool or Pool()
    if pool.workers <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield function(*task)
        return
    from joblib import Parallel, delayed

    parallel = Parallel(
        n_jobs=min(pool.workers, len(tasks)), return_as="generator", pre_dispatch="2*n_jobs", batch_size=1
    )
    yield from parallel(delayed(function)(*task) for task in tasks)
