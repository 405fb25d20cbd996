"""Ctrl-C and being told to end: finished worlds are shown, one line says what happened, the code says why."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line is what is tested
from commands.shared import interrupts
from commands.shared.interrupts import handled, stopping

NUMBERS = {name: getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


@pytest.fixture(autouse=True)
def _listening():
    """Whoever starts tests in the background has signals ignored; here they are what they are in a terminal."""
    usual = dict.fromkeys(NUMBERS.values(), signal.SIG_DFL) | {signal.SIGINT: signal.default_int_handler}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def struck(number, times=1):
    """A progress that is asked to end at the first sign of progress, ``times`` times in a row."""

    def advance(_done, _total):
        for _ in range(times - 1):
            try:
                signal.raise_signal(number)
            except KeyboardInterrupt:
                continue
        signal.raise_signal(number)
        if times > 1:
            raise KeyboardInterrupt

    @contextmanager
    def progress(_what):
        yield advance

    return progress


@pytest.mark.parametrize(("name", "times"), [("SIGINT", 1), ("SIGINT", 2), ("SIGTERM", 1), ("SIGHUP", 1)])
def test_finished_worlds_are_shown(monkeypatch, name, times):
    """After any signal, and after a second one at once, the finished worlds are the answer: 130, 143 or 129."""
    number = NUMBERS.get(name, signal.SIGINT)
    monkeypatch.setattr("commands.shared.studies.progress", struck(number, times))
    done = CliRunner().invoke(app, ["compare", "tiny", "-n", "60", "--workers", "1"])
    assert done.exit_code == 128 + number
    assert "Interrupted: these are the" in done.stdout
    assert done.stderr == ""


def test_the_handlers_of_before_come_back():
    """Whatever happened inside, others that take signals in this process get theirs."""
    before = [signal.getsignal(number) for number in NUMBERS.values()]
    with handled():
        assert signal.getsignal(signal.SIGINT) is not before[0]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert [signal.getsignal(number) for number in NUMBERS.values()] == before


def test_a_search_looks_at_an_event():
    """The first signal of a search sets it; a second one at once is a slip of the finger."""
    with handled(), stopping() as stop:
        assert not stop.is_set()
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()


def test_a_later_signal_ends_at_once(monkeypatch):
    """Whoever asks again means it."""
    ended = []
    monkeypatch.setattr(interrupts, "AGAIN", 0.0)
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(os, "write", lambda stream, text: ended.append((stream, text)))
    with handled(), stopping():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert ended == [(2, b"Interrupted again: ended at once.\n"), 130]


@pytest.mark.skipif(os.name != "posix", reason="signals of this system end processes in another way")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_while_the_program_loads(name):
    """One line and no traceback, from the first moment of the script."""
    script = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import vmo_script\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'cli': signal.raise_signal(signal.{name})\n"
        "sys.meta_path.insert(0, Slow())\n"
        "vmo_script.run()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, text=True)
    assert done.returncode == 128 + NUMBERS[name]
    assert done.stderr == "Interrupted before anything was finished; nothing was written.\n"
