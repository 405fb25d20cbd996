"""The second axis of value in a scenario: off by default, its weight a number above 0."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import scenario_hash

PLAIN = {"budget": {"per_quarter": 1}, "mmps": [{"id": "a", "value": 1}]}


def test_neutral_settings_leave_the_fingerprint_alone() -> None:
    """No points, and an axis as it is by default, are as nothing said; points and a weight are something."""
    neutral = PLAIN | {"mmps": [{"id": "a", "value": 1, "customer_value": 0}], "value_axis": {"unit": "points"}}
    spoken = PLAIN | {"mmps": [{"id": "a", "value": 1, "customer_value": 2}]}
    weighed = PLAIN | {"value_axis": {"weight": 5}}
    hashes = [scenario_hash(Scenario.model_validate(data)) for data in (PLAIN, neutral, spoken, weighed)]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_a_table_has_points_and_faults_name_the_line_and_the_remedy(tmp_path) -> None:
    """Points come from a column; a point below 0 and a weight of 0 are told at once, each with its line."""
    (tmp_path / "scenario.yaml").write_text(
        "name: two\nbudget: {per_quarter: 1}\nvalue_axis:\n  weight: 0\nmmps: mmps.csv\n", encoding="utf-8"
    )
    table = tmp_path / "mmps.csv"
    table.write_text("id,value,customer_value\na,1,-2\nb,1,3\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "scenario.yaml")
    said = str(caught.value)
    assert "scenario.yaml:4: value_axis.weight: 0 is not above 0; write a number above 0" in said
    assert "mmps.csv:2" in said
    assert "customer_value: -2 is below 0" in said
    table.write_text("id,value,customer_value\na,1,2\nb,1,3\n", encoding="utf-8")
    text = (tmp_path / "scenario.yaml").read_text(encoding="utf-8").replace("weight: 0", "weight: 4")
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    found = load(tmp_path / "scenario.yaml")
    assert ([mmp.customer_value for mmp in found.mmps], found.value_axis.weight) == ([2, 3], 4)
