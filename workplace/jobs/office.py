"""Who gives work to the process: a queue, one job at a time, cancelled ones dropped, a dead process replaced."""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from workplace.jobs.faults import said, without_paths
from workplace.jobs.job import Job
from workplace.jobs.worker import WARM, work

QUEUE = 20
"""Jobs that may wait."""
KEPT = 24
"""Jobs, ended or not, whose events and files can still be read."""
ALONE = 10.0
"""Seconds without anybody listening after which a job is cancelled: long enough to load a page again."""
PATIENCE = 20.0
"""Seconds after which a task that does not hear that it is cancelled is ended together with its process: longer
than a piece of work of a large portfolio on a busy machine, which is lost then."""


class BusyError(Exception):
    """Too many jobs wait already."""


class Jobs:
    """The jobs of one server. All methods are called by the thread of the event loop."""

    def __init__(self, places: Iterable[str] = (), warm: Iterable[str] = WARM) -> None:
        self._places = tuple(places)
        self._warm = tuple(warm)
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Start the process, so that it is ready when the first job comes."""
        self._loop = asyncio.get_running_loop()
        if not self._closed and self._process is None:
            self._start()

    def close(self) -> None:
        """End the process and every stream."""
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        for job in list(self._jobs.values()):
            self._later(job.end("cancelled", None))
        self._waiting.clear()
        self._stop_process()

    def submit(self, task: str, arguments: dict[str, Any], *, owner: str = "", lane: str = "") -> Job:
        """Put a job into the queue; it takes the place of the unfinished one of the same owner and lane.

        Args:
            task: ``module:function`` of a ``workplace.jobs.bench.Task``.
            arguments: plain data that is handed to it by name.
            owner: the tab.
            lane: what the tab shows in one place; a new answer there makes the old one stale.

        Raises:
            BusyError: too many wait.

        """
        if self._process is None:
            self.open()
        if lane:
            for job in list(self._jobs.values()):
                if not job.ended and (job.owner, job.lane) == (owner, lane):
                    self.cancel(job.number)
        if len(self._waiting) >= QUEUE:
            raise BusyError
        job = Job(secrets.token_urlsafe(12), task, arguments, owner, lane)
        self._jobs[job.number] = job
        for number in [n for n, each in self._jobs.items() if each.ended][: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[number]
        self._waiting.append(job)
        self._next()
        return job

    def find(self, number: str) -> Job | None:
        """The job of this number, while it is kept."""
        return self._jobs.get(number)

    def cancel(self, number: str) -> None:
        """Nobody wants the answer any more. What runs is asked to stop, and ended when it does not listen."""
        job = self._jobs.get(number)
        if job is None or job.ended:
            return
        if job is not self._running:
            if job in self._waiting:
                self._waiting.remove(job)
            self._later(job.end("cancelled", None))
            return
        self._send(("cancel", number))
        assert self._loop is not None
        self._call_later(PATIENCE, self._force, job)

    @contextmanager
    def followed(self, job: Job) -> Iterator[None]:
        """While somebody follows a job. When the last one has gone and does not come back, it is cancelled."""
        job.listeners += 1
        try:
            yield
        finally:
            job.listeners -= 1
            if not job.listeners and not job.ended and not self._closed and self._loop is not None:
                self._call_later(ALONE, self._leave, job)

    def _call_later(self, seconds: float, call: Callable[[Job], None], job: Job) -> None:
        assert self._loop is not None
        self._timers = {
            timer for timer in self._timers if timer.when() > self._loop.time() and not timer.cancelled()
        }
        self._timers.add(self._loop.call_later(seconds, call, job))

    def _leave(self, job: Job) -> None:
        if not job.listeners:
            self.cancel(job.number)

    def _force(self, job: Job) -> None:
        if self._running is job and not self._closed:
            self._later(job.end("cancelled", None))
            self._stop_process()
            self._lost()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._warm), name="vmo-worker")
        self._process.start()
        theirs.close()
        Thread(target=self._listen, args=(self._pipe,), daemon=True).start()

    def _stop_process(self) -> None:
        """End the process; its pipe is closed once the thread that listens there has heard of it."""
        process, self._process, self._pipe = self._process, None, None
        if process is not None:
            process.terminate()
            process.join()
            process.close()

    def _listen(self, pipe: Connection) -> None:
        """Hand on what the process says, last that it has ended; in a thread of its own, one for each process."""
        assert self._loop is not None
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                message = None
            try:
                self._loop.call_soon_threadsafe(self._hear, pipe, message)
            except RuntimeError:  # the loop is closed: the server has ended
                pipe.close()
                return
            if message is None:
                return

    def _hear(self, pipe: Connection, message: tuple[Any, ...] | None) -> None:
        if message is None:
            pipe.close()  # nobody else may: the number of a closed pipe is given to the next one, and read there
        if pipe is not self._pipe or self._closed:
            return
        if message is None:
            self._stop_process()
            self._lost()
            return
        kind, number, *rest = message
        job = self._jobs.get(number)
        if job is None:
            return
        if kind == "event":
            self._later(job.tell(rest[0], without_paths(rest[1], self._places)))
        elif kind == "file":
            job.attach(rest[0])
        else:
            self._later(job.end(rest[0], without_paths(rest[1], self._places)))
            self._running = None
            self._next()

    def _lost(self) -> None:
        """The process has gone: its job has failed, the next one gets a new process."""
        job, self._running = self._running, None
        if job is not None:
            words = "the process that did this work has ended; ask again"
            self._later(job.end("failed", said(words)))
        if not self._closed:
            self._start()
            self._next()

    def _next(self) -> None:
        if self._running is not None or not self._waiting:
            return
        self._running = self._waiting.popleft()
        self._running.state = "running"
        self._send(("run", self._running.number, self._running.task, self._running.arguments))

    def _send(self, message: tuple[object, ...]) -> None:
        try:
            if self._pipe is not None:
                self._pipe.send(message)
        except OSError:
            return  # the process has gone; whoever listens hears it too

    def _later(self, coroutine: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def process(self) -> int | None:
        """Number of the process that works; None when there is none."""
        return None if self._process is None else self._process.pid

    def on_loop(self, call: Callable[[], None]) -> None:
        """Have the thread of the event loop call something: for other threads."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(call)
