"""Signs that nobody sees: they hide what a text says, or steer whatever shows it."""

import re

_CODES = [*range(0x20), *range(0x7F, 0xA0), *range(0x200E, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
"""Controls, and signs that break lines or turn the direction of writing (Unicode 16, chapter 23)."""
_SHOWN = {code: f"<{code:04X}>" for code in _CODES if chr(code) not in "\n\t"}
_GONE = dict.fromkeys(_SHOWN)
_UNSEEN = re.compile(f"[{''.join(f'\\u{code:04x}' for code in _SHOWN)}]")


def inert(text: str) -> str:
    r"""The text with its invisible signs shown by their numbers, so that none of them reaches a terminal.

    >>> inert("a\x1b[31mb"), inert("one\n")
    ('a<001B>[31mb', 'one\n')
    """
    return text.translate(_SHOWN)


def stripped(text: str) -> str:
    r"""The text without its invisible signs: as wide as before.

    >>> stripped("a\x1b[31mb")
    'a[31mb'
    """
    return text.translate(_GONE)


def seen(text: str) -> str:
    """The text, of which every sign can be seen; lines and tabs are.

    Raises:
        ValueError: one cannot; says which one.

    """
    found = _UNSEEN.search(text)
    if found:
        before = f"after {found.start()} others" if found.start() else "at its beginning"
        raise ValueError(f"holds a sign that nobody sees, U+{ord(found[0]):04X} {before}; take it out")
    return text
