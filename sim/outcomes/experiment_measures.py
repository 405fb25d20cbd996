"""Outcomes of learning: experiments, what they turn away, what a win costs, what is learnt for the money."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.funding.estimates import posterior

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.funding.state import State
    from sim.world.blueprint import Blueprint
    from sim.world.ledger import Ledger

MILLION = 1e6


def experiment_outcomes(blueprint: Blueprint, states: list[State], ledger: Ledger, end: float) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    Args:
        blueprint: what users' signals are worth.
        states: where each MMP ended up, by index.
        ledger: the books.
        end: week in which the clock stopped.

    """
    trials = [state.trial for state in states if state.trial is not None]
    refused = [state for state in states if state.trial is not None and state.trial.refused]
    wins = sum(
        s.released is not None and s.released <= end and s.plan.earnings.earns and s.fate.multiplier > 0
        for s in states
    )
    spent = float(ledger.by_mmp(len(states)).sum()) / 100.0
    bits = sum(gained(before, after) for before, after in _lessons(blueprint, states))
    return {
        "experiments": float(len(trials)),
        "spent_experiments": sum(trial.cost for trial in trials),
        "mmps_turned_away": float(len(refused)),
        "winners_turned_away": float(sum(state.fate.success for state in refused)),
        "cost_per_win": spent / wins if wins else float("nan"),
        "bits_per_million": bits / (spent / MILLION) if spent > 0 else float("nan"),
    }


def gained(before: float, after: float) -> float:
    """Bits that a change of belief is worth: relative entropy (Kullback, Leibler)."""
    terms = ((after, before), (1 - after, 1 - before))
    return sum(new * math.log2(new / old) for new, old in terms if new > 0)


def _lessons(blueprint: Blueprint, states: list[State]) -> Iterator[tuple[float, float]]:
    """Chances of success before and after every result of an experiment and every signal that somebody looks at."""
    evidence = blueprint.scenario.uncertainty.evidence
    for state in states:
        if state.trial is not None and state.trial.told:
            yield state.trial.prior, state.trial.belief
        signals = [(turn.prior, turn.fate.signal) for turn in state.turns]
        if state.signalled is not None and state.unit.rules.reestimate and not state.plan.known:
            signals.append((state.prior, state.fate.signal))
        for prior, signal in signals:
            yield prior, posterior(prior, signal, evidence.sensitivity, evidence.specificity)
