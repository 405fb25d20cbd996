"""Stress packs and differences between runs."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command is what is tested

pytestmark = pytest.mark.usefixtures("unpainted")


def test_a_pack_is_the_comparison_with_its_numbers():
    """A column equals an ordinary comparison of the scenario with the same numbers changed."""
    tiny = vmo.load("tiny")
    own = tiny.replace(packs={"dear": {"mmps.*.value_per_quarter*": 0.5}})
    found = vmo.packs(own, replications=2, workers=1)
    from scenarios.variation.variants import vary

    alone = vmo.compare(vary(tiny, {"mmps.*.value_per_quarter*": 0.5}), replications=2, workers=1, backing=False)
    difference = alone.data.difference("npv", "value_stream", "project")
    assert found.data.columns[1].difference.mean == difference.mean
    assert found.frame()["label"].tolist() == ["As it is", "Dear"]


def test_packs_leave_out_what_a_scenario_does_not_have():
    """Tiny has no ramp: the shipped pack goes without it, and says what it changes."""
    found = vmo.packs("tiny", only="cautious", replications=2, workers=1)
    pack = found.data.columns[1].pack
    assert "mmps.*.ramp_quarters*" not in pack.changes
    assert "grade D" in found.text() or "assumption (D)" in found.text()


def test_an_unknown_pack_is_an_error_in_words():
    """The nearest name is offered."""
    with pytest.raises(vmo.VmoError, match="cautious"):
        vmo.packs("tiny", only="cautios")


def test_one_changed_input_explains_the_whole_change():
    """With one change its effect alone is the whole, and nothing is left."""
    tiny = vmo.load("tiny")
    later = tiny.replace(calendar=tiny.calendar.replace(discount_rate=0.1))
    data = vmo.diff(tiny, later, replications=3, workers=1).data
    assert len(data.effects) == 1
    assert data.effects[0].mean == pytest.approx(data.after.mean - data.before.mean)
    assert data.rest == pytest.approx(0, abs=1e-6)


def test_effects_and_rest_add_up_to_the_change():
    """Two changes: alone, alone, and together make the whole."""
    tiny = vmo.load("tiny")
    from scenarios.variation.variants import vary

    later = vary(tiny, {"calendar.discount_rate": 0.1, "mmps.*.value_per_quarter*": 2})
    data = vmo.diff(tiny, later, replications=2, workers=1).data
    total = sum(effect.mean for effect in data.effects) + data.rest
    assert np.isclose(total, data.after.mean - data.before.mean)


def test_runs_are_read_from_their_folders(tmp_path):
    """A folder that vmo compare wrote stands for its scenario; a changed budget is found in it."""
    vmo.compare("tiny", replications=2, workers=1, backing=False).save(tmp_path / "january")
    tiny = vmo.load("tiny")
    later = tiny.replace(budget=tiny.budget.replace(carry_over=0.5))
    vmo.compare(later, replications=2, workers=1, backing=False).save(tmp_path / "april")
    result = CliRunner().invoke(
        app, ["diff", str(tmp_path / "january"), str(tmp_path / "april"), "-n", "2", "--json", "--workers", "1"]
    )
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert [i["path"] for g in document["groups"] for i in g["inputs"]] == ["budget.carry_over"]


def test_what_is_no_run_is_refused(tmp_path):
    """A broken manifest and a model that is not there are errors in words, exit code 2."""
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    broken = CliRunner().invoke(app, ["diff", str(tmp_path), "tiny", "-n", "2"])
    assert broken.exit_code == 2
    assert "not a manifest of a run" in broken.stderr
    missing = CliRunner().invoke(app, ["diff", "tiny", "insurer", "--models", "project,hybrid", "-n", "2"])
    assert missing.exit_code == 2
    assert 'has no model "hybrid"' in missing.stderr
