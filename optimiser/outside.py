"""What lies outside a plan: MMPs that are out and earn, and MMPs that are given up or can no longer be done."""

from dataclasses import dataclass
from math import inf

from optimiser.economics import Earning, value_left_out
from scenarios.language.mmps import MMP
from scenarios.language.standing import released_week
from scenarios.open_work import settled
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Outside:
    """One settled MMP; amounts in currency."""

    id: str
    label: str
    status: str
    """released, cancelled or blocked"""
    reason: str
    """Why a blocked one can no longer be done."""
    value_to_come: float | None
    """Expected value from week 0 on, discounted to week 0: benefits of what is out, penalties of what never will
    be. None where the value is stated per start quarter, which does not say when it is earned."""
    value_to_date: float
    spent_to_date: float


def outside(scenario: Scenario) -> tuple[Outside, ...]:
    """Every settled MMP of a scenario, in its order."""
    return tuple(
        Outside(
            id=entry.mmp.id,
            label=entry.mmp.label,
            status=entry.status,
            reason=entry.reason,
            value_to_come=(
                released_value(entry.mmp, scenario)
                if entry.status == "released"
                else value_left_out(entry.mmp, scenario)
            ),
            value_to_date=entry.mmp.value_to_date,
            spent_to_date=entry.mmp.spent_to_date,
        )
        for entry in settled(scenario)
    )


def released_value(mmp: MMP, scenario: Scenario) -> float | None:
    """Expected value still to come of a released MMP, discounted to week 0; None where it is stated per start."""
    if mmp.value_by_quarter is not None:
        return None
    return benefits_after(mmp, scenario, released_week(mmp.released, scenario.calendar), 0.0)


def benefits_after(mmp: MMP, scenario: Scenario, release: float, week: float) -> float:
    """Expected benefits of a release at week ``release`` that are earned after ``week``, discounted to week 0."""
    earning = Earning(mmp, scenario.calendar)
    before = earning.benefits(release, week) if week > release else 0.0
    return mmp.success_probability * (earning.benefits(release, inf) - before)
