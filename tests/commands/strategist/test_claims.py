"""``vmo claims``: text, JSON, files, wrong options."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line itself
from report.claims.text import condition_words, number_of
from sim.studies import cases as study
from sim.studies.attribution import Estimate
from sim.studies.claim_conditions import Condition, Point
from sim.studies.claims import CLAIMS, Finding

pytestmark = pytest.mark.usefixtures("unpainted")


def vmo(*words):
    return CliRunner().invoke(app, ["claims", *map(str, words)])


def test_text():
    """Every claim with its verdict and its definition; how to find the conditions."""
    result = vmo("tiny", "-n", "2")
    assert result.exit_code == 0, result.output
    flat = " ".join(result.stdout.split())
    for claim in CLAIMS:
        assert claim.measure in flat
    assert "12 claims for Value-stream funding" in flat
    assert "Add --conditions" in flat


def test_document():
    """In tiny, rounds, reviews and business cases cost 179,300 by hand (docs/tiny.md): more than under projects."""
    document = json.loads(vmo("tiny", "-n", "2", "--json").stdout)
    rows = {row["id"]: row for row in document["claims"]}
    assert list(rows) == [claim.id for claim in CLAIMS]
    planning = rows["planning"]
    assert planning["values"]["value_stream"] == pytest.approx(46_000 + 44_500 + 43_000 + 40_000 + 5_800)
    assert planning["verdict"] == "does not hold"
    assert rows["stopped"]["verdict"] == "does not arise"
    assert rows["three_months"]["effect"]["mean"] in (0, 1)


def test_conditions(tmp_path):
    """With --conditions every claim is tried at every value of its lever; files hold the same."""
    result = vmo("tiny", "-n", "2", "--conditions", "--worlds", "1", "--json", "--out", tmp_path, "--workers", "1")
    assert result.exit_code == 0, result.output
    rows = {row["id"]: row["condition"] for row in json.loads(result.stdout)["claims"]}
    for claim in CLAIMS:
        assert [point["value"] for point in rows[claim.id]["points"]] == list(claim.lever.values)
    assert rows["planning"]["paths"] == ["funding_models.value_stream.governance_per_round"]
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"claims.csv", "conditions.csv", "claims.png", "claims.svg", "manifest.json"}
    table = list(csv.DictReader((tmp_path / "claims.csv").read_text().splitlines()))
    assert [row["claim"] for row in table] == [claim.id for claim in CLAIMS]
    assert json.loads((tmp_path / "manifest.json").read_text())["command"] == "claims"


def test_conditions_in_words():
    """Runs of equal verdicts, and where the effect crosses what is demanded."""
    claim = next(c for c in CLAIMS if c.id == "planning")

    def point(value, effect, verdict):
        e = Estimate(effect, effect - 0.1, effect + 0.1, 9)
        return Point(value, Finding(claim, 1, effect, e, e, e, verdict))

    both = Condition(claim, (point(10, 0.5, "holds"), point(20, 0.8, "holds"), point(40, 1.2, "does not hold")))
    assert condition_words(both, "holds") == "holds at 10 to 20, does not hold at 40; turns near 30"
    never = Condition(claim, (point(10, 0.5, "holds"), point(1200, 0.8, "holds")))
    assert condition_words(never, "holds") == "holds at 10 to 1,200; never otherwise within this range"
    no = Condition(claim, (Point(1, None, "x.yaml: not here"),))
    assert condition_words(no, "holds") == "cannot be varied in this scenario: x.yaml: not here"
    assert [number_of(x) for x in (258_312.0, 9.74, 0.1069, 0)] == ["260,000", "9.7", "0.11", "0"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tiny", "--models", "project"], "needs two funding models"),
        (["tiny", "--models", "project,value_streem"], 'did you mean "value_stream"'),
        (["nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_wrong_options(words, message):
    """Wrong input: exit code 2 and a line that says what would be right."""
    result = vmo(*words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_interrupt(monkeypatch):
    """Ctrl-C shows the finished worlds and leaves with 130; before the first there is nothing to show."""
    run_block, calls = study.run_block, []

    def stop(*task):
        if len(calls) == 1:
            raise KeyboardInterrupt
        calls.append(task)
        return run_block(*task)

    monkeypatch.setattr(study, "run_block", stop)
    result = vmo("tiny", "-n", "25", "--workers", "1")
    assert result.exit_code == 130
    assert "Interrupted: these are the 10 worlds" in result.stdout
    result = vmo("tiny", "-n", "25", "--workers", "1")
    assert result.exit_code == 130
    assert "nothing was written" in result.stderr


def test_trial_of_one_world():
    """One world decides nothing that is a matter of luck."""
    document = json.loads(vmo("insurer", "-n", "1", "--json").stdout)
    assert {row["verdict"] for row in document["claims"]} <= {"not decided", "does not arise"}
