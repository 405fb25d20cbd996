"""Numbers that can be read in two ways."""

import re

UNSURE = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
"""Three digits after one separator: thousands in one country, thousandths in another."""


def two_readings(text: str) -> str | None:
    """What is wrong with three digits after one separator, with both readings; None for any other text."""
    if not UNSURE.fullmatch(text):
        return None
    plain = re.sub(r"[.,]", "", text).removeprefix("+")
    small = f"{int(plain) / 1000:.12g}"
    exact = f"{text}0" if "." in text else small
    return f'"{text}" can mean {plain} or {small}; write {plain}, or {exact}'
