"""Calendar quarters such as 2027-Q3 as numbers of quarters, where a scenario says when its first one starts."""

import re
from typing import Any

from pydantic import ValidationError

from scenarios.calendar import NAME, Calendar
from scenarios.checks import shape
from scenarios.faults import Path
from scenarios.reading.document import Document

UNIT = "quarter, 1-based"
"""Unit of a field that holds the number of a quarter."""
WORD = re.compile(rf"\b{NAME.pattern}\b")


def number_quarters(annotation: Any, data: Any, document: Document) -> Any:  # noqa: ANN401 - any part of a scenario
    """Prepared data with every calendar quarter as the number of that quarter.

    Numbers stay as they are. A quarter that cannot be told, or lies before the first one, is a fault.
    """
    calendar = data.get("calendar") if isinstance(data, dict) else None
    try:
        known = Calendar.model_validate(calendar) if isinstance(calendar, dict) else Calendar()
    except ValidationError:
        known = Calendar()  # its faults are told where it stands
    return _numbered(annotation, data, (), known, document)


def _numbered(annotation: Any, data: Any, path: Path, calendar: Calendar, document: Document) -> Any:  # noqa: ANN401
    if annotation is None:
        return data
    if isinstance(data, list):
        inner = shape.element(annotation)
        return [_numbered(inner, item, (*path, i), calendar, document) for i, item in enumerate(data)]
    if isinstance(data, dict):
        return {
            key: _numbered(shape.child(annotation, data, key), value, (*path, key), calendar, document)
            for key, value in data.items()
        }
    if not isinstance(data, str):
        return data
    if shape.unit(annotation) == UNIT and NAME.fullmatch(data.strip()):
        return _number(data, path, calendar, document)
    if path and path[-1] == "urgency":  # a short form with a quarter in it
        return WORD.sub(lambda found: str(_number(found[0], path, calendar, document)), data)
    return data


def _number(name: str, path: Path, calendar: Calendar, document: Document) -> int | str:
    try:
        number = calendar.quarter_number(name)
    except ValueError as error:
        document.blame(path, str(error))
        return name
    if number < 1:
        document.blame(path, f"{name} is before {calendar.quarter_name(1)}, the first quarter (calendar.starts)")
        return name
    return number
