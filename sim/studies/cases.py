"""Many settings on common worlds: every distinct portfolio and funding model is simulated once per world.

Studies (sweep, sensitivity, map) ask for cases: a scenario with some values changed, and the models compared in
it. A case is taken apart into a portfolio (everything but the funding models: it decides the worlds) and funding
models. What several cases share is simulated once, and kept: asking again with more worlds runs only the new ones.
Numbers equal those of a single comparison of the same setting bit for bit.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import product
from typing import Annotated, TypedDict

import numpy as np

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import resolved
from sim.arrays import Floats, Shape
from sim.execution.collector import patient_collector
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.funding.selection_rules import Selection
from sim.funding.state import forget
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import Difference, Summary, paired_difference, summarise
from sim.simulation import simulate
from sim.studies.asked import Ended
from sim.world.blueprint import Blueprint
from sim.world.world import World

BLOCK = 10
"""Worlds per task: fixed, so that results do not depend on the number of workers."""
WAVE = 3 * BLOCK
"""Worlds of one portfolio that run one after the other before the next portfolio has its turn."""
KEPT = 8
"""Portfolios that a process keeps laid out."""

Rules = Callable[[Scenario, Iterable[str]], Mapping[str, Selection]]
"""Selection rules that some models of a scenario need and the simulator does not have."""
Progress = Callable[[int, int], None]
"""Called with the finished and the planned number of simulations."""


class How(TypedDict, total=False):
    """How a study of many cases is run. Only the seed and the rules have an influence on results."""

    seed: int
    """Seed of the worlds, the same ones in every case; default 1."""
    pool: Pool
    """Where to run; with a checkpoint, a study that was stopped goes on. Default: this process."""
    rules: Rules
    """Selection rules that the simulator does not have."""
    progress: Progress | None
    """Called with the finished and the planned number of simulations."""


@dataclass(frozen=True)
class Case:
    """One setting: a scenario and the funding models that are compared in it."""

    scenario: Scenario
    models: tuple[str, ...]


@dataclass(frozen=True)
class Outcomes:
    """What came out of one case."""

    models: tuple[str, ...]
    values: Floats
    """Shape (worlds, models, outcomes); outcomes in the order of ``OUTCOMES``."""

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.values)

    def of(self, outcome: str, model: str) -> Floats:
        """One outcome under one model in every world: shape (worlds,)."""
        return np.asarray(self.values[:, self.models.index(model), list(OUTCOMES).index(outcome)])

    def summary(self, outcome: str, model: str) -> Summary:
        """Mean and P10, P50, P90 of one outcome under one model."""
        return summarise(self.of(outcome, model))

    def difference(self, outcome: str, a: str, b: str) -> Difference:
        """Paired difference a - b of one outcome."""
        return paired_difference(
            outcome, OUTCOMES[outcome].better, (a, b), self.of(outcome, a), self.of(outcome, b)
        )


def no_rules(_scenario: Scenario, _models: Iterable[str]) -> Mapping[str, Selection]:
    """The simulator's own rules are enough."""
    return {}


def missing(outcome: str, models: Sequence[str]) -> str:
    """What to say when an outcome exists in no world, or in one alone."""
    return (
        f"{outcome} ({OUTCOMES[outcome].definition}) does not exist under both {' and '.join(models)} in enough "
        "worlds; choose an outcome that always exists, such as npv, cost or mmps_released"
    )


Key = tuple[str, str]
"""A portfolio (fingerprint) and a funding model (JSON)."""
Task = tuple[str, tuple[str, ...], int, range, Mapping[str, Selection]]
"""Arguments of ``run_block``."""


