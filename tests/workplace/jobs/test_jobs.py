"""Jobs: a queue, one at a time, stale ones dropped, and a process that may die."""

import asyncio
from contextlib import asynccontextmanager
from multiprocessing import get_context
from threading import Event
from time import process_time
from types import SimpleNamespace

import pytest

from tests.loops import complete
from workplace.jobs import office
from workplace.jobs.office import BusyError, Jobs

HERE = "tests.workplace.jobs.tasks"


@asynccontextmanager
async def working(**given):
    jobs = Jobs(warm=(), **given)
    jobs.open()
    try:
        yield jobs
    finally:
        jobs.close()


async def ending(job):
    """(state, data) of its end, and the names of what it told before."""
    told = [(name, data) async for _, name, data in (event async for event in job.events() if event)]
    return told[-1], [name for name, _ in told[:-1]]


def test_a_job_tells_and_returns_and_the_next_finds_what_was_kept():
    """Events come in their order, the result comes last, the shelf lives from job to job."""

    async def run():
        async with working() as jobs:
            first = jobs.submit(f"{HERE}:doubled", {"number": 3})
            second = jobs.submit(f"{HERE}:doubled", {"number": 4})
            assert await ending(first) == (("finished", {"twice": 6, "before": None}), ["half"])
            assert await ending(second) == (("finished", {"twice": 8, "before": 3}), ["half"])
            late = [event async for event in first.events(after=1)]
            assert late == [(2, "finished", {"twice": 6, "before": None})]

    complete(run())


def test_a_new_job_of_the_same_place_drops_the_old_ones():
    """What a tab asked before is stopped, whether it runs or waits; other tabs are left alone."""

    async def run():
        async with working() as jobs:
            runs = jobs.submit(f"{HERE}:waits", {}, owner="a", lane="x")
            await anext(runs.events())
            waits = jobs.submit(f"{HERE}:waits", {}, owner="b", lane="x")
            also = jobs.submit(f"{HERE}:doubled", {"number": 1}, owner="b", lane="y")
            newest = jobs.submit(f"{HERE}:doubled", {"number": 2}, owner="b", lane="x")
            assert (await ending(waits))[0] == ("cancelled", None)
            jobs.cancel(runs.number)
            assert (await ending(runs))[0] == ("cancelled", None)
            assert (await ending(also))[0][0] == "finished"
            assert (await ending(newest))[0][1]["twice"] == 4

    complete(run())


def test_the_server_has_its_processor_for_answers():
    """The work is done by the other process: what is left to the server is to hand on what that tells."""

    async def run():
        async with working() as jobs:
            await ending(jobs.submit(f"{HERE}:doubled", {"number": 1}))  # the process is there
            begin = process_time()
            (_, data), names = await ending(jobs.submit(f"{HERE}:burns", {"seconds": 0.4}))
            assert names[0] == "used"
            assert process_time() - begin < data["seconds"] / 2

    complete(run())


def test_a_process_that_dies_is_replaced():
    """Its job fails in words, the next one runs."""

    async def run():
        async with working() as jobs:
            dead = jobs.submit(f"{HERE}:dies", {})
            after = jobs.submit(f"{HERE}:doubled", {"number": 5})
            (state, faults), _ = await ending(dead)
            assert state == "failed"
            assert "ask again" in faults[0]["message"]
            assert (await ending(after))[0][1]["twice"] == 10

    complete(run())


def test_a_task_that_does_not_listen_is_ended(monkeypatch):
    """With its process, and the next one runs in a new one."""
    monkeypatch.setattr(office, "PATIENCE", 0.01)

    async def run():
        async with working() as jobs:
            job = jobs.submit(f"{HERE}:deaf", {})
            await anext(job.events())
            before = jobs.process
            jobs.cancel(job.number)
            assert (await ending(job))[0] == ("cancelled", None)
            assert (await ending(jobs.submit(f"{HERE}:doubled", {"number": 1})))[0][0] == "finished"
            assert jobs.process != before

    complete(run())


