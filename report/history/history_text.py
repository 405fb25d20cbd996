"""A history in words: what was read, what was dropped, what the data doctor says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group
from rich.text import Text

from intake.history.durations import CONVENTIONS, cycle_days
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from intake.history.closed import Closed
    from intake.history.doctor.finding import Finding
    from intake.history.durations import Convention
    from intake.history.history import History

PERCENTILES = (50, 70, 85, 95)
SIGNS = {"fact": " ", "note": "-", "warning": "!", "stop": "X"}
STYLES = {"fact": "", "note": "", "warning": "yellow", "stop": "red"}


def history_text(
    history: History, findings: Sequence[Finding], convention: Convention, closed: Closed
) -> RenderableType:
    """The whole report for a terminal."""
    size = f"{len(history.weeks)} weeks" if history.weeks else f"{len(history.items)} items"
    parts: list[RenderableType] = [Text(f"{history.source}: {history.layout}, {size}", style="bold")]
    parts += [Text(line, style="dim") for line in _provenance(history)]
    parts += [Text(), Text("What it can carry", style="bold"), *doctor_lines(findings)]
    times = cycle_times(history, convention, closed)
    if times:
        parts += [Text(), _times(times, convention)]
    return Group(*parts)


def _provenance(history: History) -> list[str]:
    lines = list(history.notes)
    if history.items:
        clock = f"times of {history.zone}" if history.zone else "times as written, without an offset"
        lines.append(
            f"{clock.capitalize()}; told up to {history.as_of}."
            if history.timed
            else f"Days, no times; told up to {history.as_of}."
        )
    if history.dropped:
        lines.append(f"Left out: {', '.join(f'{count} ({reason})' for reason, count in history.dropped)}.")
    else:
        lines.append("Nothing was left out.")
    return lines


def doctor_lines(findings: Sequence[Finding]) -> list[RenderableType]:
    """Findings, one to a line, each with its remedy."""
    lines: list[RenderableType] = []
    for finding in findings:
        remedy = f" -> {finding.remedy}" if finding.remedy else ""
        lines.append(Text(f"{SIGNS[finding.weight]} {finding.says}{remedy}", style=STYLES[finding.weight]))
    return lines


def cycle_times(history: History, convention: Convention, closed: Closed) -> list[float]:
    """Cycle times of the finished items, in days, sorted."""
    days = (cycle_days(item, convention, closed.days) for item in history.finished)
    return sorted(day for day in days if day is not None)


def percentile(sorted_days: Sequence[float], p: int) -> float:
    """The smallest of the times within which at least p per cent are: a time that really occurred."""
    return float(np.quantile(sorted_days, p / 100, method="inverted_cdf"))


def _times(times: list[float], convention: Convention) -> RenderableType:
    table = plain_table("Cycle time", *(f"{p} %" for p in PERCENTILES), "items")
    label = f"days within which ({CONVENTIONS[convention]})"
    table.add_row(label, *(days(percentile(times, p)) for p in PERCENTILES), f"{len(times):,}")
    return table


def days(value: float) -> str:
    """Days for people: whole ones whole, others with one decimal, two below one day."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}" if value < 1 else f"{value:,.1f}"
