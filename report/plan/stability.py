"""What a plan near the last one changes, and what staying near costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.plan.text import amount

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser.plan import Plan
    from optimiser.stability import Changes

SHOWN = 12
"""Most MMPs that are named in a line."""


def near_text(plan: Plan, free: Plan, changes: Changes, free_changes: Changes) -> RenderableType:
    """Changes against the last plan, and the price of stability against the free optimum."""
    currency = plan.scenario.currency
    price = (free.worth or 0.0) - (plan.worth or 0.0)
    lines = [Text("Against the last plan", style="bold")]
    for word, names in (("moved", changes.moved), ("dropped", changes.dropped), ("added", changes.added)):
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            lines.append(Text(f"  {word}: {', '.join(names[:SHOWN])}{more}"))
    lines.append(
        Text(
            f"{changes.number} changes. Staying near costs {amount(price, currency)}: without regard to the last "
            f"plan {amount(free.value or 0.0, currency)} with {free_changes.number} changes."
        )
    )
    return Group(*lines)
