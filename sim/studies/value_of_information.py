"""What better knowledge is worth: one funding model, in the same worlds, with deciders who know more.

Every question changes one thing about what is known and when: better or earlier evidence while work is under way,
or the truth about value, scope or both before anything is decided, of all MMPs or of one. Its worth is the mean
difference in net present value, world by world, to deciding as the scenario stands.

This is the value of information *to a given rule*. A perfect decider never loses by knowing more; a rule of thumb
may, as it does not always put what it knows to its best use. What is measured is reported, whatever its sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

import numpy as np

from scenarios.quantities.distributions import Constant
from scenarios.scenario import Scenario
from scenarios.variation.variants import vary
from sim.arrays import Floats, Shape
from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_worlds
from sim.funding.selection_rules import RULES, Selection
from sim.outcomes.statistics import Difference, paired_difference
from sim.simulation import simulate
from sim.studies.asked import Asked
from sim.studies.knowledge import Knowledge, Refusing, informed
from sim.world.blueprint import Blueprint
from sim.world.world import World

Group = Literal["evidence", "estimates", "mmp", "ceiling"]
PER_TASK = 40
"""Simulations in a task, about: fixed, so that results do not depend on the number of workers."""


@dataclass(frozen=True)
class Question:
    """Something that could be known better or sooner."""

    id: str
    label: str
    group: Group
    changes: Mapping[str, float] = field(default_factory=dict)
    """Numbers of the scenario that are different, by path (evidence)."""
    knowledge: Knowledge | None = None
    """What is known before anything is decided (estimates, MMPs)."""
    selections: tuple[str, ...] = ()
    """Selection rules to choose by instead of the model's own (ceiling): of several, in each world the best."""


def standard(scenario: Scenario) -> tuple[Question, ...]:
    """Questions about the whole portfolio."""
    evidence = scenario.uncertainty.evidence
    path = "uncertainty.evidence"
    half = {
        f"{path}.sensitivity": (1 + evidence.sensitivity) / 2,
        f"{path}.specificity": (1 + evidence.specificity) / 2,
    }
    right = {f"{path}.sensitivity": 1.0, f"{path}.specificity": 1.0}
    soon = {f"{path}.share": evidence.share / 2}
    return (
        Question("evidence.better", "Evidence that is wrong half as often", "evidence", half),
        Question("evidence.perfect", "Evidence that is never wrong", "evidence", right),
        Question("evidence.earlier", "Evidence after half as much work", "evidence", soon),
        Question("evidence.both", "Evidence never wrong, after half as much work", "evidence", right | soon),
        Question("estimates.value", "What each MMP will earn", "estimates", knowledge=Knowledge(value=True)),
        Question("estimates.scope", "How much work each MMP is", "estimates", knowledge=Knowledge(scope=True)),
        Question(
            "estimates.all", "Value and work of each MMP", "estimates", knowledge=Knowledge(value=True, scope=True)
        ),
    )


def ceiling() -> tuple[Question, ...]:
    """How far the choice of MMPs is from the best one: other rules, and everything known to the better of them.

    What is found with everything known is a plan that exists in each world, so the best plan is worth no less; it
    may be worth more.
    """
    everything = Knowledge(value=True, scope=True)
    rules = ("wsjf", "optimiser")
    return (
        Question("ceiling.wsjf", "Ranked by WSJF", "ceiling", selections=("wsjf",)),
        Question("ceiling.optimiser", "Rounds that re-optimise", "ceiling", selections=("optimiser",)),
        Question("ceiling.known", "The better of both, with everything known", "ceiling", {}, everything, rules),
    )


def about_mmps(scenario: Scenario) -> tuple[Question, ...]:
    """One question for every MMP that has not begun and about which something is uncertain."""
    known = isinstance(scenario.uncertainty.value, Constant) and isinstance(
        scenario.uncertainty.scope_growth, Constant
    )
    return tuple(
        Question(f"mmp.{m.id}", m.label, "mmp", knowledge=Knowledge(value=True, scope=True, mmp=m.id))
        for m in scenario.mmps
        if m.underway is None and not (known and m.success_probability in (0, 1))
    )


