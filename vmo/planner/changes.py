"""What changed between two plans."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from optimiser.plan_changes import STEPS, PlanChanges, Planned, plan_changes
from report.plan.changes import (
    bridge_table,
    change_json,
    change_table,
    changes_figure,
    changes_headline,
    changes_text,
)
from report.plan.workbook import table_workbook
from vmo.planner.last_plan import quarters_since, read_plan
from vmo.planner.planning import PlanResult
from vmo.shared.result import Answer, Figures, Tables

if TYPE_CHECKING:
    from rich.console import RenderableType


class ChangesResult(Answer[PlanChanges]):
    """Two plans side by side, with a bridge of value that adds up to the cent."""

    kind: ClassVar[str] = "changes"
    files_in_words: ClassVar[str] = "Tables, changes.xlsx and the figure"

    @property
    def width(self) -> int:
        return 160

    def headline(self) -> str:
        return changes_headline(self.data)

    def words(self) -> RenderableType:
        """The bridge, and every MMP that is in one of the plans."""
        return changes_text(self.data)

    def document(self) -> Mapping[str, object]:
        """Values, steps of the bridge, and every MMP; money in currency."""
        found = self.data
        return {
            "quarters": found.quarters,
            "value_before": found.value_before / 100,
            "value_now": found.value_now / 100,
            "bridge": {step: found.step(step) / 100 for step in STEPS},
            "mmps": [change_json(row) for row in found.rows],
        }

    def tables(self) -> Tables:
        """Every MMP; the bridge."""
        return {"changes": lambda: change_table(self.data).csv(), "bridge": lambda: bridge_table(self.data).csv()}

    def drawings(self) -> Figures:
        """Both roadmaps, two rows per MMP."""
        return {"changes": lambda: changes_figure(self.data)}

    def contents(self) -> dict[str, str | bytes]:
        return super().contents() | {
            "changes.xlsx": table_workbook(
                [bridge_table(self.data), change_table(self.data)], "What changed between two plans"
            )
        }


def changes(before: str | Path | PlanResult, now: str | Path | PlanResult) -> ChangesResult:
    """What changed from one plan to a later one: in, out, moved, cost, value, and why the value is another.

    Args:
        before: the first plan, or its folder (``vmo plan --out``).
        now: the second plan, or its folder, of the same quarter or a later one.

    Returns:
        Every MMP in both plans, and the bridge of value. Frames: changes, bridge.

    Raises:
        VmoError: a folder without a plan, or a second plan that is not later.

    Examples:
        >>> import tempfile, vmo
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     vmo.plan("tiny", gap=0).save(folder)
        ...     found = vmo.changes(folder, folder)
        >>> found.data.value_now == found.data.value_before
        True

    """
    return changes_of(before, now, "before", "now")


def changes_of(before: str | Path | PlanResult, now: str | Path | PlanResult, *arguments: str) -> ChangesResult:
    """The same; ``arguments``: how the two plans are called where one is wrong."""
    first, second = _planned(before, arguments[0]), _planned(now, arguments[1])
    quarters = quarters_since(first.scenario, second.scenario, arguments[-1])
    return ChangesResult(plan_changes(first, second, quarters))


def _planned(given: str | Path | PlanResult, argument: str) -> Planned:
    if isinstance(given, PlanResult):
        return Planned(given.whole, dict(given.data.starts or {}), given.data.wishes.aim)
    found = read_plan(given, argument)
    return Planned(found.scenario, found.starts, found.aim)
