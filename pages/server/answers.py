"""What comes in and what goes out: JSON documents read into models, answers, errors in words without paths."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import AsyncIterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

import vmo
from pages.server.guard import TooLargeError, media_type, too_large
from pages.server.site import site_of
from scenarios.faults import ScenarioError
from workplace.files.folder import WorkspaceError, unwritable
from workplace.jobs.faults import faults_of, said, without_paths
from workplace.jobs.job import Job
from workplace.jobs.office import BusyError


class Asked(BaseModel):
    """What a page sends: every key known, nothing read in two ways."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RequestError(Exception):
    """A request that cannot be answered, in words."""

    def __init__(self, message: str, status: int = 400) -> None:
        self.status = status
        super().__init__(message)


async def asked_of[T: Asked](request: Request, model: type[T]) -> T:
    """The JSON document of a request.

    Raises:
        RequestError: it is none, or not of this shape.

    """
    if media_type(request) != "application/json":
        raise RequestError("send JSON (application/json)", 415)
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        words = [f"{'.'.join(map(str, e['loc'])) or 'document'}: {e['msg']}" for e in error.errors()[:5]]
        raise RequestError("; ".join(words)) from None


def answer(request: Request, data: object, status: int = 200) -> Response:
    """Plain data as JSON, without paths of this machine. NaN becomes null; NumPy is understood."""
    document = json.loads(vmo.json_text(data))
    return JSONResponse(without_paths(document, places(request)), status)


def places(request: Request) -> tuple[str, ...]:
    """Folders whose names nobody needs to see."""
    return (str(site_of(request).folder.root),)


def events(request: Request, job: Job, after: int = 0) -> Response:
    """What a job tells, as server-sent events; a page that comes back goes on behind what it has seen."""

    async def lines() -> AsyncIterator[str]:
        with site_of(request).jobs.followed(job):
            async for event in job.events(after):
                if event is None:
                    yield ": still here\n\n"
                    continue
                at, name, data = event
                yield f"id: {at}\nevent: {name}\ndata: {json.dumps(json.loads(vmo.json_text(data)))}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


async def on_workspace(request: Request, error: Exception) -> Response:
    """A file that cannot be read or written."""
    assert isinstance(error, WorkspaceError)
    return answer(request, {"faults": said(error.message, error.name)}, error.status)


async def on_scenario(request: Request, error: Exception) -> Response:
    """A scenario or an argument at fault."""
    assert isinstance(error, ScenarioError)
    return answer(request, {"faults": faults_of(error)}, 422)


async def on_request(request: Request, error: Exception) -> Response:
    """A request that makes no sense."""
    assert isinstance(error, RequestError)
    return answer(request, {"faults": said(str(error))}, error.status)


async def on_too_large(_request: Request, _error: Exception) -> Response:
    """More was sent than is taken, whatever its length was said to be."""
    return too_large()


async def on_busy(request: Request, _error: Exception) -> Response:
    """Too much work at once."""
    return answer(request, {"faults": said("too much waits already; let something finish first")}, 429)


async def on_http(request: Request, error: Exception) -> Response:
    """An address that is not there."""
    assert isinstance(error, HTTPException)
    return answer(request, {"faults": said("there is no such page")}, error.status_code)


async def on_system(request: Request, error: Exception) -> Response:
    """A file that cannot be read or written, below the workspace's own reading and writing."""
    assert isinstance(error, OSError)
    told = unwritable("", error)
    return answer(request, {"faults": said(f"a file {told.message}")}, told.status)


async def on_anything(request: Request, error: Exception) -> Response:
    """What nobody thought of: told in the terminal, not in the browser."""
    traceback.print_exception(error, file=sys.stderr)
    message = "something unexpected went wrong; the terminal in which vmo open runs shows what"
    return answer(request, {"faults": said(message)}, 500)


HANDLERS: dict[Any, Any] = {
    WorkspaceError: on_workspace,
    ScenarioError: on_scenario,
    RequestError: on_request,
    BusyError: on_busy,
    TooLargeError: on_too_large,
    HTTPException: on_http,
    OSError: on_system,
}
"""Errors and how each is answered."""
