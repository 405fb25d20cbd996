"""Plain scalars by their YAML 1.2 core type."""

import re


def scalar(text: str, kind: str) -> object:
    """A plain scalar; true and false stay words, so that they never become 1 and 0."""
    try:
        if kind == "null":
            return None
        if kind == "int":
            return _integer(text.replace("_", ""))
        if kind == "float":
            return float(re.sub(r"^([-+]?)\.(inf|nan)$", r"\1\2", text.replace("_", "").lower()))
    except ValueError:
        return text
    return text.lower() if kind == "bool" else text


def _integer(text: str) -> int | float:
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if digits.lower().startswith(prefix):
            return sign * int(digits[2:], base)
    return sign * int(digits) if len(digits) < 400 else sign * float("inf")
