"""Films of demonstrations and scenarios, and their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.files import atomic_write
from workshop.experiments.runs import variants
from workshop.screen.animation import animate
from workshop.screen.recording import WEEKS, film, settled

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from workshop.parts.demonstration import Demonstration, Setting

ENDING = ".gif"
GATES = 2.5
"""Gates that a film shows at least."""


def check_film(path: Path) -> str | None:
    """Why a film cannot be written there, with a remedy; None when it can."""
    if path.suffix.lower() != ENDING:
        return f"--animate: {path} does not end in {ENDING}; write for example {path.stem or 'board'}{ENDING}"
    if path.is_dir():
        return f"--animate: {path} is a folder; write for example {path / 'board.gif'}"
    if not path.parent.is_dir():
        return f"--animate: there is no folder {path.parent}; make it, or choose another"
    return None


def film_of(show: Demonstration, setting: Setting, path: Path) -> None:
    """Write the film of a demonstration. Raises ``OSError`` when the file cannot be written."""
    if show.films is not None:
        boards = show.films(setting)
    else:
        scenarios = [variants(side.scenario, [side.changes])[0] for side in show.boards]
        weeks = max(length(scenario) for scenario in scenarios)
        start = max(settled(scenario) for scenario in scenarios)  # the same weeks of the same luck
        boards = tuple(
            film(side.label, scenario, weeks=weeks, seed=setting.seed, start=start)
            for side, scenario in zip(show.boards, scenarios, strict=True)
        )
    atomic_write(path, animate(show.title, boards))


def length(scenario: Scenario) -> float:
    """Weeks of a film: a year, or longer where features wait for gates longer than that."""
    gates = (getattr(s.arrivals, "gate_weeks", None) for s in scenario.value_streams)
    return max([WEEKS, *(GATES * float(weeks) for weeks in gates if weeks is not None)])


def film_of_scenario(scenario: Scenario, seed: int, path: Path) -> None:
    """Write the film of the first value stream with arrivals. Raises ``OSError`` when it cannot be written."""
    label = next((s.name or s.id for s in scenario.value_streams if s.arrivals is not None), "")
    atomic_write(
        path, animate(scenario.title or scenario.name, [film(label, scenario, weeks=length(scenario), seed=seed)])
    )
