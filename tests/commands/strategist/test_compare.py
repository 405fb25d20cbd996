"""``vmo compare`` and ``vmo doctor`` from the outside: exit codes, documents, files."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - this is the test of the command line
from sim.outcomes.measures import OUTCOMES

PROMISED = {
    "npv", "benefits", "cost", "roi", "realised_share", "time_to_first_value_weeks", "lead_time_weeks",
    "longest_gap_weeks", "three_month_rule_share", "days_per_release", "cost_per_release", "releases",
    "flow_efficiency", "sunk_stopped", "sunk_valueless", "governance_share", "mmps_released", "mmps_unfinished",
    "mmps_not_chosen",
}  # fmt: skip
TABLES = ("outcomes.csv", "paired.csv", "ledger.csv", "timeline.csv", "events.csv", "manifest.json")


def vmo(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder of one comparison of four worlds, and its document."""
    folder = tmp_path_factory.mktemp("compare") / "first"
    result = vmo("compare", "tiny", "-n", 4, "--seed", 7, "--workers", 1, "--out", folder, "--json")
    assert result.exit_code == 0, result.output
    return folder, json.loads(result.stdout)


def test_guide_has_an_entry_for_every_reader():
    """``vmo`` alone names strategist, planner and coach with a command each."""
    result = vmo()
    assert result.exit_code == 0
    for reader in ("Strategist", "Planner", "Coach"):
        assert reader in result.output


def test_version_is_printed():
    """``vmo --version`` prints name and version."""
    assert vmo("--version").output.startswith("vmo 0.")


def test_json_has_the_promised_shape():
    """One document: every promised outcome per model and per difference."""
    result = vmo("compare", "insurer", "-n", 3, "--models", "project,value_stream,early_releases", "--json")
    document = json.loads(result.stdout)
    assert (document["scenario"], document["seed"], document["replications"]) == ("insurer", 1, 3)
    assert list(document["models"]) == ["project", "value_stream", "early_releases"]
    for outcomes in document["models"].values():
        assert set(outcomes) >= PROMISED
        for summary in outcomes.values():
            assert set(summary) >= {"mean", "p10", "p50", "p90"}
    pairs = {(d["a"], d["b"]) for d in document["differences"]}
    assert pairs == {("value_stream", "project"), ("early_releases", "project"), ("early_releases", "value_stream")}
    for d in document["differences"]:
        assert {"outcome", "a", "b", "mean", "low", "high", "p10", "p50", "p90", "share_a_wins"} <= set(d)


def test_difference_is_the_difference_of_the_means():
    """Paired mean difference of net present value = difference of the means, to the cent."""
    document = json.loads(vmo("compare", "insurer", "-n", 4, "--json").stdout)
    npv = next(d for d in document["differences"] if d["outcome"] == "npv")
    means = {name: outcomes["npv"]["mean"] for name, outcomes in document["models"].items()}
    assert npv["mean"] == pytest.approx(means["value_stream"] - means["project"], abs=0.01)


