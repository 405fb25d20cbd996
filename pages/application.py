"""The application: the doors that there are, behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import pages.doors
from pages.server.answers import HANDLERS, on_anything
from pages.server.common import ROUTES
from pages.server.door import Door
from pages.server.guard import Guard
from pages.server.rendering import SHARED, environment
from pages.server.site import Site
from workplace.files.folder import Folder
from workplace.jobs.office import Jobs

READING = 0.5
"""Seconds after the first answer at which the process that works is started: the first page has the machine to
itself, and who reads it does not wait for what is loaded meanwhile."""
SCENARIOS = "vmo.files.library"
"""What every door reads scenarios with; loaded meanwhile, too."""


class _Warming:
    """ASGI middleware that gets everything ready once somebody has come in."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site
        self.begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        if scope["type"] == "http" and not self.begun:
            self.begun = True
            asyncio.get_running_loop().call_later(READING, self._begin)

    def _begin(self) -> None:
        self.site.jobs.open()
        asyncio.get_running_loop().run_in_executor(None, import_module, SCENARIOS)


def doors() -> list[Door]:
    """Every folder of ``pages.doors`` that has a ``routes`` with a ``door``, in the order of the start page."""
    names = [each.name for each in iter_modules(pages.doors.__path__) if each.ispkg]
    found: list[Door] = [import_module(f"pages.doors.{name}.routes").door for name in names]
    return sorted(found, key=lambda door: door.order)


def site_for(folder: str | Path, port: int) -> Site:
    """A new site for a folder, to be served at a port of this machine."""
    workspace = Folder(folder)
    return Site(workspace, Jobs(places=(str(workspace.root),)), doors(), port)


def application(site: Site, *, ready: bool = True) -> ASGIApp:
    """The application that serves a site; the guard is outermost, so that it seals every answer.

    Args:
        site: what is served.
        ready: whether the process that works is started before anybody asks for it.

    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            site.jobs.close()

    app = Starlette(
        routes=[
            *ROUTES,
            *(
                Mount(f"/static/{door.name}", StaticFiles(directory=path))
                for door in site.doors
                if (path := door.static).is_dir()
            ),
            Mount("/static/shared", StaticFiles(directory=SHARED / "static")),
            *(Mount(f"/{door.name}", routes=list(door.routes), name=door.name) for door in site.doors),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=2000)],
        exception_handlers={**HANDLERS, Exception: on_anything},
        lifespan=lifespan,
    )
    app.state.site = site
    app.state.templates = environment(site.doors)
    return Guard(_Warming(app, site) if ready else app, site)
