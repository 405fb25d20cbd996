"""The baseline of a scenario against published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from report.comparison.doctor import doctor_text
from report.shared.csv_file import csv_text
from sim.studies.baseline import Finding, examine
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, one_model, simulated_of
from vmo.shared.result import Result, Tables
from vmo.shared.running import Running, Work
from vmo.strategist.comparison import compared

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.studies.comparison import Comparison


@dataclass(frozen=True)
class Baseline:
    """One funding model of a scenario held against published bands."""

    comparison: Comparison
    """The worlds it was measured in."""
    model: str
    findings: Sequence[Finding]

    @property
    def ended(self) -> str:
        """``replications`` or ``interrupted``."""
        return self.comparison.ended


class DoctorResult(Result[Baseline]):
    """Is a scenario believable? Figures of its baseline, the published bands, and what to change."""

    kind: ClassVar[str] = "doctor"

    def headline(self) -> str:
        found = self.data.findings
        return (
            f"{self.scenario.name} under {self.data.model}: {sum(f.inside for f in found)} of {len(found)} figures "
            f"in their published bands, {self.data.comparison.replications} worlds"
        )

    def words(self) -> str:
        """One paragraph for each band."""
        return doctor_text(self.data.comparison, self.data.model, self.data.findings)

    def document(self) -> dict[str, Any]:
        """Every band with the value of the scenario."""
        data = self.data.comparison
        return {
            "scenario": self.scenario.name,
            "seed": data.seed,
            "replications": data.replications,
            "ended": data.ended,
            "model": self.data.model,
            "bands": self._bands(),
        }

    def _bands(self) -> list[dict[str, object]]:
        return [
            {
                "id": f.band.id, "value": f.value, "low": f.band.low, "high": f.band.high, "unit": f.band.unit,
                "inside": f.inside, "source": f.band.source, "grade": f.band.grade, "advice": f.advice,
            }
            for f in self.data.findings
        ]  # fmt: skip

    def tables(self) -> Tables:
        """Every band."""
        rows = self._bands()
        return {"bands": lambda: csv_text(list(rows[0]), (list(row.values()) for row in rows))}


def doctor(
    scenario: Given,
    *,
    model: str | None = None,
    replications: int = 50,
    seed: int = 1,
    **running: Unpack[Running],
) -> DoctorResult:
    """Is a scenario believable? Its project-funded baseline against published figures, and what to change.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        model: funding model to examine; default: the first one whose base is project.
        replications: worlds.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Figures (shares, days) with their published bands, sources and grades. Frame: bands.

    Raises:
        VmoError: an unknown model, or none whose base is project.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.doctor("tiny", replications=2, workers=1)
        >>> list(found.frame()["id"])
        ['flow_efficiency', 'utilisation', 'idea_to_live_days', 'realised_share']

    """
    loaded, work = simulated_of(scenario), Work(**running)
    name = _baseline(loaded, model)
    comparison = compared(loaded, (name,), replications, seed, None, work)
    return DoctorResult(Baseline(comparison, name, examine(comparison, name)), loaded)


def _baseline(scenario: Scenario, model: str | None) -> str:
    """The model to examine."""
    if model is not None:
        return one_model("model", scenario, model)
    base = [name for name, funding in scenario.funding_models.items() if funding.base == "project"]
    if not base:
        raise wrong("", "no funding model of this scenario has base: project; name one with `model`")
    return base[0]
