"""Experiments before the build: an idea is tried, the result changes what is believed of it, then money is decided.

An experiment answers like the users of a finished part do, good or bad, with a sensitivity and a specificity of
its own (Bayes' rule). What it is worth is the expected value of sample information (Raiffa & Schlaifer, Applied
Statistical Decision Theory, 1961): the expected worth of deciding with its result, as late as that, less the worth
of deciding now without it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.funding.estimates import posterior
from sim.funding.rounds.stopping import worth_of_followers
from sim.funding.state import Trial
from sim.world.ledger import EXPERIMENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.funding.office import Office
    from sim.funding.selection_rules import Candidate
    from sim.funding.state import State


@dataclass(frozen=True)
class Prospect:
    """What an MMP may bring when it is decided on at some moment, in currency, discounted to now."""

    success: float
    """Expected benefit of a success."""
    failure: float
    """Expected benefit of a failure."""
    cost: float
    """What building it takes, times the hurdle."""

    def worth(self, belief: float) -> float:
        """Expected worth of the better of building it and leaving it."""
        return max(0.0, belief * self.success + (1 - belief) * self.failure - self.cost)


def sample_information(
    prior: float, sensitivity: float, specificity: float, now: Prospect, later: Prospect
) -> float:
    """Expected value of the result of an experiment, its own cost not taken off.

    Args:
        prior: chance of success as believed now.
        sensitivity: chance of a good result for a success.
        specificity: chance of a bad result for a failure.
        now: what deciding now would bring.
        later: what deciding with the result would bring.

    """
    good = prior * sensitivity + (1 - prior) * (1 - specificity)
    results = ((good, True), (1 - good, False))
    decided = sum(
        chance * later.worth(posterior(prior, result, sensitivity, specificity)) for chance, result in results
    )
    return decided - now.worth(prior)


def after_experiments(
    office: Office, candidates: Sequence[Candidate], money: dict[int, float], now: float
) -> list[Candidate]:
    """What is on the table once experiments have been begun and their results read.

    An experiment is paid out of the money of the round (``money``, by purse), and begins only where that is enough.
    A unit whose MMPs are being tried waits. An MMP whose result leaves less expected benefit than the hurdle asks
    for, what needs it included, is turned away for good and leaves its unit.
    """
    if office.model.experiments == "never":
        return list(candidates)
    table = {m: candidate for candidate in candidates for m in candidate.mmps}
    found = []
    for candidate in candidates:
        members = [office.everybody[m] for m in candidate.mmps]
        for state in members:
            purse = office.purses.key(state.plan.home)
            enough = money[purse] >= office.model.experiment_cost
            if state.trial is None and enough and _is_tried(office, state, candidate, now):
                money[purse] -= office.model.experiment_cost
                _begin(office, state, now)
        trials = [state.trial for state in members if state.trial is not None and not state.trial.told]
        if any(trial.due > now for trial in trials):
            continue
        if trials:
            left = [state for state in members if _stays(office, state, candidate, table, now)]
            unit = left[0].unit if left else None
            if unit is not None:
                unit.candidate = None
                found.append(office.estimates.candidate(unit, left, now))
        else:
            found.append(candidate)
    return found


def _decision(office: Office, now: float) -> float:
    """Week of the round that can decide with the result of an experiment that begins now."""
    due, cadence = now + office.model.experiment_weeks, office.model.cadence_weeks
    return now if due == now else math.ceil(due / cadence - 1e-9) * cadence


def _is_tried(office: Office, state: State, candidate: Candidate, now: float) -> bool:
    """Whether an experiment on an MMP begins now: it can tell something, in time, and pays where it has to."""
    plan, model = state.plan, office.model
    if plan.data.mandatory or plan.known or not plan.earnings.earns or not 0 < state.belief < 1:
        return False
    later = _decision(office, now)
    if later + model.approval_weeks >= min(float(office.horizon), plan.latest):
        return False
    if model.experiments == "always":
        return True
    sooner, then = (_prospect(office, state, candidate, now, week) for week in (now, later))
    value = sample_information(
        state.belief, model.experiment_sensitivity, model.experiment_specificity, sooner, then
    )
    return value > model.experiment_cost


def _prospect(office: Office, state: State, candidate: Candidate, now: float, decided: float) -> Prospect:
    success, failure = office.estimates.prospects(state, candidate.duration, now, decided)
    return Prospect(success, failure, office.model.stop_hurdle * state.plan.estimated_cost)


def _begin(office: Office, state: State, now: float) -> None:
    model = office.model
    sensitivity, specificity = model.experiment_sensitivity, model.experiment_specificity
    good = office.portfolio.world.tried(state.plan, state.fate, sensitivity, specificity)
    after = posterior(state.belief, good, sensitivity, specificity)
    state.trial = Trial(now, now + model.experiment_weeks, good, state.belief, after, model.experiment_cost)
    office.portfolio.book(state.plan.home, state.index, EXPERIMENT, model.experiment_cost)


def _stays(office: Office, state: State, candidate: Candidate, table: Mapping[int, Candidate], now: float) -> bool:
    """Read the result of an MMP's experiment, and say whether the MMP stays on the table."""
    trial = state.trial
    if trial is None or trial.told:
        return True
    trial.told = True
    state.prior = state.belief = trial.belief
    prospect = _prospect(office, state, candidate, now, now)
    expected = state.belief * prospect.success + (1 - state.belief) * prospect.failure
    if expected + worth_of_followers(office, state, table) >= prospect.cost:
        return True
    trial.refused = True
    office.portfolio.drop(state)
    return False
