"""A value stream with the numbers of its history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from intake.calibration.back_test import Reproduction, reproduce
from intake.calibration.calibrate import Calibration
from intake.calibration.calibrate import calibrate as fit
from intake.calibration.write_back import changes_csv, write_calibrated
from intake.history.history import History
from report.history.calibration_text import calibration_document, calibration_text
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, scenario_of
from vmo.shared.result import Answer, Result, Tables
from vmo.tracker.given import Files, Pairs, history_of, pairs_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Calibrated:
    """What was fitted, and how it did on what it had not seen."""

    calibration: Calibration
    tested: Reproduction | None
    """None where the history is too short for a back-test."""


class CalibrationResult(Result[Calibrated]):
    """Arrivals, efforts, returns and blockers of a line, with intervals, old beside new, and a back-test."""

    kind: ClassVar[str] = "calibrate"

    @property
    def fitted(self) -> Scenario:
        """The scenario with the new numbers."""
        return self.data.calibration.scenario

    def headline(self) -> str:
        tested = self.data.tested
        held = f"; back-test: {sum(c.held for c in tested.checks)} of {len(tested.checks)} held" if tested else ""
        return f"{self.data.calibration.stream}: {len(self.data.calibration.changes)} numbers fitted{held}"

    def words(self) -> RenderableType:
        """Old beside new, how well shapes fit, the back-test."""
        return calibration_text(self.data.calibration, self.data.tested)

    def document(self) -> dict[str, Any]:
        """Every number with its interval."""
        return calibration_document(self.data.calibration, self.data.tested)

    def tables(self) -> Tables:
        """Old beside new."""
        return {"calibration": partial(changes_csv, self.data.calibration)}

    def save(self, folder: str | Path) -> None:
        """Write the calibrated scenario to a new folder, with the table of changes beside it; whole or not at all.

        Raises:
            VmoError: the scenario was not read from a file.
            ScenarioError: the folder holds something, or the scenario's file cannot be edited.
            OSError: it cannot be written.

        """
        source = self.settings["scenario"]
        if not isinstance(source, str | Path):
            raise wrong("scenario", "was given as an object; give its file, so that its text can be kept")
        write_calibrated(self.data.calibration, source, folder)


def calibrate(
    scenario: Given,
    history: Files | History | Answer[History],
    *,
    stream: str | None = None,
    stages: Pairs = None,
    seed: int = 1,
) -> CalibrationResult:
    """Fit a value stream of the flow laboratory to a history.

    Args:
        scenario: a line: a value stream with ``arrivals``.
        history: what ``vmo.history`` returned or wrote, or any file it reads, with the dates of stages.
        stream: value stream to fit; default: the only one with arrivals.
        stages: a column of the history and the stage of the scenario it means, where names differ.
        seed: seed of the back-test.

    Returns:
        Old values beside new ones with intervals, fits, back-test; ``save`` writes the scenario to a new folder.
        Frame: calibration.

    Raises:
        ScenarioError: stages do not match, or the history holds too little.
        VmoError: an argument makes no sense.

    Examples:
        >>> import vmo
        >>> found = vmo.calibrate("claims-history", "claims-history")
        >>> found.fitted.value_streams[0].arrivals.rate
        3.114

    """
    given, read = scenario_of(scenario), history_of(history)
    names = pairs_of("stages", stages, commas=False)
    fitted = fit(given, read, stream, names)
    tested = reproduce(given, read, fitted.stream, names, seed)
    return CalibrationResult(Calibrated(fitted, tested), given, settings={"scenario": scenario})
