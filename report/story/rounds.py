"""Why funding rounds chose as they did: a line for every round and value stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report.shared.numbers_in_words import money
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from sim.studies.round_reasons import Chosen, Reason
    from sim.studies.story import Story, Told

FIRST = 3
"""Units in the order of WSJF that the table of rounds names."""


def own_rounds(story: Story, part: Told) -> list[Reason]:
    """Rounds in which the MMP was on the table of its value stream: by itself, or as part of its project."""
    line = part.line
    if line.considered is None:
        return []
    last = part.end if line.chosen is None else line.chosen
    own = [reason for reason in part.rounds if story.value_stream in reason.streams]
    return [reason for reason in own if line.considered <= reason.week <= last]


def rounds_table(story: Story, part: Told) -> Table:
    """Why the rounds chose as they did while the MMP was on the table."""
    table = plain_table(
        "week", "weeks of work\npromised", "weeks of\nmoney", "idle weeks expected\nwithout and with",
        "an idle week\ncosts", "first in WSJF", "chosen (for)", left=0,
    )  # fmt: skip
    for column in table.columns[5:]:
        column.justify = "left"
        column.no_wrap = False
        column.min_width = 24
    for reason in own_rounds(story, part):
        idle = "last round" if reason.until is None else f"{reason.idle:.1f} -> {reason.idle_after:.1f}"
        ahead = ", ".join(reason.wsjf[:FIRST]) + (", ..." if len(reason.wsjf) > FIRST else "")
        chosen = ", ".join(_chosen(each) for each in reason.chosen)
        table.add_row(
            f"{reason.week:g}", f"{reason.promised:.1f}", f"{reason.money:.1f}", idle,
            money(reason.price) if reason.until is not None else "-", ahead or "-", chosen or "nothing",
        )  # fmt: skip
    return table


def _chosen(chosen: Chosen) -> str:
    return chosen.unit if chosen.goal is None else f"{chosen.unit} (for {chosen.goal})"


def round_json(reason: Reason) -> dict[str, Any]:
    """A line of a round as plain data."""
    return {
        "week": reason.week,
        "value_streams": list(reason.streams),
        "weeks_promised": reason.promised,
        "weeks_of_money": reason.money,
        "weeks_to_next_money": reason.until,
        "idle_weeks": reason.idle,
        "idle_weeks_after": reason.idle_after,
        "idle_week_costs": reason.price,
        "wsjf": list(reason.wsjf),
        "chosen": [{"unit": chosen.unit, "for": chosen.goal} for chosen in reason.chosen],
    }


ROUND_COLUMNS = (
    "model", "week", "value_streams", "weeks_promised", "weeks_of_money", "weeks_to_next_money", "idle_weeks",
    "idle_weeks_after", "idle_week_costs", "wsjf", "chosen", "chosen_for",
)  # fmt: skip
"""Columns of ``rounds.csv``; lists are separated by semicolons, and ``chosen_for`` goes with ``chosen``."""


def round_rows(story: Story) -> list[list[object]]:
    """Rows of ``rounds.csv``: every round and queue under every model."""
    return [
        [
            part.model, reason.week, ";".join(reason.streams), reason.promised, reason.money, reason.until,
            reason.idle, reason.idle_after, reason.price, ";".join(reason.wsjf),
            ";".join(chosen.unit for chosen in reason.chosen),
            ";".join(chosen.goal or chosen.unit for chosen in reason.chosen),
        ]
        for part in story.told
        for reason in part.rounds
    ]  # fmt: skip
