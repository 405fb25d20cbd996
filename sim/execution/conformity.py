"""Whether a value is what a type says, as far as the type says it: what came out of a file may be anything."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

import numpy as np

_LISTS = (list, Sequence, Collection)
_NUMBERS: dict[object, tuple[type, ...]] = {float: (float, int, np.floating, np.integer), int: (int, np.integer)}
"""What may stand for a number; a truth value does not."""


@cache
def hints_of(thing: Callable[..., Any]) -> dict[str, Any]:
    """Types of a dataclass's fields, or of what a function takes and returns; none where they cannot be told."""
    try:
        return get_type_hints(thing)
    except (NameError, TypeError, AttributeError):
        return {}


def conforms(value: object, hint: object) -> bool:
    """Whether a value is of a type. Types that say nothing that can be looked at hold for everything."""
    origin, parts = get_origin(hint), get_args(hint)
    if isinstance(origin, TypeAliasType):  # the arrays of newer NumPy
        return conforms(value, origin.__value__[parts])
    if origin in (Union, types.UnionType):
        return any(conforms(value, part) for part in parts)
    if origin is Literal:
        return value in parts
    if hint is None or hint is types.NoneType:
        return value is None
    if hint in _NUMBERS:
        return isinstance(value, _NUMBERS[hint]) and not isinstance(value, bool)
    if origin is np.ndarray:
        return isinstance(value, np.ndarray) and _of_kind(value, parts)
    if origin is tuple:
        return isinstance(value, tuple) and _tuple(value, parts)
    if origin in _LISTS:
        return isinstance(value, list | tuple) and all(conforms(item, parts[0]) for item in value)
    if origin in (dict, Mapping):
        return isinstance(value, dict) and all(
            conforms(key, parts[0]) and conforms(item, parts[1]) for key, item in value.items()
        )
    if is_dataclass(hint) and isinstance(hint, type):
        return isinstance(value, hint) and whole(value)
    return isinstance(value, hint) if hint in (str, bool, bytes, np.ndarray) else True


def whole(value: Any) -> bool:  # noqa: ANN401 - any dataclass
    """Whether every field of a dataclass is what its type says."""
    kind: Any = type(value)
    hints = hints_of(kind)
    return all(conforms(getattr(value, field.name), hints.get(field.name, Any)) for field in fields(value))


def _tuple(value: tuple[Any, ...], parts: tuple[Any, ...]) -> bool:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return all(conforms(item, parts[0]) for item in value)
    return not parts or (len(value) == len(parts) and all(map(conforms, value, parts)))


def _of_kind(array: np.ndarray, parts: tuple[Any, ...]) -> bool:
    """Whether the numbers of an array are of the type that is named."""
    kinds = get_args(parts[-1]) if parts else ()
    kind = kinds[0] if kinds else None
    return not isinstance(kind, type) or np.issubdtype(array.dtype, kind)
