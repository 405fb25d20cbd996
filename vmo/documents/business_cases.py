"""Business cases of MMPs: what each costs, earns and how sure that is, under each funding model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

from coupling.rolling import rules_for
from report.documents.annex import scores
from report.documents.mmps.cases import cases_document
from report.documents.mmps.mmp_numbers import mmps_json
from report.documents.scorecard import scorecard_json
from report.shared.manifest import study_manifest
from sim.studies.comparison import compare_beside
from sim.studies.mmp_money import EveryMmp
from vmo.documents.brands import Branding, brand_of, brand_option
from vmo.documents.forms import DocumentResult
from vmo.shared.inputs import Given, Models, Names, at_least, chosen_models, known_names, simulated_of
from vmo.shared.running import SMALL, Running, Work

WORLDS = 100
"""Worlds of the cases."""


@dataclass(frozen=True, repr=False, eq=False)
class CasesResult(DocumentResult):
    """Business cases. ``data`` is their content, ``document()`` every number."""

    kind: ClassVar[str] = "case"


def case(
    scenario: Given,
    mmps: Names | None = None,
    *,
    models: Models = None,
    replications: int = WORLDS,
    seed: int = 1,
    brand: Branding = None,
    **running: Unpack[Running],
) -> CasesResult:
    """Business cases, one section per MMP: cost, value, net present value and payback over many worlds.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        mmps: ids; default: every MMP of the scenario.
        models: names, "all", or None for the first two of the scenario.
        replications: worlds.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        brand: whose cases they are: a brand, or the path of its file.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The document: ``html()``, ``workbook()`` and ``slides()`` are its forms, ``write(path)`` writes one of them.

    Raises:
        VmoError: an unknown MMP or model.
        ScenarioError: a scenario that cannot be read or simulated, or a brand with faults.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> vmo.case("tiny", "a1", replications=5, workers=1).data.sections[0].title
        'Quote online'

    """
    owner = brand_of(brand)
    loaded, work = simulated_of(scenario), Work(**running)
    known = [mmp.id for mmp in loaded.mmps]
    chosen = tuple(known) if mmps is None else known_names("mmps", "MMP", mmps, known)
    names = chosen_models(loaded, models)
    at_least("replications", replications, 2)
    at_least("seed", seed, 0)
    with work.attended():
        comparison, answers = compare_beside(
            loaded,
            names,
            (EveryMmp(),),
            replications=replications,
            seed=seed,
            pool=work.pool(small=replications * len(names) <= SMALL),
            selections=rules_for(loaded, names),
            progress=work.counter(replications),
        )
    study = EveryMmp().study(comparison, answers[0])
    asked = "" if mmps is None else f" {','.join(chosen)}"
    command = f"vmo case {loaded.name}{asked} --models {','.join(names)} -n {replications} --seed {seed}"
    manifest = study_manifest("case", study, {"models": list(names), "mmps": list(chosen)})
    document = cases_document(study, comparison, chosen, command + brand_option(owner), manifest).branded(owner)
    numbers = mmps_json(study) | {"scorecard": scorecard_json(scores(comparison), names)}
    return CasesResult(document, settings={"models": list(names)}, numbers=numbers, made=document.manifest)
