"""What knowledge is worth to a plan, in words, tables and JSON."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.text import Text

from report.shared.numbers_in_words import money, percent
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser.information import PlanInformation
    from scenarios.scenario import Scenario

SHOWN = 15
"""MMPs of the short table; ``--all`` shows every one."""


def questions_text(scenario: Scenario, found: PlanInformation, *, everything: bool = False) -> RenderableType:
    """The value of perfect information, and the questions by their worth."""
    currency, perfect = scenario.currency, found.perfect
    lines = [
        Text(f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name, style="bold"),
        Text(f"Best plan on expectations, failures counted: {money(found.plan.value, currency)}."),
    ]
    if perfect is not None:
        band = "" if math.isnan(perfect.low) else (
            f" (95 % interval {money(perfect.low)} to {money(perfect.high)})"
        )  # fmt: skip
        count = f"{perfect.n} future{'s' if perfect.n > 1 else ''}"
        words = f"Knowing what every MMP will earn, before planning: {money(perfect.mean, currency, plus=True)}"
        lines.append(Text(f"{words}{band}, {count}.", style="bold"))
    if not found.asked:
        return Lines(*lines, Text("The success of no MMP is in doubt: there is nothing to ask about one alone."))
    shown = found.worths if everything else found.worths[:SHOWN]
    table = plain_table(
        "Does it succeed?", "id", "chance", "in the plan", f"worth knowing, {currency}", "proven between", left=2
    )
    for worth in shown:
        proven = f"{money(worth.low)} and {money(worth.high)}"
        inside = "yes" if worth.chosen else "no"
        table.add_row(worth.label, worth.id, percent(worth.chance), inside, money(worth.value, plus=True), proven)
    parts: list[RenderableType] = [*lines, Text(), table]
    if len(found.worths) > len(shown):
        parts.append(Text(f"... and {len(found.worths) - len(shown)} more (--all)", style="dim"))
    if len(found.worths) < found.asked:
        parts.append(Text(f"! {found.asked - len(found.worths)} questions were not answered.", style="yellow"))
    parts.append(Text("The most that an answer may cost; one MMP at a time, everything else as expected."))
    return Lines(*parts)


def questions_json(scenario: Scenario, found: PlanInformation) -> dict[str, Any]:
    """The document that ``--json`` prints; amounts in currency."""
    return {
        "scenario": scenario.name,
        "currency": scenario.currency,
        "plan": {"value": found.plan.value, "bound": found.plan.bound, "mmps": found.plan.starts},
        "perfect": None if found.perfect is None else asdict(found.perfect),
        "asked": found.asked,
        "questions": [asdict(worth) for worth in found.worths],
    }
