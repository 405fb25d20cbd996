"""Scenarios changed: a copy with other values, a file with one more funding model or pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from scenarios.faults import Fault
from scenarios.files import atomic_write
from scenarios.scenario import Scenario
from scenarios.variation.ranges import parse_range
from scenarios.variation.variants import vary
from scenarios.writing.additions import with_entry
from scenarios.writing.fingerprint import dump
from vmo.shared.errors import Problem, VmoError, wrong
from vmo.shared.inputs import Given, scenario_of

Changes = Mapping[str, object] | Iterable[str]
"""New values by path, or words such as ``calendar.discount_rate=0.1``; a path that ends in a star multiplies."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{0,63}")


def changed(scenario: Given, changes: Changes, *, out: str | Path | None = None) -> Scenario:
    """A scenario with some values changed, checked as a whole.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        changes: ``{"funding_models.value_stream.cadence_weeks": 26}``, or the same in words
            (``["funding_models.value_stream.cadence_weeks=26"]``); a path that ends in a star is multiplied.
        out: file (.yaml or .json) to write it to as well, with everything it holds.

    Returns:
        The changed copy.

    Raises:
        VmoError: words that are no change, or a file that is none.
        ScenarioError: a path that leads nowhere, or a value that does not fit; every fault.
        OSError: the file cannot be written.

    Examples:
        >>> import vmo
        >>> vmo.changed("tiny", {"calendar.discount_rate": 0.1}).calendar.discount_rate
        0.1

    """
    wanted = dict(changes) if isinstance(changes, Mapping) else _in_words(changes)
    target = None if out is None else Path(out)
    if target is not None and (target.suffix.lower() not in (".yaml", ".yml", ".json") or target.is_dir()):
        raise wrong("out", f"{target} is no scenario file; name one that ends in .yaml")
    found = vary(scenario_of(scenario), wanted)
    if target is not None:
        atomic_write(target, dump(found))
    return found


def _in_words(changes: Iterable[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    faults: list[Fault] = []
    for words in [changes] if isinstance(changes, str) else changes:
        path, sign, value = words.partition("=")
        try:
            values = parse_range(value) if sign else ()
        except ValueError as error:
            faults.append(Problem((), str(error), "changes"))
            continue
        if len(values) != 1 or path.strip() in found:
            problem = "is given twice" if path.strip() in found else "is not PATH=VALUE"
            faults.append(
                Problem((), f'"{words}" {problem}; write for example calendar.discount_rate=0.1', "changes")
            )
            continue
        found[path.strip()] = "none" if values[0] is None else values[0]
    if faults:
        raise VmoError(faults)
    return found


def amended(
    text: str,
    section: Literal["funding_models", "packs"],
    name: str,
    entry: Mapping[str, object],
    *,
    shown: str = "",
) -> str:
    r"""The text of a scenario file with one more funding model or pack; every other byte stays as it is.

    Args:
        text: of a scenario file that can be read.
        section: where the entry goes.
        name: a letter, then letters, digits, - and _.
        entry: ``{"base": "value_stream", "cadence_weeks": 26}``, or values by path for a pack.
        shown: name of the file in errors.

    Returns:
        The new text; nothing is written, and it is not checked (see ``check``).

    Raises:
        VmoError: a name that is none.
        ScenarioError: there is such an entry already, or the section is written in a way that cannot be added to.

    Examples:
        >>> import vmo
        >>> text = "mmps: mmps.csv\nfunding_models:\n  project: project\n"
        >>> print(vmo.amended(text, "funding_models", "half", {"base": "project", "cadence_weeks": 26}), end="")
        mmps: mmps.csv
        funding_models:
          project: project
          half: {base: project, cadence_weeks: 26}

    """
    if not _NAME.fullmatch(name):
        raise wrong("name", f'"{name[:60]}" is no name; write a letter, then letters, digits, - and _')
    return with_entry(text, shown or "scenario.yaml", section, name, entry)
