"""How far the work is, for people at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A clock on stderr when that is a terminal, a bar as soon as it is known what there is to do; else nothing.

    Call what is yielded with what is done and what there is to do, which may grow on the way.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from report.shared.console import PlainConsole

    console = PlainConsole(stderr=True)
    plain = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    counted = (*plain[:2], BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*plain, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.columns = counted
            bar.update(task, completed=done, total=total)

        yield advance