def test_faults_come_in_words_and_without_places_of_the_machine(tmp_path, capfd):
    """Faults of a scenario keep file, key and message; those of the program are told in the terminal alone."""
    (tmp_path / "bad.yaml").write_text("mmps: 3\nnonsense: 1\n")

    async def run():
        async with working(places=(str(tmp_path),)) as jobs:
            bad = jobs.submit(f"{HERE}:fails", {"scenario": str(tmp_path / "bad.yaml")})
            (state, faults), _ = await ending(bad)
            assert state == "failed"
            assert {fault["file"] for fault in faults} == {"bad.yaml"}
            (state, faults), _ = await ending(jobs.submit(f"{HERE}:breaks", {}))
            assert state == "failed"
            assert "terminal" in faults[0]["message"]

    complete(run())
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_the_queue_and_what_is_kept_are_bounded():
    """More than may wait is refused, and old jobs are forgotten."""

    async def run():
        async with working() as jobs:
            first = jobs.submit(f"{HERE}:waits", {})
            for _ in range(office.QUEUE):
                jobs.submit(f"{HERE}:doubled", {"number": 1})
            with pytest.raises(BusyError):
                jobs.submit(f"{HERE}:doubled", {"number": 1})
            jobs.cancel(first.number)
            await ending(first)
            for number in range(office.KEPT):
                job = jobs.submit(f"{HERE}:doubled", {"number": number})
                await ending(job)
            assert jobs.find(first.number) is None
            assert jobs.find(job.number) is job

    complete(run())


def test_closing_ends_streams_and_the_process():
    """Nobody waits for ever when the server ends."""

    async def run():
        async with working() as jobs:
            job = jobs.submit(f"{HERE}:waits", {})
            await anext(job.events())
            jobs.close()
            assert (await ending(job))[0] == ("cancelled", None)
            assert jobs.process is None

    complete(run())


def test_a_job_that_nobody_follows_any_more_is_cancelled(monkeypatch):
    """A page that is loaded again finds its job; one that was closed leaves none behind."""
    monkeypatch.setattr(office, "ALONE", 0.01)

    async def run():
        async with working() as jobs:
            job = jobs.submit(f"{HERE}:waits", {})
            with jobs.followed(job):
                await anext(job.events())
                with jobs.followed(job):
                    pass
                assert not job.ended
            assert (await ending(job))[0] == ("cancelled", None)

    complete(run())


def test_a_pipe_is_closed_only_after_its_listener_has_gone(monkeypatch):
    """The number of a closed pipe is given to the pipe of the next process: who still read it would read there."""
    real, gate, closed = get_context("spawn"), Event(), []

    class Watched:
        """The end of a pipe; who has begun to listen at it stays until the gate is open."""

        def __init__(self, pipe):
            self.pipe = pipe
            self.listening = False
            self.send = pipe.send

        def recv(self):
            self.listening = True
            try:
                return self.pipe.recv()
            except (EOFError, OSError):
                gate.wait(60)
                raise
            finally:
                self.listening = False

        def close(self):
            closed.append(self.listening)
            self.pipe.close()

    def pipe():
        ours, theirs = real.Pipe()
        return Watched(ours), theirs

    watched = SimpleNamespace(Pipe=pipe, Process=real.Process)
    monkeypatch.setattr(office, "multiprocessing", SimpleNamespace(get_context=lambda _: watched))
    monkeypatch.setattr(office, "PATIENCE", 0.01)

    async def run():
        async with working() as jobs:
            job = jobs.submit(f"{HERE}:deaf", {})
            await anext(job.events())
            jobs.cancel(job.number)
            assert (await ending(job))[0] == ("cancelled", None)
            assert (await ending(jobs.submit(f"{HERE}:doubled", {"number": 1})))[0][0] == "finished"
            assert closed == []
            gate.set()
            while not closed:
                await asyncio.sleep(0)
            assert closed == [False]

    complete(run())
