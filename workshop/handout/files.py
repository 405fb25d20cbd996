"""The files of a demonstration: figures, facilitator sheet, numbers."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from report.shared.csv_file import csv_text
from report.shared.page_layout import rendered
from scenarios.files import atomic_write
from workshop.handout.drawing import draw_picture
from workshop.handout.sheet import sheet
from workshop.handout.text import show_json
from workshop.parts.numbers import COLUMNS, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from workshop.parts.demonstration import Demonstration, Setting
    from workshop.parts.numbers import Findings


def write_all(show: Demonstration, found: Findings, setting: Setting, folder: Path) -> list[Path]:
    """Write figures (PNG and SVG), ``sheet.md``, ``numbers.csv`` and ``numbers.json``; each whole or not at all.

    Raises:
        OSError: a file cannot be written.

    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str | bytes] = {}
    for picture in show.pictures:
        figure = draw_picture(show, picture, found, setting)
        for ending in ("png", "svg"):
            contents[f"{picture.name}.{ending}"] = rendered(figure, ending)
    contents["numbers.csv"] = csv_text(COLUMNS, rows_of(found))
    document = _finite(show_json(show, found, setting))
    contents["numbers.json"] = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    contents["sheet.md"] = sheet(show, found, setting)
    for name, content in contents.items():
        atomic_write(folder / name, content)
    return [folder / name for name in contents]


def _finite(value: Any) -> Any:  # noqa: ANN401 - any document
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
