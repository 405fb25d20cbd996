"""A portfolio on the page: its funding models as columns; copied, and added to."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import vmo
from pages.doors.strategist.tables import Name, faults_with, tables_of
from pages.server.answers import Asked, RequestError, answer, asked_of
from pages.server.site import site_of
from workplace.files.contents import scenario_file, scenario_path
from workplace.files.folder import unwritable


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
            "tables": [] if held is None else tables_of(folder, held),
            "summary": {"mmps": len(scenario.mmps), "streams": len(scenario.value_streams)},
        },
    )


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
    faults = await run_in_threadpool(faults_with, folder, asked.scenario, {file: text})
    if faults:
        return answer(request, {"faults": faults}, 422)
    written = await run_in_threadpool(folder.write, file, held.holding(text), asked.version)
    command = (
        f"vmo compare {asked.scenario} --models {','.join(filter(None, (asked.against, asked.name)))}"
        if asked.section == "funding_models"
        else f"vmo packs {asked.scenario} --only {asked.name}"
    )
    return answer(request, {"version": written.version, "commands": [command]})
