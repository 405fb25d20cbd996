"""The findings of ``vmo doctor`` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.numbers_in_words import number, percent
from scenarios.writing.unspread import without_spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.studies.baseline import Finding
    from sim.studies.comparison import Comparison


def _value(value: float, unit: str) -> str:
    return percent(value, 1) if unit == "share" else f"{number(value, 0)} {unit}"


def doctor_text(comparison: Comparison, model: str, findings: Sequence[Finding]) -> str:
    """One paragraph per band: value, band, source, remedy."""
    scenario = comparison.scenario
    inside = sum(f.inside for f in findings)
    lines = [f"{scenario.name} under {model}: {inside} of {len(findings)} figures lie in their published bands."]
    lines.append(f"({comparison.replications} worlds, seed {comparison.seed})")
    for f in findings:
        mark = "ok     " if f.inside else "OUTSIDE"
        band = f"{_value(f.band.low, f.band.unit)} to {_value(f.band.high, f.band.unit)}"
        lines.append(f"\n{mark}  {f.band.label}: {_value(f.value, f.band.unit)}; published {band}")
        lines.append(f"         source: {f.band.source} [{f.band.grade}]")
        if f.advice:
            lines.append(f"         {f.advice}")
    for each in without_spread(scenario):
        lines.append(f"\n! No spread, no band: {each.words}.")
        lines.append(f"         {each.remedy}")
    return "\n".join(lines)
