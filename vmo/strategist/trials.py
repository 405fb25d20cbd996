"""What is said of value offices, put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.rolling import rules_for
from report.claims.text import Trial, claims_files, claims_json, claims_text
from sim.studies import claim_conditions as scanning
from sim.studies.cases import Case, Study
from sim.studies.claims import examine_all
from vmo.shared.inputs import Given, Models, at_least, require_worlds, simulated_of, two_models
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import Running, Work

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_TRIED = 60
"""Worlds at each value of a condition, where nobody says."""


class ClaimsResult(Result[Trial]):
    """Claims with their measured values and verdicts."""

    kind: ClassVar[str] = "claims"

    def headline(self) -> str:
        count: dict[str, int] = {}
        for finding in self.data.findings:
            count[finding.verdict] = count.get(finding.verdict, 0) + 1
        told = ", ".join(f"{number} {verdict}" for verdict, number in count.items())
        pair = " against ".join(reversed(self.data.models))
        return f"{self.scenario.name}, {self.data.replications} worlds; {pair}: {told}"

    def words(self) -> RenderableType:
        """The claims for a terminal."""
        return claims_text(self.data)

    def document(self) -> dict[str, Any]:
        """Every claim with values, interval and verdict; conditions where they were tried."""
        return claims_json(self.data)

    def tables(self) -> Tables:
        """Claims, and what was tried for them."""
        files = claims_files(self.data, dict(self.settings))
        names = [name.removesuffix(".csv") for name in files if name.endswith(".csv")]
        return {name: lambda name=name: files[f"{name}.csv"] for name in names}  # type: ignore[misc]

    def drawings(self) -> Figures:
        """All claims in one figure."""
        from report.claims.figure import draw_claims

        return {"claims": lambda: draw_claims(self.data)}

    def manifest(self) -> str:
        return claims_files(self.data, dict(self.settings))["manifest.json"]


def claims(
    scenario: Given,
    *,
    models: Models = None,
    replications: int = 200,
    conditions: bool = False,
    worlds: int | None = None,
    seed: int = 1,
    **running: Unpack[Running],
) -> ClaimsResult:
    """Do the claims made for value offices hold here? Each one measured, with a verdict.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models, the second against the first; default: the first two of the scenario.
        replications: worlds.
        conditions: whether to try each claim over the number that matters most for it.
        worlds: worlds at each value of the conditions; default: ``replications``, at most 60.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Claims with both values, the paired difference with its 95 % interval, and a verdict: holds, does not hold,
        not decided, does not arise. Frames: claims, and conditions where they were tried.

    Raises:
        VmoError: an unknown model, or not two.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.claims("tiny", replications=3, workers=1)
        >>> "verdict" in found.frame().columns
        True

    """
    loaded, work = simulated_of(scenario), Work(**running)
    pair = two_models(loaded, models)
    require_worlds(replications, seed)
    tried = 0
    if conditions:
        tried = min(replications, MOST_TRIED) if worlds is None else worlds
        at_least("worlds", tried, 1)
    pool = work.pool(small=replications <= 20 and not conditions)
    case = Case(loaded, pair)
    study = Study(seed, pool, rules_for, work.watch)
    with work.attended():
        ended = _measure(case, study, replications, tried)
        found = study.outcomes(case, replications)
        if not found.worlds:
            raise KeyboardInterrupt
    return ClaimsResult(
        _trial(case, study, replications, tried, ended),
        loaded,
        settings={"replications": replications, "conditions": tried},
    )


def _measure(case: Case, study: Study, replications: int, tried: int) -> str:
    """Run everything; an interrupt keeps the finished worlds."""
    try:
        study.prepare([case], replications)
        if tried:
            scanning.scan(case.scenario, (case.models[0], case.models[1]), study, tried)
    except KeyboardInterrupt:
        return "interrupted"
    return "replications"


def _trial(case: Case, study: Study, replications: int, tried: int, ended: str) -> Trial:
    """What was measured."""
    pair = (case.models[0], case.models[1])
    found = study.outcomes(case, replications)
    scanned = scanning.conditions(case.scenario, pair, study, tried) if tried else []
    depth = min((f.effect.n for c in scanned for _, f in c.tried), default=0)
    return Trial(
        scenario=case.scenario,
        seed=study.seed,
        replications=found.worlds,
        ended=ended,
        models=pair,
        findings=tuple(examine_all(found, case.scenario)),
        conditions=tuple(scanned),
        tried=tried if ended == "replications" else depth,
    )
