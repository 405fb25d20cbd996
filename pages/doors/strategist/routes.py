"""Addresses of the strategist's door."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import vmo
from pages.server.answers import Asked, answer, asked_of
from pages.server.door import Door
from pages.server.rendering import page
from pages.server.site import site_of
from pages.workspace.contents import entries, scenario_path, shipped


class Comparing(Asked):
    """A comparison to run."""

    tab: str
    scenario: str
    models: list[str]
    replications: Annotated[int, Field(ge=1, le=100_000)] = 200
    seed: Annotated[int, Field(ge=0)] = 1


def home(request: Request) -> Response:
    """The strategist's page."""
    return page(request, "strategist/home.html", entries=entries(site_of(request).folder), shipped=shipped())


def portfolio(request: Request) -> Response:
    """The funding models of a scenario."""
    name = request.query_params.get("scenario", "")
    scenario = vmo.load(scenario_path(site_of(request).folder, name))
    models = [{"id": key, "name": model.name or key} for key, model in scenario.funding_models.items()]
    return answer(request, {"name": name, "models": models})


async def compare(request: Request) -> Response:
    """Start a comparison."""
    asked, site = await asked_of(request, Comparing), site_of(request)
    arguments = {
        "scenario": scenario_path(site.folder, asked.scenario),
        "models": asked.models,
        "replications": asked.replications,
        "seed": asked.seed,
        "again": f"vmo compare {asked.scenario} --models {','.join(asked.models)} -n {asked.replications}"
        f" --seed {asked.seed} --no-backing",
    }
    task = "pages.doors.strategist.tasks:compared"
    return answer(request, {"job": site.jobs.submit(task, arguments, owner=asked.tab, lane="compare").number})


door = Door(
    name="strategist",
    title="Strategist",
    question="What changes with the funding model, as a number with a band? Where from, and what flips it?",
    routes=[Route("/", home), Route("/api/portfolio", portfolio), Route("/api/compare", compare, methods=["POST"])],
    folder=Path(__file__).parent,
    order=1,
)
