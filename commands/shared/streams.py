"""What goes to the terminal: any encoding carries it, and nothing in it steers the terminal."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from scenarios.signs import inert

PLAIN = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{BULLET}": "*",
    "\N{MIDDLE DOT}": ".",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{ALMOST EQUAL TO}": "~",
    "\N{EURO SIGN}": "EUR",
    "\N{POUND SIGN}": "GBP",
    "\N{CHECK MARK}": "v",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{THIN SPACE}": " ",
}
"""Signs of ASCII that stand for others where an encoding has no place for these."""
STREAM = "standard output"
"""Name of the stream in errors."""
HANDLER = "vmo-plain"
"""Name under which Python knows ``plain_signs``."""


def plain_signs(error: UnicodeError) -> tuple[str, int]:
    """Signs of ASCII for those an encoding does not have: the like of them, letters without accents, or ``?``."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_plain(sign) for sign in error.object[error.start : error.end]), error.end


def _plain(sign: str) -> str:
    if sign in PLAIN:
        return PLAIN[sign]
    bare = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    if bare:
        return bare
    return "" if unicodedata.combining(sign) else "?"


codecs.register_error(HANDLER, plain_signs)


def prepare() -> None:
    """Make standard output and standard error such that every text can be written to them.

    A stream that whoever started the program has closed leads nowhere from now on, so that no file that is opened
    later is taken for it.
    """
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            mode = "r" if number == 0 else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    _keep_for_the_answer()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


class _Answer(io.TextIOWrapper):
    """Standard output that says its name when it takes no more, whoever writes to it."""

    def write(self, text: str) -> int:
        with writing():
            return super().write(text)

    def flush(self) -> None:
        with writing():
            super().flush()


def _keep_for_the_answer() -> None:
    """Give standard output to the answer alone: what a library writes on the descriptor goes to standard error."""
    stream = sys.stdout
    try:
        if not isinstance(stream, io.TextIOWrapper) or stream.fileno() != 1:
            return
        stream.flush()
        kept = os.dup(1)
    except OSError:  # it is none, or takes nothing
        return
    os.dup2(2, 1)
    raw = io.BufferedWriter(io.FileIO(kept, "w"))
    sys.stdout = _Answer(raw, encoding=stream.encoding, line_buffering=stream.line_buffering)
    setattr(sys, "__stdout__", sys.stdout)  # noqa: B010 - what asks for the width of the terminal


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write a text to standard output or standard error."""
    stream: TextIO = sys.stderr if err else sys.stdout
    with writing():
        stream.write(inert(f"{text}\n" if nl else text))
        stream.flush()


@contextmanager
def writing() -> Iterator[None]:
    """What fails inside of the block is said of standard output.

    Raises:
        OSError: it does, with the stream in place of a file name.

    """
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, STREAM) from None
