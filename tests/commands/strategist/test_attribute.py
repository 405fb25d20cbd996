"""``vmo attribute``: text, JSON, files, and one clear line for every wrong option."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line itself
from scenarios.loader import load
from sim.outcomes.measures import OUTCOMES
from sim.studies import attribution_study as module

pytestmark = pytest.mark.usefixtures("unpainted")

SMALL = ("--groups", "release_unit,selection+stop_rule", "-n", "2", "--workers", "1")


def vmo(*words):
    return CliRunner().invoke(app, ["attribute", *map(str, words)])


def document(*words):
    result = vmo(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("outcome", ["npv", "cost_per_release", "lead_time_weeks"])
def test_parts_add_up_to_the_cent(outcome):
    """In the document, amounts of money are whole cents and add up exactly; other outcomes to rounding."""
    found = document("tiny", *SMALL, "--outcome", outcome)
    parts, total = [part["mean"] for part in found["parts"]], found["total"]["mean"]
    assert len(parts) == 3
    if OUTCOMES[outcome].unit == "money":
        cents = [round(100 * part) for part in parts]
        assert [c / 100 for c in cents] == parts
        assert sum(cents) == round(100 * total)
    assert sum(parts) == pytest.approx(total)
    assert sum(step["mean"] for step in found["ladder"]) == pytest.approx(total)


def test_document():
    """Keys of the document, and what can be said by hand: tiny has no luck, so every interval is a point."""
    found = document("tiny", *SMALL)
    assert {"outcome", "total", "parts"} <= set(found)
    assert (found["from"], found["to"], found["method"]) == ("project", "value_stream", "exact")
    assert [part["mechanism"] for part in found["parts"]] == ["release_unit", "selection+stop_rule", "rest"]
    assert all(part["low"] == pytest.approx(part["mean"], abs=0.01) for part in found["parts"])
    assert found["parts"][0]["switched"] == "release_unit project to mmp"


def test_direction():
    """Going back is the same difference with the other sign, part by part."""
    there = document("tiny", *SMALL)
    back = document("tiny", *SMALL, "--from", "value_stream", "--to", "project")
    assert back["total"]["mean"] == pytest.approx(-there["total"]["mean"])
    for a, b in zip(there["parts"], back["parts"], strict=True):
        assert b["mean"] == pytest.approx(-a["mean"], abs=0.01)


def test_other_end():
    """With one end given, the other is the first model that differs from it."""
    assert document("tiny", "--to", "project", *SMALL)["from"] == "value_stream"


def test_text():
    """The answer, a table whose shown parts add up to the shown whole, and the switched settings."""
    result = vmo("tiny", *SMALL, "--ladder", "--all")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("Part of the difference"))
    rows = [line.replace("\N{MINUS SIGN}", "-") for line in lines[first + 1 : first + 5]]
    amounts = [float(next(w for w in row.split() if w[0] in "+-0" and any(c.isdigit() for c in w))) for row in rows]
    assert sum(amounts[:3]) == pytest.approx(amounts[3], abs=1e-9)
    assert "One after the other, from Project funding" in result.stdout
    assert "release_unit project to mmp" in result.stdout


def test_order_of_the_ladder():
    """The ladder follows the order asked for; groups left out come after."""
    found = document("tiny", *SMALL, "--order", "rest,release_unit")
    assert [rung["mechanism"] for rung in found["ladder"]] == ["rest", "release_unit", "selection+stop_rule"]


def test_every_mechanism_by_itself():
    """Every mechanism a group: orders are drawn, and the parts still add up."""
    found = document("tiny", "--groups", "each", "-n", "2", "--pairs", "1", "--workers", "1")
    assert found["method"] == "sampled orders"
    assert len(found["parts"]) == 12
    assert sum(round(100 * p["mean"]) for p in found["parts"]) == round(100 * found["total"]["mean"])


def test_files(tmp_path):
    """Tables of every outcome, figures as PNG and SVG, and a manifest; the table says what the document says."""
    found = document("tiny", *SMALL, "--out", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["attribution.csv", "interactions.csv", "ladder.csv", "worlds.csv", "manifest.json"]
        + [f"{name}.{ending}" for name in ("waterfall", "ladder") for ending in ("png", "svg")]
    )
    rows = list(csv.DictReader((tmp_path / "attribution.csv").read_text().splitlines()))
    assert [float(row["mean"]) for row in rows if row["outcome"] == "npv"] == [
        *(part["mean"] for part in found["parts"]),
        found["total"]["mean"],
    ]
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert (manifest["command"], manifest["from"], manifest["to"]) == ("attribute", "project", "value_stream")


def test_equal_models(tmp_path):
    """Models that agree in everything: nothing to attribute, no figure, exit code 0."""
    path = tmp_path / "same.yaml"
    path.write_text(json.dumps(load("tiny").model_dump(mode="json", by_alias=True)
                               | {"funding_models": {"one": "project", "two": "project"}}))  # fmt: skip
    result = vmo(path, "-n", "1", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "nothing to attribute" in result.stdout
    assert not (tmp_path / "out" / "waterfall.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--outcome", "npw"], 'no outcome is called "npw"; did you mean "npv"'),
        (["--outcome", "npv,cost"], "one at a time"),
        (["--from", "projects"], '--from: no funding model is called "projects"; did you mean "project"'),
        (["--from", "project", "--to", "project"], "both project"),
        (["--groups", "cadense"], 'did you mean "cadence"'),
        (["--groups", "release_unit", "--order", "releases"], 'no group is called "releases"'),
        (["--outcome", "time_to_stop_weeks", "-n", "1", "--groups", "release_unit"], "does not exist"),
    ],
)
def test_wrong_options(words, message):
    """Wrong input: exit code 2 and one line that says what would be right."""
    result = vmo("tiny", *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_interrupt(monkeypatch):
    """Ctrl-C shows the finished worlds and leaves with 130; before the first there is nothing to show."""
    run_block, calls = module.run_block, []

    def stop(*task):
        if len(calls) == 1:
            raise KeyboardInterrupt
        calls.append(task)
        return run_block(*task)

    monkeypatch.setattr(module, "run_block", stop)
    result = vmo("tiny", "--groups", "release_unit", "-n", "40", "--workers", "1")
    assert result.exit_code == 130
    assert "Interrupted: these are the 8 worlds" in result.stdout
    result = vmo("tiny", *SMALL)
    assert result.exit_code == 130
    assert "nothing was written" in result.stderr


def test_checkpoint(tmp_path):
    """What was finished is kept: the same command gives the same document, and runs nothing again."""
    words = ("tiny", "--groups", "release_unit", "-n", "9", "--workers", "1")  # two tasks
    plain, first = (document(*words, *more) for more in ((), ("--checkpoint", tmp_path)))
    kept = sorted(tmp_path.rglob("*"))
    assert document(*words, "--checkpoint", tmp_path) == first == plain
    assert sorted(tmp_path.rglob("*")) == kept
    assert len(kept) > 1
