"""What a strategist asks: a scenario with changes, two models, and the commands that ask the same."""

from __future__ import annotations

import shlex
from typing import Annotated, Any, Literal

from pydantic import Field

from pages.server.answers import Asked
from workplace.files.contents import scenario_path
from workplace.files.folder import Folder

Value = float | int | str | bool | None
CHANGED = "changed.yaml"
"""File of a changed scenario in the commands shown."""


class Question(Asked):
    """What every run on the strategist's page is about."""

    tab: Annotated[str, Field(max_length=64)]
    scenario: Annotated[str, Field(max_length=200)]
    changes: Annotated[dict[str, Value], Field(max_length=200)] = Field(default_factory=dict)
    """New values by path; a path that ends in a star multiplies."""
    models: Annotated[list[str], Field(max_length=20)]
    replications: Annotated[int, Field(ge=1, le=20_000)] = 200
    seed: Annotated[int, Field(ge=0)] = 1

    def arguments(self, folder: Folder) -> dict[str, Any]:
        """The same for a task."""
        return {
            "scenario": scenario_path(folder, self.scenario),
            "changes": {path: "none" if value is None else value for path, value in self.changes.items()},
            "models": self.models,
            "replications": self.replications,
            "seed": self.seed,
        }

    def commands(self, verb: str, options: str) -> list[str]:
        """The commands that give the same: with changes, first the one that writes the changed scenario."""
        name = shlex.quote(self.scenario)
        pair = shlex.quote(",".join(self.models))
        if not self.changes:
            return [f"vmo {verb} {name} --models {pair} {options}".strip()]
        sets = " ".join(f"--set {shlex.quote(f'{path}={_word(value)}')}" for path, value in self.changes.items())
        return [
            f"vmo change {name} {sets} --out {CHANGED}",
            f"vmo {verb} {CHANGED} --models {pair} {options}".strip(),
        ]


class Comparing(Question):
    """A comparison to run."""

    backing: bool = True
    """Whether what stands behind the difference is run as well."""

    def words(self) -> list[str]:
        """Its commands."""
        more = "" if self.backing and len(self.models) == 2 else " --no-backing"
        return self.commands("compare", f"-n {self.replications} --seed {self.seed}{more}")


class Studying(Question):
    """A study of the difference."""

    kind: Literal["sensitivity", "attribution", "organisation", "assumptions"]

    def words(self) -> list[str]:
        """Its commands."""
        sizes = f"-n {self.replications} --seed {self.seed}"
        if self.kind == "attribution":
            first, second = self.models
            ways = f"--from {shlex.quote(first)} --to {shlex.quote(second)}"
            lines = self.commands("attribute", f"{ways} {sizes}")
            pair = f" --models {shlex.quote(','.join(self.models))}"
            return [line.replace(pair, "", 1) for line in lines]
        if self.kind == "assumptions":
            return self.commands("assumptions", f"--sets {self.replications} --seed {self.seed}")
        return self.commands(self.kind, sizes)


class Picturing(Question):
    """A figure of a comparison."""

    name: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]


class Reporting(Question):
    """A document of a comparison."""

    ending: Literal["html", "pptx", "xlsx"]

    def words(self) -> list[str]:
        """Its commands."""
        more = "" if self.ending == "html" else f" --{self.ending}"
        return self.commands("report", f"-n {self.replications} --seed {self.seed} --out report.html{more}")


def _word(value: Value) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
