"""What the strategist has done by the process that works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import vmo
from pages.jobs.bench import Bench


def compared(
    bench: Bench, scenario: str, models: list[str], replications: int, seed: int, again: str
) -> Mapping[str, Any]:
    """A comparison whose band narrows while it runs (event ``band``); ``again`` is the command that gives it."""

    def partial(found: vmo.ComparisonResult) -> None:
        bench.tell("band", {"headline": found.headline(), "worlds": found.data.replications})

    found = vmo.compare(
        scenario,
        models=models,
        replications=replications,
        seed=seed,
        workers=1,
        backing=False,
        partial=partial,
        cancel=bench.cancel,
    )
    return {"headline": found.headline(), "document": found.document(), "ended": found.ended, "command": again}
