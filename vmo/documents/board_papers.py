"""The board paper: one document out of a comparison and everything that stands behind it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.rolling import rules_for
from report.documents.mmps.mmp_numbers import mmps_json
from report.documents.paper.board_paper import BoardStudies, board_paper
from report.shared.manifest import study_manifest
from scenarios.variation.uncertain import uncertain_numbers
from sim.studies.mmp_money import EveryMmp, MmpMoney, mmp_money
from vmo.documents.brands import Branding, brand_of, brand_option
from vmo.documents.forms import DocumentResult
from vmo.documents.ways import Ways, ways_between
from vmo.shared.errors import CancelledError, Problem
from vmo.shared.inputs import Given, Models, at_least
from vmo.shared.result import Answer
from vmo.shared.running import Running, Work
from vmo.strategist.assumption_sets import assumption_register, assumptions
from vmo.strategist.attribution import attribute
from vmo.strategist.comparison import ComparisonResult, compared, compared_beside
from vmo.strategist.tornado import asked_pair, sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenarios.scenario import Scenario

WORLDS = 60
"""Worlds of the comparison."""
SETS = 48
"""Sets of assumptions."""
SENSITIVITY_WORLDS = 3
"""Worlds for every value of the tornado."""
ATTRIBUTION_WORLDS = 6
"""Worlds of the attribution."""
DETAIL_WORLDS = 30
"""Worlds of the way, and of single MMPs."""
SMALL = 30
"""Worlds and sets, all in all, that one process finishes while others would still be starting."""
LATER = ("scipy.stats", "report.documents.html.page")
"""What is slow to load and not needed by the comparison."""
STEPS = 100
"""Steps of progress of each study."""


@dataclass(frozen=True, repr=False, eq=False)
class BoardPaperResult(DocumentResult):
    """A board paper. ``data`` is its content, ``document()`` the numbers of every study in it."""

    kind: ClassVar[str] = "report"


def report(
    scenario: Given,
    *,
    models: Models = None,
    replications: int = WORLDS,
    sets: int = SETS,
    sensitivity_worlds: int = SENSITIVITY_WORLDS,
    attribution_worlds: int = ATTRIBUTION_WORLDS,
    detail_worlds: int = DETAIL_WORLDS,
    seed: int = 1,
    brand: Branding = None,
    **running: Unpack[Running],
) -> BoardPaperResult:
    """The board paper of a comparison of two funding models: what is decided, what it is worth, what would turn it.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models, the second in place of the first; default: the first two of the scenario.
        replications: worlds of the comparison.
        sets: sets of assumptions for the second band.
        sensitivity_worlds: worlds for every value of the tornado.
        attribution_worlds: worlds of the attribution.
        detail_worlds: worlds of the way to the second model and of single MMPs.
        seed: seed of all worlds.
        brand: whose paper it is: a brand, or the path of its file (docs/documents.md says what is in it).
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The paper: ``html()``, ``workbook()`` and ``slides()`` are its forms, ``write(path)`` writes one of them.

    Raises:
        VmoError: an unknown model, or a size that is too small.
        ScenarioError: a scenario that cannot be read or simulated, or a brand with faults.
        CancelledError: cancelled before everything was finished.

    Examples:
        >>> import vmo
        >>> paper = vmo.report("tiny", replications=4, sets=4, sensitivity_worlds=2, attribution_worlds=2,
        ...                    detail_worlds=2, workers=1)
        >>> paper.data.sections[0].title
        'What is to be decided, and the answer'

    """
    owner = brand_of(brand)
    loaded, pair = asked_pair(scenario, models)
    at_least("detail_worlds", detail_worlds, 2)
    numbers = bool(uncertain_numbers(loaded, pair))
    sizes = {
        "replications": replications,
        "sets": sets,
        "sensitivity_worlds": sensitivity_worlds,
        "attribution_worlds": attribution_worlds,
        "detail_worlds": detail_worlds,
    }
    stages = _Stages(_spread(running, sum(sizes.values())), 5)
    name = loaded.name
    both = f"--models {','.join(pair)}"
    with _loading(*LATER):
        first, mmps = _compared(loaded, pair, replications, detail_worlds, seed, stages.next())
    assert first.backing is not None
    tested = _whole(assumptions(loaded, models=pair, sets=sets, seed=seed, **stages.next())) if numbers else None
    parts = _whole(
        attribute(loaded, start=pair[0], goal=pair[1], replications=attribution_worlds, seed=seed, **stages.next())
    )
    tornado = (
        _whole(sensitivity(loaded, models=pair, replications=sensitivity_worlds, seed=seed, **stages.next()))
        if numbers
        else None
    )
    ways = ways_between(loaded, *pair)
    way = _way(ways, detail_worlds, seed, stages.next())
    entries = assumption_register(loaded, models=pair)
    words = {
        "compare": f"vmo compare {name} {both} -n {replications} --seed {seed}",
        "attribute": f"vmo attribute {name} --from {pair[0]} --to {pair[1]} -n {attribution_worlds} --seed {seed}",
        "sensitivity": f"vmo sensitivity {name} {both} -n {sensitivity_worlds} --seed {seed}",
        "register": f"vmo assumptions {name} {both} --list",
    }
    options = " ".join(f"--{key.replace('_', '-')} {value}" for key, value in sizes.items())
    command = f"vmo report {name} {both} {options} --seed {seed}"
    words |= {"way": command, "mmps": command}
    studies = BoardStudies(
        comparison=first.data,
        backing=first.backing,
        tested=None if tested is None else tested.data,
        attribution=parts.data,
        sensitivity=None if tornado is None else tornado.data,
        change=None if way is None else way.data,
        assumed_change=ways is not None and ways.assumed,
        mmps=mmps,
        register=tuple(entries.data),
        sources=words,
    )
    manifest = study_manifest("report", first.data, {"models": list(pair), "sizes": sizes})
    document = board_paper(studies, command + brand_option(owner), manifest).branded(owner)
    numbers_of: dict[str, Any] = {
        "compare": first.document(),
        "assumptions": None if tested is None else tested.document(),
        "attribute": parts.document(),
        "sensitivity": None if tornado is None else tornado.document(),
        "way": None if way is None else way.document(),
        "mmps": mmps_json(mmps),
        "register": entries.document(),
        "commands": words,
    }
    return BoardPaperResult(
        document, settings={"models": list(pair), **sizes}, numbers=numbers_of, made=document.manifest
    )


def _way(ways: Ways | None, worlds: int, seed: int, running: Running) -> ComparisonResult | None:
    """Every way in the worlds of the comparison."""
    if ways is None:
        return None
    data = compared(ways.scenario, ways.models, worlds, seed, None, Work(**running))
    return _whole(ComparisonResult(data, ways.scenario))


def _whole[A: Answer[Any]](answer: A) -> A:
    """The answer, unless it was cut short.

    Raises:
        CancelledError: it was.

    """
    _complete(answer)
    return answer


def _complete(study: Answer[Any] | MmpMoney) -> None:
    """A paper of pieces is none.

    Raises:
        CancelledError: the study was cut short.

    """
    if study.ended == "interrupted":
        raise CancelledError([Problem((), "Interrupted before the paper was finished; nothing was written.")])


def _compared(
    scenario: Scenario, pair: tuple[str, str], worlds: int, details: int, seed: int, running: Running
) -> tuple[ComparisonResult, MmpMoney]:
    """The comparison, and what becomes of single MMPs in its first worlds."""
    work, every = Work(**running), EveryMmp(details)
    found, answers = compared_beside(scenario, pair, worlds, seed, (every,), work)
    _complete(found)
    if details <= worlds:
        return found, every.study(found.data, answers[0])
    more = mmp_money(
        scenario,
        pair,
        replications=details,
        seed=seed,
        pool=work.pool(),
        selections=rules_for(scenario, pair),
        progress=work.counter(details),
    )
    _complete(more)
    return found, more


@contextmanager
def _loading(*modules: str) -> Iterator[None]:
    """Load what comes later while the processes are busy and this one waits."""

    def load() -> None:
        for name in modules:
            import_module(name)

    thread = Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _spread(running: Running, size: int) -> Running:
    """One decision for all studies: processes that are there for one of them are there for the next."""
    work = Work(**running)
    return running if work.cluster is not None else {**running, "workers": work.pool(small=size <= SMALL).workers}


class _Stages:
    """One progress over several studies: each has an equal share."""

    def __init__(self, running: Running, count: int) -> None:
        self.running = running
        self.count = count
        self.at = 0
        self.told = 0

    def next(self) -> Running:
        """How the next study is run; one that stops early leaves the others undone."""
        place, outer = self.at, self.running.get("progress")
        self.at += 1
        found: Running = {**self.running}
        if outer is not None:

            def tell(done: int, total: int) -> None:
                self.told = max(self.told, round(STEPS * (place + done / max(1, total))))
                outer(self.told, STEPS * self.count)

            found["progress"] = tell
        return found
