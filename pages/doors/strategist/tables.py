"""The tables of a portfolio as cells, beside the scenario file or inside of it: shown, checked, saved."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import vmo
from pages.server.answers import Asked, RequestError, answer, asked_of
from pages.server.site import site_of
from workplace.files.drafts import draft
from workplace.files.folder import File, Folder
from workplace.files.grid import MOST, Edit, edited, records
from workplace.files.yaml_rows import rows_of, with_edits
from workplace.jobs.faults import Faults, faults_of, said, without_paths

SECTIONS = ("mmps", "projects")
_TABLE = re.compile(r"^(mmps|projects)\s*:\s*[\"']?([^\s\"'#]+\.csv)[\"']?\s*(?:#.*)?$", re.MULTILINE)
Name = Annotated[str, Field(max_length=200)]
Section = Literal["", "mmps", "projects"]


class Cell(Asked):
    """A cell with its new text."""

    line: int
    """Line of the file in which the row begins; inside of a scenario file the number of the row."""
    column: int
    text: Annotated[str, Field(max_length=2000)]


class Editing(Asked):
    """Cells of a table of a scenario."""

    scenario: Name
    table: Name
    """Name of the file, below the workspace."""
    section: Section = ""
    """List of a scenario file; empty for a table of its own."""
    version: str
    edits: Annotated[list[Cell], Field(max_length=20_000)]


def tables_of(folder: Folder, scenario: File) -> list[dict[str, str]]:
    """Tables of a scenario that can be edited on the page."""
    place = scenario.name.rpartition("/")[0]
    found = []
    for what, file in _TABLE.findall(scenario.text):
        name = f"{place}/{file}" if place else file
        if folder.version(name) is not None:
            found.append({"what": what, "name": name, "section": ""})
    known = {each["what"] for each in found}
    inside = [what for what in SECTIONS if what not in known and rows_of(scenario.text, what) is not None]
    return found + [{"what": what, "name": scenario.name, "section": what} for what in inside]


def table(request: Request) -> Response:
    """A table as cells; null is a cell that can be edited in the file only."""
    asked = request.query_params
    file = site_of(request).folder.read(asked.get("name", ""))
    section = asked.get("section", "")
    head, rows = _inside(file, section) if section else _beside(file)
    if len(rows) > MOST:
        raise RequestError(f"{file.name} has more than {MOST} rows; edit it in a spreadsheet", 422)
    told = {"name": file.name, "section": section, "version": file.version, "head": head, "rows": rows}
    return answer(request, told)


def _beside(file: File) -> tuple[list[str], list[dict[str, Any]]]:
    rows = records(text_of(file))
    head = list(rows[0].cells) if rows else []
    return head, [{"line": row.line, "cells": row.cells} for row in rows[1:] if any(row.cells)]


def _inside(file: File, section: str) -> tuple[list[str], list[dict[str, Any]]]:
    found = rows_of(text_of(file), section) if section in SECTIONS else None
    if found is None:
        raise RequestError(f"{file.name} holds no list called {section[:20]}", 404)
    return list(found.head), [{"line": at, "cells": cells} for at, cells in enumerate(found.cells, 1)]


async def check_table(request: Request) -> Response:
    """Faults that a scenario would have with some cells changed; nothing is written."""
    asked = await asked_of(request, Editing)
    _, faults = await run_in_threadpool(_checked, site_of(request).folder, asked)
    return answer(request, {"faults": faults})


async def save_table(request: Request) -> Response:
    """Write changed cells, unless the scenario would have faults or somebody else has changed the table."""
    asked, folder = await asked_of(request, Editing), site_of(request).folder
    content, faults = await run_in_threadpool(_checked, folder, asked)
    if faults:
        return answer(request, {"faults": faults}, 422)
    file = await run_in_threadpool(folder.write, asked.table, content, asked.version)
    return answer(request, {"version": file.version})


def _checked(folder: Folder, asked: Editing) -> tuple[bytes, Faults]:
    """The new content, and the faults of the scenario with it."""
    edits = [Edit(cell.line, cell.column, cell.text) for cell in asked.edits]
    file = folder.read(asked.table)
    text = text_of(file)
    try:
        new = with_edits(text, asked.section, edits) if asked.section else edited(text, edits)
    except ValueError as error:
        return b"", said(str(error), asked.table)
    faults = faults_with(folder, asked.scenario, {asked.table: new})
    return file.holding(new), [_at_row(fault, asked.section) for fault in faults]


def _at_row(fault: dict[str, Any], section: str) -> dict[str, Any]:
    """The fault with the row of the table it belongs to, as the page counts them; None for none of them."""
    path = fault["path"]
    inside = section and len(path) > 1 and path[0] == section and isinstance(path[1], int)
    return fault | {"row": path[1] + 1 if inside else None if section else fault["line"]}


def faults_with(folder: Folder, scenario: str, instead: dict[str, str]) -> Faults:
    """Faults that a scenario has with other contents of some of its files."""
    with draft(folder, scenario, instead) as path:
        found = vmo.check(str(path))
        places = (str(path.parent),)
    told: Faults = without_paths(faults_of(vmo.ScenarioError(found.faults)), places) if not found.valid else []
    return told


def text_of(file: File) -> str:
    """The text of a file that is UTF-8.

    Raises:
        RequestError: it is not.

    """
    try:
        return file.text
    except UnicodeDecodeError:
        raise RequestError(f"{file.name} is not UTF-8; save it as UTF-8 first", 422) from None
