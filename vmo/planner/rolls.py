"""The quarter ends: actuals go in, the next scenario comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from intake.rolling.actuals import read_actuals, template
from intake.rolling.lengthening import lengthen
from intake.rolling.rolling import Rolled
from intake.rolling.rolling import roll as run_roll
from intake.rolling.writing import write_rolled
from report.plan.rolling import happened_csv, money_csv, roll_headline, roll_text
from scenarios.scenario import Scenario
from vmo.shared.errors import blaming, wrong
from vmo.shared.inputs import Given, quarter_number, scenario_of
from vmo.shared.result import Result, Tables

if TYPE_CHECKING:
    from rich.console import RenderableType


class RollResult(Result[Rolled]):
    """The scenario that begins when some quarters are over. ``scenario`` is the next one."""

    kind: ClassVar[str] = "roll"
    files_in_words: ClassVar[str] = "scenario.yaml, mmps.csv and the actuals"

    def headline(self) -> str:
        return roll_headline(self.data)

    def words(self) -> RenderableType:
        """What happened, what became of the money, what to look at."""
        return roll_text(self.data)

    def document(self) -> Mapping[str, object]:
        """Every MMP with actuals, every purse and quarter, notes, and the next calendar."""
        found = self.data
        return {
            "quarters": found.quarters,
            "starts": found.scenario.calendar.starts,
            "happened": [asdict(row) for row in found.happened],
            "money": [asdict(purse) for purse in found.purses],
            "notes": list(found.notes),
        }

    def tables(self) -> Tables:
        """What happened to MMPs, and what became of the money."""
        return {"happened": lambda: happened_csv(self.data), "money": lambda: money_csv(self.data)}

    def save(self, folder: str | Path) -> None:
        """Write the next scenario to a new or empty folder, whole or not at all.

        Raises:
            ScenarioError: the folder holds something.
            OSError: it cannot be written.

        """
        write_rolled(self.scenario, folder, self.settings["actuals"], roll_headline(self.data))


def roll(scenario: Given, actuals: str | Path, to: str | int, *, add_quarters: int = 0) -> RollResult:
    """Move a scenario on by the quarters that are over.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        actuals: CSV or XLSX table of what happened, a row per MMP and quarter (see ``roll_template``).
        to: the quarter that is quarter 1 of the next scenario, such as 2027-Q2, or its number.
        add_quarters: quarters to add at the end, each with the money of the last one.

    Returns:
        The next scenario: what is out is released, what is given up is cancelled, what runs keeps its work, unspent
        money is carried by the rule of the budget; dates and the benefit horizon stay where they are in the
        calendar. Frames: happened, money.

    Raises:
        VmoError: a quarter that cannot be told, or none left after it.
        ScenarioError: every fault of the scenario or of the actuals.

    Examples:
        >>> import tempfile, vmo
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "actuals.csv")
        ...     _ = file.write_text(vmo.roll_template("tiny").replace("a1,idea", "a1,released"))
        ...     vmo.roll("tiny", file, 2).scenario.mmp("a1").status
        'released'

    """
    with blaming("add_quarters"):
        longer = lengthen(scenario_of(scenario), add_quarters)
    loaded = longer.scenario
    quarters = passed(loaded, to)
    rows = read_actuals(actuals, loaded, quarters)
    found = run_roll(loaded, rows, quarters)
    found = replace(found, notes=(*longer.notes, *found.notes))
    return RollResult(found, found.scenario, settings={"actuals": str(actuals), "to": str(to)})


def roll_template(scenario: Given, to: str | int = 2, *, add_quarters: int = 0) -> str:
    """actuals.csv to fill in, as text: a row for every open MMP and quarter before ``to``.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        to: the quarter that the next scenario begins with.
        add_quarters: quarters that ``roll`` is to add at the end.

    Returns:
        CSV with what is known now.

    Raises:
        VmoError: a quarter that cannot be told.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> vmo.roll_template("tiny").splitlines()[0]
        'quarter,id,status,done_share,spent,spend_to_go,value'

    """
    with blaming("add_quarters"):
        loaded = lengthen(scenario_of(scenario), add_quarters).scenario
    return template(loaded, passed(loaded, to))


def passed(scenario: Scenario, to: str | int) -> int:
    """How many quarters are over when quarter ``to`` begins.

    Raises:
        VmoError: it cannot be told, is the first one, or comes after the last.

    """
    calendar = scenario.calendar
    number, last = quarter_number("to", scenario, to), calendar.quarters
    if not 2 <= number <= last:
        names = f"{calendar.quarter_name(2) or 2} to {calendar.quarter_name(last) or last}"
        raise wrong("to", f"{to} cannot be the next quarter 1 of {scenario.name}; write one of {names}")
    return number - 1
