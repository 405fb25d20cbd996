"""A rolled scenario in a new folder: scenario.yaml, mmps.csv and the actuals it came from."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from intake.tables.building.rows_csv import cell
from scenarios.checks.shape import keys
from scenarios.files import new_folder
from scenarios.language.mmps import MMP
from scenarios.loader import load
from scenarios.quantities.units import Frozen
from scenarios.shipped import HINT, SCHEMA_FILE
from scenarios.writing.fingerprint import dump
from scenarios.writing.json_schema import schema_text

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

TAGS = ("kind", "distribution")
"""Fields that say which of several forms something has."""


def write_rolled(scenario: Scenario, folder: str | Path, actuals: str | Path, said: str) -> Path:
    """Write a scenario to a new or empty folder, whole or not at all; its ``scenario.yaml`` comes back.

    Args:
        scenario: the rolled scenario.
        folder: new, or empty.
        actuals: the table that it came from, copied beside it.
        said: what the first lines of the file say, one comment a line.

    Raises:
        ScenarioError: the folder holds something.
        OSError: it cannot be written.

    """
    with new_folder(folder) as draft:
        _put(scenario, draft, said)
        source = Path(actuals)
        shutil.copyfile(source, draft / f"actuals{source.suffix.lower()}")
    return Path(folder) / "scenario.yaml"


def write_scenario(scenario: Scenario, folder: str | Path, said: str) -> Path:
    """Write a scenario to a new or empty folder, whole or not at all; its ``scenario.yaml`` comes back.

    Raises:
        ScenarioError: the folder holds something.
        OSError: it cannot be written.

    """
    with new_folder(folder) as draft:
        _put(scenario, draft, said)
    return Path(folder) / "scenario.yaml"


def _put(scenario: Scenario, draft: Path, said: str) -> None:
    comments = "".join(f"# {line}\n" for line in said.splitlines())
    (draft / "mmps.csv").write_text(mmps_csv(scenario), encoding="utf-8")
    (draft / "scenario.yaml").write_text(HINT + comments + scenario_yaml(scenario), encoding="utf-8")
    if load(draft / "scenario.yaml") != scenario:  # something a table cannot say: all of it in one file
        (draft / "mmps.csv").unlink()
        (draft / "scenario.yaml").write_text(HINT + comments + dump(scenario), encoding="utf-8")
    (draft / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")


def scenario_yaml(scenario: Scenario) -> str:
    """Everything but the MMPs as YAML; what has its default is left out."""
    data: dict[str, Any] = lean(scenario)
    data["mmps"] = "mmps.csv"
    yaml = YAML()
    yaml.width = 110
    yaml.default_flow_style = None
    buffer = io.StringIO()
    yaml.dump(data, buffer)
    return buffer.getvalue()


def lean(thing: Any) -> Any:  # noqa: ANN401 - any part of a scenario
    """Plain data of what a scenario holds, without what has its default; a kind is always said."""
    if isinstance(thing, Frozen):
        fields = type(thing).model_fields
        return {
            field.alias or name: lean(value)
            for name, field in fields.items()
            if (value := getattr(thing, name)) != field.get_default(call_default_factory=True) or name in TAGS
        }
    if isinstance(thing, tuple):
        return [lean(part) for part in thing]
    return {key: lean(part) for key, part in thing.items()} if isinstance(thing, dict) else thing


def mmps_csv(scenario: Scenario) -> str:
    """Every MMP as a row; a column for each field that any of them uses."""
    rows = [lean(mmp) for mmp in scenario.mmps]
    used = [name for name in keys(MMP) if any(name in row for row in rows)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(used)
    for row in rows:
        writer.writerow([_cell(name, row.get(name)) for name in used])
    return buffer.getvalue()


def _cell(name: str, value: Any) -> str:  # noqa: ANN401 - a value of any field
    if name == "urgency" and isinstance(value, dict):
        numbers = [cell(part) for key, part in value.items() if key != "kind"]
        return f"{value['kind']}: {', '.join(numbers)}" if numbers else str(value["kind"])
    if isinstance(value, dict):
        return "; ".join(f"{key}: {cell(part)}" for key, part in value.items())
    return cell(value)
