"""Documents for machines, and folders for files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vmo.shared.errors import wrong


def json_text(document: object) -> str:
    """A document as JSON. NumPy numbers and arrays are understood, NaN and infinity become null."""
    return json.dumps(_plain(document), indent=2, allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any document
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return _plain(value.tolist()) if hasattr(value, "tolist") else value


def writable(folder: Path, argument: str = "out") -> None:
    """Refuse a folder in which nothing can be written: before the work is done, not after it.

    Raises:
        VmoError: it is a file, or nothing may be written there.

    """
    there = next((place for place in (folder, *folder.absolute().parents) if place.exists()), folder)
    if not there.is_dir():
        raise wrong(argument, f"{there} is a file; name a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise wrong(argument, f"nothing may be written to {there}; name another folder")
