"""The same comparison with other inputs: stress packs, and what changed between two runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.ranges import changes_text, packs_text
from scenarios.faults import suggestion
from scenarios.scenario import Scenario
from scenarios.variation.packs import Pack, packs_of
from sim.studies import input_changes, stress_packs
from vmo.shared.errors import wrong
from vmo.shared.inputs import (
    Given,
    Models,
    Names,
    at_least,
    known_names,
    one_outcome,
    require_worlds,
    scenario_of,
    two_models,
)
from vmo.shared.manifests import Recorded, read_manifest
from vmo.shared.result import Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult
from vmo.strategist.tornado import asked_pair

if TYPE_CHECKING:
    from rich.console import RenderableType


class PacksResult(StudyResult[stress_packs.StressPacks]):
    """A comparison of two models as the scenario is and under every stress pack."""

    kind: ClassVar[str] = "packs"
    files_in_words: ClassVar[str] = "Table and manifest.json"

    def headline(self) -> str:
        return f"{self.scenario.name}: {packs_text.packs_headline(self.data)}; {packs_text.headline(self.data)}"

    def words(self) -> RenderableType:
        """The table for a terminal, and what every pack changes."""
        return packs_text.packs_text(self.data)

    def document(self) -> dict[str, object]:
        """Every pack with its changes, sources and results."""
        return packs_text.packs_json(self.data)

    def tables(self) -> Tables:
        """One row per pack."""
        return {"packs": lambda: packs_text.packs_csv(self.data)}


def packs(
    scenario: Given,
    *,
    models: Models = None,
    outcome: str = "npv",
    only: Names | None = None,
    replications: int = 100,
    seed: int = 1,
    **running: Unpack[Running],
) -> PacksResult:
    """The same comparison under stress packs: several numbers changed at once, side by side.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models, the second less the first; default: the first two of the scenario.
        outcome: one outcome.
        only: ids of packs; default: all packs of the scenario, or the shipped ones where it has none.
        replications: worlds, of the same seed under every pack.
        seed: seed of the worlds.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Both models and their difference under every pack, in the unit of the outcome. Frame: packs.

    Raises:
        VmoError: an unknown model, outcome or pack.
        ScenarioError: a scenario that cannot be read or simulated, or a pack that does not fit it.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> vmo.packs("tiny", only="cautious", replications=2, workers=1).frame()["label"].tolist()
        ['As it is', 'Cautious']

    """
    loaded, pair = asked_pair(scenario, models)
    chosen = _chosen(packs_of(loaded), only)
    name = one_outcome(outcome, "name one outcome")
    require_worlds(replications, seed, 2)
    work = Work(**running)
    with work.attended():
        data = stress_packs.stress_packs(
            loaded,
            chosen,
            pair,
            outcome=name,
            replications=replications,
            seed=seed,
            pool=work.pool(small=2 * (len(chosen) + 1) * replications <= SMALL),
            rules=rules_for,
            progress=work.watch,
        )
    return PacksResult(data, loaded, settings={"models": list(pair), "packs": {p.id: p.changes for p in chosen}})


def _chosen(known: list[Pack], only: Names | None) -> list[Pack]:
    if only is None:
        return known
    names = known_names("only", "pack", only, [pack.id for pack in known])
    return [pack for pack in known if pack.id in names]


class DiffResult(StudyResult[input_changes.InputChanges]):
    """Two scenarios, the inputs in which they differ, and what each of these did to the answer."""

    kind: ClassVar[str] = "diff"
    files_in_words: ClassVar[str] = "Tables and manifest.json"

    def headline(self) -> str:
        return changes_text.headline(self.data)

    def words(self) -> RenderableType:
        """Both answers, and the effect of every changed input."""
        return changes_text.changes_text(self.data)

    def document(self) -> dict[str, object]:
        """Both answers, and every changed input with its effect."""
        return changes_text.changes_json(self.data)

    def tables(self) -> Tables:
        """Effects by group, and every changed input."""
        return {
            "effects": lambda: changes_text.effects_csv(self.data),
            "inputs": lambda: changes_text.inputs_csv(self.data),
        }


def diff(
    before: Given,
    after: Given,
    *,
    models: Models = None,
    outcome: str = "npv",
    replications: int = 100,
    seed: int | None = None,
    **running: Unpack[Running],
) -> DiffResult:
    """What changed between two runs, and what each change did to the answer.

    Args:
        before: the earlier run: a folder that ``vmo compare --out`` wrote, its manifest.json, or a scenario.
        after: the later run.
        models: two funding models that both have; default: the first two of the later run.
        outcome: one outcome.
        replications: worlds, the same for both.
        seed: seed of the worlds; default: that of the later run, else 1.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Both differences in the unit of the outcome, every input that differs, and what switching each group of
        inputs alone does. Frames: effects, inputs.

    Raises:
        VmoError: a file that is neither, a model that one of them lacks, an unknown outcome.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> tiny = vmo.load("tiny")
        >>> later = tiny.replace(calendar=tiny.calendar.replace(discount_rate=0.1))
        >>> vmo.diff(tiny, later, replications=2, workers=1).frame("inputs")["path"].tolist()
        ['calendar.discount_rate']

    """
    (first, _), (second, found) = _run(before), _run(after)
    pair = two_models(second, models)
    missing = [name for name in pair if name not in first.funding_models]
    if missing:
        known = list(first.funding_models)
        raise wrong(
            "models", *(f'{first.name} has no model "{name}"; {suggestion(name, known)}' for name in missing)
        )
    name = one_outcome(outcome, "name one outcome")
    at_least("replications", replications, 2)
    number = found if seed is None else seed
    at_least("seed", number, 0)
    work = Work(**running)
    with work.attended():
        data = input_changes.change_inputs(
            first,
            second,
            pair,
            outcome=name,
            replications=replications,
            seed=number,
            pool=work.pool(small=4 * replications <= SMALL),
            rules=rules_for,
            progress=work.watch,
        )
    return DiffResult(data, second, settings={"models": list(pair), "outcome": name, "before": first.name})


def _run(given: Given) -> tuple[Scenario, int]:
    """The scenario of a run, and its seed."""
    if isinstance(given, Scenario):
        return given, 1
    path = Path(given)
    manifest = path / "manifest.json" if (path / "manifest.json").is_file() else path
    if manifest.name != "manifest.json" or not manifest.is_file():
        return scenario_of(given), 1
    said = "not a manifest of a run", "name a folder of vmo compare --out"
    found = read_manifest(manifest, Recorded, (str(manifest), *said))
    return found.resolved_scenario, found.seed
