"""What the planner has done by the process that works."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, TypedDict

import vmo
from workplace.jobs.bench import Attachment, Bench

OFTEN = 0.05
"""Seconds between two points of a search that are told."""
POINTS = 400
"""Most points of a search that are told."""
WORLDS = 60
"""Worlds of the packet's stress test."""
EXPLAIN_SECONDS = 30.0
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked(TypedDict):
    """What every task is about: a scenario by path, new values by path, and what ``vmo.Planning`` takes."""

    scenario: str
    changes: Mapping[str, Any]
    planning: Mapping[str, Any]


def _scenario(asked: Asked) -> vmo.Scenario:
    return vmo.changed(asked["scenario"], asked["changes"]) if asked["changes"] else vmo.load(asked["scenario"])


class _Search:
    """Best plan and bound so far, told as they change, with the seconds since planning began."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.begin = self.told = perf_counter()
        self.points: list[tuple[float, float | None, float | None]] = []

    def __call__(self, value: float | None, bound: float | None) -> None:
        now = perf_counter()
        if self.points and self.points[-1][1:] == (value, bound):
            return
        self.points.append((now - self.begin, value, bound))
        if len(self.points) > POINTS:
            del self.points[1::2]
        if now - self.told >= OFTEN or len(self.points) == 1:
            self.told = now
            self.bench.tell("search", {"points": self.points})


def _plan(bench: Bench, asked: Asked, search: _Search | None = None) -> vmo.PlanResult:
    """The plan of a question; the last few are kept."""
    key = f"plan {json.dumps(asked, sort_keys=True)}"
    kept: vmo.PlanResult | None = bench.shelf.get(key)
    if kept is not None:
        return kept
    scenario, plan = _scenario(asked), vmo.plan
    if search is not None:
        search.begin = perf_counter()  # what was loaded before is not part of the search
    found = plan(scenario, search=search, cancel=bench.cancel, **asked["planning"])
    if found.ended != "interrupted":
        bench.shelf.put(key, found)
    return found


def planned(
    bench: Bench, *, asked: Asked, last: Asked | None, pinned: Asked | None, again: Sequence[str]
) -> Mapping[str, Any]:
    """A plan, or the reasons why there is none; what changed against two others (event ``search`` meanwhile)."""
    search = _Search(bench)
    try:
        found = _plan(bench, asked, search)
    except vmo.NoPlanError as error:
        return {
            "found": False,
            "headline": str(error).split("\n", 1)[0],
            "document": error.document(),
            "points": search.points,
            "commands": list(again),
        }
    told = {
        "found": True,
        "headline": found.headline(),
        "document": found.document(),
        "value": found.data.value,
        "cost": found.data.cost,
        "points": search.points,
        "commands": list(again),
    }
    bench.tell("plan", told)
    others = {"last": last, "pinned": pinned}
    return told | {"against": {name: _against(bench, other, found) for name, other in others.items()}}


def _against(bench: Bench, other: Asked | None, now: vmo.PlanResult) -> Mapping[str, Any] | None:
    """What changed from another plan to this one; None where there is no other, or nothing to compare."""
    if other is None or bench.cancel.is_set():
        return None
    try:
        found = vmo.changes(_plan(bench, other), now)
    except vmo.ScenarioError:  # it had no plan, or it plans another horizon
        return None
    return {"headline": found.headline(), "document": found.document()}


def explained(bench: Bench, *, asked: Asked, mmp: str, again: Sequence[str]) -> Mapping[str, Any]:
    """Why an MMP is in or out, and what it would cost to decide otherwise."""
    plan = _plan(bench, asked)
    found = vmo.explain(plan, [mmp], limit=EXPLAIN_SECONDS, cancel=bench.cancel)
    return {"words": found.data[0].words, "document": found.document(), "commands": list(again)}


def curved(bench: Bench, *, asked: Asked, again: Sequence[str]) -> Mapping[str, Any]:
    """Value against budget."""
    found = vmo.frontier(
        _scenario(asked),
        progress=lambda done, total: bench.tell("progress", {"done": done, "total": total}),
        cancel=bench.cancel,
        **asked["planning"],
    )
    return {"headline": found.headline(), "document": found.document(), "commands": list(again)}


def priced(
    bench: Bench, *, asked: Asked, rules: Sequence[Mapping[str, Any]], again: Mapping[str, Sequence[str]]
) -> Mapping[str, Any]:
    """What every rule costs: value of the best plan with it switched the other way, less the one there is."""
    base = _plan(bench, asked).data
    prices: dict[str, Any] = {}
    for done, rule in enumerate(rules, 1):
        if bench.cancel.is_set():
            break
        other = asked | {"changes": {**asked["changes"], rule["path"]: rule["value"]}}
        words = list(again[rule["id"]])
        try:
            found = vmo.plan(_scenario(other), cancel=bench.cancel, **asked["planning"]).data
        except vmo.NoPlanError as error:
            prices[rule["id"]] = {"plan": False, "words": str(error).split("\n", 1)[0], "commands": words}
        else:
            bounds = None
            if None not in (base.bound, found.bound, base.value, found.value):
                bounds = (found.value - base.bound, found.bound - base.value)  # type: ignore[operator]
            prices[rule["id"]] = {
                "plan": True,
                "value": found.value,
                "more": (found.value or 0.0) - (base.value or 0.0),
                "bounds": bounds,
                "commands": words,
            }
        bench.tell("prices", {"done": done, "total": len(rules), "prices": prices})
    return {"done": len(prices), "total": len(rules), "prices": prices}


def written(
    bench: Bench, *, asked: Asked, kind: str, name: str, since: Asked | str | None, again: Sequence[str]
) -> Mapping[str, Any]:
    """The workbook of a plan, or its packet for the big room, with what changed since another."""
    plan = _plan(bench, asked)
    if kind == "workbook":
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "plan.xlsx")
            plan.to_excel(path)
            made = Attachment(f"{name}-plan.xlsx", SHEET, path.read_bytes())
    else:
        found = vmo.packet(
            plan,
            since=_plan(bench, since) if isinstance(since, dict) else since,
            replications=WORLDS,
            workers=1,
            progress=lambda done, total: bench.tell("progress", {"done": done, "total": total}),
            cancel=bench.cancel,
        )
        made = Attachment(f"{name}-packet.html", "text/html", found.html().encode("utf-8"))
    bench.attach(made)
    return {"file": made.name, "bytes": len(made.content), "commands": list(again)}


def saved(bench: Bench, *, asked: Asked, target: str, name: str, again: Sequence[str]) -> Mapping[str, Any]:
    """The plan with tables, workbook, figures and manifest, in a new folder."""
    _plan(bench, asked).save(target)
    return {"folder": name, "commands": list(again)}