@dataclass
class Study:
    """Runs cases on the worlds of one seed and keeps what it ran.

    An interrupt leaves every finished block of worlds in place: ``outcomes`` gives the worlds that are there.
    """

    seed: int = 1
    pool: Pool = field(default_factory=Pool)
    rules: Rules = no_rules
    progress: Progress | None = None
    finished: int = 0
    """Simulations run so far."""
    planned: int = 0
    """Simulations run so far or asked for."""
    _blocks: dict[Key, dict[int, Floats]] = field(default_factory=dict)
    """Outcomes by first world of a block: shape (worlds of the block, outcomes)."""
    _seen: dict[tuple[int, bool], tuple[Scenario, str]] = field(default_factory=dict)
    """Scenarios by identity (and whether their other models matter), with the fingerprint of the portfolio."""
    _portfolios: dict[str, str] = field(default_factory=dict)
    """Portfolios as JSON, by fingerprint."""

    def run(self, cases: Sequence[Case], worlds: int) -> list[Outcomes]:
        """Outcomes of every case over the worlds 0 to ``worlds`` - 1, in the order of the cases.

        Raises:
            ScenarioError: a case cannot be simulated.
            KeyError: a case names a model or a selection rule that is not there.

        """
        self.prepare(cases, worlds)
        return [self.outcomes(case, worlds) for case in cases]

    def prepare(self, cases: Sequence[Case], worlds: int) -> None:
        """Simulate what is missing for ``worlds`` worlds of the cases, wave by wave over all cases."""
        tasks, keys = self._missing(cases, worlds)
        self.planned += sum(len(task[3]) * len(task[1]) for task in tasks)
        for (first, group), part in zip(keys, run_tasks(run_block, tasks, self.pool), strict=True):
            for place, key in enumerate(group):
                self._blocks[key][first] = part[:, place]
            self.finished += part.shape[0] * part.shape[1]
            if self.progress is not None:
                self.progress(self.finished, self.planned)

    def finish(self, cases: Sequence[Case], worlds: int) -> tuple[int, Ended]:
        """Simulate the cases, and say how many worlds all of them have, and why it ended.

        Raises:
            KeyboardInterrupt: interrupted before any world was finished in every case.

        """
        ended: Ended = "replications"
        try:
            self.prepare(cases, worlds)
        except KeyboardInterrupt:
            ended = "interrupted"
        return self.common(cases, worlds), ended

    def common(self, cases: Sequence[Case], worlds: int) -> int:
        """Number of worlds that every case has, at most ``worlds``.

        Raises:
            KeyboardInterrupt: there is none.

        """
        found = min(self.outcomes(case, worlds).worlds for case in cases)
        if not found:
            raise KeyboardInterrupt
        return found

    def outcomes(self, case: Case, worlds: int | None = None) -> Outcomes:
        """What is there of a case: its first consecutive worlds under all its models, at most ``worlds``."""
        columns = []
        for name in case.models:
            blocks = self._blocks.get(self._key(case.scenario, name), {})
            parts, reach = [], 0
            while reach in blocks:
                parts.append(blocks[reach])
                reach += len(parts[-1])
            columns.append(np.concatenate(parts) if parts else np.empty((0, len(OUTCOMES))))
        common = min([len(column) for column in columns] + ([] if worlds is None else [worlds]))
        return Outcomes(case.models, np.stack([column[:common] for column in columns], axis=1))

    def _missing(self, cases: Sequence[Case], worlds: int) -> tuple[list[Task], list[tuple[int, list[Key]]]]:
        """Tasks, block by block, and the keys that each of them answers."""
        wanted: dict[str, dict[str, Key]] = {}
        rules: dict[str, dict[str, Selection]] = {}
        for case in cases:
            for name in case.models:
                key = self._key(case.scenario, name)
                wanted.setdefault(key[0], {})[key[1]] = key
                self._blocks.setdefault(key, {})
                rules.setdefault(key[0], {}).update(self.rules(case.scenario, [name]))
        tasks: list[Task] = []
        keys: list[tuple[int, list[Key]]] = []
        waves = [range(k, min(k + WAVE, worlds)) for k in range(0, worlds, WAVE)]
        for wave, portfolio in product(waves, wanted):
            for first in wave[::BLOCK]:
                block = range(first, min(first + BLOCK, wave.stop))
                group = [key for key in wanted[portfolio].values() if self._lacks(key, block)]
                if group:
                    texts = tuple(key[1] for key in group)
                    tasks.append((self._portfolios[portfolio], texts, self.seed, block, rules[portfolio]))
                    keys.append((first, group))
        return tasks, keys

    def _lacks(self, key: Key, block: range) -> bool:
        known = self._blocks[key].get(block.start)
        return known is None or len(known) < len(block)

    def _key(self, scenario: Scenario, name: str) -> Key:
        model = scenario.funding_models[name]
        refers = bool(model.transition or model.streams)  # lives by the rules of other models as well
        known = self._seen.get((id(scenario), refers))
        if known is None:
            models = scenario.funding_models if refers else {"project": FundingModel.preset("project")}
            neutral = scenario.replace(funding_models=models, name="study")
            text = _text(resolved(neutral))  # everything that decides the worlds: equal texts have equal worlds
            known = scenario, sha256(text.encode()).hexdigest()
            self._seen[id(scenario), refers] = known
            self._portfolios[known[1]] = text
        return known[1], _text(model.model_dump(mode="json", by_alias=True))


def block_task(scenario: Scenario, models: Sequence[str], seed: int, worlds: range, rules: Rules) -> Task:
    """Arguments of ``run_block`` for some worlds of a scenario as it is, with nothing shared between scenarios."""
    texts = tuple(_text(scenario.funding_models[name].model_dump(mode="json", by_alias=True)) for name in models)
    return _text(resolved(scenario)), texts, seed, worlds, rules(scenario, models)


def _text(data: object) -> str:
    """JSON with the keys in their order: the order of streams and efforts means something."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


_blueprints: OrderedDict[str, Blueprint] = OrderedDict()


def _laid_out(portfolio: str) -> Blueprint:
    """The blueprint of a portfolio; a process keeps the last few."""
    known = _blueprints.get(portfolio)
    if known is None:
        known = Blueprint(Scenario.model_validate_json(portfolio))
        _blueprints[portfolio] = known
        while len(_blueprints) > KEPT:
            _blueprints.popitem(last=False)
    _blueprints.move_to_end(portfolio)
    return known


@patient_collector()
def run_block(
    portfolio: str, models: tuple[str, ...], seed: int, worlds: range, selections: Mapping[str, Selection]
) -> Annotated[Floats, Shape("worlds", "models", len(OUTCOMES))]:
    """Outcomes of some worlds of a portfolio under some funding models (both as JSON)."""
    blueprint = _laid_out(portfolio)
    settings = [FundingModel.model_validate_json(text) for text in models]
    values = np.empty((len(worlds), len(settings), len(OUTCOMES)))
    for i, replication in enumerate(worlds):
        world = World(blueprint, seed, replication)
        for j, model in enumerate(settings):
            run = simulate(world, model, selections)
            values[i, j] = list(run.result.outcomes.values())
            forget(run.states)
    return values
