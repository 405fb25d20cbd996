"""The big-room packet: a plan for everybody who has to deliver it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.stress_test import stress
from optimiser.budget_frontier import marginals
from optimiser.explanation import EXPLAIN_GAP, explain
from optimiser.preparation import prepare
from report.documents.packet.big_room import packet_document
from report.documents.packet.facts import PacketStudies
from report.documents.packet.numbers import packet_numbers
from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario
from vmo.documents.brands import Branding, brand_of, brand_option
from vmo.documents.forms import DocumentResult
from vmo.planner.changes import changes_of
from vmo.planner.planning import PlanResult, plan
from vmo.shared.errors import CancelledError, Problem, reason, wrong
from vmo.shared.inputs import Given, at_least, quarter_number
from vmo.shared.running import Flag, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coupling.stress_test import Stress
    from vmo.planner.requests import Planning

WORLDS = 100
"""Worlds of the stress test."""
SEARCH_SECONDS = 120.0
"""Longest time for the prices of what is left out, and for those of constraints; what is not reached is said."""
STEP = 0.05
"""Size of a step of a budget, as a share of the quarter's (as in ``vmo frontier --marginal``)."""


@dataclass(frozen=True, repr=False, eq=False)
class PacketResult(DocumentResult):
    """A big-room packet. ``data`` is its content, ``document()`` every number."""

    kind: ClassVar[str] = "packet"


def packet(
    portfolio: Given | PlanResult,
    *,
    quarter: str | int = 1,
    since: str | Path | PlanResult | None = None,
    checklist: bool = False,
    replications: int = WORLDS,
    seed: int = 1,
    workers: int | None = None,
    cluster: str | None = None,
    checkpoint: str | Path | None = None,
    brand: Branding = None,
    **planning: Unpack[Planning],
) -> PacketResult:
    """The big-room packet of a plan: objectives, the quarter by value stream with chances, dependencies, risks.

    Args:
        portfolio: a plan, or what ``plan`` accepts.
        quarter: the quarter that is planned in the room: a number of the plan, or a calendar quarter (2027-Q2).
        since: the last plan, or its folder (``vmo plan --out``), to say what changed and why.
        checklist: whether the check list of the kick-off is part of it.
        replications: worlds of the stress test.
        seed: seed of its worlds.
        workers: processes of the stress test; default: all cores, or one where it is small.
        cluster: address of a Dask scheduler for the stress test.
        checkpoint: folder that keeps finished worlds of the stress test.
        brand: whose packet it is: a brand, or the path of its file.
        **planning: as in ``plan`` (see ``vmo.Planning``).

    Returns:
        The document: ``html()``, ``workbook()`` and ``slides()`` are its forms, ``write(path)`` writes one of them.
        Chances need value streams; where they cannot be known, that is said in their place.

    Raises:
        NoPlanError: no plan keeps every rule, or none was found in time.
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.
        CancelledError: cancelled before everything was finished.

    Examples:
        >>> import vmo
        >>> found = vmo.packet("tiny", gap=0, replications=4, workers=1)
        >>> found.data.sections[2].title
        'The MMPs of Q1'

    """
    owner = brand_of(brand)
    at_least("replications", replications, 1)
    at_least("seed", seed, 0)
    work = Work(workers, cluster, checkpoint, planning.get("progress"), planning.get("cancel"))
    found = portfolio if isinstance(portfolio, PlanResult) else plan(portfolio, **planning)
    _go_on(found.ended == "interrupted" or work.cancelled)
    scenario = found.scenario
    at, last = quarter_number("quarter", scenario, quarter), scenario.calendar.quarters
    if not 1 <= at <= last:
        raise wrong("quarter", f"{quarter} is not one of the {last} quarters of {scenario.name}")
    changed = None if since is None else changes_of(since, found, "since", "since")
    tested, untested = _stressed(found, work, replications, seed)
    _go_on(work.cancelled)
    out = [line.id for line in found.data.lines if not line.chosen]
    left_out = explain(found.data, out, seconds=SEARCH_SECONDS, progress=work.tell) if out else ()
    _go_on(work.cancelled)
    exact = replace(found.data.effort, gap=min(found.data.effort.gap, EXPLAIN_GAP), stop=Flag(work))
    data = prepare(scenario, found.data.wishes)
    constraints = marginals(scenario, data, step=STEP, effort=exact, seconds=SEARCH_SECONDS, progress=work.tell)
    _go_on(work.cancelled)
    words = _words(portfolio, found, planning)
    own = f" --quarter {quarter} -n {replications} --seed {seed}"
    own += f" --since {shlex.quote(str(since))}" if isinstance(since, str | Path) else ""
    command = f"vmo packet {words}{own}{' --checklist' if checklist else ''}"
    sources = {
        "packet": command,
        "plan": f"vmo plan {words} --stress -n {replications} --seed {seed}",
        "stress": f"vmo plan {words} --stress -n {replications} --seed {seed}",
        "explain": f"vmo explain {words}",
        "frontier": f"vmo frontier {words} --marginal",
        "changes": f"vmo changes {shlex.quote(str(since))} FOLDER" if isinstance(since, str | Path) else command,
    }
    studies = PacketStudies(
        plan=found.data, outside=found.outside, stress=tested, untested=untested, left_out=left_out,
        constraints=constraints, changes=None if changed is None else changed.data, quarter=at, sources=sources,
    )  # fmt: skip
    sizes = {"quarter": at, "replications": replications, "seed": seed, "checklist": checklist}
    manifest = _manifest(found, sizes)
    document = packet_document(
        studies, found.whole, command + brand_option(owner), manifest, checklist=checklist
    ).branded(owner)
    numbers: dict[str, Any] = packet_numbers(studies, checklist=checklist)
    numbers["changes"] = None if changed is None else changed.document()
    numbers["commands"] = sources
    return PacketResult(document, settings=sizes, numbers=numbers, made=document.manifest)


