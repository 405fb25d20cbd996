"""A table of more rows than a scenario may hold is refused before its rows are looked into."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load


def test_too_many_rows_are_one_fault(tmp_path, monkeypatch):
    """One line for the table, with the row at which it becomes too long, whatever is wrong in the rows."""
    monkeypatch.setattr("scenarios.reading.table_file.ROWS_LIMIT", 2)
    (tmp_path / "scenario.yaml").write_text("budget: {per_quarter: 1}\nmmps: mmps.csv\n", encoding="utf-8")
    (tmp_path / "mmps.csv").write_text("id,wrong\na,1\nb,2\nc,3\nd,4\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "scenario.yaml")
    (fault,) = refused.value.faults
    assert (fault.line, fault.key) == (4, "mmps")
    assert "has 4 rows, and 2 are the most; shorten it" in fault.message
