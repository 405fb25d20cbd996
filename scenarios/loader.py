"""From files to a scenario, or to every fault they have.

Nothing is half loaded: either a whole ``Scenario`` comes back, or a ``ScenarioError`` with all faults, each
with file, line, key, value and remedy, in the order of files and lines.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from scenarios import shipped
from scenarios.capabilities import laboratory_only
from scenarios.faults import Fault, ScenarioError
from scenarios.files import refuse
from scenarios.language.mmps import MMP
from scenarios.reading.calendar_quarters import number_quarters
from scenarios.reading.document import Document
from scenarios.reading.preparation import Preparation
from scenarios.reading.pydantic_faults import translated
from scenarios.reading.salvage import salvaged_faults
from scenarios.reading.table_file import SUFFIXES, read_grid, read_rows
from scenarios.reading.yaml_file import read_yaml
from scenarios.scenario import Scenario
from scenarios.variation.stated_ranges import range_faults


def load(path_or_name: str | FilePath) -> Scenario:
    """The scenario in a YAML (or JSON) file, in a folder with ``scenario.yaml``, or of a shipped name.

    What exists on disk comes before a shipped scenario of the same name. Raises ``ScenarioError``.
    """
    file = find(path_or_name)
    if file.suffix.lower() in SUFFIXES:
        raise refuse(str(file), "is a table; a table has no budget: vmo plan FILE --budget AMOUNT reads it")
    return build(_written(file), file.parent)


def placed(path_or_name: str | FilePath, faults: Iterable[Fault]) -> list[Fault]:
    """What is wrong, or may not be meant, in a scenario that ``load`` could read: with file, line and key.

    Raises ``ScenarioError`` when the file has changed meanwhile, and cannot be read any more.
    """
    file = find(path_or_name)
    document = _written(file)
    _prepare(document, file.parent)
    return document.placed(faults)


def _written(file: FilePath) -> Document:
    """What stands in a file, with the name that it has or gets."""
    document = read_yaml(file, str(file))
    if "name" not in document.data:
        _name(document, file.parent.absolute().name if file.stem == "scenario" else file.stem)
    return document


def load_table(
    path: str | FilePath,
    *,
    budget: float | Sequence[float],
    quarters: int | None = None,
    currency: str | None = None,
) -> Scenario:
    """A planner's scenario from a bare table of MMPs (CSV or XLSX).

    ``budget`` is money per quarter: one number, or one per quarter. Raises ``ScenarioError``.
    """
    file = FilePath(path)
    amounts = budget if isinstance(budget, int | float) else list(budget)
    document = Document(data={"budget": {"per_quarter": amounts}})
    document.places.put((), str(path), None)
    document.places.put(("budget",), "--budget", None)
    document.places.put(("calendar",), "--quarters", None)
    if quarters is not None:
        document.data["calendar"] = {"quarters": quarters}
    if currency is not None:
        document.data["currency"] = currency
    document.data["mmps"] = read_rows(read_grid(file, str(path), "mmps"), MMP, document, ("mmps",))
    _name(document, file.stem)
    return build(document, file.parent)


def find(path_or_name: str | FilePath) -> FilePath:
    """The file a user means. Raises ``ScenarioError`` when there is none."""
    path = FilePath(path_or_name)
    words = str(path_or_name)
    try:
        folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError):
        folder, exists = False, False
    if folder and (path / "scenario.yaml").exists():
        return path / "scenario.yaml"
    if words in shipped.names() and (folder or not exists):
        return shipped.path(words)
    if folder:
        raise refuse(words, "is a folder without scenario.yaml; name the file, or add scenario.yaml")
    if not exists:
        close = get_close_matches(words, shipped.names(), 1)
        known = f'did you mean "{close[0]}"?' if close else f"shipped scenarios: {', '.join(shipped.names())}"
        raise refuse(words, f"there is no such file, folder or shipped scenario; {known}")
    return path


def _name(document: Document, words: str) -> None:
    """A scenario without a name is called after its file."""
    name = re.sub(r"[^A-Za-z0-9_.\-]+", "-", words).strip("-._")[:64]
    if name:
        document.data["name"] = name


def build(document: Document, folder: FilePath) -> Scenario:
    """The scenario of a document whose tables and columns lie in ``folder``. Raises ``ScenarioError``."""
    data = _prepare(document, folder)
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        faults = translated(error, document)
        faulty = {f.path for f in (*document.faults, *faults)}
        if not any(fault.path == () for fault in faults):
            faults += [f for f in salvaged_faults(Scenario, data, faulty) if not document.silenced(f.path)]
        raise ScenarioError(document.placed(faults)) from None
    faults = [*range_faults(scenario), *_useless(scenario)]
    if document.faults or faults:
        raise ScenarioError(document.placed(faults))
    return scenario


def _prepare(document: Document, folder: FilePath) -> dict[str, Any]:
    """What was written with its tables read and its quarters counted; the document holds it, too."""
    read = Preparation(document, folder).prepare(Scenario, document.data, ())
    data: dict[str, Any] = number_quarters(Scenario, read, document)
    document.data = data
    _count_quarters(data)
    return data


def _useless(scenario: Scenario) -> list[Fault]:
    """What a portfolio cannot be simulated with, where no stream has arrivals that the laboratory could run."""
    if not scenario.mmps or any(stream.arrivals is not None for stream in scenario.value_streams):
        return []
    return laboratory_only(scenario)


def _count_quarters(data: dict[str, Any]) -> None:
    """One amount of money per quarter says how many quarters there are."""
    budget, calendar = data.get("budget"), data.setdefault("calendar", {})
    amounts = budget.get("per_quarter") if isinstance(budget, dict) else None
    if isinstance(calendar, dict) and isinstance(amounts, list) and amounts:
        calendar.setdefault("quarters", len(amounts))
