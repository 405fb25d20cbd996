"""A calibration in words: old beside new, how well shapes fit, and what the line makes of weeks it has not seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from report.shared.numbers_in_words import percent
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from intake.calibration.back_test import Reproduction
    from intake.calibration.calibrate import Calibration


def calibration_text(calibration: Calibration, tested: Reproduction | None) -> RenderableType:
    """The whole report for a terminal."""
    low, high = calibration.throughput_interval
    parts: list[RenderableType] = [
        Text(f"{calibration.scenario.name}: {calibration.stream} from its history", style="bold"),
        Text(f"Source: {calibration.source}.", style="dim"),
        Text(
            f"Throughput {calibration.throughput:.2f} items a week ({low:.2f} to {high:.2f}), "
            f"{calibration.wip:.1f} items under way on average.",
            style="dim",
        ),
        Text(),
        _changes(calibration),
        Text(),
        _fits(calibration),
        Text(),
        *_tested(tested),
    ]
    parts += [Text(f"- {remark}", style="dim") for remark in calibration.remarks]
    return Group(*parts)


def _changes(calibration: Calibration) -> RenderableType:
    table = plain_table("Number", "was", "is", "95 % interval", "", left=5, wrap=True)
    for change in calibration.changes:
        table.add_row(change.path, change.old, change.new, change.interval, change.note)
    return table


def _fits(calibration: Calibration) -> RenderableType:
    names = ("exponential", "gamma", "lognormal", "weibull")
    table = plain_table("Effort, fit p (best *)", *names, "visits")
    for stage in calibration.stages:
        by_name = {fit.distribution: fit for fit in stage.fits}
        cells = []
        for name in names:
            fit = by_name.get(name)
            star = " *" if fit is not None and stage.fits[0] is fit else ""
            cells.append("" if fit is None else f"{'too few' if math.isnan(fit.p) else f'{fit.p:.3f}'}{star}")
        seen = "" if stage.times.start_seen else " (start of work inferred)"
        table.add_row(stage.stage, *cells, f"{len(stage.times.touch):,}{seen}")
    return table


def _tested(tested: Reproduction | None) -> list[RenderableType]:
    if tested is None:
        return [Text("Back-test: the last third is shorter than 12 weeks, or the first two are too few to fit.")]
    table = plain_table("Last third", "seen", f"{percent(0.9)} of the runs", "")
    for check in tested.checks:
        table.add_row(
            check.measure + (", weeks" if "time" in check.measure else ""),
            f"{check.seen:.2f}",
            f"{check.low:.2f} to {check.high:.2f}",
            "held" if check.held else "MISSED",
        )
    held = sum(check.held for check in tested.checks)
    words = (
        f"Back-test: fitted to what was before {tested.first_day}, run {tested.runs} times for the {tested.weeks} "
        f"weeks from then on: {held} of {len(tested.checks)} figures held."
    )
    return [Text(words), table]


def calibration_document(calibration: Calibration, tested: Reproduction | None) -> dict[str, Any]:
    """The calibration with every number behind it."""
    return {
        "scenario": calibration.scenario.name,
        "value_stream": calibration.stream,
        "source": calibration.source,
        "throughput_per_week": calibration.throughput,
        "throughput_interval": list(calibration.throughput_interval),
        "work_in_progress": calibration.wip,
        "changes": [
            {"path": c.path, "old": c.old, "new": c.new, "interval": c.interval, "note": c.note}
            for c in calibration.changes
        ],
        "arrivals": {
            "items": calibration.arrivals.count,
            "weeks": calibration.arrivals.weeks,
            "rate": calibration.arrivals.rate,
            "interval": [calibration.arrivals.low, calibration.arrivals.high],
            "dispersion": calibration.arrivals.dispersion,
            "p": calibration.arrivals.p,
        },
        "stages": [
            {
                "stage": stage.stage,
                "start_of_work": "seen" if stage.times.start_seen else "inferred",
                "fits": [
                    {
                        "distribution": fit.distribution,
                        **fit.values,
                        "aic": fit.aic,
                        "p": fit.p,
                        "visits": fit.count,
                        "intervals": {key: list(ends) for key, ends in fit.intervals.items()},
                    }
                    for fit in stage.fits
                ],
            }
            for stage in calibration.stages
        ],
        "written": dict(calibration.written),
        "back_test": None
        if tested is None
        else {
            "from": tested.first_day,
            "weeks": tested.weeks,
            "runs": tested.runs,
            "checks": [
                {"measure": c.measure, "seen": c.seen, "low": c.low, "high": c.high, "held": c.held}
                for c in tested.checks
            ],
        },
        "remarks": list(calibration.remarks),
    }
