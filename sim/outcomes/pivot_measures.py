"""Outcomes of keep, pivot or stop: how many, and what was spent on them; stops are in ``measures``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.funding.state import State
    from sim.world.ledger import Ledger


def pivot_outcomes(states: list[State], ledger: Ledger, end: float) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    Args:
        states: where each MMP ended up, by index.
        ledger: the books.
        end: week in which the clock stopped.

    """
    pivoted = [state for state in states if state.turns]
    lasting = [state for state in pivoted if state.stopped is None]
    kept = [s for s in states if s.kept is not None and s.stopped is None and not s.turns]
    won = sum(
        s.released is not None and s.released <= end and s.plan.earnings.earns and s.fate.multiplier > 0
        for s in pivoted
    )
    spent = ledger.by_mmp(len(states)) / 100.0 if kept or lasting else ()
    return {
        "mmps_kept": float(len(kept)),
        "spent_kept": float(sum(spent[state.index] for state in kept)),
        "mmps_pivoted": float(len(pivoted)),
        "spent_pivoted": float(sum(spent[state.index] for state in lasting)),
        "sunk_pivoted": sum(turn.thrown for state in pivoted for turn in state.turns),
        "pivots_won": won / len(pivoted) if pivoted else float("nan"),
    }
