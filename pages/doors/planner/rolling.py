"""The quarter ends: what happened is entered as cells, the next scenario is a new folder."""

from __future__ import annotations

import csv
import io
import shlex
import tempfile
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import vmo
from pages.doors.planner.questions import Rolling
from pages.server.answers import RequestError, answer, asked_of
from pages.server.site import site_of
from workplace.files.contents import scenario_path
from workplace.files.folder import unwritable
from workplace.jobs.faults import faults_of, without_paths


def template(request: Request) -> Response:
    """Rows to fill in: what is known now of every open MMP in the quarters that are over."""
    name, to = request.query_params.get("scenario", ""), request.query_params.get("to", "2")
    text = vmo.roll_template(scenario_path(site_of(request).folder, name), to)
    head, *rows = list(csv.reader(io.StringIO(text)))
    return answer(request, {"head": head, "rows": rows, "commands": [_template_words(name, to)]})


def _template_words(name: str, to: str) -> str:
    return f"vmo roll {shlex.quote(name)} --to {shlex.quote(to)} --template > actuals.csv"


async def roll(request: Request) -> Response:
    """Make the next scenario in a new folder, or say what is wrong with the cells; nothing is written then."""
    asked, folder = await asked_of(request, Rolling), site_of(request).folder
    target = folder.inside(asked.name)
    if target.exists():
        raise RequestError(f"{asked.name} is there already; choose another name", 409)
    path = scenario_path(folder, asked.scenario)
    told, faults = await run_in_threadpool(_rolled, path, asked, target)
    if faults:
        return answer(request, {"faults": faults}, 422)
    words = (
        f"vmo roll {shlex.quote(asked.scenario)} --actuals {asked.name}/actuals.csv --to {shlex.quote(asked.to)}"
    )
    return answer(request, told | {"commands": [f"{words} --out {asked.name}", f"vmo plan {asked.name}"]})


def _rolled(path: str, asked: Rolling, target: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(asked.rows)
    with tempfile.TemporaryDirectory(prefix="vmo-actuals-") as place:
        file = Path(place).resolve() / "actuals.csv"
        file.write_text(out.getvalue(), encoding="utf-8")
        try:
            found = vmo.roll(path, file, asked.to)
        except vmo.ScenarioError as error:
            return {}, without_paths(faults_of(error), (str(file.parent),))
        try:
            found.save(target)
        except OSError as error:
            raise unwritable(asked.name, error) from None
    told = {
        "scenario": asked.name,
        "headline": found.headline(),
        "text": found.text(),
        "document": found.document(),
    }
    return told, []
