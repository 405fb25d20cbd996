"""Whatever a file holds, the answer is a scenario or lines that say what is wrong: never anything else."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.faults import ScenarioError
from scenarios.loader import load, load_table
from scenarios.reading.yaml_file import read_yaml
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import dump
from tests.examples import examples
from tests.scenarios.swapping import swapped

WORDS = [
    "budget",
    "mmps",
    "per_quarter",
    "id",
    "value",
    "requires",
    "urgency",
    "effort",
    "a",
    "b",
    "none",
    "mmps.csv",
    "1",
    "-1",
]
TOKENS = [
    *WORDS,
    ": ",
    ":",
    "\n",
    "\n  ",
    "\n- ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "&x ",
    "*x",
    "!t ",
    "'",
    '"',
    "|",
    ">",
    "#",
]
TOKENS += [
    "<<: ",
    "? ",
    "---\n",
    "...",
    "%",
    "\t",
    "~",
    ".nan",
    "1e999",
    "0x",
    "_",
    "\u2028",
    "\ufeff",
    "é",
    "2024-01-01",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def accepted_or_refused(path: Path, read) -> None:
    try:
        result = read(path)
    except ScenarioError as error:
        result = error
    if isinstance(result, ScenarioError):
        assert result.faults
        assert all(fault.message and str(fault).isprintable() for fault in result.faults)
        assert list(result.faults) == sorted(result.faults, key=lambda f: (f.file, f.line or 0))
    else:
        assert isinstance(result, Scenario)


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
@example(text="budget: {per_quarter: 1}\nmmps: [{id: a, effort: {b: 1}, requires: [a, [], {}]}]")
@settings(max_examples=examples(50))
def test_any_text_as_yaml(text, folder):
    """Any text."""
    path = folder / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    accepted_or_refused(path, load)


@given(content=st.binary(max_size=60))
def test_any_bytes_as_yaml(content, folder):
    """Any bytes."""
    path = folder / "bytes.yaml"
    path.write_bytes(content)
    accepted_or_refused(path, load)


CELLS = [
    "id",
    "value",
    "requires",
    "effort",
    "urgency",
    "spend",
    "a",
    "b",
    "1,5",
    "1.500",
    "40%",
    '"',
    ";",
    ",",
    "\t",
    "\n",
    "\r",
]
CELLS += ["fixed_date: 1", "x: 1", "sep=;\n", "#", " ", "\ufeff", "\x85", "\u2028", "\x0b"]


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(CELLS), max_size=60).map("".join))
@settings(max_examples=examples(50))
def test_any_text_as_csv(text, folder):
    """Any table."""
    path = folder / "any.csv"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    accepted_or_refused(path, lambda p: load_table(p, budget=[1, 2]))


@given(content=st.binary(max_size=80))
def test_any_bytes_as_tables(content, folder):
    """Any bytes, as CSV and as a workbook."""
    for name in ("bytes.csv", "bytes.xlsx"):
        path = folder / name
        path.write_bytes(content)
        accepted_or_refused(path, lambda p: load_table(p, budget=1))


VALUES = st.sampled_from(
    [
        None,
        True,
        -1,
        0,
        1e400,
        2.5,
        "x",
        "none",
        "",
        "mmps.csv",
        [],
        ["x"],
        [None],
        [[]],
        {},
        {"id": "x"},
        {"a": []},
    ]
)


PORTFOLIO = read_yaml(Path(__file__).parents[1] / "portfolio" / "scenario.yaml", "").data | {
    "mmps": [
        {"id": "a", "value_stream": "claims", "features": 3, "urgency": {"kind": "closing", "last_quarter": 2}},
        {"id": "b", "value_stream": "claims", "effort": {"claims": 2}, "requires": ["a"], "with": ["a"]},
    ],
    "projects": [{"id": "p", "mmps": ["a", "b"]}],
    "synergies": [{"mmps": ["a", "b"], "value": 3}],
    "uncertainty": {
        "value": {"distribution": "mixture", "parts": [{"weight": 1, "of": 2}]},
        "market": {"arrivals_per_quarter": 1, "templates": [{"id": "t", "value": 1}]},
    },
}


@given(data=st.data())
@settings(max_examples=examples(50))
def test_any_value_at_any_place(data, folder):
    """A sound scenario with up to three values swapped for wrong ones."""
    scenario = swapped(data, PORTFOLIO, VALUES, 3)
    target = folder / "swapped.json"
    target.write_text(_yaml(scenario), encoding="utf-8")
    accepted_or_refused(target, load)


def _yaml(data) -> str:
    """Flow style, with YAML's words for infinity."""
    import json

    return json.dumps(data).replace("Infinity", ".inf").replace("NaN", ".nan")


def test_the_sound_scenario_is_sound(folder):
    """What the swaps start from is valid, so that they test faults and not one mistake of the test."""
    target = folder / "sound.json"
    (folder / "waits.csv").write_text("weeks\n1\n", encoding="utf-8")
    target.write_text(_yaml(PORTFOLIO), encoding="utf-8")
    scenario = load(target)
    assert [m.id for m in scenario.mmps] == ["a", "b"]
    assert dump(scenario)
