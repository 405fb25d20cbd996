"""The process that does the work, one task after the other. It ends when the server does, however that ends."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterable
from importlib import import_module
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from scenarios.faults import ScenarioError
from vmo.shared.errors import CancelledError
from workplace.jobs.bench import Attachment, Bench, Shelf
from workplace.jobs.faults import faults_of

WARM = ("vmo.strategist.comparison", "scenarios.quantities.presets:funding_presets", "matplotlib.figure")
"""What nearly every task needs, the most needed first: modules that are loaded and functions that are called while
nobody waits, and left as soon as somebody does."""


def work(pipe: Connection, warm: Iterable[str] = WARM) -> None:
    """Do what comes through the pipe until it is closed: ``("run", id, task, arguments)``, ``("cancel", id)``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the server, which then closes the pipe
    inbox: SimpleQueue[tuple[str, str, dict[str, Any]]] = SimpleQueue()
    stops: dict[str, Event] = {}
    lock = Lock()

    def listen() -> None:
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                os._exit(0)  # the server has gone: nobody wants anything any more
            with lock:
                if message[0] == "cancel":
                    if message[1] in stops:
                        stops[message[1]].set()
                else:
                    stops[message[1]] = Event()
                    inbox.put(message[1:])

    Thread(target=listen, daemon=True).start()
    for each in warm:
        if inbox.empty():
            _prepare(each)
    shelf = Shelf()
    while True:
        number, task, arguments = inbox.get()
        _run(pipe, number, task, arguments, stops[number], shelf)
        with lock:
            del stops[number]


def _prepare(named: str) -> None:
    module, _, function = named.partition(":")
    loaded = import_module(module)
    if function:
        getattr(loaded, function)()


def _run(pipe: Connection, number: str, task: str, arguments: dict[str, Any], stop: Event, shelf: Shelf) -> None:
    def tell(name: str, data: object) -> None:
        if not stop.is_set():
            pipe.send(("event", number, name, data))

    def attach(attachment: Attachment) -> None:
        pipe.send(("file", number, attachment))

    if stop.is_set():
        pipe.send(("end", number, "cancelled", None))
        return
    module, _, name = task.partition(":")
    try:
        found = getattr(import_module(module), name)(Bench(tell, attach, stop, shelf), **arguments)
    except CancelledError:
        pipe.send(("end", number, "cancelled", None))
    except ScenarioError as error:
        pipe.send(("end", number, "failed", faults_of(error)))
    except OSError as error:
        said = f"{error.filename or ''}: {(error.strerror or str(error)).lower()}".lstrip(": ")
        pipe.send(("end", number, "failed", [{"file": "", "line": None, "key": "", "message": said}]))
    except Exception:  # noqa: BLE001 - whatever goes wrong in a task, the next one shall run
        traceback.print_exc(file=sys.stderr)
        said = "something unexpected went wrong; the terminal in which the program runs shows what"
        pipe.send(("end", number, "failed", [{"file": "", "line": None, "key": "", "message": said}]))
    else:
        pipe.send(("end", number, "finished", found))
