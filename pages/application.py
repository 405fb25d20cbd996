"""The application: the doors that there are, behind the guard."""

from __future__ import annotations

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
from starlette.types import ASGIApp

import pages.doors
from pages.server.answers import HANDLERS, on_anything
from pages.server.common import ROUTES
from pages.server.door import Door
from pages.server.guard import Guard
from pages.server.rendering import SHARED, environment
from pages.server.site import Site
from workplace.files.folder import Folder
from workplace.jobs.office import Jobs


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
        if ready:
            site.jobs.open()
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
    return Guard(app, site)
