"""What a board paper costs: processor seconds of every study in it and of every form, in one process.

    uv run python -m benchmarks.documents

Processor seconds, not those of a clock: other work on the machine disturbs them less.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import vmo
from vmo.documents import board_papers

STUDIES = ("compare", "assumptions", "attribute", "sensitivity", "_way", "_mmps")
"""Functions that a paper calls, one for each study."""
SIZES = {"replications": 12, "sets": 10, "sensitivity_worlds": 2, "attribution_worlds": 1, "detail_worlds": 6}
"""Small ones: a fifth of a paper's own or less."""


def timed(function: Callable[..., Any], seconds: dict[str, float], name: str) -> Callable[..., Any]:
    """The function, with its processor seconds added up under a name."""

    def run(*args: Any, **more: Any) -> Any:
        begin = process_time()
        try:
            return function(*args, **more)
        finally:
            seconds[name] = seconds.get(name, 0.0) + process_time() - begin

    return run


def main() -> None:
    """Print a table of processor seconds."""
    seconds: dict[str, float] = {}
    for name in STUDIES:
        setattr(board_papers, name, timed(getattr(board_papers, name), seconds, name.strip("_")))
    paper = timed(vmo.report, seconds, "all studies")("insurer", **SIZES, workers=1)
    for form in ("html", "workbook", "slides"):
        timed(getattr(paper, form), seconds, form)()
    for name, spent in seconds.items():
        print(f"| {name} | {spent:.1f} |")


if __name__ == "__main__":
    main()
