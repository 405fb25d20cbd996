"""Pages from templates: everything that is put into one is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pages.server.door import Door
from pages.server.site import site_of

SHARED = Path(__file__).parents[1] / "shared"


def environment(doors: Iterable[Door]) -> Environment:
    """Templates of the shared folder by their names, those of a door as ``NAME/page.html``."""
    loaders = {door.name: FileSystemLoader(door.folder / "templates") for door in doors}
    return Environment(
        loader=PrefixLoader({"shared": FileSystemLoader(SHARED / "templates"), **loaders}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(request: Request, template: str, **values: object) -> Response:
    """A page made of a template. It is given ``site`` and ``door`` (the name of the first part of the address)."""
    site = site_of(request)
    door = request.url.path.split("/")[1]
    found: Environment = request.app.state.templates
    return HTMLResponse(found.get_template(template).render(site=site, door=door, **values))
