"""YAML 1.2 to plain data with the line of every key and value, and words for what is wrong with it.

Kept out on purpose: merge keys (``<<``), tags (``!name``) and several documents in one file. Anchors may be
used again as whole values, up to a limit that no honest file reaches.
"""

import re
import warnings
from pathlib import Path as FilePath

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from scenarios.faults import Path, ScenarioError
from scenarios.files import JSON_LIMIT, YAML_LIMIT, read_text, refuse
from scenarios.reading.document import Document, Places
from scenarios.reading.json_file import DEPTH_LIMIT, read_json
from scenarios.reading.scalars import scalar

ALIAS_LIMIT = 50_000
"""Most values that may come from anchors used again."""
SIGNS_LIMIT = 150_000
"""Most signs that part values of a file that a person writes: ten seconds of reading."""
_SMALLER = "put its rows into tables beside it, such as mmps: mmps.csv"

_PREFIX = "tag:yaml.org,2002:"
_KNOWN_TAGS = {"str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge"}
_REMEDIES = (
    (r"another document", 'a second document starts here; keep one per file and take the line "---" out'),
    (r"'\\t'", "a tab stands where spaces are needed; indent with spaces"),
    (r"found character", 'a value cannot start with this character; put the value in quotes: "..."'),
    (
        r"mapping values are not allowed",
        'a colon too many, or wrong indentation; put text that holds ": " in quotes',
    ),
    (r"expected <block end>", "wrong indentation, or a line that does not fit; line it up with its neighbours"),
    (r"escape", "a backslash in double quotes starts an escape; write single quotes instead"),
    (r"expected ',' or '\]'", 'a list in brackets is not closed; add "," or "]"'),
    (r"expected ',' or '}'", 'a mapping in braces is not closed; add "," or "}"'),
    (
        r"expected the node content",
        "a bracket or brace is opened and not closed, or a value is missing; close it, or write the value",
    ),
    (r"undefined alias", "an alias (*) has no anchor (&) before it; define it first, or put text in quotes"),
    (r"unexpected end of stream|unexpected document", "a quote is opened and not closed; add the closing quote"),
    (r"could not find expected ':'", 'a key has no colon; write "key: value"'),
)


def read_yaml(
    path: FilePath, shown: str, *, what: str = "scenario", start: str = '"budget:" and "mmps:"'
) -> Document:
    """A scenario file as plain data, or another file of keys; ``start`` says what such a file begins with.

    Raises ``ScenarioError`` when the file cannot be read or is not YAML; other faults are in the result.
    """
    text = read_text(path, shown, JSON_LIMIT)
    if text.lstrip().startswith("{"):
        found = read_json(text, lambda: _places(text, shown, what, start))
        if found is not None:
            return found
    if len(text) > YAML_LIMIT:
        raise refuse(shown, f"is larger than {YAML_LIMIT // 1_000_000} MB; {_SMALLER}")
    if _signs(text) > SIGNS_LIMIT:
        raise refuse(shown, f"holds more than some {SIGNS_LIMIT // 2000 * 1000:,} values; {_SMALLER}")
    return _composed(text, shown, what, start)


def _signs(text: str) -> int:
    """Signs that part values: at least as many as there are values, counted before anything is read."""
    return sum(text.count(sign) for sign in (",", ":", "\n", "- "))


def _places(text: str, shown: str, what: str, start: str) -> Places:
    """Where everything stands in a JSON text; of one that is too long the file alone."""
    if _signs(text) > SIGNS_LIMIT:
        places = Places()
        places.put((), shown, None)
        return places
    return _composed(text, shown, what, start).places


def _composed(text: str, shown: str, what: str, start: str) -> Document:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context or "not YAML")
        raise refuse(shown, _in_words(problem), mark.line + 1 if mark else None) from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else None
        raise refuse(shown, "holds an invisible control character; delete it", line) from None
    except RecursionError:
        raise refuse(shown, f"is nested more than {DEPTH_LIMIT} deep; flatten it") from None
    except (YAMLError, ValueError, AttributeError, TypeError, IndexError, KeyError, AssertionError) as error:
        raise refuse(shown, f"is not YAML: {' '.join(str(error).split())[:200]}") from None
    if root is None:
        raise refuse(shown, "is empty: only comments")
    walk = _Walk(shown, hand_written=not text.lstrip().startswith("{"))
    walk.document.data = walk.value(root, (), ())
    if not isinstance(root, MappingNode):
        raise refuse(shown, f"is not a {what}: it has no keys; start with {start}", 1)
    return walk.document


def _in_words(problem: str) -> str:
    for pattern, remedy in _REMEDIES:
        if re.search(pattern, problem):
            return remedy
    said = " ".join(problem.split())
    return f"is not YAML here: {said}; check the colons, quotes and indentation of this line and of the one above"


class _Walk:
    """One pass over the nodes: builds data, notes places, finds faults."""

    def __init__(self, shown: str, *, hand_written: bool) -> None:
        self.shown = shown
        self.hand_written = hand_written  # a JSON document has numbers of one meaning
        self.document = Document(data={})
        self.seen: set[int] = set()
        self.reused = 0

    def _stop(self, path: Path, node: Node, message: str) -> ScenarioError:
        """A fault after which the rest of the file means nothing."""
        self.document.blame(path, message, self.shown, _line(node))
        return ScenarioError(self.document.placed())

    def value(self, node: Node, path: Path, above: tuple[int, ...]) -> object:
        """Plain data of a node; ``above`` are the nodes that hold it."""
        if id(node) in above:
            raise self._stop(path, node, "an anchor (&) is used (*) inside itself; take the alias out")
        if len(above) > DEPTH_LIMIT:
            raise self._stop(path[:1], node, f"nested more than {DEPTH_LIMIT} deep; flatten it")
        if id(node) in self.seen:
            self.reused += 1
            if self.reused > ALIAS_LIMIT:
                raise self._stop((), node, "anchors used again and again make this file explode; write it out")
        self.seen.add(id(node))
        self.document.places.put(path, self.shown, _line(node) if path else None)
        kind = str(node.tag).removeprefix(_PREFIX)
        if kind not in _KNOWN_TAGS:
            self.document.blame(
                path, f'the tag "{node.tag}" is not supported; take it out', self.shown, _line(node)
            )
        trail = (*above, id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path, trail)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, i), trail) for i, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        if kind == "float" and self.hand_written:
            self.document.unsure[path] = str(node.value)
        return scalar(str(node.value), kind)

    def _mapping(self, node: MappingNode, path: Path, trail: tuple[int, ...]) -> dict[str, object]:
        data: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            line = _line(key_node)
            if key in data:
                message = f'"{key}" is given twice, first in line {lines[key]}; keep one of the two'
                self.document.blame((*path, key), message, self.shown, line)
                continue
            lines[key] = line
            data[key] = self.value(value_node, (*path, key), trail)
            self.document.places.put((*path, key), self.shown, line)
        return data

    def _key(self, node: Node, path: Path) -> str | None:
        line = _line(node)
        if not isinstance(node, ScalarNode):
            self.document.blame((*path, "?"), "a key is a single word, not a list or mapping", self.shown, line)
            return None
        if str(node.tag) == f"{_PREFIX}merge" and not node.style:
            message = 'merge keys ("<<") are not supported; write the keys out'
            self.document.blame((*path, "<<"), message, self.shown, line)
            return None
        if str(node.tag) != f"{_PREFIX}str":
            message = f"a key is a word, not {node.value or 'nothing'}; quote it, and write decimals with a point"
            self.document.blame((*path, str(node.value)), message, self.shown, line)
            return None
        return str(node.value)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
