"""Large files: what a program wrote is read quickly, what is too much is refused before it is read."""

import json

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.reading import yaml_file
from scenarios.reading.document import Places
from scenarios.reading.json_file import read_json
from scenarios.writing.fingerprint import dump, scenario_hash


def written(tmp_path, text):
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_json_is_the_same_scenario(tmp_path):
    """What a program writes comes back to the last key."""
    whole = load("insurer")
    assert scenario_hash(load(written(tmp_path, dump(whole)))) == scenario_hash(whole)


def test_both_readers_agree(tmp_path, monkeypatch):
    """The quick reader of JSON and the reader of YAML find the same data."""
    document = {"name": "x", "a": [True, None, 1, 2.5, 1e30, 'é \N{GRINNING FACE} "q"', {"b": False}], "t": "no"}
    file = written(tmp_path, json.dumps(document, ensure_ascii=False))
    quick = yaml_file.read_yaml(file, "x").data
    monkeypatch.setattr(yaml_file, "read_json", lambda *_: None)
    assert yaml_file.read_yaml(file, "x").data == quick


def test_faults_of_json_have_their_lines(tmp_path):
    """A fault names the line of its key, although the quick reader does not know it."""
    text = dump(load("tiny")).replace('"features": 8', '"features": -8', 1)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if '"features": -8' in words)
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, text))
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [(line, "mmps.a1.features")]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        "{a: 1}",
        r'{"a": "\ud800"}',
        "{" * 50,
        f'{{"a": {"[" * 60}{"]" * 60}}}',
    ],
)
def test_what_is_no_plain_json_goes_to_the_reader_of_yaml(text):
    """Doubled keys, numbers that are none, words without quotes, halves of signs, and what is nested too deep."""
    assert read_json(text, Places) is None


def test_too_many_values_are_refused_at_once(tmp_path, monkeypatch):
    """Nothing of the file is read, and the remedy is a table."""
    monkeypatch.setattr(yaml_file, "_composed", None)
    rows = "".join(f"- {{id: m{row}, features: 1}}\n" for row in range(60_000))
    with pytest.raises(ScenarioError, match=r"more than some 75,000 values; put its rows into tables beside it"):
        load(written(tmp_path, f"mmps:\n{rows}"))


@pytest.mark.long
def test_twenty_thousand_mmps_of_a_table_are_read(tmp_path):
    """As many as a scenario may hold; written as one file and read again, it is the same scenario."""
    rows = "".join(f"m{row},1,1000,10\n" for row in range(20_000))
    (tmp_path / "mmps.csv").write_text(f"id,features,value_per_quarter,direct_cost\n{rows}", encoding="utf-8")
    whole = load(written(tmp_path, "budget: {per_quarter: 1}\nmmps: mmps.csv\n"))
    assert len(whole.mmps) == 20_000
    assert scenario_hash(load(written(tmp_path, dump(whole)))) == scenario_hash(whole)


def test_a_long_heading_leaves_room_for_the_remedy(tmp_path):
    """What is quoted is cut, what to do is not."""
    (tmp_path / "mmps.csv").write_text(f"id,{'a' * 5000}\nx,1\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, "budget: {per_quarter: 1}\nmmps: mmps.csv\n"))
    (said,) = [fault.message for fault in refused.value.faults if "aaa" in fault.message]
    assert len(said) < 420
    assert said.endswith('(a heading that starts with "#" is a note)')
