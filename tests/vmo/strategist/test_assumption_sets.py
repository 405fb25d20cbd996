"""Sets of assumptions from Python and from the command line."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command is what is tested
from report.assumptions.text import band

pytestmark = pytest.mark.usefixtures("unpainted")


def test_the_second_band_of_a_comparison_is_the_study_itself():
    """Vmo compare --assumptions draws what vmo assumptions draws: the same quantiles."""
    band = vmo.compare("tiny", replications=2, workers=1, backing=False, assumptions=8)
    alone = vmo.assumptions("tiny", sets=8, workers=1)
    assert band.tested is not None
    assert band.tested.quantiles == alone.data.quantiles
    assert "Over 8 sets of assumptions" in band.text()


def test_a_spread_that_may_be_luck_is_no_band():
    """Where worlds of one set differ as much as the sets do, no P10 and P90 are printed."""
    found = vmo.assumptions("tiny", sets=4, only="claimed_value", workers=1).data
    differences = np.array([[-1.0, 3.0], [3.0, -1.0], [-1.0, 3.0], [3.0, -1.0]])
    values = np.stack([np.zeros_like(differences), differences], axis=2)
    said = band(replace(found, values=values))
    assert "on average" in said
    assert "cannot be told from luck" in said
    assert "in a tenth" not in said


def test_json_of_the_command_is_the_document():
    """The command prints what to_json gives."""
    words = ["assumptions", "tiny", "--sets", "4", "--only", "claimed_value", "--workers", "1", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == json.loads(
        vmo.assumptions("tiny", sets=4, only="claimed_value", workers=1).to_json()
    )


def test_files_hold_every_set_and_the_register(tmp_path):
    """One row per set; the register names a grade for every number with a range."""
    found = vmo.assumptions("tiny", sets=4, only="claimed_value", workers=1)
    found.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "sets.csv", "shares.csv", "register.csv", "assumptions.png", "assumptions.svg", "manifest.json",
    }  # fmt: skip
    assert len(found.frame("sets")) == 4
    register = vmo.assumption_register("tiny").frame()
    assert set(register.loc[register["low"].notna(), "range_grade"]) <= {"A", "B", "C", "D"}


def test_groups_of_unknown_numbers_are_refused():
    """uncertainty.together names numbers as vmo sensitivity --list does."""
    tiny = vmo.load("tiny")
    odd = tiny.replace(uncertainty=tiny.uncertainty.replace(together=(("claimed_value", "claimd"),)))
    with pytest.raises(vmo.VmoError, match="claimd"):
        vmo.assumptions(odd, sets=4, workers=1)
    sound = tiny.replace(uncertainty=tiny.uncertainty.replace(together=(("claimed_value", "realised_value"),)))
    found = vmo.assumptions(sound, sets=4, workers=1).data
    at = [n.id for n in found.numbers].index
    assert (found.positions[:, at("claimed_value")] == found.positions[:, at("realised_value")]).all()


def test_the_register_is_a_command_and_runs_nothing():
    """--list prints value, range, grade and source."""
    result = CliRunner().invoke(app, ["assumptions", "tiny", "--list"])
    assert result.exit_code == 0
    assert "register of assumptions" in result.stdout
    assert "by evidence grade" in result.stdout
