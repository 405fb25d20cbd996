"""One more entry in a section of a scenario file; every other byte stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node

from scenarios.faults import ScenarioError
from scenarios.files import refuse


def with_entry(text: str, shown: str, section: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text of a scenario file with ``name: entry`` as the last entry of a section, which is made if needed.

    Args:
        text: a scenario file that can be read.
        shown: its name, for people.
        section: a key of the top that holds a mapping, such as ``funding_models``.
        name: key of the new entry.
        entry: plain data.

    Raises:
        ScenarioError: the section has an entry of this name, or is written in a way that cannot be added to.

    """
    root = YAML(typ="safe", pure=True).compose(text)
    line = f"{_flow(name)}: {_flow(entry)}"
    if not isinstance(root, MappingNode) or root.flow_style:
        return _whole(text, shown, section, name, entry)
    found = next((value for key, value in root.value if key.value == section), None)
    if found is None:
        return f"{text.rstrip()}\n\n{section}:\n  {line}\n"
    if not isinstance(found, MappingNode):
        raise refuse(shown, f"{section} is written as one word; write it as a mapping first", _line(found))
    if any(key.value == name for key, _ in found.value):
        raise _taken(shown, section, name, _line(found))
    lines = text.splitlines(keepends=True)
    if found.flow_style or not found.value:
        at = found.end_mark.index - 1 if found.flow_style else found.start_mark.index
        comma = ", " if found.value else ""
        return f"{text[:at].rstrip()}{comma}{line}{text[at:]}"
    indent = " " * found.value[0][0].start_mark.column
    last = _end(found.value[-1][1])
    if lines and not lines[last].endswith("\n"):
        lines[last] += "\n"
    return "".join([*lines[: last + 1], f"{indent}{line}\n", *lines[last + 1 :]])


def _end(node: Node) -> int:
    """The 0-based line on which a node ends. A block ends where the next thing begins: its last leaf is asked."""
    if not getattr(node, "flow_style", True) and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    mark = node.end_mark
    return int(mark.line - 1 if mark.column == 0 and mark.line > node.start_mark.line else mark.line)


def _line(node: Node) -> int:
    return int(node.start_mark.line + 1)


def _flow(value: Any) -> str:  # noqa: ANN401 - plain data
    """Data as it may stand in braces: JSON, with bare words where they are safe."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(str(key))}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str) and value.isidentifier() and value.lower() not in ("null", "true", "false", "none"):
        return value
    return "none" if value is None else json.dumps(value, ensure_ascii=False)


def _whole(text: str, shown: str, section: str, name: str, entry: Mapping[str, Any]) -> str:
    """The same for a file that is one mapping in braces, such as JSON: it has no lines of its own."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise refuse(shown, "is written in braces; write its keys on lines of their own first") from None
    if name in document.setdefault(section, {}):
        raise _taken(shown, section, name, None)
    document[section][name] = dict(entry)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _taken(shown: str, section: str, name: str, line: int | None) -> ScenarioError:
    return refuse(shown, f'{section} has an entry called "{name}" already; choose another name', line)
