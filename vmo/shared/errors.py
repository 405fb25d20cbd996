"""What goes wrong, in words: one family of errors for everything a caller can get wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from scenarios.faults import Fault, ScenarioError


@dataclass(frozen=True, order=True)
class Problem(Fault):
    """One wrong argument: its name in ``file``, none where the arguments do not fit each other.

    Other arguments are named in backticks.
    """

    def __str__(self) -> str:
        if not self.file:
            return self.message
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


class VmoError(ScenarioError):
    """A question that cannot be asked like this, or has no answer; carries every fault found, with its remedy.

    It is a ``ScenarioError``, which is what a faulty scenario raises: whoever catches that has caught both.
    """

    code: ClassVar[int] = 2
    """Exit code of a command that ends like this."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(faults)
        self.args = ("\n".join(str(fault) for fault in self.faults),)


class NoAnswerError(VmoError):
    """The question is fine, but there is no answer to it."""

    code = 1


class CancelledError(VmoError):
    """The work was cancelled before anything was finished."""

    code = 130


def wrong(argument: str, *messages: str) -> VmoError:
    """The error of one argument, with one message or several."""
    return VmoError(Problem((), message, file=argument) for message in messages)


def reason(error: ScenarioError) -> str:
    """The first fault of a scenario without its file: for an answer that goes on without what failed."""
    return str(error.faults[0]).partition(": ")[2]


@contextmanager
def blaming(argument: str) -> Iterator[None]:
    """What is said to be wrong inside of the block (``ValueError``) is wrong about this argument.

    Raises:
        VmoError: something is.
        ScenarioError: the scenario is at fault; left as it is.

    """
    try:
        yield
    except ScenarioError:
        raise
    except ValueError as error:
        raise wrong(argument, str(error)) from None
