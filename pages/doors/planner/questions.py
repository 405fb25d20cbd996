"""What a planner asks: a portfolio with changes and wishes, and the commands that ask the same."""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Literal

from pydantic import Field

from pages.server.answers import Asked
from workplace.files.contents import scenario_path
from workplace.files.folder import Folder

Value = float | int | str | bool | None
Name = Annotated[str, Field(max_length=200)]
Folders = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}$")]
CHANGED = "changed.yaml"
"""File of a changed scenario in the commands shown."""


class Question(Asked):
    """A portfolio to plan, with everything that is asked on top of it."""

    scenario: Name
    changes: Annotated[dict[Name, Value], Field(max_length=500)] = Field(default_factory=dict)
    """New values by path: pins, teams, rules."""
    budget: Annotated[list[Annotated[float, Field(ge=0, le=1e15)]], Field(min_length=1, max_length=80)] | None = (
        None
    )
    """Money per quarter, in currency; None = the scenario's."""
    quarters: Annotated[int, Field(ge=1, le=80)] | None = None
    include: Annotated[list[Name], Field(max_length=2000)] = Field(default_factory=list)
    exclude: Annotated[list[Name], Field(max_length=2000)] = Field(default_factory=list)
    gap: Annotated[str, Field(pattern=r"^[0-9.]{1,8}%?$")] = "0.5%"

    def arguments(self, folder: Folder) -> dict[str, Any]:
        """The same for a task."""
        planning = {
            "budget": self.budget,
            "quarters": self.quarters,
            "include": sorted(self.include),
            "exclude": sorted(self.exclude),
            "gap": self.gap,
        }
        return {
            "scenario": scenario_path(folder, self.scenario),
            "changes": {path: "none" if value is None else value for path, value in self.changes.items()},
            "planning": {name: value for name, value in planning.items() if value},
        }

    def commands(self, verb: str, options: str = "", changed: str = CHANGED) -> list[str]:
        """The commands that give the same: with changes, first the one that writes the changed scenario."""
        wanted = [
            f"--budget {','.join(map(_number, self.budget))}" if self.budget else "",
            f"--quarters {self.quarters}" if self.quarters else "",
            f"--include {shlex.quote(','.join(sorted(self.include)))}" if self.include else "",
            f"--exclude {shlex.quote(','.join(sorted(self.exclude)))}" if self.exclude else "",
            f"--gap {self.gap}",
        ]
        name, lines = shlex.quote(self.scenario), []
        if self.changes:
            sets = " ".join(
                f"--set {shlex.quote(f'{path}={_word(value)}')}" for path, value in self.changes.items()
            )
            lines, name = [f"vmo change {name} {sets} --out {changed}"], changed
        words = " ".join(part for part in (options, *wanted) if part)
        return [*lines, f"vmo {verb} {name} {words}"]


class Watched(Asked):
    """A question from a tab."""

    tab: Annotated[str, Field(max_length=64)]
    question: Question


class Planning(Watched):
    """A plan to make, and the plans it is held against."""

    last: Question | None = None
    pinned: Question | None = None

    def words(self) -> list[str]:
        """Its commands."""
        return self.question.commands("plan")


class Explaining(Watched):
    """An MMP whose place in the plan is to be explained."""

    mmp: Name


class Toggle(Asked):
    """A rule switched on or off."""

    id: Name
    path: Name
    value: Value


class Pricing(Watched):
    """Rules whose price is asked."""

    rules: Annotated[list[Toggle], Field(max_length=300)]


class Writing(Watched):
    """A document of a plan."""

    kind: Literal["workbook", "packet"]
    since: Question | None = None
    """An earlier plan: the packet says what changed since."""
    since_folder: Annotated[str, Field(max_length=200)] = ""
    """The same, as a folder of the workspace in which it was saved."""

    def words(self, worlds: int) -> list[str]:
        """Its commands."""
        if self.kind == "workbook":
            return self.question.commands("plan", "--out plan")
        before = [] if self.since is None else self.since.commands("plan", "--out last", changed="before.yaml")
        last = "last" if before else self.since_folder
        since = f" --since {shlex.quote(last)}" if last else ""
        return before + self.question.commands("packet", f"-n {worlds} --seed 1{since} --out packet.html")


class Saving(Watched):
    """A plan to write into a folder of its own."""

    name: Folders


class Rolling(Asked):
    """What happened in the quarters that are over."""

    scenario: Name
    to: Annotated[str, Field(max_length=20)]
    rows: Annotated[
        list[Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)]], Field(max_length=20_000)
    ]
    """Cells, with the heading first."""
    name: Folders


def _number(amount: float) -> str:
    return str(int(amount)) if float(amount).is_integer() else repr(float(amount))


def _word(value: Value) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
