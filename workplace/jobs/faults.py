"""Faults as plain data, and words without paths of this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.faults import ScenarioError

SHOWN = 100
"""Most faults that are told."""
Faults = list[dict[str, Any]]
"""``file``, ``line``, ``key``, ``message`` and ``path`` (keys and indices) of each."""


def faults_of(error: ScenarioError) -> Faults:
    """Every fault of an error; a great many are cut off."""
    return [
        {
            "file": fault.file,
            "line": fault.line,
            "key": fault.key,
            "path": list(fault.path),
            "message": fault.message,
        }
        for fault in error.faults[:SHOWN]
    ]


def said(message: str, name: str = "") -> Faults:
    """One fault in words."""
    return [{"file": name, "line": None, "key": "", "path": [], "message": message}]


def without_paths(data: Any, places: Sequence[str]) -> Any:  # noqa: ANN401 - any plain data
    """The same data with the names of these folders taken out of every text, keys included."""
    if isinstance(data, str):
        for place in places:
            data = data.replace(f"{place}{os.sep}", "").replace(place, ".")
        return data
    if isinstance(data, Mapping):
        return {without_paths(key, places): without_paths(value, places) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [without_paths(item, places) for item in data]
    return data
