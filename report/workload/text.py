"""The load of every team by quarter, in words, tables and files."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group
from rich.text import Text

from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import percent
from report.shared.study import cautions, labels, opening, study_json, warned
from report.shared.text_table import plain_table
from sim.studies.workload import FULL

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.studies.workload import Workload

DEFINITION = "share of the time of the people of a stage that is spent at work, by quarter, mean of the worlds"


def team_names(found: Workload) -> list[str]:
    """Stream and stage of each team, as people call them."""
    streams = {stream.id: stream for stream in found.scenario.value_streams}
    names = []
    for stream, stage in found.teams:
        own = next(each for each in streams[stream].stages if each.id == stage)
        names.append(f"{streams[stream].name or stream}: {own.name or stage}")
    return names


def quarter_names(found: Workload) -> list[str]:
    """What each quarter is called."""
    calendar = found.scenario.calendar
    return [calendar.quarter_name(k) or str(k) for k in range(1, calendar.quarters + 1)]


def finding(found: Workload) -> str:
    """Who is busiest, in a sentence for each model."""
    names, teams, quarters = labels(found), team_names(found), quarter_names(found)
    sentences = []
    for model in found.models:
        loads = found.mean(model)
        if np.isnan(loads).all():
            continue
        team, quarter = np.unravel_index(int(np.nanargmax(loads)), loads.shape)
        sentences.append(
            f"{names[model]}: busiest is {teams[team]} in quarter {quarters[quarter]}, at work "
            f"{percent(float(loads[team, quarter]))} of its time; {percent(float(found.full(model).mean()))} of "
            f"the quarters of all teams are full ({percent(FULL)} and more)."
        )
    return " ".join(sentences)


def workload_text(found: Workload) -> RenderableType:
    """The whole study for a terminal: a table for each model."""
    names, teams, quarters = labels(found), team_names(found), quarter_names(found)
    parts: list[RenderableType] = [*opening(found), Text(), Text(finding(found), style="bold")]
    for model in found.models:
        table = plain_table(f"{names[model]}: load", *quarters)
        for team, row in zip(teams, found.mean(model).tolist(), strict=True):
            table.add_row(team, *("" if math.isnan(load) else percent(load) for load in row))
        parts += [Text(), table]
    parts += [Text(), Text(f"Load: {DEFINITION}. Stages without people of their own have none.", style="dim")]
    return Group(*parts, *warned(cautions(found)))


def workload_csv(found: Workload) -> str:
    """A row for every model, team and quarter."""
    rows = []
    for model in found.models:
        mean, full = found.mean(model), found.full(model)
        for k, (stream, stage) in enumerate(found.teams):
            for quarter in range(mean.shape[1]):
                load = float(mean[k, quarter])
                shown = None if math.isnan(load) else load
                rows.append([model, stream, stage, quarter + 1, shown, float(full[k, quarter])])
    return csv_text(["model", "value_stream", "stage", "quarter", "load", "full_share"], rows)


def workload_json(found: Workload) -> dict[str, object]:
    """Mean loads, and shares of worlds in which a team is full, by model, team and quarter; null = nobody there."""
    return {
        **study_json(found),
        "load": DEFINITION,
        "full_from": FULL,
        "teams": [{"value_stream": stream, "stage": stage} for stream, stage in found.teams],
        "models": {
            model: {
                "load": [[None if math.isnan(x) else x for x in row] for row in found.mean(model).tolist()],
                "full_share": found.full(model).tolist(),
            }
            for model in found.models
        },
    }
