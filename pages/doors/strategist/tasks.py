"""What the strategist has done by the process that works."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict, Unpack

import numpy as np

import vmo
from workplace.jobs.bench import Attachment, Bench

FIRST = 30
"""Worlds of a comparison that are run before what stands behind it: a band soon, for a few worlds run twice."""
BINS = 24
"""Bars of the histogram of the difference."""
OPTION = " --assumptions)"
"""In the sentence that names a command for what has a button here."""
MEDIA = {
    "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Changes = Mapping[str, Any]


class Question(TypedDict):
    """What every run is about."""

    scenario: str
    changes: Changes
    models: list[str]
    replications: int
    seed: int


def _key(kind: str, **asked: object) -> str:
    return f"{kind} {json.dumps(asked, sort_keys=True)}"


def _scenario(scenario: str, changes: Changes) -> vmo.Scenario:
    return vmo.changed(scenario, changes) if changes else vmo.load(scenario)


def band(found: vmo.ComparisonResult) -> dict[str, Any]:
    """The numbers of a comparison that are drawn: means, bands, curves by quarter, the spread of the difference."""
    data, names = found.data, found.models
    weeks = data.scenario.calendar.weeks_per_quarter
    curves = data.cumulative.mean(axis=0)[:, ::weeks]
    models = []
    for name in names:
        values = data.summary("npv", name)
        label = data.scenario.funding_models[name].name or name
        models.append({"id": name, "name": label, "p10": values.p10, "p50": values.p50, "p90": values.p90})
    told: dict[str, Any] = {
        "headline": found.headline(),
        "worlds": data.replications,
        "currency": data.scenario.currency,
        "ended": found.ended,
        "models": models,
        "curves": curves.tolist(),
        "difference": None,
    }
    if len(names) == 2 and data.replications > 1:
        difference = data.difference("npv", names[1], names[0])
        apart = data.values("npv", names[1]) - data.values("npv", names[0])
        counts, edges = np.histogram(apart, bins=BINS)
        told["difference"] = {
            **{key: getattr(difference, key) for key in ("mean", "low", "high", "p10", "p90", "share_a_wins", "n")},
            "counts": counts.tolist(),
            "edges": edges.tolist(),
        }
    return told


def compared(bench: Bench, *, again: Sequence[str], backing: bool, **asked: Unpack[Question]) -> Mapping[str, Any]:
    """A comparison whose band narrows while it runs (event ``band``); ``again`` are the commands that give it."""
    told = 0

    def partial(found: vmo.ComparisonResult) -> None:
        nonlocal told
        if found.data.replications > told:
            told = found.data.replications
            bench.tell("band", band(found))

    both = backing and len(asked["models"]) == 2
    found = _in_two(bench, partial, asked) if both else _compare(bench, partial=partial, **asked)
    return {
        **band(found),
        "sentences": [line for line in found.sentences() if OPTION not in line],
        "figures": list(found.figures),
        "document": found.document(),
        "commands": list(again),
    }


def _in_two(bench: Bench, partial: Callable[[vmo.ComparisonResult], None], asked: Question) -> vmo.ComparisonResult:
    """First a few worlds under the two models alone, then all of them with what stands behind the difference."""
    soon: Question = {**asked, "replications": min(FIRST, asked["replications"])}
    of = soon["replications"] + asked["replications"]
    first = _compare(bench, partial=partial, work=(0, of), **soon)
    if first.ended == "interrupted":
        return first
    stopped = replace(first, data=replace(first.data, ended="interrupted"))
    try:
        whole = _compare(bench, backing=True, partial=partial, work=(soon["replications"], of), **asked)
    except vmo.CancelledError:
        return stopped
    fewer = whole.ended == "interrupted" and whole.data.replications < first.data.replications
    return stopped if fewer else whole


def _compare(
    bench: Bench,
    *,
    backing: bool = False,
    partial: Callable[[vmo.ComparisonResult], None] | None = None,
    work: tuple[int, int] | None = None,
    **asked: Unpack[Question],
) -> vmo.ComparisonResult:
    """A comparison; ``work``: worlds that were run before it, and worlds that are run in all."""
    before, of = work or (0, asked["replications"])
    found = vmo.compare(
        _scenario(asked["scenario"], asked["changes"]),
        models=asked["models"],
        replications=asked["replications"],
        seed=asked["seed"],
        workers=1,
        backing=backing,
        partial=partial,
        progress=lambda done, _: bench.tell("progress", {"done": before + done, "total": of}),
        cancel=bench.cancel,
    )
    if found.ended != "interrupted":
        bench.shelf.put(_key("compare", **asked), found)
    return found


def pictured(bench: Bench, *, name: str, **asked: Unpack[Question]) -> Mapping[str, Any]:
    """A figure of a comparison, as SVG; the comparison is run again when it is not kept any more."""
    found = bench.shelf.get(_key("compare", **asked)) or _compare(bench, **asked)
    bench.attach(Attachment(f"{name}.svg", "image/svg+xml", found.picture(name)))
    return {"file": f"{name}.svg", "headline": found.headline()}


def studied(
    bench: Bench,
    *,
    kind: str,
    again: Sequence[str],
    **asked: Unpack[Question],
) -> Mapping[str, Any]:
    """A study of the difference: what it depends on, where it comes from, how it fares under other assumptions."""
    base = _scenario(asked["scenario"], asked["changes"])
    models, worlds, seed = asked["models"], asked["replications"], asked["seed"]
    running: vmo.Running = {
        "workers": 1,
        "progress": lambda done, total: bench.tell("progress", {"done": done, "total": total}),
        "cancel": bench.cancel,
    }
    found: vmo.Result[Any]
    if kind == "sensitivity":
        found = vmo.sensitivity(base, models=models, replications=worlds, seed=seed, **running)
    elif kind == "attribution":
        first, second = models
        found = vmo.attribute(base, start=first, goal=second, replications=worlds, seed=seed, **running)
    elif kind == "organisation":
        found = vmo.organisation(base, models=models, replications=worlds, seed=seed, **running)
    else:
        found = vmo.assumptions(base, models=models, sets=worlds, seed=seed, **running)
    for name in found.figures[:2]:
        bench.attach(Attachment(f"{name}.svg", "image/svg+xml", found.picture(name)))
    return {
        "kind": kind,
        "headline": found.headline(),
        "text": found.text(),
        "document": found.document(),
        "figures": list(found.figures[:2]),
        "ended": found.ended,
        "commands": list(again),
    }


def reported(
    bench: Bench,
    *,
    ending: str,
    name: str,
    again: Sequence[str],
    **asked: Unpack[Question],
) -> Mapping[str, Any]:
    """The board paper in one of its forms; the paper itself is kept for the other forms."""
    key = _key("report", **asked)
    paper = bench.shelf.get(key)
    if paper is None:
        paper = vmo.report(
            _scenario(asked["scenario"], asked["changes"]),
            models=asked["models"],
            replications=asked["replications"],
            seed=asked["seed"],
            workers=1,
            progress=lambda done, total: bench.tell("progress", {"done": done, "total": total}),
            cancel=bench.cancel,
        )
        bench.shelf.put(key, paper)
    made = {"html": paper.html, "pptx": paper.slides, "xlsx": paper.workbook}[ending]()
    content = made.encode("utf-8") if isinstance(made, str) else made
    bench.attach(Attachment(f"{name}.{ending}", MEDIA[ending], content))
    return {"file": f"{name}.{ending}", "bytes": len(content), "commands": list(again)}


def imported(_bench: Bench, *, table: str, shown: str, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a table of projects is read as, with every guess, and what stands in the way."""
    found = vmo.import_table(table, **answers)
    return {
        "headline": found.headline(),
        "words": found.words(),
        "document": found.document(),
        "fields": list(found.fields),
        "table": shown,
    }


def accepted(
    _bench: Bench, *, table: str, target: str, name: str, answers: Mapping[str, Any], again: Sequence[str]
) -> Mapping[str, Any]:
    """The scenario of a table, written to a new folder."""
    vmo.import_table(table, **answers).save(target)
    return {"scenario": name, "commands": list(again)}
