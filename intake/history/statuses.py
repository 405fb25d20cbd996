"""What the words of trackers mean: waiting, under way, done, or taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake.history.history import State

WAITING = {
    "backlog",
    "product backlog",
    "icebox",
    "inbox",
    "ideas",
    "idea",
    "new",
    "open",
    "to do",
    "todo",
    "to-do",
    "proposed",
    "approved",
    "triage",
    "unstarted",
    "not started",
    "planned",
    "requested",
    "selected for development",
    "funnel",
    "options",
    "later",
    "next",
    "reopened",
    "zu erledigen",
    "offen",
    "neu",
    "à faire",
    "a faire",
    "por hacer",
    "da fare",
    "te doen",
}
"""Statuses and lists of work that nobody has begun."""
DONE = {
    "done",
    "closed",
    "finished",
    "complete",
    "completed",
    "released",
    "live",
    "in production",
    "deployed",
    "shipped",
    "delivered",
    "fixed",
    "erledigt",
    "fertig",
    "abgeschlossen",
    "geschlossen",
    "terminé",
    "termine",
    "fermé",
    "fait",
    "hecho",
    "terminado",
    "cerrado",
    "fatto",
    "chiuso",
    "klaar",
    "gereed",
    "concluído",
}
"""Statuses and lists of finished work."""
REMOVED = {
    "removed",
    "cancelled",
    "canceled",
    "won't do",
    "wont do",
    "won't fix",
    "wontfix",
    "rejected",
    "declined",
    "duplicate",
    "abandoned",
    "discarded",
    "withdrawn",
    "obsolete",
    "not planned",
    "not_planned",
    "cannot reproduce",
    "can't reproduce",
    "invalid",
    "not a bug",
    "incomplete",
    "archived",
    "not applicable",
    "verworfen",
    "abgelehnt",
    "wird nicht erledigt",
    "duplikat",
    "abandonné",
    "annulé",
    "cancelado",
}
"""Statuses and resolutions of work that was not done: no throughput."""
CATEGORIES: dict[str, State] = {
    "to do": "waiting",
    "new": "waiting",
    "in progress": "open",
    "indeterminate": "open",
    "done": "done",
    "zu erledigen": "waiting",
    "in arbeit": "open",
    "fertig": "done",
    "à faire": "waiting",
    "en cours": "open",
    "terminé": "done",
}
"""Categories that Jira gives every status."""
EPICS = {"epic", "feature", "initiative", "theme", "saga", "capability", "project", "milestone"}
SUBTASKS = {"sub-task", "subtask", "task", "checklist item", "unteraufgabe", "sous-tâche"}


def state_of(
    status: str, options: Mapping[str, str] | None = None, *, extra: Mapping[str, State] | None = None
) -> State | None:
    """The state that a status means: as the user says, as its tracker has it, as the word is; None = not known."""
    word = status.strip().casefold()
    said = {name.strip().casefold(): to for name, to in (options or {}).items()}
    if word in said:
        target = said[word].strip().casefold()
        return target if target in ("waiting", "done", "removed") else "open"  # type: ignore[return-value]
    if extra and word in extra:
        return extra[word]
    for words, state in ((WAITING, "waiting"), (DONE, "done"), (REMOVED, "removed")):
        if word in words:
            return state  # type: ignore[return-value]
    return None


def level_of(type_: str) -> int:
    """0 for parts of items, 1 for items, 2 for what bundles items; by the word."""
    word = type_.strip().casefold()
    return 2 if word in EPICS else 0 if word in SUBTASKS else 1
