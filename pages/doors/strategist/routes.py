"""Addresses of the strategist's door."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.doors.strategist import imports, portfolios, tables
from pages.doors.strategist.questions import Comparing, Picturing, Question, Reporting, Studying
from pages.server.answers import answer, asked_of
from pages.server.door import Door
from pages.server.rendering import page
from pages.server.site import site_of
from workplace.files.contents import entries, fundable

TASKS = "pages.doors.strategist.tasks"


def home(request: Request) -> Response:
    """The strategist's page."""
    return page(request, "strategist/home.html", **fundable(site_of(request).folder))


def importing(request: Request) -> Response:
    """The page on which a table becomes a portfolio."""
    return page(request, "strategist/import.html", entries=entries(site_of(request).folder))


async def compare(request: Request) -> Response:
    """Start a comparison."""
    asked = await asked_of(request, Comparing)
    return _started(request, asked, "compared", "compare", backing=asked.backing, again=asked.words())


async def study(request: Request) -> Response:
    """Start a study of the difference."""
    asked = await asked_of(request, Studying)
    return _started(request, asked, "studied", asked.kind, kind=asked.kind, again=asked.words())


async def figure(request: Request) -> Response:
    """Start drawing a figure."""
    asked = await asked_of(request, Picturing)
    return _started(request, asked, "pictured", f"figure {asked.name}", name=asked.name)


async def report(request: Request) -> Response:
    """Start writing a report."""
    asked = await asked_of(request, Reporting)
    name = re.sub(r"[^A-Za-z0-9_\-]+", "-", asked.scenario).strip("-") or "portfolio"
    words = asked.words()
    return _started(request, asked, "reported", "report", ending=asked.ending, name=f"{name}-report", again=words)


def _started(request: Request, asked: Question, task: str, lane: str, **more: object) -> Response:
    site = site_of(request)
    arguments = asked.arguments(site.folder) | more
    return answer(
        request, {"job": site.jobs.submit(f"{TASKS}:{task}", arguments, owner=asked.tab, lane=lane).number}
    )


door = Door(
    name="strategist",
    title="Strategist",
    question="What changes with the funding model, as a number with a band? Where from, and what flips it?",
    routes=[
        Route("/", home),
        Route("/import", importing),
        Route("/api/portfolio", portfolios.portfolio),
        Route("/api/copy", portfolios.copy, methods=["POST"]),
        Route("/api/entry", portfolios.add, methods=["POST"]),
        Route("/api/table", tables.table),
        Route("/api/table", tables.save_table, methods=["PUT"]),
        Route("/api/table/check", tables.check_table, methods=["POST"]),
        Route("/api/compare", compare, methods=["POST"]),
        Route("/api/study", study, methods=["POST"]),
        Route("/api/figure", figure, methods=["POST"]),
        Route("/api/report", report, methods=["POST"]),
        Route("/api/upload", imports.upload, methods=["POST"]),
        Route("/api/import", imports.read, methods=["POST"]),
        Route("/api/import/accept", imports.accept, methods=["POST"]),
    ],
    folder=Path(__file__).parent,
    order=1,
)
