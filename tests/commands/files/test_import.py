"""``vmo import``, ``vmo tidy``, ``vmo new --table``: as a person uses them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the commands themselves are tested

CASES = Path(__file__).parents[2] / "intake" / "tables" / "cases"


def run(*words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_government_table_is_compared_after_one_command(tmp_path):
    """Import with answers, then compare: nothing is edited in between."""
    answers = ["--map", "wlc_baseline_incl_NCG=spend_total", "--unit", "mGBP", "--decimals", "point"]
    answers += ["--leave-out", "unreadable", "--assume", "payback_quarters=12", "--assume", "largest_features=200"]
    done = run("import", CASES / "gmpp_2022_ict.csv", *answers, "--out", tmp_path / "gmpp")
    assert done.exit_code == 0
    assert "rows 7, 11, 21, 23-24 left out" in done.stdout
    assert "vmo compare" in done.stdout
    compared = run("compare", tmp_path / "gmpp", "-n", 2, "--json")
    assert compared.exit_code == 0
    assert json.loads(compared.stdout)


def test_what_stands_in_the_way_is_said_and_nothing_is_written(tmp_path):
    """What was read is on standard output, what has to be answered on the other one."""
    done = run("import", CASES / "gmpp_2022_ict.csv", "--out", tmp_path / "gmpp")
    assert done.exit_code == 2
    assert "project_name" in done.stdout
    assert "payback_quarters" in done.stderr
    assert not (tmp_path / "gmpp").exists()


def test_machines_get_one_document():
    """Everything that is said to people is in the JSON."""
    document = json.loads(run("import", CASES / "own_headings.csv", "--json").stdout)
    assert document["currency"] == "USD"
    assert document["faults"] == []
    assert {column["field"] for column in document["columns"]} >= {"id", "spend_total", "mandatory"}


def test_tidy_lists_every_conversion(tmp_path):
    """Sixteen amounts of the table with millions are written otherwise."""
    done = run("tidy", CASES / "04_mio.csv", "--out", tmp_path / "clean.csv")
    assert done.exit_code == 0
    assert 'E2 spend: "0,40 Mio" -> "400000"' in done.stdout
    assert "16 cells written otherwise" in done.stdout
    assert (tmp_path / "clean.csv").read_text(encoding="utf-8").startswith("id,name,value_stream,objective,")
    assert run("tidy", tmp_path / "clean.csv", "--out", tmp_path / "clean.csv").exit_code == 2


@pytest.mark.parametrize("name", ["04_mio.csv", "07b_total.csv", "xb_hidden_first.xlsx"])
def test_planning_reads_the_same_tables(name):
    """Notes go to the other stream: the answer alone is on standard output."""
    done = run("plan", CASES / name, "--budget", 1_000_000, "--quarters", 4, "--json")
    assert json.loads(done.stdout)["objective"] == pytest.approx(2_504_412, abs=1)


def test_a_form_is_written_once(tmp_path):
    """What is there is never overwritten."""
    assert run("new", "--table", tmp_path / "form.xlsx").exit_code == 0
    assert run("new", "--table", tmp_path / "form.xlsx").exit_code == 2
    assert run("new", "--table", tmp_path / "form.csv").exit_code == 2
