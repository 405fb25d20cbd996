"""Whether a value is what a type says, as far as the type says it: what came out of a file may be anything."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Collection, Mapping, Sequence, Sized
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import signature
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

import numpy as np

from sim.arrays import Shape

_LISTS = (list, Sequence, Collection)
_NUMBERS: dict[object, tuple[type, ...]] = {float: (float, int, np.floating, np.integer), int: (int, np.integer)}
"""What may stand for a number; a truth value does not."""


@cache
def hints_of(thing: Callable[..., Any]) -> dict[str, Any]:
    """Types of a dataclass's fields, or of what a function takes and returns; without those that cannot be told.

    Types that a module knows for its type checker alone cannot.
    """
    try:
        return get_type_hints(thing, include_extras=True)
    except (NameError, TypeError, AttributeError):
        known = vars(sys.modules[thing.__module__])
        return {name: hint for name, words in thing.__annotations__.items() for hint in _told(words, known)}


def _told(words: object, known: dict[str, Any]) -> list[Any]:
    """What an annotation stands for, if that can be told."""
    try:
        one = types.SimpleNamespace(__annotations__={"it": words})
        return [get_type_hints(one, known, include_extras=True)["it"]]
    except (NameError, TypeError, AttributeError):
        return []


def lengths_of(function: Callable[..., Any], arguments: Sequence[object]) -> dict[str, int]:
    """How long the arguments of a function are, by name; those without a length are left out."""
    try:
        given = signature(function).bind(*arguments).arguments
    except TypeError:
        return {}
    return {name: len(value) for name, value in given.items() if isinstance(value, Sized)}


def conforms(value: object, hint: object, lengths: dict[str, int] | None = None) -> bool:
    """Whether a value is of a type. Types that say nothing that can be looked at hold for everything.

    Args:
        value: anything.
        hint: a type; arrays may name their axes (``sim.arrays.Shape``).
        lengths: of axes by name, as far as they are known; those of the value are added.

    """
    lengths = {} if lengths is None else lengths
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shapes = [part for part in parts[1:] if isinstance(part, Shape)]
        return conforms(value, parts[0], lengths) and all(
            isinstance(value, np.ndarray) and one.fits(value.shape, lengths) for one in shapes
        )
    if isinstance(origin, TypeAliasType):  # the arrays of newer NumPy
        return conforms(value, origin.__value__[parts], lengths)
    if origin in (Union, types.UnionType):
        return any(conforms(value, part, lengths) for part in parts)
    if origin is Literal:
        return value in parts
    if hint is None or hint is types.NoneType:
        return value is None
    if hint in _NUMBERS:
        return isinstance(value, _NUMBERS[hint]) and not isinstance(value, bool)
    if origin is np.ndarray:
        return isinstance(value, np.ndarray) and _of_kind(value, parts)
    if origin is tuple:
        return isinstance(value, tuple) and _tuple(value, parts, lengths)
    if origin in _LISTS:
        return isinstance(value, list | tuple) and all(conforms(item, parts[0], lengths) for item in value)
    if origin in (dict, Mapping):
        return isinstance(value, dict) and all(
            conforms(key, parts[0]) and conforms(item, parts[1], lengths) for key, item in value.items()
        )
    if is_dataclass(hint) and isinstance(hint, type):
        return isinstance(value, hint) and whole(value, lengths)
    return isinstance(value, hint) if hint in (str, bool, bytes, np.ndarray) else True


def whole(value: Any, around: Mapping[str, int] | None = None) -> bool:  # noqa: ANN401 - any dataclass
    """Whether every field of a dataclass is what its type says; ``around`` are lengths of axes known already."""
    kind: Any = type(value)
    hints, lengths = hints_of(kind), dict(around or {})
    return all(conforms(getattr(value, field.name), hints.get(field.name, Any), lengths) for field in fields(value))


def _tuple(value: tuple[Any, ...], parts: tuple[Any, ...], lengths: dict[str, int]) -> bool:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return all(conforms(item, parts[0], lengths) for item in value)
    return not parts or (
        len(value) == len(parts)
        and all(conforms(item, part, lengths) for item, part in zip(value, parts, strict=True))
    )


def _of_kind(array: np.ndarray, parts: tuple[Any, ...]) -> bool:
    """Whether the numbers of an array are of the type that is named."""
    kinds = get_args(parts[-1]) if parts else ()
    kind = kinds[0] if kinds else None
    return not isinstance(kind, type) or np.issubdtype(array.dtype, kind)
