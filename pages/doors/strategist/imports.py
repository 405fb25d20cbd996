"""A table of projects becomes a portfolio: dropped, read, corrected, accepted."""

from __future__ import annotations

import shlex
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pages.server.answers import Asked, RequestError, answer, asked_of
from pages.server.guard import media_type
from pages.server.site import site_of
from workplace.files.folder import ChangedError, Folder

ENDINGS = (".csv", ".xlsx")
TASKS = "pages.doors.strategist.tasks"
Name = Annotated[str, Field(max_length=200)]


class Answers(Asked):
    """What a table does not say about itself."""

    columns: dict[Name, Name] = Field(default_factory=dict, max_length=200)
    """Meaning by heading."""
    unit: Name = ""
    decimals: Annotated[str, Field(pattern="^(|comma|point)$")] = ""
    dates: Annotated[str, Field(pattern="^(|day_first|month_first)$")] = ""
    leave_out: Name = ""
    sheet: Name = ""
    starts: Name = ""
    assume: Annotated[str, Field(max_length=2000)] = ""
    """Own values of assumptions: NAME=VALUE, separated by commas."""
    budget: Annotated[float, Field(gt=0)] | None = None
    quarters: Annotated[int, Field(ge=1, le=80)] | None = None

    def given(self) -> dict[str, Any]:
        """Those that are given, for ``vmo.import_table``."""
        found = {name: value for name, value in self if value not in ("", None, {})}
        return found | ({"assume": self.assumed()} if self.assume else {})

    def assumed(self) -> list[str]:
        """The own values, one by one."""
        return [part.strip() for part in self.assume.split(",") if part.strip()]

    def options(self) -> str:
        """The same as options of the command."""
        words = [f"--map {shlex.quote(','.join(f'{k}={v}' for k, v in self.columns.items()))}"] * bool(self.columns)
        words += [f"--assume {shlex.quote(part)}" for part in self.assumed()]
        for name, value in self.given().items():
            if name not in ("columns", "assume"):
                words.append(f"--{name.replace('_', '-')} {shlex.quote(_word(value))}")
        return " ".join(words)


def _word(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


class Reading(Asked):
    """A table to read."""

    tab: Annotated[str, Field(max_length=64)]
    table: Name
    answers: Answers = Answers()


class Accepting(Reading):
    """A table to make a portfolio of."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}$")]


async def upload(request: Request) -> Response:
    """Put a table into the workspace; one of the same name and another content is not replaced."""
    if media_type(request) != "application/octet-stream":
        raise RequestError("send a file (application/octet-stream)", 415)
    given = PurePosixPath(request.query_params.get("name", "").replace("\\", "/")).name
    if not given.lower().endswith(ENDINGS):
        raise RequestError(f"{given[:60] or 'this'} is no table; drop a file that ends in .csv or .xlsx", 422)
    content = await request.body()
    if not content:
        raise RequestError(f"{given[:60]} is empty", 422)
    name = await run_in_threadpool(_put, site_of(request).folder, given.lstrip("."), content)
    return answer(request, {"table": name})


def _put(folder: Folder, name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    for at in range(1, 100):
        free = name if at == 1 else f"{stem}-{at}.{ending}"
        try:
            return folder.write(free, content, None).name
        except ChangedError:
            if folder.read(free).content == content:
                return free
    raise RequestError(f"there are too many tables called {name}; rename the file", 409)


async def read(request: Request) -> Response:
    """Start reading a table."""
    asked, site = await asked_of(request, Reading), site_of(request)
    site.folder.read(asked.table)
    arguments = {
        "table": str(site.folder.inside(asked.table)),
        "shown": asked.table,
        "answers": asked.answers.given(),
    }
    return answer(
        request, {"job": site.jobs.submit(f"{TASKS}:imported", arguments, owner=asked.tab, lane="import").number}
    )


async def accept(request: Request) -> Response:
    """Start writing the portfolio of a table."""
    asked, site = await asked_of(request, Accepting), site_of(request)
    target = site.folder.inside(asked.name)
    site.folder.read(asked.table)
    if target.exists():
        raise RequestError(f"{asked.name} is there already; choose another name", 409)
    words = f"vmo import {shlex.quote(asked.table)} {asked.answers.options()}".rstrip()
    arguments = {
        "table": str(site.folder.inside(asked.table)),
        "target": str(target),
        "name": asked.name,
        "answers": asked.answers.given(),
        "again": [f"{words} --out {asked.name}"],
    }
    return answer(
        request, {"job": site.jobs.submit(f"{TASKS}:accepted", arguments, owner=asked.tab, lane="import").number}
    )
