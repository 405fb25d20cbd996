"""Rows that stand inside of a scenario file, as cells: what is edited changes its own place and no other byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workplace.files.grid import Edit

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
Pair = tuple[ScalarNode, Node]


@dataclass(frozen=True)
class Rows:
    """Entries of a list of mappings as rows, their keys as columns."""

    head: tuple[str, ...]
    """Every key, in the order in which they come up."""
    cells: tuple[tuple[str | None, ...], ...]
    """Texts; empty where an entry has no such key, None where a value cannot be edited as a cell."""


def rows_of(text: str, section: str) -> Rows | None:
    """The entries of a section of a scenario file; None when it holds no list of mappings."""
    entries = _entries(text, section)
    if entries is None:
        return None
    head = tuple(dict.fromkeys(str(key.value) for entry in entries for key, _ in entry.value))
    cells = []
    for entry in entries:
        values = {str(key.value): _cell(text, entry, value) for key, value in entry.value}
        cells.append(tuple(values.get(key, "") for key in head))
    return Rows(head, tuple(cells))


def with_edits(text: str, section: str, edits: Iterable[Edit]) -> str:
    """The text with some cells changed: an empty one takes its key out, one that was empty puts it in.

    Args:
        text: a scenario file that can be read.
        section: key of the list.
        edits: ``line`` is the number of the row from 1, ``column`` that of the key from 0.

    Raises:
        ValueError: an edit of a cell that is not there, or that can only be edited in the file; in words.

    """
    wanted = {(edit.line, edit.column): edit.text.strip() for edit in edits}
    before = rows_of(text, section)
    if before is None:
        raise ValueError(f"{section} is not a list in this file (any more); load the table again")
    replaced: list[tuple[int, int, str]] = []
    others: list[tuple[int, str, str]] = []
    for (row, column), new in wanted.items():
        if not 0 < row <= len(before.cells) or not 0 <= column < len(before.head):
            raise ValueError(f"row {row} has no column {column + 1} (any more); load the table again")
        if _CONTROL.search(new):
            raise ValueError(f"row {row}: a cell is one line of text")
        key, old = before.head[column], before.cells[row - 1][column]
        if old is None:
            raise ValueError(f"row {row}: {key} is written over several lines or shared; edit it in the file")
        found = _value(_entry(text, section, row), key)
        if found is not None and new:
            start, end = _span(found)
            replaced.append((start, end, (" " if start == end else "") + _written(text, found, new)))
        elif new != old:
            others.append((row, key, new))
    result = text
    for start, end, new in sorted(replaced, reverse=True):
        result = result[:start] + new + result[end:]
    for row, key, new in others:
        entry = _entry(result, section, row)
        result = _with_key(result, entry, key, new) if new else _without_key(result, entry, key)
    after = rows_of(result, section)
    for (row, column), new in wanted.items():
        if after is None or _at(after, row, before.head[column]) != new:
            raise ValueError(f"row {row}: {before.head[column]} cannot be written here; edit it in the file")
    return result


def _at(rows: Rows, row: int, key: str) -> str | None:
    return rows.cells[row - 1][rows.head.index(key)] if key in rows.head else ""


def _entries(text: str, section: str) -> list[MappingNode] | None:
    root = _composed(text)
    if not isinstance(root, MappingNode):
        return None
    found = next((value for key, value in root.value if key.value == section), None)
    if not isinstance(found, SequenceNode) or not found.value:
        return None
    entries = [entry for entry in found.value if isinstance(entry, MappingNode)]
    for entry in entries:
        if (
            not _inside(found, entry)
            or entry.anchor
            or not all(isinstance(key, ScalarNode) for key, _ in entry.value)
        ):
            return None
    return entries if len(entries) == len(found.value) else None


def _composed(text: str) -> Node | None:
    try:
        found: Node | None = YAML(typ="safe", pure=True).compose(text)
    except (YAMLError, ValueError, RecursionError):
        return None
    return found


def _entry(text: str, section: str, row: int) -> MappingNode:
    entries = _entries(text, section)
    if entries is None or row > len(entries):
        raise ValueError(f"row {row} is not there (any more); load the table again")
    return entries[row - 1]


def _value(entry: MappingNode, key: str) -> Node | None:
    return next((value for name, value in entry.value if name.value == key), None)


def _span(node: Node) -> tuple[int, int]:
    return int(node.start_mark.index), int(node.end_mark.index)


def _inside(outer: Node, inner: Node) -> bool:
    """Whether a node is written here, and not somewhere else and named again."""
    (start, end), (first, last) = _span(outer), _span(inner)
    return start <= first and last <= end


def _cell(text: str, entry: MappingNode, node: Node) -> str | None:
    if not _inside(entry, node) or node.anchor or node.start_mark.line != node.end_mark.line:
        return None
    if isinstance(node, ScalarNode):
        return str(node.value)
    start, end = _span(node)
    flow = isinstance(node, MappingNode | SequenceNode) and node.flow_style
    return text[start:end] if flow else None


def _written(text: str, old: Node | None, new: str) -> str:
    """A value as it may stand in the file: quoted as it was, bare where that means the same."""
    quoted = json.dumps(new, ensure_ascii=False)
    if isinstance(old, ScalarNode) and old.style in ("'", '"'):
        return quoted
    if text.lstrip().startswith("{"):
        return new if _is_json(new) else quoted
    held = _composed(f"[{new}]")
    if not isinstance(held, SequenceNode) or len(held.value) != 1 or "#" in new:
        return quoted
    (node,) = held.value
    if node.anchor or _span(node) != (1, 1 + len(new)):
        return quoted
    bare = new[0] in "[{" if not isinstance(node, ScalarNode) else not node.style and node.value == new
    return new if bare else quoted


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _with_key(text: str, entry: MappingNode, key: str, new: str) -> str:
    pairs: Sequence[Pair] = entry.value
    name = _written(text, pairs[0][0] if pairs else None, key)
    words = f"{name}: {_written(text, None, new)}"
    if entry.flow_style:
        if not pairs:
            at = _span(entry)[0] + 1
            return text[:at] + words + text[at:]
        at = _end(entry, pairs[-1][1])
        return f"{text[:at]}, {words}{text[at:]}"
    one_line = [(name, value) for name, value in pairs if name.start_mark.line == value.end_mark.line]
    one_line = [(name, value) for name, value in one_line if _inside(entry, value)]
    if not one_line:
        raise ValueError(f"{key} finds no place in this entry; edit it in the file")
    after = text.find("\n", _span(one_line[-1][1])[1])
    indent = " " * int(pairs[0][0].start_mark.column)
    if after < 0:
        return f"{text}\n{indent}{words}"
    ending = "\r\n" if text[after - 1 : after] == "\r" else "\n"
    return f"{text[: after + 1]}{indent}{words}{ending}{text[after + 1 :]}"


def _without_key(text: str, entry: MappingNode, key: str) -> str:
    pairs: Sequence[Pair] = entry.value
    at = next(at for at, (name, _) in enumerate(pairs) if name.value == key)
    name, value = pairs[at]
    if not entry.flow_style:
        start = text.rfind("\n", 0, _span(name)[0]) + 1
        if text[start : _span(name)[0]].strip():
            raise ValueError(f"{key} begins its entry; edit it in the file to take it out")
        end = text.find("\n", _end(entry, value))
        return text[:start] + (text[end + 1 :] if end >= 0 else "")
    if len(pairs) == 1:
        start, end = _span(name)[0], _end(entry, value)
    elif at:
        start, end = _end(entry, pairs[at - 1][1]), _end(entry, value)
        _assert_bare(text[start : _span(name)[0]], key)
    else:
        start, end = _span(name)[0], _span(pairs[1][0])[0]
        _assert_bare(text[_end(entry, value) : end], key)
    return text[:start] + text[end:]


def _end(entry: MappingNode, value: Node) -> int:
    if not _inside(entry, value):
        raise ValueError("a value beside it is shared with another entry; edit it in the file")
    return _span(value)[1]


def _assert_bare(gap: str, key: str) -> None:
    if "#" in gap:
        raise ValueError(f"a comment stands beside {key}; edit it in the file to take it out")
