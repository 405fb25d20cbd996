"""Every verb by its name."""

from __future__ import annotations

from assistant.asking import Verb
from assistant.verbs import coach, documents, files, planner, strategist

CATALOGUE: dict[str, type[Verb]] = {
    verb.verb: verb for room in (files, strategist, planner, coach, documents) for verb in room.VERBS
}
"""In the order in which they are listed."""
