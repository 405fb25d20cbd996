"""How the portfolio's money is best split over value streams, and what a split costs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from optimiser.envelopes import Envelopes, envelopes
from optimiser.preparation import prepare
from optimiser.solving import SolverMissingError
from report.plan.envelopes import envelope_words, envelopes_csv, envelopes_text
from vmo.planner.planning import PlannersResult
from vmo.planner.requests import Planning, understood
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, at_least
from vmo.shared.result import Tables

if TYPE_CHECKING:
    from rich.console import RenderableType


class SplitResult(PlannersResult[Envelopes]):
    """The best split of money over value streams beside fixed ones and none."""

    kind: ClassVar[str] = "split"

    def headline(self) -> str:
        said = next(iter(envelope_words(self.scenario, self.data)), "")
        return f"{self.scenario.name}, {len(self.data.streams)} streams; {said}"

    def words(self) -> RenderableType:
        """Shares and worth of every way, for a terminal."""
        return envelopes_text(self.scenario, self.data)

    def document(self) -> dict[str, Any]:
        """Quarters for which envelopes are kept, and every way with shares, value, bound and starts."""
        return {"hold": self.data.hold, "ways": [asdict(way) for way in self.data.funded]}

    def tables(self) -> Tables:
        """Every way, stream and period."""
        return {"split": lambda: envelopes_csv(self.data)}


def split(portfolio: Given, *, hold: int | None = None, **planning: Unpack[Planning]) -> SplitResult:
    """Split the portfolio's money over value streams, and price that against fixed envelopes and none at all.

    The share of every stream and the MMPs it pays for are decided together.

    Args:
        portfolio: what ``plan`` accepts.
        hold: quarters for which an envelope is kept; default: the whole plan.
        **planning: as in ``plan`` (see ``vmo.Planning``); the default of ``gap`` is 0.1 %.

    Returns:
        Share of money by stream, and expected value with proven bounds, in currency, for: no envelopes, the best
        split, the stated budgets of streams (where there are any), money in proportion to the cost of teams (where
        they are described). Frame: split.

    Raises:
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.split("tiny")
        >>> [way.name for way in found.data.funded][:2]
        ['free', 'split']

    """
    asked = understood(portfolio, planning, gap="0.1%")
    if hold is not None:
        at_least("hold", hold, 1)
    data, work = prepare(asked.scenario, asked.wishes), asked.work
    if sum(any(any(paid) for s, paid in c.money.items() if s) for c in data.candidates) == 0:
        raise wrong(
            "", "no MMP spends money of a value stream, so there is nothing to split; give MMPs a value_stream"
        )
    try:
        found = envelopes(asked.scenario, data, hold, asked.effort, progress=work.tell)
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    return SplitResult(found, asked.scenario)
