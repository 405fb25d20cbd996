"""Rows inside of a scenario file, edited in place."""

import json
from difflib import ndiff

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scenarios.shipped import path
from tests.examples import examples
from workplace.files.grid import Edit
from workplace.files.yaml_rows import rows_of, with_edits

TEXT = """\
# money
mmps:   # what we could do
  - id: a   # the first
    features: 3   # guessed
    note: >
      long
      words
    spend: [1, 2]
  - {id: "b", features: 4,   # known
     requires: [a]}
  - {id: c, shared: &x 5}
  - {id: d, shared: *x}
teams: 1
"""


def changed(text, *edits):
    """Lines that go and lines that come."""
    after = with_edits(text, "mmps", edits)
    return [line for line in ndiff(text.splitlines(), after.splitlines()) if line[0] in "-+"]


def test_rows_are_entries_and_columns_their_keys():
    """A key that an entry has not is an empty cell; what is no cell is none: several lines, shared values."""
    found = rows_of(TEXT, "mmps")
    assert found.head == ("id", "features", "note", "spend", "requires", "shared")
    assert found.cells[0] == ("a", "3", None, "[1, 2]", "", "")
    assert found.cells[1] == ("b", "4", "", "", "[a]", "")
    assert (found.cells[2][5], found.cells[3][5]) == (None, None)


def test_only_the_place_of_a_cell_changes():
    """Comments, quotes, line breaks and spaces of everything else stay; a value keeps its quotes."""
    assert changed(TEXT, Edit(1, 1, "5"), Edit(2, 0, "007")) == [
        "-     features: 3   # guessed",
        "+     features: 5   # guessed",
        '-   - {id: "b", features: 4,   # known',
        '+   - {id: "007", features: 4,   # known',
    ]


def test_a_key_comes_and_goes_with_its_cell():
    """An empty cell that is filled puts the key in, one that is emptied takes it out; in blocks and in braces."""
    assert changed(TEXT, Edit(1, 3, ""), Edit(1, 4, "[b]"), Edit(2, 3, "[7]"), Edit(3, 1, "6")) == [
        "+     requires: [b]",
        "-     spend: [1, 2]",
        "-      requires: [a]}",
        "+      requires: [a], spend: [7]}",
        "-   - {id: c, shared: &x 5}",
        "+   - {id: c, shared: &x 5, features: 6}",
    ]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit(1, 2, "short"), "over several lines"),
        (Edit(4, 5, "6"), "shared"),
        (Edit(1, 0, ""), "begins its entry"),
        (Edit(2, 4, ""), "comment stands beside"),
        (Edit(9, 0, "x"), "load the table again"),
        (Edit(1, 9, "x"), "load the table again"),
        (Edit(1, 1, "1\n2"), "one line"),
    ],
)
def test_what_has_no_place_of_its_own_is_refused(edit, words):
    """In words, with what to do instead."""
    with pytest.raises(ValueError, match=words):
        with_edits(TEXT, "mmps", [edit])


def test_json_stays_json():
    """A scenario that is written as JSON can be read as JSON afterwards."""
    text = json.dumps({"mmps": [{"id": "a", "features": 3}, {"id": "b", "value": 2}]}, indent=1)
    after = json.loads(with_edits(text, "mmps", [Edit(1, 1, "4"), Edit(1, 2, "much"), Edit(2, 2, "")]))
    assert after == {"mmps": [{"id": "a", "features": 4, "value": "much"}, {"id": "b"}]}


@pytest.mark.parametrize(
    "text",
    ["mmps: mmps.csv\n", "mmps: []\n", "other: 1\n", "mmps: [1, 2]\n", "a: [\n", "", "mmps: {a: {features: 1}}\n"],
)
def test_what_is_no_list_of_mappings_has_no_rows(text):
    """A table beside the file, an empty list, something else: none, and no error."""
    assert rows_of(text, "mmps") is None


@settings(max_examples=examples(20))
@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12).map(str.strip))
def test_whatever_is_typed_is_read_back_and_nothing_else_changes(words):
    """As text, as a number, in braces: the cell holds what was typed, the other entries what they held."""
    text = path("tiny").read_text(encoding="utf-8")
    try:
        after = with_edits(text, "mmps", [Edit(2, 1, words)])
    except ValueError:
        assert words == "" or words[0] in "[{" or not words.isprintable()
        return
    before, now = (YAML(typ="safe", pure=True).load(each) for each in (text, after))
    if words:
        assert rows_of(after, "mmps").cells[1][1] == words
        now["mmps"][1]["name"] = before["mmps"][1]["name"]
    else:
        now["mmps"][1] = {"id": "a2", "name": before["mmps"][1].pop("name"), **now["mmps"][1]}
        before["mmps"][1]["name"] = now["mmps"][1]["name"]
    assert now == before
