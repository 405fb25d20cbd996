"""Scenarios changed from Python, and from the command line."""

import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command is what is tested

CADENCE = "funding_models.value_stream.cadence_weeks"


def test_changes_in_words_are_those_by_path():
    """Numbers, shares, none and factors are read as ``sweep`` reads them."""
    by_path = vmo.changed("tiny", {CADENCE: 26, "calendar.discount_rate": 0.1, "mmps.*.features*": 2})
    in_words = vmo.changed("tiny", [f"{CADENCE}=26", "calendar.discount_rate=10%", "mmps.*.features*=2"])
    assert by_path == in_words
    assert [mmp.features for mmp in by_path.mmps] == [2 * (mmp.features or 0) for mmp in vmo.load("tiny").mmps]
    none = vmo.changed("tiny", ["funding_models.value_stream.mmp_wip_limit=none"])
    assert none.funding_models["value_stream"].mmp_wip_limit is None


def test_every_wrong_change_is_told():
    """Words that are no change, and paths that lead nowhere."""
    with pytest.raises(vmo.VmoError) as told:
        vmo.changed("tiny", ["calendar", f"{CADENCE}=4,13", f"{CADENCE}=13", f"{CADENCE}=26"])
    assert len(told.value.faults) == 3
    with pytest.raises(vmo.ScenarioError, match="is not there"):
        vmo.changed("tiny", {"calendar.discount": 0.1})
    with pytest.raises(vmo.VmoError, match="no scenario file"):
        vmo.changed("tiny", {CADENCE: 26}, out="changed.txt")


def test_the_command_writes_what_the_function_returns(tmp_path):
    """The file holds everything, so that every other command gives the same answer from it."""
    out = tmp_path / "changed.yaml"
    found = CliRunner().invoke(app, ["change", "tiny", "--set", f"{CADENCE}=26", "--out", str(out)])
    assert (found.exit_code, found.stdout) == (0, f"The scenario is {out}.\n")
    assert vmo.load(out) == vmo.changed("tiny", {CADENCE: 26})


def test_the_command_names_its_own_option(tmp_path):
    """Wrong input ends in a line that names --set, exit code 2, and nothing written."""
    out = tmp_path / "changed.yaml"
    found = CliRunner().invoke(app, ["change", "tiny", "--set", "calendar", "--out", str(out)])
    assert found.exit_code == 2
    assert found.stderr.startswith("--set: ")
    assert not out.exists()


@pytest.mark.parametrize("name", ["", "1st", "a b", "a:b", "x" * 65, "a\n"])
def test_a_name_of_an_entry_is_a_plain_word(name):
    """Nothing that a file could read as something else."""
    with pytest.raises(vmo.VmoError, match="is no name"):
        vmo.amended("mmps: []\n", "packs", name, {})
