"""Results as bytes that are data and nothing else: reading them back runs no code that is in them."""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Collection
from dataclasses import fields, is_dataclass
from tokenize import TokenError
from typing import Any

import numpy as np

from sim.execution.conformity import whole
from sim.execution.identity import name_of

_DAMAGE = (
    *(LookupError, TypeError, AttributeError, ImportError, RecursionError, EOFError, MemoryError, OverflowError),
    *(SyntaxError, TokenError),  # of the heads of arrays
)
HOUSE = ("scenarios", "sim", "optimiser", "coupling", "report", "workshop", "commands")
"""Packages whose dataclasses may be read back."""


def encode(value: object) -> bytes:
    """A result as bytes: a line of JSON, then its arrays in NumPy's format, one after the other.

    Known are: None, truth values, numbers, text, bytes, ranges, tuples, lists, dicts, NumPy arrays and scalars, and
    dataclasses of modules. Every number is kept to the bit.

    Raises:
        TypeError: a value of another kind.

    """
    arrays = io.BytesIO()
    tree = _encoded(value, arrays)
    return json.dumps(tree, separators=(",", ":")).encode() + b"\n" + arrays.getvalue()


def _encoded(value: Any, arrays: io.BytesIO) -> Any:  # noqa: ANN401 - any result
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, np.ndarray | np.generic):
        if type(value) is not np.ndarray and not isinstance(value, np.generic):
            raise TypeError(f"a {type(value).__qualname__} cannot be kept")
        if value.dtype.hasobject:
            raise TypeError("an array of Python objects cannot be kept")
        np.lib.format.write_array(arrays, np.asarray(value), allow_pickle=False)
        return {"array": isinstance(value, np.generic)}
    if type(value) in (tuple, list):
        return {type(value).__name__: [_encoded(item, arrays) for item in value]}
    if type(value) is dict:
        return {"dict": [[_encoded(key, arrays), _encoded(item, arrays)] for key, item in value.items()]}
    if type(value) is range:
        return {"range": [value.start, value.stop, value.step]}
    if type(value) is bytes:
        return {"bytes": value.hex()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _encoded(getattr(value, field.name), arrays) for field in fields(value)}
        return {"class": name_of(type(value)), "fields": parts}
    raise TypeError(f"a {type(value).__qualname__} cannot be kept")


def decode(data: bytes, modules: Collection[str] = ()) -> Any:  # noqa: ANN401 - any result
    """The result that was encoded.

    Args:
        data: from ``encode``.
        modules: modules outside the packages of ``HOUSE`` whose dataclasses may be read.

    Raises:
        ValueError: the bytes are not from ``encode``, or name what may not be read.

    """
    line, _, rest = data.partition(b"\n")
    arrays = io.BytesIO(rest)
    try:
        value = _decoded(json.loads(line), arrays, modules)
    except _DAMAGE as error:
        raise ValueError(f"not the bytes of a result: {error}") from None
    if arrays.read(1):
        raise ValueError("not the bytes of a result: more arrays than it names")
    return value


def _decoded(tree: Any, arrays: io.BytesIO, modules: Collection[str]) -> Any:  # noqa: ANN401 - any result
    if not isinstance(tree, dict):
        return tree
    match tree:
        case {"array": scalar}:
            array = np.lib.format.read_array(arrays, allow_pickle=False)
            return array[()] if scalar else array
        case {"tuple": items}:
            return tuple(_decoded(item, arrays, modules) for item in items)
        case {"list": items}:
            return [_decoded(item, arrays, modules) for item in items]
        case {"dict": pairs}:
            return {_decoded(key, arrays, modules): _decoded(item, arrays, modules) for key, item in pairs}
        case {"range": [start, stop, step]}:
            return range(start, stop, step)
        case {"bytes": text}:
            return bytes.fromhex(text)
        case {"class": name, "fields": parts}:
            found = _class(name, modules)
            value = found.__new__(found)
            for field in fields(found):
                object.__setattr__(value, field.name, _decoded(parts[field.name], arrays, modules))
            if not whole(value):
                raise ValueError(f"not the bytes of a result: {name} with fields of other types")
            return value
    raise ValueError("not the bytes of a result")


def _class(name: str, modules: Collection[str]) -> Any:  # noqa: ANN401 - any dataclass
    """A dataclass by name; nothing is imported that does not belong to the house."""
    module, _, path = name.partition(":")
    if module.partition(".")[0] not in HOUSE and module not in modules:
        raise ValueError(f"not the bytes of a result: {module} is no module of vmo-lab")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    if not (isinstance(found, type) and is_dataclass(found)):
        raise ValueError(f"not the bytes of a result: {name} is no dataclass")
    return found
