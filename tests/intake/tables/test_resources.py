"""Columns of purses and other resources: read, planned, and written to a scenario that reads back to the same."""

from pathlib import Path

import vmo
from intake.tables.meaning.headings import column_of

TABLE = """id,purse:capital,Purse: expense,need:Architect,need:risk,value_by_quarter,running_cost,variant_of
a,9;4,1;1,1,3,14;13,2,
b,3,1,,2,7;6,,web
c,5,2,1;0,4,9;8,,web
"""


def test_headings_name_field_and_key() -> None:
    """A heading with a colon is one key of a mapping; keys keep their capitals."""
    assert column_of(0, "need:Architect").field == "need:Architect"
    assert column_of(0, "Purse: capital").field == "purse:capital"
    assert column_of(0, "spend: total").field != "spend:total"


def test_a_table_becomes_a_scenario_that_reads_back(tmp_path: Path) -> None:
    """What the table needs is in the scenario, with amounts that limit nothing until somebody writes them."""
    (tmp_path / "rows.csv").write_text(TABLE, encoding="utf-8")
    vmo.import_table(tmp_path / "rows.csv", budget=100).save(tmp_path / "mine")
    scenario = vmo.load(tmp_path / "mine")
    first = scenario.mmp("a")
    assert first.purse == {"capital": (9, 4), "expense": (1, 1)}
    assert first.need == {"Architect": 1, "risk": 3}
    assert (first.running_cost, scenario.mmp("b").variant_of) == (2, "web")
    assert scenario.mmp("c").need == {"Architect": (1, 0), "risk": 4}
    assert scenario.amounts["risk"].per_quarter == 3 + 2 + 4
    assert scenario.budget.purses == {"capital": 13 + 3 + 5 + 2, "expense": 2 + 1 + 2}
    assert scenario.budget.running_purse == "capital"
