"""Addresses of the planner's door."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import vmo
from pages.doors.planner import rolling
from pages.doors.planner.portfolio import portfolio_of
from pages.doors.planner.questions import Explaining, Planning, Pricing, Saving, Watched, Writing
from pages.doors.planner.tasks import WORLDS
from pages.server.answers import RequestError, answer, asked_of
from pages.server.door import Door
from pages.server.rendering import page
from pages.server.site import site_of
from workplace.files.contents import fundable, plans, scenario_path

TASKS = "pages.doors.planner.tasks"


def home(request: Request) -> Response:
    """The planner's page."""
    return page(request, "planner/home.html", **fundable(site_of(request).folder))


def portfolio(request: Request) -> Response:
    """A portfolio before it is planned."""
    name = request.query_params.get("scenario", "")
    scenario = vmo.load(scenario_path(site_of(request).folder, name))
    if not scenario.mmps:
        raise RequestError(f"{name} has no MMPs to plan; it belongs to the flow laboratory", 422)
    return answer(request, portfolio_of(scenario, name) | {"plans": plans(site_of(request).folder)})


async def plan(request: Request) -> Response:
    """Start planning."""
    asked = await asked_of(request, Planning)
    folder = site_of(request).folder
    others = {
        name: None if other is None else other.arguments(folder)
        for name, other in (("last", asked.last), ("pinned", asked.pinned))
    }
    return _started(request, asked, "planned", "plan", again=asked.words(), **others)


async def explain(request: Request) -> Response:
    """Start explaining an MMP."""
    asked = await asked_of(request, Explaining)
    words = asked.question.commands("explain", asked.mmp)
    return _started(request, asked, "explained", "explain", mmp=asked.mmp, again=words)


async def frontier(request: Request) -> Response:
    """Start the curve of value against budget."""
    asked = await asked_of(request, Watched)
    return _started(request, asked, "curved", "frontier", again=asked.question.commands("frontier"))


async def prices(request: Request) -> Response:
    """Start pricing rules."""
    asked = await asked_of(request, Pricing)
    again, rules = {}, []
    for rule in asked.rules:
        other = asked.question.model_copy(update={"changes": {**asked.question.changes, rule.path: rule.value}})
        again[rule.id] = other.commands("plan")
        value = "none" if rule.value is None else rule.value
        rules.append({"id": rule.id, "path": rule.path, "value": value})
    return _started(request, asked, "priced", "prices", rules=rules, again=again)


async def write(request: Request) -> Response:
    """Start writing the workbook or the packet."""
    asked = await asked_of(request, Writing)
    name = re.sub(r"[^A-Za-z0-9_\-]+", "-", asked.question.scenario).strip("-") or "portfolio"
    folder = site_of(request).folder
    since: Any = None
    if asked.kind == "packet" and asked.since is not None:
        since = asked.since.arguments(folder)
    elif asked.kind == "packet" and asked.since_folder:
        since = str(folder.inside(asked.since_folder))
    again = asked.words(WORLDS)
    return _started(request, asked, "written", asked.kind, kind=asked.kind, name=name, since=since, again=again)


async def save(request: Request) -> Response:
    """Start writing the plan into a folder of its own."""
    asked, folder = await asked_of(request, Saving), site_of(request).folder
    target = folder.inside(asked.name)
    if target.exists():
        raise RequestError(f"{asked.name} is there already; choose another name", 409)
    words = asked.question.commands("plan", f"--out {asked.name}")
    return _started(request, asked, "saved", "save", target=str(target), name=asked.name, again=words)


def _started(request: Request, asked: Watched, task: str, lane: str, **more: Any) -> Response:  # noqa: ANN401
    site = site_of(request)
    arguments = {"asked": asked.question.arguments(site.folder), **more}
    job = site.jobs.submit(f"{TASKS}:{task}", arguments, owner=asked.tab, lane=f"planner {lane}")
    return answer(request, {"job": job.number})


door = Door(
    name="planner",
    title="Planner",
    question="Which MMPs, and when? What does each rule cost, and what changes when the quarter is over?",
    routes=[
        Route("/", home),
        Route("/api/portfolio", portfolio),
        Route("/api/plan", plan, methods=["POST"]),
        Route("/api/explain", explain, methods=["POST"]),
        Route("/api/frontier", frontier, methods=["POST"]),
        Route("/api/prices", prices, methods=["POST"]),
        Route("/api/write", write, methods=["POST"]),
        Route("/api/save", save, methods=["POST"]),
        Route("/api/actuals", rolling.template),
        Route("/api/roll", rolling.roll, methods=["POST"]),
    ],
    folder=Path(__file__).parent,
    order=2,
)
