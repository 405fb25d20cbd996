"""Addresses of the coach's door."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import vmo
from pages.doors.coach.room import Room, code_picture
from pages.doors.coach.subjects import Named, place_of, subject_at
from pages.server.answers import Asked, RequestError, answer, asked_of, places
from pages.server.door import Door
from pages.server.rendering import page
from pages.server.site import site_of
from scenarios.faults import ScenarioError
from workplace.files.contents import entries, shipped
from workplace.files.folder import Folder, WorkspaceError
from workplace.jobs.faults import Faults, faults_of, said, without_paths

TYPES = {".css": "text/css", ".js": "text/javascript"}


Seed = Annotated[int, Field(ge=1, le=999_999_999)]
Deeds = Annotated[list[dict[str, str | int | float | None]], Field(max_length=40, default_factory=list)]
Count = Annotated[int, Field(ge=0, le=9999)]


class Pair(Asked):
    """Boards to run."""

    subject: Named
    positions: Annotated[list[int], Field(min_length=1, max_length=2)]
    seed: Seed
    deeds: Deeds
    """What is done to the last board."""


class Years(Asked):
    """Many years to run."""

    subject: Named
    tab: Annotated[str, Field(max_length=40)]
    wanted: Annotated[list[tuple[int, Annotated[int, Field(ge=1, le=1000)]]], Field(min_length=1, max_length=60)]
    """(position, how many)"""


class Vote(Asked):
    """What a room has voted."""

    state: Literal["locked", "revealed"]
    typed: Annotated[list[Count], Field(min_length=5, max_length=5)]
    phones: Annotated[list[Count], Field(min_length=5, max_length=5)]
    asked: Annotated[str, Field(max_length=400)]
    """Which boards and which year the guesses were about."""
    truth: Annotated[int, Field(ge=0, le=4)] | None
    """Which choice is true of them; None = none is."""


class Saving(Asked):
    """A session to be made a file."""

    subject: Named
    left: int
    right: int
    """Positions of the boards."""
    seed: Seed
    deeds: Deeds
    """What was done to the right board."""
    vote: Vote | None = None


class About(Asked):
    """A question about a subject."""

    subject: Named


class Polling(Asked):
    """The vote of the phones, opened or locked."""

    subject: Named
    state: Literal["open", "locked"]
    question: Annotated[str, Field(max_length=200)]


def home(request: Request) -> Response:
    """What can be shown to a room."""
    from vmo.coach.live import shows  # figures take longer to load than a page: not before somebody comes here

    listed = shows()
    names = {show["name"] for show in listed}
    others = [entry for entry in shipped() if entry.name not in names]
    return page(request, "coach/home.html", shows=listed, entries=entries(site_of(request).folder), shipped=others)


async def board(request: Request) -> Response:
    """Two boards: a page of 1280 x 720; what cannot be shown is said on a page, too."""
    asked = {key: request.query_params[key] for key in ("what", "vary", "models") if key in request.query_params}
    if not asked.get("what"):
        return _not_shown(request, said("name what is to be shown"), 404)
    named = Named(**asked)
    try:
        document = await run_in_threadpool(_session, site_of(request).folder, named)
    except WorkspaceError as error:
        return _not_shown(request, said(error.message, error.name), error.status)
    except ScenarioError as error:
        return _not_shown(request, faults_of(error), 422)
    room = _room(request)
    shown = {"address": room.address, "picture": "/coach/code.svg"} if room is not None else None
    extra = {"service": "/coach/api", "key": named.model_dump(), "command": named.command, "room": shown}
    return page(request, "coach/board.html", session=vmo.json_text(document | extra), title=document["title"])


def _not_shown(request: Request, faults: Faults, status: int) -> Response:
    """A page that says why, and leads back."""
    told = without_paths(faults, places(request))
    found = page(request, "coach/fault.html", what=request.query_params.get("what", ""), faults=told)
    found.status_code = status
    return found


def asset(request: Request) -> Response:
    """The script and the style of the boards."""
    name = request.path_params["name"]
    from vmo.coach.live import page_files

    files = page_files()
    if name not in files:
        raise RequestError("there is no such file", 404)
    return Response(files[name], media_type=TYPES[Path(name).suffix])


async def traces(request: Request) -> Response:
    """Boards of one year of luck."""
    asked = await asked_of(request, Pair)
    place = place_of(site_of(request).folder, asked.subject)
    return answer(request, await run_in_threadpool(_traces, place, asked))


async def years(request: Request) -> Response:
    """Start many years."""
    asked = await asked_of(request, Years)
    arguments = {**_named(request, asked.subject), "wanted": [list(each) for each in asked.wanted]}
    jobs = site_of(request).jobs
    job = jobs.submit("pages.doors.coach.tasks:years", arguments, owner=asked.tab, lane="years")
    return answer(request, {"job": job.number})


async def save(request: Request) -> Response:
    """Start to make a file of the session."""
    asked = await asked_of(request, Saving)
    vote = None if asked.vote is None else asked.vote.model_dump()
    arguments = {
        **_named(request, asked.subject),
        "seed": asked.seed,
        "positions": [asked.left, asked.right],
        "deeds": asked.deeds,
        "vote": vote,
    }
    job = site_of(request).jobs.submit("pages.doors.coach.tasks:saved", arguments)
    return answer(request, {"job": job.number})


async def sheet(request: Request) -> Response:
    """Start to measure the numbers of the facilitator sheet."""
    asked = await asked_of(request, About)
    job = site_of(request).jobs.submit("pages.doors.coach.tasks:sheet", _named(request, asked.subject))
    return answer(request, {"job": job.number})


async def poll(request: Request) -> Response:
    """Open or lock the vote of the phones."""
    asked = await asked_of(request, Polling)
    room = _room(request)
    if room is None:
        raise RequestError("no room is open: start with vmo live NAME --room ADDRESS", 409)
    if asked.state == "open":
        room.open(asked.question)
    else:
        room.lock()
    return answer(request, {"counts": room.counts})


def votes(request: Request) -> Response:
    """What the phones have voted."""
    room = _room(request)
    if room is None:
        raise RequestError("no room is open", 409)
    return answer(request, {"counts": room.counts, "question": room.question})


def code(request: Request) -> Response:
    """The code that phones read."""
    room = _room(request)
    if room is None:
        raise RequestError("no room is open", 404)
    return Response(code_picture(room.address), media_type="image/svg+xml")


def _session(folder: Folder, named: Named) -> dict[str, Any]:
    """What the page holds; looking up the name loads what draws, which must not keep others waiting."""
    subject = subject_at(place_of(folder, named), named.vary, named.models)
    return vmo.live(subject, seed=1, years=0, kept=1, grid=False, sheet=False, workers=1).document()


def _traces(place: str, asked: Pair) -> list[dict[str, Any]]:
    subject = subject_at(place, asked.subject.vary, asked.subject.models)
    deeds = [*([] for _ in asked.positions[1:]), asked.deeds]
    found: list[dict[str, Any]] = vmo.traces(
        subject, positions=asked.positions, seed=asked.seed, deeds=deeds
    ).document()
    return found


def _named(request: Request, named: Named) -> dict[str, Any]:
    return {
        "place": place_of(site_of(request).folder, named),
        "vary": named.vary,
        "models": named.models,
    }


def _room(request: Request) -> Room | None:
    found: Room | None = site_of(request).shared.get("coach")
    return found


door = Door(
    name="coach",
    title="Coach",
    question="What do waiting, batches and work in progress do? Two boards, one clock, the same luck; guess first.",
    routes=[
        Route("/", home),
        Route("/board", board),
        Route("/code.svg", code),
        Route("/files/{name}", asset),
        Route("/api/traces", traces, methods=["POST"]),
        Route("/api/years", years, methods=["POST"]),
        Route("/api/save", save, methods=["POST"]),
        Route("/api/sheet", sheet, methods=["POST"]),
        Route("/api/poll", poll, methods=["POST"]),
        Route("/api/votes", votes),
    ],
    folder=Path(__file__).parent,
    order=3,
)
