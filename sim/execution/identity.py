"""What makes two pieces of work the same: equal arguments, and the same program on the same libraries."""

from __future__ import annotations

import hashlib
import importlib
import pickle
import platform
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
from pydantic import BaseModel

PACKAGES = ("scenarios", "sim", "optimiser", "coupling", "workshop")
"""Packages that results depend on."""
LIBRARIES = ("vmo-lab", "numpy", "scipy", "simpy", "pulp", "highspy")
"""Their versions may show in the last digit of a result."""


@dataclass(frozen=True, eq=False)
class Packed[T]:
    """An argument that many tasks share: pickled once, and as bytes, which every way of running passes on as it is.

    In a checkpoint it counts as the value itself. Equal values may have different bytes.
    """

    data: bytes

    @classmethod
    def of(cls, value: T) -> Packed[T]:
        """Pack a value."""
        return cls(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def unpack(self) -> T:
        """A new copy of the value."""
        value: T = pickle.loads(self.data)
        return value

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint of the value."""
        return fingerprint(self.unpack())


def fingerprint(value: object) -> str:
    """SHA-256 of a value, the same in every process, in hex.

    Known are: numbers, text, bytes, paths, enumerations, ranges, tuples, lists, mappings (their order counts),
    sets, NumPy arrays and scalars, pydantic models, dataclasses, functions and classes of modules, ``Packed``.

    Raises:
        TypeError: a value of another kind, or pickled bytes, which differ between runs; ``Packed`` values do not.

    """
    digest = hashlib.sha256()
    _add(value, digest)
    return digest.hexdigest()


def _add(value: Any, digest: hashlib._Hash) -> None:  # noqa: ANN401 - any argument
    """Feed a value: its kind, the number of its parts, its parts."""
    leaf = _leaf(value)
    if leaf is not None:
        digest.update(f"{len(leaf[1])} {leaf[0]} ".encode() + leaf[1])
        return
    parts = _inside(value)
    digest.update(f"{len(parts)} {name_of(type(value))} ".encode())
    for part in parts:
        _add(part, digest)


def _leaf(value: Any) -> tuple[str, bytes] | None:  # noqa: ANN401 - any argument
    """Kind and content of a value without parts."""
    if isinstance(value, Enum):
        return name_of(type(value)), value.name.encode()
    if value is None or isinstance(value, bool | int | float | complex | range):
        return "number", repr(value).encode()
    if isinstance(value, str | PurePath):
        return "text" if isinstance(value, str) else "path", str(value).encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        if value[:1] == b"\x80" and value[-1:] == b".":
            raise TypeError("pickled bytes differ from run to run; hand over the object, or Packed.of(object)")
        return "bytes", value
    if isinstance(value, Packed):
        return "packed", value.fingerprint.encode()
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.hasobject:
            raise TypeError("an array of Python objects cannot be identified")
        return f"array {array.dtype} {array.shape}", array.tobytes()
    if isinstance(value, FunctionType | BuiltinFunctionType | type):
        return "name", name_of(value).encode()
    return None


def _inside(value: Any) -> list[Any]:  # noqa: ANN401 - any argument
    """Parts of a value."""
    if isinstance(value, tuple | list):
        return list(value)
    if isinstance(value, Mapping):
        return [part for pair in value.items() for part in pair]
    if isinstance(value, AbstractSet):
        return sorted(fingerprint(item) for item in value)
    if isinstance(value, BaseModel):
        return [part for name in type(value).model_fields for part in (name, getattr(value, name))]
    if is_dataclass(value):
        return [part for field in fields(value) for part in (field.name, getattr(value, field.name))]
    raise TypeError(f"a {type(value).__qualname__} cannot be identified")


def name_of(thing: Any) -> str:  # noqa: ANN401 - a function or a class
    """Module and name of a function or class.

    Raises:
        TypeError: it is not found under that name, such as a lambda.

    """
    if "<" in thing.__qualname__:
        raise TypeError(f"{thing.__qualname__} has no name of its own in a module")
    return f"{thing.__module__}:{thing.__qualname__}"


@cache
def program() -> dict[str, str]:
    """Versions of the program and of what it computes with, and SHA-256 of its source."""
    found = {"python": ".".join(platform.python_version_tuple()[:2]), "machine": platform.machine()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "none"
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*")):
            if file.suffix in {".py", ".yaml"}:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found | {"source": digest.hexdigest()}


def source_of(function: Any) -> str:  # noqa: ANN401 - any function
    """SHA-256 of the module of a function, in hex."""
    file = importlib.import_module(function.__module__).__file__
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else ""
