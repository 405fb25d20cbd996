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
    from rich.table import Table

    from scenarios.scenario import Scenario
    from sim.studies.workload import Waits, Workload

DEFINITION = "share of the time of the people of a stage that is spent at work, by quarter, mean of the worlds"
WAIT = "weeks from asked for to begun (to given up, to the end of the clock), over all visits of all worlds"


def team_names(found: Workload) -> list[str]:
    """Stream and stage of each team, as people call them."""
    streams = {stream.id: stream for stream in found.scenario.value_streams}
    names = []
    for stream, stage in found.teams:
        own = next(each for each in streams[stream].stages if each.id == stage)
        names.append(f"{streams[stream].name or stream}: {own.name or stage}")
    return names


def service_names(found: Workload) -> list[str]:
    """What people call each shared service."""
    return [f"Shared service: {service.label}" for service in found.scenario.services]


def reason_words(scenario: Scenario, service: str, place: int | None) -> str:
    """Who visits a service: MMPs or features, when, and of which value streams."""
    visits = next(each.visits for each in scenario.services if each.id == service)
    if place is None and len(visits) > 1:
        return "all who visit it"
    visit = visits[place or 0]
    streams = {stream.id: stream for stream in scenario.value_streams}
    if visit.at == "feature":
        who = f"features after {visit.stage}"
    else:
        who = "MMPs before they start" if visit.at == "start" else "MMPs before their release"
    named = [streams[name].name or name for name in visit.value_streams]
    return f"{who} ({', '.join(named)})" if named else who


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
        waits = [each for each in found.waits(model) if not math.isnan(each.mean)]
        if waits:
            longest = max(waits, key=lambda each: each.mean)
            label = next(each.label for each in found.scenario.services if each.id == longest.service)
            who = reason_words(found.scenario, longest.service, longest.place)
            sentences.append(f"The longest wait for a service: {label}, {longest.mean:.1f} weeks ({who}).")
    return " ".join(sentences)


def workload_text(found: Workload) -> RenderableType:
    """The whole study for a terminal: a table for each model."""
    names, teams, quarters = labels(found), team_names(found), quarter_names(found)
    parts: list[RenderableType] = [*opening(found), Text(), Text(finding(found), style="bold")]
    for model in found.models:
        table = plain_table(f"{names[model]}: load", *quarters)
        rows = [*found.mean(model).tolist(), *found.service_mean(model).tolist()]
        for team, row in zip([*teams, *service_names(found)], rows, strict=True):
            table.add_row(team, *("" if math.isnan(load) else percent(load) for load in row))
        parts += [Text(), table]
        parts += [Text(), waits_table(found, model)] if found.scenario.services else []
    parts += [Text()]
    parts.append(Text(f"Load: {DEFINITION}. Stages without people of their own have none.", style="dim"))
    if found.scenario.services:
        parts.append(Text(f"Wait: {WAIT}.", style="dim"))
    return Group(*parts, *warned(cautions(found)))


def waits_table(found: Workload, model: str) -> Table:
    """Who waits how long for which shared service, under one funding model."""
    name = labels(found)[model]
    columns = ("who", "visits", "mean wait, weeks", "nine in ten within", "longest")
    table = plain_table(f"{name}: waits for services", *columns, left=2, wrap=True)
    service_label = {service.id: service.label for service in found.scenario.services}
    for each in found.waits(model):
        whole = each.place is None
        service = service_label[each.service] if whole else ""
        table.add_row(service, reason_words(found.scenario, each.service, each.place), *_wait_cells(each))
    return table


def _wait_cells(waits: Waits) -> tuple[str, ...]:
    if math.isnan(waits.mean):
        return "0", "", "", ""
    return f"{waits.visits:,.1f}", *(f"{weeks:.1f}" for weeks in (waits.mean, waits.p90, waits.longest))


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


def services_csv(found: Workload) -> str:
    """A row for every model, shared service and reason to visit it (empty: all of them)."""
    header = ["model", "service", "who", "visits", "wait_weeks", "wait_weeks_p90", "wait_weeks_longest", "load"]
    return csv_text(header, ([row[key] for key in header] for row in _service_rows(found)))


def _service_rows(found: Workload) -> list[dict[str, object]]:
    """Waits for services, and their load over the horizon where all visits are meant; null = there is none."""
    rows: list[dict[str, object]] = []
    for model in found.models:
        loads = {
            service.id: float(np.nanmean(row)) if not np.isnan(row).all() else None
            for service, row in zip(found.scenario.services, found.service_mean(model), strict=True)
        }
        for each in found.waits(model):
            whole = each.place is None
            rows.append(
                {
                    "model": model,
                    "service": each.service,
                    "who": None if whole else reason_words(found.scenario, each.service, each.place),
                    "visits": each.visits,
                    "wait_weeks": _plain(each.mean),
                    "wait_weeks_p90": _plain(each.p90),
                    "wait_weeks_longest": _plain(each.longest),
                    "load": loads[each.service] if whole else None,
                }
            )
    return rows


def _plain(number: float) -> float | None:
    return None if math.isnan(number) else number


def _services_json(found: Workload) -> dict[str, object]:
    """Shared services: who waits how long, loads by model, service and quarter; nothing where there are none."""
    if not found.scenario.services:
        return {}
    loads = {
        model: [[_plain(x) for x in row] for row in found.service_mean(model).tolist()] for model in found.models
    }
    ids = [service.id for service in found.scenario.services]
    return {"services": {"ids": ids, "wait": WAIT, "waits": _service_rows(found), "load": loads}}


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
        **_services_json(found),
    }
