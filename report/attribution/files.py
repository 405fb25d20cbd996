"""The files of an attribution: CSV tables of every outcome, figures, and a manifest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from report.attribution.text import in_steps
from report.shared.csv_file import csv_text
from report.shared.manifest import study_manifest
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.studies.attribution import Attribution, Estimate


def _cells(estimate: Estimate) -> list[float]:
    return [estimate.mean, estimate.low, estimate.high]


def parts_csv(attribution: Attribution) -> str:
    """Every outcome in parts: one row per outcome and group, and one for the whole. Money adds up to the cent."""

    def rows() -> Iterator[list[object]]:
        for outcome, what in OUTCOMES.items():
            total = attribution.total(outcome)
            if not total.n or not math.isfinite(total.mean):
                continue
            parts, whole = in_steps(attribution.parts(outcome), total, outcome)
            for i, (group, part) in enumerate(zip(attribution.groups, parts, strict=True)):
                rims: list[float | None] = [None] * 2
                if attribution.exact:
                    rims = [attribution.first(outcome, i).mean, attribution.last(outcome, i).mean]
                yield [outcome, what.label, what.unit, group.id, *_cells(part), *rims, part.n]
            yield [outcome, what.label, what.unit, "whole", *_cells(whole), None, None, whole.n]

    header = [
        "outcome",
        "label",
        "unit",
        "part",
        "mean",
        "low",
        "high",
        "switched_alone",
        "switched_last",
        "worlds",
    ]
    return csv_text(header, rows())


def ladder_csv(attribution: Attribution) -> str:
    """Every outcome switch by switch, in the order of the ladder."""

    def rows() -> Iterator[list[object]]:
        for outcome in OUTCOMES:
            for rung, step in zip(attribution.plan.order, attribution.ladder(outcome), strict=True):
                if step.n:
                    yield [outcome, attribution.groups[rung].id, *_cells(step), step.n]

    return csv_text(["outcome", "switched", "mean", "low", "high", "worlds"], rows())


def worlds_csv(attribution: Attribution, outcome: str) -> str:
    """Shares of one outcome world by world."""
    shares, totals = attribution.per_world(outcome)
    rows = (
        [world, *row, total]
        for world, row, total in zip(
            attribution.usable(outcome).tolist(), shares.tolist(), totals.tolist(), strict=True
        )
    )
    return csv_text(["world", *(group.id for group in attribution.groups), "whole"], rows)


def interactions_csv(attribution: Attribution) -> str:
    """Interaction index of every pair of groups, for every outcome."""
    groups = attribution.groups
    rows = (
        [outcome, groups[i].id, groups[j].id, *_cells(e), e.n]
        for outcome in OUTCOMES
        for i, j, e in attribution.interactions(outcome)
        if e.n
    )
    return csv_text(["outcome", "a", "b", "mean", "low", "high", "worlds"], rows)


def attribution_files(attribution: Attribution, outcome: str, settings: dict[str, Any]) -> dict[str, str]:
    """File name -> content of every table; the manifest is last."""
    tables = {
        "attribution.csv": parts_csv(attribution),
        "worlds.csv": worlds_csv(attribution, outcome),
        "ladder.csv": ladder_csv(attribution),
    }
    if attribution.exact:
        tables["interactions.csv"] = interactions_csv(attribution)
    groups = {group.id: list(group.mechanisms) for group in attribution.groups}
    more = {
        "from": attribution.start,
        "to": attribution.goal,
        "outcome": outcome,
        "groups": groups,
        "ladder": [attribution.groups[rung].id for rung in attribution.plan.order],
        "orders_per_world": 2 * attribution.plan.pairs,
        "settings": settings,
    }
    return tables | {"manifest.json": study_manifest("attribute", attribution, more)}
