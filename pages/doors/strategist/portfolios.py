"""A portfolio on the page: its funding models as columns, its tables as cells, edited and saved."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import vmo
from pages.server.answers import Asked, RequestError, answer, asked_of
from pages.server.site import site_of
from workplace.files.contents import scenario_file, scenario_path
from workplace.files.drafts import draft
from workplace.files.folder import File, Folder, unwritable
from workplace.files.grid import MOST, Edit, edited, records
from workplace.jobs.faults import faults_of, said, without_paths

_TABLE = re.compile(r"^(mmps|projects)\s*:\s*[\"']?([^\s\"'#]+\.csv)[\"']?\s*(?:#.*)?$", re.MULTILINE)
Name = Annotated[str, Field(max_length=200)]


class Cell(Asked):
    """A cell with its new text."""

    line: int
    column: int
    text: Annotated[str, Field(max_length=2000)]


class Editing(Asked):
    """Cells of a table of a scenario."""

    scenario: Name
    table: Name
    """Name of the file, below the workspace."""
    version: str
    edits: Annotated[list[Cell], Field(max_length=20_000)]


class Copying(Asked):
    """A shipped scenario to make one's own."""

    scenario: Name
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}$")]


class Adding(Asked):
    """A funding model or a pack to add to a scenario."""

    scenario: Name
    section: Annotated[str, Field(pattern="^(funding_models|packs)$")]
    name: Name
    entry: dict[str, float | int | str | bool | None]
    version: str
    against: Name = ""
    """Funding model that the command shown compares it with."""


def portfolio(request: Request) -> Response:
    """A scenario at a glance: funding models with mechanisms, tables, the file it stands in."""
    folder, name = site_of(request).folder, request.query_params.get("scenario", "")
    file = scenario_file(folder, name)
    scenario = vmo.load(scenario_path(folder, name))
    if not scenario.mmps:
        raise RequestError(f"{name} has no MMPs to fund; it belongs to the flow laboratory", 422)
    held = None if file is None else folder.read(file)
    found = vmo.mechanisms(scenario)
    models = [
        {
            "id": key,
            "name": model.name or key,
            "base": model.base,
            "overlay": model.overlay,
            "plain": model.transition is None and not model.streams,
        }
        for key, model in scenario.funding_models.items()
    ]
    return answer(
        request,
        {
            "name": name,
            "title": scenario.title,
            "question": scenario.question,
            "currency": scenario.currency,
            "own": file is not None,
            "file": file,
            "version": None if held is None else held.version,
            "models": models,
            "mechanisms": found.document(),
            "tables": [] if held is None else _tables(folder, held),
            "summary": {"mmps": len(scenario.mmps), "streams": len(scenario.value_streams)},
        },
    )


def _tables(folder: Folder, scenario: File) -> list[dict[str, str]]:
    """Tables that a scenario names and that can be edited on the page."""
    place = scenario.name.rpartition("/")[0]
    found = []
    for what, file in _TABLE.findall(scenario.text):
        name = f"{place}/{file}" if place else file
        if folder.version(name) is not None:
            found.append({"what": what, "name": name})
    return found


def table(request: Request) -> Response:
    """A table as cells."""
    file = site_of(request).folder.read(request.query_params.get("name", ""))
    rows = records(_text(file))
    if len(rows) > MOST:
        raise RequestError(f"{file.name} has more than {MOST} rows; edit it in a spreadsheet", 422)
    head = rows[0].cells if rows else ()
    cells = [{"line": row.line, "cells": row.cells} for row in rows[1:] if any(row.cells)]
    return answer(request, {"name": file.name, "version": file.version, "head": head, "rows": cells})


async def check_table(request: Request) -> Response:
    """Faults that a scenario would have with some cells changed; nothing is written."""
    asked = await asked_of(request, Editing)
    _, faults = await run_in_threadpool(_checked, site_of(request).folder, asked)
    return answer(request, {"faults": faults})


async def save_table(request: Request) -> Response:
    """Write changed cells, unless the scenario would have faults or somebody else has changed the table."""
    asked, folder = await asked_of(request, Editing), site_of(request).folder
    text, faults = await run_in_threadpool(_checked, folder, asked)
    if faults:
        return answer(request, {"faults": faults}, 422)
    file = await run_in_threadpool(folder.write, asked.table, text, asked.version)
    return answer(request, {"version": file.version})


def _checked(folder: Folder, asked: Editing) -> tuple[str, list[dict[str, Any]]]:
    """The new text, and the faults of the scenario with it."""
    edits = [Edit(cell.line, cell.column, cell.text) for cell in asked.edits]
    try:
        text = edited(_text(folder.read(asked.table)), edits)
    except ValueError as error:
        return "", said(str(error), asked.table)
    return text, _faults(folder, asked.scenario, {asked.table: text})


def _faults(folder: Folder, scenario: str, instead: dict[str, str]) -> list[dict[str, Any]]:
    with draft(folder, scenario, instead) as path:
        found = vmo.check(str(path))
        places = (str(path.parent),)
    return [] if found.valid else without_paths(faults_of(vmo.ScenarioError(found.faults)), places)


async def copy(request: Request) -> Response:
    """Copy a shipped scenario into a new folder of the workspace."""
    asked, folder = await asked_of(request, Copying), site_of(request).folder
    target = folder.inside(asked.name)
    if target.exists():
        raise RequestError(f"{asked.name} is there already; choose another name", 409)
    try:
        await run_in_threadpool(vmo.new, target, asked.scenario)
    except OSError as error:
        raise unwritable(asked.name, error) from None
    command = f"vmo new {asked.name} --from {asked.scenario}"
    return answer(request, {"scenario": asked.name, "commands": [command]})


async def add(request: Request) -> Response:
    """Add a funding model or a pack to a scenario file; every other byte of it stays as it is."""
    asked, folder = await asked_of(request, Adding), site_of(request).folder
    file = scenario_file(folder, asked.scenario)
    if file is None:
        raise RequestError(f"{asked.scenario} ships with the program; save it as your own first", 422)
    held = folder.read(file)
    section: Any = asked.section
    text = vmo.amended(held.text, section, asked.name, asked.entry, shown=file)
    faults = await run_in_threadpool(_faults, folder, asked.scenario, {file: text})
    if faults:
        return answer(request, {"faults": faults}, 422)
    written = await run_in_threadpool(folder.write, file, text, asked.version)
    command = (
        f"vmo compare {asked.scenario} --models {','.join(filter(None, (asked.against, asked.name)))}"
        if asked.section == "funding_models"
        else f"vmo packs {asked.scenario} --only {asked.name}"
    )
    return answer(request, {"version": written.version, "commands": [command]})


def _text(file: File) -> str:
    try:
        return file.text
    except UnicodeDecodeError:
        raise RequestError(f"{file.name} is not UTF-8; save it as UTF-8 first", 422) from None
