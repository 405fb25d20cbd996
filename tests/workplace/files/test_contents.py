"""What a workspace holds."""

import pytest

from workplace.files.contents import entries, scenario_file, scenario_path, shipped
from workplace.files.folder import AbsentError, Folder, OutsideError


def test_scenarios_and_tables_are_found_and_nothing_else(tmp_path):
    """Folders with a scenario.yaml, files that look like one, tables; no hidden files, no links, no other YAML."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "scenario.yaml").write_text("name: mine\nmmps: mmps.csv\n")
    (tmp_path / "mine" / "mmps.csv").write_text("id\n")
    (tmp_path / "one.yaml").write_text("value_streams: {}\n")
    (tmp_path / "other.yaml").write_text("pipeline: ci\n")
    (tmp_path / "projects.csv").write_text("id\n")
    (tmp_path / ".hidden.yaml").write_text("mmps: []\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "one.yaml")
    found = [(entry.name, entry.kind, entry.funding) for entry in entries(Folder(tmp_path))]
    assert found == [("mine", "scenario", True), ("one.yaml", "scenario", False), ("projects.csv", "table", True)]


def test_a_name_means_what_it_means_on_the_command_line(tmp_path):
    """What stands in the folder comes before what ships; nothing else has a name."""
    folder = Folder(tmp_path)
    assert scenario_path(folder, "tiny") == "tiny"
    assert scenario_file(folder, "tiny") is None
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "scenario.yaml").write_text("mmps: []\n")
    assert scenario_path(folder, "tiny") == str(tmp_path / "tiny")
    assert scenario_file(folder, "tiny") == "tiny/scenario.yaml"
    with pytest.raises(AbsentError):
        scenario_path(folder, "nothing")
    with pytest.raises(OutsideError):
        scenario_path(folder, "../tiny")


def test_what_ships_has_questions():
    """The same list as that of the command line."""
    assert {"insurer", "tiny"} <= {entry.name for entry in shipped() if entry.funding}
    assert {"littles-law"} <= {entry.name for entry in shipped() if not entry.funding}