@dataclass(frozen=True)
class Information(Asked):
    """What was measured. Arrays are in replication order."""

    model: str
    questions: tuple[Question, ...]
    npv: Floats
    """Net present value: shape (worlds, 1 + questions), the first column as the scenario stands."""
    ended: Literal["replications", "interrupted"] = "replications"

    @property
    def replications(self) -> int:
        """Number of finished worlds."""
        return len(self.npv)

    def differences(self, question: str) -> Floats:
        """What the answer brings in each world: shape (worlds,), currency."""
        place = [q.id for q in self.questions].index(question) + 1
        return np.asarray(self.npv[:, place] - self.npv[:, 0])

    def worth(self, question: str) -> Difference:
        """What the answer is worth: the paired difference to deciding without it."""
        place = [q.id for q in self.questions].index(question) + 1
        names = (question, "as it stands")
        return paired_difference("npv", "more", names, self.npv[:, place], self.npv[:, 0])

    def matters(self, question: str) -> float:
        """Share of worlds in which the answer changes anything."""
        return float((self.differences(question) != 0).mean())

    @cached_property
    def ranked(self) -> tuple[Question, ...]:
        """Questions by what they are worth, the dearest first."""
        return tuple(sorted(self.questions, key=lambda q: -self.worth(q.id).mean))


def value_of_information(
    scenario: Scenario,
    model: str,
    *,
    questions: Sequence[Question] | None = None,
    replications: int = 100,
    seed: int = 1,
    pool: Pool | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Information:
    """Measure what answers to questions are worth under one funding model.

    Args:
        scenario: the portfolio.
        model: name of the funding model.
        questions: default: those about the whole portfolio and about every MMP.
        replications: number of worlds; equal seeds give the worlds of ``compare``.
        seed: seed of the study.
        pool: where to run; results are bit-identical for any number of processes.
        selections: further selection rules by name.
        progress: called with the number of finished worlds.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        KeyboardInterrupt: interrupted before the first worlds were finished; later interrupts return what is there.

    """
    asked = tuple((*standard(scenario), *about_mmps(scenario)) if questions is None else questions)
    scenario.funding_models[model]
    Blueprint(scenario)  # refuses what cannot be simulated before anything is started
    distinct: dict[tuple[tuple[str, float], ...], Scenario] = {(): scenario}
    for question in asked:
        key = tuple(question.changes.items())
        if key not in distinct:
            distinct[key] = vary(scenario, question.changes)
    keys = list(distinct)
    packed = tuple(Packed.of(distinct[key]) for key in keys)
    plan = tuple((keys.index(tuple(q.changes.items())), q.knowledge, q.selections) for q in asked)
    step = max(1, PER_TASK // (1 + len(asked)))
    ranges = [range(k, min(k + step, replications)) for k in range(0, replications, step)]
    tasks = [(packed, model, plan, seed, worlds, selections) for worlds in ranges]
    npv, ended = run_worlds(some_worlds, tasks, pool, progress)
    return Information(scenario, seed, model, asked, npv, ended)


_blueprints: dict[str, Blueprint] = {}
"""Scenarios of the last study that this process laid out, by fingerprint."""


def some_worlds(
    scenarios: tuple[Packed[Scenario], ...],
    model: str,
    plan: tuple[tuple[int, Knowledge | None, tuple[str, ...]], ...],
    seed: int,
    worlds: range,
    selections: Mapping[str, Selection] | None,
) -> Annotated[Floats, Shape("worlds", "one and questions")]:
    """Net present value of some worlds: one task of a worker.

    Each question is a scenario, by its place in ``scenarios``, what is known in it, and by which rules is chosen;
    the first scenario is the one as it stands.
    """
    if any(packed.fingerprint not in _blueprints for packed in scenarios):
        _blueprints.clear()
        _blueprints.update({packed.fingerprint: Blueprint(packed.unpack()) for packed in scenarios})
    layouts = [_blueprints[packed.fingerprint] for packed in scenarios]
    rules = {**RULES, **(selections or {})}
    funding = layouts[0].scenario.funding_models[model]
    saves_pay = funding.bench == "released" and funding.staffing == "follows_funding"
    refusing: dict[str, Selection] = {name: Refusing(rule, saves_pay) for name, rule in rules.items()}
    npv = np.empty((len(worlds), 1 + len(plan)))
    for row, number in enumerate(worlds):
        drawn = [World(layout, seed, number) for layout in layouts]
        npv[row, 0] = simulate(drawn[0], funding, rules).result.outcomes["npv"]
        for column, (which, knowledge, names) in enumerate(plan, start=1):
            world, choose = drawn[which], rules
            if knowledge is not None:
                world, choose = informed(world, knowledge), refusing
            models = [funding.replace(selection=name) for name in names] or [funding]
            npv[row, column] = max(simulate(world, m, choose).result.outcomes["npv"] for m in models)
    return npv
