"""Tasks on processes of this machine: joblib with loky."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Sequence
from typing import Any

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError

from sim.execution.pool import PoolError

PATIENCE = 3
"""Times in a row that a process may die before anything is finished."""
LOOK = 1.0
"""Seconds between two looks of a worker process at whether the process that started it is still there."""


def on_processes[R](
    function: Callable[..., R], tasks: Sequence[tuple[Any, ...]], workers: int
) -> Generator[tuple[int, R], None, None]:
    """Number and result of every task, as they are finished.

    Twice as many tasks as processes are on their way at a time. When a process dies, new ones do what is left.

    Raises:
        PoolError: processes die again and again.

    """
    left = dict(enumerate(tasks))
    deaths = 0
    while left:
        pool = Parallel(
            # One process would be this one, which must not die.
            n_jobs=max(2, min(workers, len(left))),
            return_as="generator_unordered",
            pre_dispatch="2*n_jobs",
            batch_size=1,
            max_nbytes=None,
            initializer=settle,
        )
        results = pool(delayed(_numbered)(number, function, task) for number, task in list(left.items()))
        try:
            for number, result in results:
                del left[number]
                deaths = 0
                if not left:
                    next(results, None)  # let it end by itself: a pool that is left early has its processes killed
                yield number, result
        except TerminatedWorkerError:
            deaths += 1
            if deaths == PATIENCE:
                raise PoolError(
                    f"worker processes died {PATIENCE} times in a row, perhaps for lack of memory; "
                    "try fewer processes, for example --workers 1"
                ) from None
        finally:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that work is left undone is known to whoever stops early
                results.close()


def _numbered[R](number: int, function: Callable[..., R], task: tuple[Any, ...]) -> tuple[int, R]:
    return number, function(*task)


def settle() -> None:
    """Prepare a worker process: an interrupt is the business of the process that started it, and so is its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name == "posix":
        threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()


def _leave_with(parent: int) -> None:
    """End this process when the one that started it is gone without a word."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)
