"""Examples in the help of a command: each on lines of its own, broken where a shell may be told so."""

from __future__ import annotations

import re

WIDEST = 76
"""Letters of a line, two of them for its indentation; a terminal has 80."""
_KEEP = "\b\n"
"""Tells click to leave a paragraph as it is."""
_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


def whole_examples(words: str) -> str:
    """The help with lists and commands kept line by line, long commands broken with a backslash."""
    return "\n\n".join(_KEEP + _broken(part) if _stands(part) else part for part in words.split("\n\n"))


def _stands(paragraph: str) -> bool:
    """Whether the lines of a paragraph are no text that runs on: a list, or commands."""
    lines = paragraph.strip("\n").splitlines()
    if paragraph.startswith(_KEEP) or not lines:
        return False
    return all(line.startswith("  ") for line in lines) or any(line.startswith("  vmo ") for line in lines)


def _broken(paragraph: str) -> str:
    lines: list[str] = []
    for line in paragraph.strip("\n").splitlines():
        while len(line) > WIDEST:
            end = _last_word_that_fits(line)
            if end is None:
                break
            lines.append(f"{line[:end].rstrip()} \\")
            line = f"      {line[end:].lstrip()}"
        lines.append(line)
    return "\n".join(lines)


def _last_word_that_fits(line: str) -> int | None:
    """Where to break a line: after a word, never within quotes, and never between an option and its value."""
    start = len(line) - len(line.lstrip())
    words = [(found.start(), found.group()) for found in _WORD.finditer(line)]
    fitting = [
        at
        for number, (at, _) in enumerate(words)
        if number and start < at <= WIDEST - 2 and not words[number - 1][1].startswith("-")
    ]
    return fitting[-1] if fitting else None
