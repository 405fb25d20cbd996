"""How work is run: on which processes, watched by whom, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TypedDict

from scenarios.faults import ScenarioError
from sim.execution.pool import Pool, PoolError, taken_up
from vmo.shared.errors import CancelledError, Problem, wrong

SMALL = 200
"""Simulations that one process finishes while others would still be starting."""

Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do, which may grow on the way."""
Cancel = Event | Callable[[], bool]
"""Asked between two pieces of work whether to stop: an event that is set, or a function that returns True."""


class Watching(TypedDict, total=False):
    """Who watches, and who may stop the work. Neither has an influence on results."""

    progress: Progress | None
    """Called with what is done and what there is to do, after every piece of work."""
    cancel: Cancel | None
    """Stop when it is set (or returns True): what is finished comes back, with ``ended`` = ``interrupted``."""


class Running(Watching, total=False):
    """How a study is run. None of it has an influence on results."""

    workers: int | None
    """Processes on this machine; default: all cores, or one where the work is small."""
    cluster: str | None
    """Address of a Dask scheduler, such as tcp://127.0.0.1:8786; in place of ``workers``."""
    checkpoint: str | Path | None
    """Folder that keeps finished work: the same call goes on where it was stopped."""


@dataclass(frozen=True)
class Work:
    """``Running``, in one piece."""

    workers: int | None = None
    cluster: str | None = None
    checkpoint: str | Path | None = None
    progress: Progress | None = None
    cancel: Cancel | None = None

    def pool(self, *, small: bool = False) -> Pool:
        """Where the work runs; ``small`` says that starting processes would take longer than the work.

        Raises:
            VmoError: the arguments exclude each other, or are none.

        """
        kept = None if self.checkpoint is None else Path(self.checkpoint)
        if self.cluster is not None:
            if self.workers is not None:
                raise wrong(
                    "workers",
                    "not with `cluster`, which runs the work on the workers of the cluster; leave out one",
                )
            if not self.cluster.strip():
                raise wrong("cluster", "give the address of a Dask scheduler, for example tcp://127.0.0.1:8786")
            return Pool(cluster=self.cluster.strip(), checkpoint=kept)
        if self.workers is not None and self.workers < 1:
            raise wrong("workers", f"{self.workers} processes do nothing; give at least 1")
        if self.workers is not None or small:
            return Pool(self.workers or 1, checkpoint=kept)
        from joblib import cpu_count  # half a second that nobody waits for who runs nothing

        return Pool(cpu_count(), checkpoint=kept)

    @property
    def cancelled(self) -> bool:
        """Whether somebody wants the work to stop."""
        if self.cancel is None:
            return False
        return self.cancel.is_set() if isinstance(self.cancel, Event) else bool(self.cancel())

    def tell(self, done: int, total: int) -> None:
        """Tell who watches."""
        if self.progress is not None:
            self.progress(done, total)

    def watch(self, done: int, total: int) -> None:
        """Tell who watches, and stop when asked to: studies keep what is finished then."""
        self.tell(done, total)
        if self.cancelled:
            raise KeyboardInterrupt

    def counter(self, total: int) -> Callable[[int], None]:
        """The same for studies that know only what is done."""
        return lambda done: self.watch(done, total)

    @contextmanager
    def attended(self) -> Iterator[None]:
        """Do not begin what is cancelled already, and say so when nothing was finished.

        Raises:
            CancelledError: cancelled before anything was finished.
            KeyboardInterrupt: the same by Ctrl-C.

        """
        if self.cancelled:
            raise _nothing()
        try:
            with distrusting(self.checkpoint):
                yield
        except KeyboardInterrupt:
            if self.cancelled:
                raise _nothing() from None
            raise


@contextmanager
def distrusting(checkpoint: str | Path | None) -> Iterator[None]:
    """What fails inside of the block is put down to results that were taken out of a folder, where there are any.

    Types of what is read are checked, but not everything that a study makes of it.

    Raises:
        PoolError: something fails, with what to do.

    """
    try:
        yield
    except ScenarioError:
        raise
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        if checkpoint is None or not taken_up(Path(checkpoint)):
            raise
        said = "finished tasks in it do not hold what this program writes; name a new folder"
        raise PoolError(f"--checkpoint: {checkpoint}: {said}") from error


class Flag(Event):
    """An event that is set as soon as somebody cancels: what the solver looks at."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work

    def is_set(self) -> bool:
        """Whether to stop."""
        return super().is_set() or self.work.cancelled


def _nothing() -> CancelledError:
    return CancelledError([Problem((), "Interrupted before anything was finished; nothing was written.")])
