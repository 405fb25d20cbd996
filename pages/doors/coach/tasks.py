"""What the coach has done by the process that works: many years, and a session in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import vmo
from pages.doors.coach.subjects import subject_at
from workplace.jobs.bench import Attachment, Bench

CHUNK = 10
"""Years between two events."""


def years(
    bench: Bench, place: str, vary: str | None, models: str | None, wanted: list[list[int]]
) -> Mapping[str, Any]:
    """Many years of some boards, side by side so that they can be compared at any time (event ``rows``)."""
    subject = subject_at(place, vary, models)
    found: dict[str, list[list[float | None]]] = {str(position): [] for position, _ in wanted}
    for first in range(1, max((count for _, count in wanted), default=0) + 1, CHUNK):
        for position, count in wanted:
            if bench.cancel.is_set():
                return {"ended": "interrupted"}
            more = min(CHUNK, count + 1 - first)
            if more > 0:
                found[str(position)] += vmo.years(subject, position=position, first=first, count=more).document()
                bench.tell("rows", found)
    return {"ended": "finished"}


def saved(
    bench: Bench,
    place: str,
    vary: str | None,
    models: str | None,
    seed: int,
    positions: list[int],
    deeds: list[dict[str, Any]],
    vote: dict[str, Any] | None,
) -> Mapping[str, Any]:
    """A session in one file: the boards as they stand, with what was done to them, and what the room has voted."""
    subject = subject_at(place, vary, models)
    made = vmo.live(
        subject,
        seed=seed,
        positions=positions,
        deeds=deeds,
        workers=1,
        cancel=bench.cancel,
        progress=lambda done, total: bench.tell("progress", {"done": done, "total": total}),
    )
    page = made.page(vote).encode()
    bench.attach(Attachment("session.html", "text/html", page))
    return {"file": "session.html", "bytes": len(page)}


def sheet(bench: Bench, place: str, vary: str | None, models: str | None) -> Mapping[str, Any]:
    """The facilitator sheet, its numbers measured now."""
    made = vmo.live(subject_at(place, vary, models), years=0, kept=1, grid=False, workers=1, cancel=bench.cancel)
    found: Mapping[str, Any] = made.document()["sheet"]
    return found
