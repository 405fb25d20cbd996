"""Sanity: a scenario under project funding against what is known of project-funded portfolios.

Bands and sources: flow efficiency (Anderson 2013, C; SiP and CESAW data, A), utilisation (assumption consistent
with Hopp & Spearman's queue multiplier, D), idea to live (Arnold & Yuce, Maersk, Agile 2013, A), realised of
claimed value (McKinsey/Oxford 2012, B).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.studies.comparison import Comparison


@dataclass(frozen=True)
class Band:
    """A published range of one figure, and what to change when a scenario is outside it."""

    id: str
    label: str
    unit: str
    low: float
    high: float
    source: str
    grade: str
    too_low: str
    too_high: str
    measure: Callable[[Comparison, str], float]


def _mean(outcome: str) -> Callable[[Comparison, str], float]:
    return lambda comparison, model: comparison.summary(outcome, model).mean


def _idea_to_live(comparison: Comparison, model: str) -> float:
    leads = comparison.lead_times[comparison.models.index(model)]
    return float(np.median(leads)) * 7 if len(leads) else float("nan")


BANDS = (
    Band(
        "flow_efficiency", "Flow efficiency", "share", 0.05, 0.15,
        "Anderson 2013 (5-15 % typical); SiP and CESAW task data, own analysis (3.9-13 %)", "C / A",
        "too much work waits: lower wip_limit of the first stages, raise servers, or fund less at once",
        "too little work waits: more candidate work per capacity, larger projects, or higher wip_limit",
        _mean("flow_efficiency"),
    ),
    Band(
        "utilisation", "Utilisation", "share", 0.80, 0.98,
        "range in which queues of known length arise (Hopp & Spearman, Factory Physics: 9 waiting at 90 %)", "D",
        "people wait for work: balance servers over stages, raise wip_limit, more candidate work or more budget",
        "no slack at all: add servers to the busiest stage or lower effort",
        _mean("utilisation"),
    ),
    Band(
        "idea_to_live_days", "Idea to live (median MMP)", "days", 150, 370,
        "Arnold & Yuce, Maersk, Agile 2013: median 150 days, one product 373", "A",
        "faster than known project funding: check approval_weeks, cadence_weeks and the size of projects",
        "slower than known project funding: smaller MMPs or projects, less work funded at once",
        _idea_to_live,
    ),
    Band(
        "realised_share", "Realised of claimed value", "share", 0.34, 0.54,
        "McKinsey/Oxford 2012: about 0.44 for large IT (band of a tenth to either side: assumption)", "B",
        "claims come true less often than known: raise success_probability or uncertainty.value",
        "claims come true more often than known: lower success_probability or uncertainty.value",
        _mean("realised_of_funded"),
    ),
)  # fmt: skip
"""Published bands for a project-funded portfolio."""


@dataclass(frozen=True)
class Finding:
    """One band against one scenario."""

    band: Band
    value: float

    @property
    def inside(self) -> bool:
        """Whether the value lies in the band (both ends belong to it)."""
        return self.band.low <= self.value <= self.band.high

    @property
    def advice(self) -> str:
        """What to change; empty when the value lies in the band."""
        if self.inside:
            return ""
        if np.isnan(self.value):
            return "nothing was released, so there is nothing to measure"
        return self.band.too_low if self.value < self.band.low else self.band.too_high


def examine(comparison: Comparison, model: str) -> list[Finding]:
    """Every band for one model of a comparison."""
    return [Finding(band, band.measure(comparison, model)) for band in BANDS]
