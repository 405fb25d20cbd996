"""From what somebody names to what two boards can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop.live.sessions import Sheet, sheet_of
from workshop.live.subjects import subject_of
from workshop.registry import NAMES, demonstration

if TYPE_CHECKING:
    from workshop.live.subjects import Subject
    from workshop.parts.demonstration import Setting


def shown(name: str) -> Subject | None:
    """The boards of a demonstration; None when none has this name."""
    return subject_of(demonstration(name)) if name in NAMES else None


def measured_sheet(name: str, setting: Setting) -> Sheet:
    """The sheet of a demonstration, measured now."""
    show = demonstration(name)
    ran = f"vmo show {name}{' --quick' if setting.quick else ''} --seed {setting.seed}"
    return sheet_of(show, show.measure(setting), ran)


def plain_sheet(subject: Subject) -> Sheet:
    """The sheet of a scenario: how to show it to a room."""
    return Sheet(
        purpose=subject.question
        or "People see the two boards, in the same luck, and say what makes the difference.",
        script=(
            (2, "Guess", "Read the question aloud; everybody writes down a guess. Type the votes, and lock them."),
            (5, "Play", "Let the year run without a word. Pause where somebody moans, and ask what they see."),
            (5, "Reveal", "Show the other board in the same luck. Follow one card in both."),
            (5, "Many years", "Ask whether this was a usual year; show the many, and where it turns."),
            (3, "Close", "What will you try, for how long, and which number will tell?"),
        ),
    )