def test_files_and_replay_to_the_byte(written, tmp_path):
    """``--out`` writes every table and figure; ``--replay`` writes the same bytes with other workers."""
    first, second = written[0], tmp_path / "second"
    replayed = vmo("compare", "--replay", first / "manifest.json", "--workers", 2, "--out", second)
    assert replayed.exit_code == 0, replayed.output
    names = sorted(path.name for path in first.iterdir())
    assert set(TABLES) <= set(names)
    assert sum(name.endswith(".png") for name in names) >= 6
    assert sum(name.endswith(".svg") for name in names) >= 6
    assert names == sorted(path.name for path in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_outcomes_file_has_a_row_per_world_and_model(written):
    """Rows = worlds x models, columns = all outcomes, and the mean agrees with the document."""
    folder, document = written
    with (folder / "outcomes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert set(rows[0]) == {"world", "model", *(name for name, what in OUTCOMES.items() if not what.optional)}
    npv = [float(row["npv"]) for row in rows if row["model"] == "project"]
    assert sum(npv) / 4 == pytest.approx(document["models"]["project"]["npv"]["mean"])


def test_ledger_file_adds_up_to_mean_cost(written):
    """Months and kinds of the ledger add up to the mean cost of each model."""
    folder, document = written
    totals = {}
    with (folder / "ledger.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            totals[row["model"]] = totals.get(row["model"], 0.0) + float(row["amount"])
    for model, total in totals.items():
        assert total == pytest.approx(document["models"][model]["cost"]["mean"], abs=1.0)


@pytest.mark.parametrize("workers", [2, pytest.param(5, marks=pytest.mark.long)])
def test_any_number_of_workers_gives_the_same_document(workers):
    """One process and several give the same bytes, also where there are more of them than pieces of work."""
    one = vmo("compare", "tiny", "-n", 30, "--workers", 1, "--json").stdout
    several = vmo("compare", "tiny", "-n", 30, "--workers", workers, "--json").stdout
    assert one == several


def test_precision_stops_early_and_says_so():
    """With a wide precision the floor of worlds is enough; looks happen every fifty worlds."""
    document = json.loads(vmo("compare", "tiny", "--precision", "50%", "-n", 200, "--no-backing", "--json").stdout)
    assert document["replications"] == 50
    assert document["ended"] == "precision"


def test_undecided_answer_is_called_undecided(tmp_path):
    """Two equal models differ by exactly nothing, and the report warns that nothing is decided."""
    from scenarios.loader import load
    from scenarios.writing.fingerprint import dump

    scenario = load("tiny")
    model = scenario.funding_models["project"]
    path = tmp_path / "equal.yaml"
    path.write_text(dump(scenario.replace(funding_models={"a": model, "b": model})))
    result = vmo("compare", path, "-n", 3)
    assert "Not decided" in result.stdout
    assert "equal" in result.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare",), "which scenario?"),
        (("compare", "insurrer"), "insurer"),
        (("compare", "tiny", "--models", "projct"), 'did you mean "project"?'),
        (("compare", "tiny", "--models", ","), "names none"),
        (("compare", "tiny", "--precision", "none"), "neither a share"),
        (("compare", "tiny", "--precision", "-3"), "neither a share"),
        (("compare", "tiny", "--replay", "manifest.json"), "leave out SCENARIO"),
        (("compare", "--replay", "nowhere.json"), "nowhere.json"),
        (("compare", "tiny", "-n", "0"), "--replications"),
        (("doctor", "tiny", "--model", "projct"), 'did you mean "project"?'),
        (("doctor", "nothing-like-it"), "nothing-like-it"),
    ],
)
def test_wrong_input_is_one_clear_line(words, message, tmp_path, monkeypatch):
    """Wrong input: exit code 2, a line that names it, no traceback, nothing written."""
    monkeypatch.chdir(tmp_path)
    result = vmo(*words, *(() if words[0] == "doctor" else ("--out", "results")))
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 1, "command": "compare"}', '{"format": 99}', "\x00"]
)
def test_broken_manifest_is_refused(content, tmp_path):
    """A file that is no manifest gets one line and exit code 2."""
    path = tmp_path / "manifest.json"
    path.write_text(content)
    result = vmo("compare", "--replay", path)
    assert result.exit_code == 2
    assert "manifest" in result.output


def test_changed_manifest_is_refused(written, tmp_path):
    """A scenario edited inside a manifest no longer fits its fingerprint."""
    path = tmp_path / "manifest.json"
    document = json.loads((written[0] / "manifest.json").read_text())
    document["resolved_scenario"]["budget"]["per_quarter"] = 1
    path.write_text(json.dumps(document))
    result = vmo("compare", "--replay", path)
    assert result.exit_code == 2
    assert "changed after it was written" in result.output


def test_planners_file_says_what_the_simulator_lacks(tmp_path):
    """Budget and MMPs alone are valid; comparing them names what is missing."""
    path = tmp_path / "plan.yaml"
    path.write_text("budget: {per_quarter: 100}\nmmps: [{id: a, spend: [10], value: 20}]\n")
    assert vmo("check", path).exit_code == 0
    result = vmo("compare", path)
    assert result.exit_code == 2
    assert "value_streams" in result.output


def test_doctor_json_names_band_source_and_grade():
    """Every band of the document has limits, a source, a grade and a verdict."""
    document = json.loads(vmo("doctor", "insurer", "-n", 10, "--json").stdout)
    assert {band["id"] for band in document["bands"]} == {
        "flow_efficiency", "utilisation", "idea_to_live_days", "realised_share",
    }  # fmt: skip
    for band in document["bands"]:
        assert band["source"]
        assert band["grade"]
        assert band["inside"] == (band["low"] <= band["value"] <= band["high"])


def test_doctor_refuses_a_scenario_without_project_funding(tmp_path):
    """Without a model of base project there is no baseline to examine."""
    from scenarios.loader import load
    from scenarios.writing.fingerprint import dump

    scenario = load("tiny")
    path = tmp_path / "streams.yaml"
    path.write_text(dump(scenario.replace(funding_models={"v": scenario.funding_models["value_stream"]})))
    result = vmo("doctor", path)
    assert result.exit_code == 2
    assert "base: project" in result.output
