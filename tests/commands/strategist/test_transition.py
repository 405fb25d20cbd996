"""``vmo compare`` with a funding model that changes: words, document and figure."""

import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - this is the test of the command line

pytestmark = pytest.mark.usefixtures("unpainted")

PORTFOLIO = """
calendar: {quarters: 4}
budget: {per_quarter: 1e9}
value_streams:
  - {id: s, teams: 1, team_cost_per_sprint: 1000, sprint_weeks: 1, stages: [{id: work, servers: 1, effort: 1}]}
mmps:
  - {id: m, value_stream: s, features: 20, value_per_quarter: 90000}
  - {id: n, value_stream: s, features: 5, value_per_quarter: 90000, appears_quarter: 2}
funding_models:
  project: {base: project}
  change: {base: project, transition: {to: value_stream, adoption: at_once}}
"""


def vmo(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_compare_a_change(tmp_path):
    """The paragraph on the change follows the tables, the document has it too, and the figure is written."""
    file = tmp_path / "change.yaml"
    file.write_text(PORTFOLIO)
    shown = vmo("compare", file, "-n", 2, "--out", tmp_path / "out")
    assert shown.exit_code == 0
    assert "Change, against staying with Project funding; first change in month 4." in shown.output
    assert (tmp_path / "out" / "jcurve.png").exists()
    document = json.loads(vmo("compare", file, "-n", 2, "--json").stdout)
    (change,) = document["transitions"]
    assert (change["change"], change["stay"], change["first_change_week"]) == ("change", "project", 13)
    again = json.loads(vmo("compare", "--replay", tmp_path / "out" / "manifest.json", "--json").stdout)
    assert again["transitions"] == document["transitions"]


def test_what_to_add_to_see_the_curve(tmp_path):
    """Without the old model there is no curve, and the output says which model is missing."""
    file = tmp_path / "change.yaml"
    file.write_text(PORTFOLIO)
    shown = vmo("compare", file, "-n", 2, "--models", "change")
    assert "Add project to --models to see the J-curve of change" in shown.output
    assert "transitions" not in json.loads(vmo("compare", file, "-n", 2, "--models", "change", "--json").stdout)


def test_pure_models_have_no_paragraph():
    """Nothing is added to a comparison in which no rules change."""
    assert "against staying" not in vmo("compare", "tiny", "-n", 1).output
    assert "transitions" not in json.loads(vmo("compare", "tiny", "-n", 1, "--json").stdout)
