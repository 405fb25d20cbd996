"""Routes that every door uses: the start page, files of the workspace, jobs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.server.answers import Asked, RequestError, answer, asked_of, events
from pages.server.rendering import page
from pages.server.site import site_of
from workplace.files.contents import entries, shipped


class Written(Asked):
    """A file to write."""

    name: str
    content: str
    version: str | None = None
    """Of the file that was read; None for a new one."""


def start(request: Request) -> Response:
    """The three doors, and what there is to open."""
    folder = site_of(request).folder
    return page(request, "shared/start.html", entries=entries(folder), shipped=shipped())


def contents(request: Request) -> Response:
    """Scenarios and tables of the workspace and those that ship."""
    return answer(request, [vars(entry) for entry in (*entries(site_of(request).folder), *shipped())])


def read_file(request: Request) -> Response:
    """The text and the version of a file of the workspace."""
    file = site_of(request).folder.read(request.query_params.get("name", ""))
    try:
        return answer(request, {"name": file.name, "content": file.text, "version": file.version})
    except UnicodeDecodeError:
        raise RequestError(f"{file.name} is not UTF-8 text") from None


def file_version(request: Request) -> Response:
    """The version of a file now: whether it was changed outside."""
    name = request.query_params.get("name", "")
    return answer(request, {"name": name, "version": site_of(request).folder.version(name)})


async def write_file(request: Request) -> Response:
    """Write a file of the workspace, unless somebody else has changed it since it was read."""
    asked = await asked_of(request, Written)
    file = site_of(request).folder.write(asked.name, asked.content, asked.version)
    return answer(request, {"name": file.name, "version": file.version})


async def job_events(request: Request) -> Response:
    """What a job tells, as server-sent events."""
    job = site_of(request).jobs.find(request.path_params["number"])
    if job is None:
        raise RequestError("this work is not kept any more; ask again", 404)
    seen = request.headers.get("last-event-id", "0")
    return events(request, job, int(seen[:9]) if seen.isdecimal() else 0)


async def job_cancel(request: Request) -> Response:
    """Nobody wants the answer of a job any more; what is finished of it may still come."""
    await asked_of(request, Asked)
    site_of(request).jobs.cancel(request.path_params["number"])
    return answer(request, {})


async def job_file(request: Request) -> Response:
    """A file that a job made: shown, or downloaded with ``?download``."""
    job = site_of(request).jobs.find(request.path_params["number"])
    file = None if job is None else job.files.get(request.path_params["name"])
    if file is None:
        raise RequestError("this file is not kept any more; ask again", 404)
    headers = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
    if "download" in request.query_params:
        headers["content-disposition"] = f'attachment; filename="{file.name}"'
    return Response(file.content, media_type=file.media_type, headers=headers)


ROUTES = [
    Route("/", start),
    Route("/api/contents", contents),
    Route("/api/file", read_file),
    Route("/api/file", write_file, methods=["PUT"]),
    Route("/api/file/version", file_version),
    Route("/api/jobs/{number}/events", job_events),
    Route("/api/jobs/{number}/cancel", job_cancel, methods=["POST"]),
    Route("/api/jobs/{number}/files/{name}", job_file),
]
"""Below the top."""
