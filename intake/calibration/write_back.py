"""A calibrated scenario in a new folder: only what was fitted is changed, with source and old value beside it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from scenarios.files import YAML_LIMIT, new_folder, read_text, refuse
from scenarios.loader import find, load
from scenarios.table_text import csv_text

if TYPE_CHECKING:
    from intake.calibration.calibrate import Calibration

RECORD = "calibration.csv"
"""Beside the scenario: what was there before, and how sure the new numbers are."""


def write_calibrated(calibration: Calibration, scenario: str | Path, folder: str | Path) -> Path:
    """Copy a scenario to a new or empty folder and put the fitted numbers in; its ``scenario.yaml`` comes back.

    Comments and order of the file stay. Either the whole folder appears or nothing does.

    Raises:
        ScenarioError: the folder holds something, the value streams are not written in the file, or what was
            written is not the calibrated scenario.
        OSError: it cannot be written.

    """
    source = find(scenario)
    with new_folder(folder, source) as draft:
        text = read_text(source, str(scenario), YAML_LIMIT)
        (draft / "scenario.yaml").write_text(_edited(text, calibration, str(scenario)), encoding="utf-8")
        (draft / RECORD).write_text(changes_csv(calibration), encoding="utf-8")
        written = load(draft / "scenario.yaml")
        if written.value_streams != calibration.scenario.value_streams:
            raise refuse(
                str(scenario), "holds its value streams in a form that cannot be edited; write them out in it"
            )
    return Path(folder) / "scenario.yaml"


def changes_csv(calibration: Calibration) -> str:
    """Old beside new, as a table."""
    head = f"value_streams.{calibration.stream}."
    rows = [
        (f"{head}{change.path}", change.old, change.new, change.interval, change.note, calibration.source)
        for change in calibration.changes
    ]
    return csv_text(["number", "was", "is", "interval_95", "note", "source"], rows)


def _edited(text: str, calibration: Calibration, shown: str) -> str:
    """The file's text with new numbers and their provenance as comments."""
    yaml = YAML(typ="rt")
    yaml.width = 4096
    yaml.preserve_quotes = True
    data: Any = yaml.load(text)
    streams = data.get("value_streams") if isinstance(data, dict) else None
    entry = next(
        (each for each in streams or () if isinstance(each, dict) and each.get("id") == calibration.stream), None
    )
    if entry is None:
        raise refuse(shown, "does not hold its value streams in the file itself; write them out in it")
    changes = {change.path: change for change in calibration.changes}
    for key in ("arrivals", "blockers"):
        if key in calibration.written:
            entry[key] = _flow(calibration.written[key])
            _beside(entry, key, changes.get(key))
    for stage in entry["stages"]:
        for key, value in calibration.written["stages"].get(stage["id"], {}).items():
            if value is None:
                stage.pop(key, None)
            else:
                stage[key] = _flow(value)
    sources = data.get("sources")
    if not isinstance(sources, list):
        sources = CommentedSeq()
        data.insert(1 if "name" in data else 0, "sources", sources)
    sources.insert(0, f"{calibration.stream}: {calibration.source}; old values and intervals in {RECORD}")
    buffer = io.StringIO()
    yaml.dump(data, buffer)
    return buffer.getvalue()


def _flow(value: Any) -> Any:  # noqa: ANN401 - plain data
    """Mappings and lists in one line."""
    if isinstance(value, dict):
        mapping = CommentedMap({key: _flow(part) for key, part in value.items()})
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        sequence = CommentedSeq([_flow(part) for part in value])
        sequence.fa.set_flow_style()
        return sequence
    return value


def _beside(entry: Any, key: str, change: Any) -> None:  # noqa: ANN401 - a mapping with comments
    if change is not None:
        entry.yaml_add_eol_comment(f"95 %: {change.interval}; was {change.old}", key)
