"""Layouts with one row an item and a few named dates: whose they are, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.history.history import State


@dataclass(frozen=True)
class Layout:
    """Headings of one tracker, in lower case."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    """Recognised when every group has a heading in the file."""
    fields: Mapping[str, tuple[str, ...]]
    """Field -> headings, the first that is there counts."""
    states: Mapping[str, State] = field(default_factory=dict)
    """Statuses that mean something else here than elsewhere."""
    remarks: tuple[str, ...] = ()
    """What an export of this kind cannot say, for everybody who reads it."""


FINISHED = (
    "closed date",
    "completed date",
    "finished date",
    "end date",
    "done date",
    "finish date",
    "done",
    "closed",
    "completed",
    "finished",
    "finish",
    "end",
    "end_date",
    "done_date",
    "resolved",
    "closed_at",
    "completed_at",
)
"""Headings of the day on which something was done, where no tracker is known."""

RESOLVED = "resolved"
"""A state that means done in one tracker and not yet closed in another."""

LAYOUTS = (
    Layout(
        "Jira",
        (("issue key",), ("status", "status category")),
        {
            "id": ("issue key",),
            "title": ("summary",),
            "type": ("issue type",),
            "state": ("status",),
            "category": ("status category",),
            "resolution": ("resolution",),
            "created": ("created",),
            "started": ("custom field (actual start)",),
            "done": ("resolved", "custom field (actual end)"),
            "changed": ("status category changed", "custom field ([chart] date of status category change)"),
        },
        {RESOLVED: "done"},
        (
            "A Jira CSV holds no status history: starts are those of Actual start or the last change of category.",
            "A changelog (one row per change: item, from, to, when) has the history.",
        ),
    ),
    Layout(
        "Azure DevOps",
        (("id",), ("work item type",), ("state",)),
        {
            "id": ("id",),
            "title": ("title", "title 1"),
            "type": ("work item type",),
            "state": ("state",),
            "created": ("created date",),
            "started": ("activated date",),
            "done": ("closed date",),
            "removed": (),
        },
        {RESOLVED: "open", "approved": "waiting", "committed": "open", "active": "open", "inactive": "open"},
        ("Items that were reactivated keep their last dates only.",),
    ),
    Layout(
        "Linear",
        (("id",), ("status",), ("completed",), ("canceled", "cancelled")),
        {
            "id": ("id",),
            "title": ("title",),
            "state": ("status",),
            "stream": (),
            "created": ("created",),
            "started": ("started",),
            "done": ("completed",),
            "removed": ("canceled", "cancelled"),
        },
    ),
    Layout(
        "Asana",
        (("task id",), ("completed at",)),
        {
            "id": ("task id",),
            "title": ("name",),
            "created": ("created at",),
            "started": (),
            "done": ("completed at",),
        },
        remarks=("Start Date of Asana is a plan, not what happened; say --map to use it.",),
    ),
    Layout(
        "Businessmap",
        (("created at",), ("start date",), ("end date",)),
        {
            "id": ("card id", "id", "custom card id"),
            "title": ("title", "name"),
            "type": ("type", "type name"),
            "created": ("created at",),
            "started": ("start date",),
            "done": ("end date",),
        },
    ),
    Layout(
        "start and finish",
        (FINISHED,),
        {
            "id": ("id", "key", "item", "issue", "ticket", "item id", "number"),
            "title": ("name", "title", "summary"),
            "type": ("type", "story type", "item type", "work item type", "class"),
            "state": ("state", "status"),
            "created": ("created date", "created", "created_at"),
            "started": ("started date", "start date", "started", "start", "start_date", "started_at", "begin"),
            "done": FINISHED,
        },
    ),
)
"""In the order in which they are tried."""

NO_HISTORY = {
    ("card id", "list name"): "Trello's CSV has no history; export the board as JSON (Show menu, Print and export)",
}
"""Exports that hold nothing to work with, and what to export instead."""


def recognised(headings: list[str]) -> Layout | None:
    """The layout of a heading row, or None."""
    there = {heading.casefold() for heading in headings}
    return next((each for each in LAYOUTS if all(there & set(group) for group in each.needs)), None)