def _go_on(stopped: bool) -> None:
    """Nothing is written of a packet that was stopped.

    Raises:
        CancelledError: it was.

    """
    if stopped:
        raise CancelledError([Problem((), "Interrupted before the packet was finished; nothing was written.")])


def _stressed(found: PlanResult, work: Work, replications: int, seed: int) -> tuple[Stress | None, str]:
    """The plan in the simulator, or why it cannot be run there."""
    if found.stress is not None:
        return found.stress, ""
    if not found.data.starts:
        return None, "The plan has no MMPs, so there is nothing to run in the simulator."
    pool = work.pool(small=replications <= 40)
    with work.attended():
        try:
            tested = stress(
                found.data, replications=replications, seed=seed, pool=pool, progress=work.counter(replications)
            )
        except ScenarioError as error:
            return None, f"Not simulated, so chances are not recorded: {reason(error)}."
    return tested, ""


def _words(portfolio: Given | PlanResult, found: PlanResult, planning: Mapping[str, Any]) -> str:
    """The portfolio and what was asked of the plan, as the command line says them."""
    if isinstance(portfolio, Scenario | PlanResult):
        return found.scenario.name
    words = [shlex.quote(str(portfolio))]
    for key, value in planning.items():
        if key in ("progress", "cancel", "notice") or value in (None, "", ()) or DEFAULTS.get(key) == value:
            continue
        shown = ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        words.append(f"--{OPTIONS.get(key, key.replace('_', '-'))} {shlex.quote(shown)}")
    return " ".join(words)


OPTIONS = {"columns": "map"}
"""Names of arguments on the command line, where they are others."""
DEFAULTS: Mapping[str, object] = {
    "objective": "net", "gap": "0.5%", "seconds": 30.0, "solver": "HiGHS", "threads": 1,
}  # fmt: skip
"""What a plan is asked where nothing is said: left out of the words."""


def _manifest(found: PlanResult, sizes: Mapping[str, object]) -> str:
    """That of the plan, with the sizes of the packet."""
    document = json.loads(found.manifest())
    document |= {"command": "packet", "stress": None, "packet": dict(sizes)}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
