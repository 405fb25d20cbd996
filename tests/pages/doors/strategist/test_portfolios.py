"""A portfolio on the strategist's page: read, edited, saved, refused."""

import errno
import os
import threading
from pathlib import Path

import pytest

import vmo
from tests.pages.portfolios import TABLE, small
from tests.pages.site import visited

API = "/strategist/api"


@pytest.fixture
def come(tmp_path):
    """A client that has come in, for a folder with one portfolio, ``mine``."""
    small(tmp_path)
    with visited(tmp_path) as (client, _):
        yield client


def edits(client, *cells, scenario="mine", table="mine/mmps.csv", section=""):
    version = client.get(f"{API}/table", params={"name": table, "section": section}).json()["version"]
    found = [{"line": line, "column": column, "text": text} for line, column, text in cells]
    return {"scenario": scenario, "table": table, "section": section, "version": version, "edits": found}


def test_funding_models_are_columns_of_the_mechanisms_of_the_api(come):
    """Every mechanism with its settings, grades and sources: the document of ``vmo.mechanisms``."""
    found = come.get(f"{API}/portfolio", params={"scenario": "mine"}).json()
    assert [model["id"] for model in found["models"]] == ["project", "value_stream"]
    assert found["tables"] == [
        {"what": "mmps", "name": "mine/mmps.csv", "section": ""},
        {"what": "projects", "name": "mine/scenario.yaml", "section": "projects"},
    ]
    expected = vmo.mechanisms("tiny").document()
    assert [(row["label"], row["effect"]) for row in found["mechanisms"]] == [
        (row["label"], row["effect"]) for row in expected
    ]
    held = found["mechanisms"][0]["settings"][0]["held"]
    assert [(each["value"], each["path"]) for each in held] == [
        (52.0, "funding_models.project.cadence_weeks"),
        (13.0, "funding_models.value_stream.cadence_weeks"),
    ]


def test_a_fault_is_told_with_its_cell_and_nothing_is_written(come, tmp_path):
    """Line and column of the fault are those of the table; saving refuses as checking does."""
    asked = edits(come, (2, 4, "many"), (5, 5, "-3"))
    for answer in (come.post(f"{API}/table/check", json=asked), come.put(f"{API}/table", json=asked)):
        places = [(fault["file"], fault["line"], fault["path"][-1]) for fault in answer.json()["faults"]]
        assert places == [("mmps.csv", 2, "features"), ("mmps.csv", 5, "value_per_quarter")]
    assert answer.status_code == 422
    assert (tmp_path / "mine" / "mmps.csv").read_text() == TABLE


def test_a_saved_cell_changes_its_line_and_no_other(come, tmp_path):
    """The rest of the file keeps every byte."""
    assert come.put(f"{API}/table", json=edits(come, (2, 4, "9"))).status_code == 200
    assert (tmp_path / "mine" / "mmps.csv").read_text() == TABLE.replace("growth,8,", "growth,9,")
    assert vmo.load(tmp_path / "mine").mmps[0].features == 9


def test_a_table_with_a_byte_order_mark_keeps_it(come, tmp_path):
    """Spreadsheets write one; it is no part of a cell and stays in the file."""
    file = tmp_path / "mine" / "mmps.csv"
    file.write_bytes(b"\xef\xbb\xbf" + TABLE.encode())
    assert come.put(f"{API}/table", json=edits(come, (2, 4, "9"))).status_code == 200
    assert file.read_bytes() == b"\xef\xbb\xbf" + TABLE.replace("growth,8,", "growth,9,").encode()


def test_rows_inside_of_a_scenario_file_are_edited_in_place(come, tmp_path):
    """A fault is told with its row and writes nothing; a saved cell changes its own place and no other byte."""
    assert come.post(f"{API}/copy", json={"scenario": "tiny", "name": "whole"}).status_code == 200
    file = tmp_path / "whole" / "scenario.yaml"
    before = file.read_bytes()
    tables = come.get(f"{API}/portfolio", params={"scenario": "whole"}).json()["tables"]
    assert [(each["what"], each["name"]) for each in tables] == [
        ("mmps", "whole/scenario.yaml"),
        ("projects", "whole/scenario.yaml"),
    ]
    place = {"scenario": "whole", "table": "whole/scenario.yaml", "section": "mmps"}
    told = come.get(f"{API}/table", params={"name": "whole/scenario.yaml", "section": "mmps"}).json()
    assert told["head"] == ["id", "name", "value_stream", "objective", "features", "value_per_quarter"]
    assert told["rows"][1] == {"line": 2, "cells": ["a2", "Pay online", "alpha", "growth", "6", "78000"]}
    wrong = come.post(f"{API}/table/check", json=edits(come, (3, 4, "0"), **place)).json()["faults"]
    assert [(fault["row"], fault["path"]) for fault in wrong] == [(3, ["mmps", 2, "features"])]
    assert come.put(f"{API}/table", json=edits(come, (3, 4, "0"), **place)).status_code == 422
    assert file.read_bytes() == before
    assert come.put(f"{API}/table", json=edits(come, (3, 4, "11"), **place)).status_code == 200
    assert file.read_bytes() == before.replace(b"features: 10", b"features: 11")
    assert come.put(f"{API}/table", json=edits(come, **place) | {"section": "nothing"}).status_code == 400


def test_of_two_tabs_the_second_is_told_and_nothing_is_lost(come, tmp_path):
    """Both read the same table; the second save finds another version and writes nothing."""
    first, second = edits(come, (2, 4, "9")), edits(come, (3, 4, "7"))
    assert come.put(f"{API}/table", json=first).status_code == 200
    refused = come.put(f"{API}/table", json=second)
    assert refused.status_code == 409
    assert "changed meanwhile" in refused.json()["faults"][0]["message"]
    again = {**second, "version": edits(come)["version"]}
    assert come.put(f"{API}/table", json=again).status_code == 200
    text = (tmp_path / "mine" / "mmps.csv").read_text()
    assert "growth,9," in text
    assert "growth,7," in text


def test_of_many_writers_at_once_exactly_one_wins(come):
    """Whatever the order, one version is replaced once."""
    asked = [edits(come, (2, 4, str(9 + at))) for at in range(6)]
    codes = []
    writers = [
        threading.Thread(target=lambda one=one: codes.append(come.put(f"{API}/table", json=one).status_code))
        for one in asked
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(codes) == [200, 409, 409, 409, 409, 409]


@pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only")])
def test_a_disk_that_is_full_or_read_only_is_told(come, tmp_path, monkeypatch, code, words):
    """In words with a remedy; the table stays as it was, and no path of the machine is told."""
    asked = edits(come, (2, 4, "9"))

    def refuse(_path: Path, _content: bytes) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    answer = come.put(f"{API}/table", json=asked)
    assert answer.status_code == 507
    assert words in answer.json()["faults"][0]["message"]
    assert str(tmp_path) not in answer.text
    assert (tmp_path / "mine" / "mmps.csv").read_text() == TABLE


def test_a_model_is_added_beside_the_others(come, tmp_path):
    """One line more in the file, every other byte as it was; a name that is there already is refused."""
    version = come.get(f"{API}/portfolio", params={"scenario": "mine"}).json()["version"]
    before = (tmp_path / "mine" / "scenario.yaml").read_text()
    entry = {"base": "value_stream", "overlay": "as_claimed", "cadence_weeks": 26}
    asked = {"scenario": "mine", "section": "funding_models", "name": "half", "entry": entry, "version": version}
    answer = come.post(f"{API}/entry", json=asked | {"against": "project"})
    assert answer.json()["commands"] == ["vmo compare mine --models project,half"]
    line = "  half: {base: value_stream, overlay: as_claimed, cadence_weeks: 26}\n"
    after = (tmp_path / "mine" / "scenario.yaml").read_text()
    assert line in after
    assert after.replace(line, "") == before
    assert vmo.load(tmp_path / "mine").funding_models["half"].cadence_weeks == 26
    again = come.post(f"{API}/entry", json=asked | {"version": answer.json()["version"]})
    assert again.status_code == 422
    assert "called" in again.json()["faults"][0]["message"]


def test_an_overlay_becomes_a_pack(come, tmp_path):
    """``vmo packs`` knows it."""
    version = come.get(f"{API}/portfolio", params={"scenario": "mine"}).json()["version"]
    entry = {"mmps.*.features*": 1.5}
    asked = {"scenario": "mine", "section": "packs", "name": "larger", "entry": entry, "version": version}
    assert come.post(f"{API}/entry", json=asked).json()["commands"] == ["vmo packs mine --only larger"]
    assert vmo.load(tmp_path / "mine").packs == {"larger": {"mmps.*.features*": 1.5}}


def test_what_does_not_fit_is_not_added(come, tmp_path):
    """A model with an impossible setting leaves the file as it was."""
    before = (tmp_path / "mine" / "scenario.yaml").read_text()
    version = come.get(f"{API}/portfolio", params={"scenario": "mine"}).json()["version"]
    entry = {"base": "value_stream", "cadence_weeks": -1}
    asked = {"scenario": "mine", "section": "funding_models", "name": "half", "entry": entry, "version": version}
    answer = come.post(f"{API}/entry", json=asked)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["path"][-1] == "cadence_weeks"
    assert (tmp_path / "mine" / "scenario.yaml").read_text() == before


def test_a_shipped_scenario_is_copied_and_not_changed(come, tmp_path):
    """The copy can be edited; what ships cannot."""
    asked = {
        "scenario": "tiny",
        "section": "packs",
        "name": "x",
        "entry": {"calendar.discount_rate": 0.1},
        "version": "x",
    }
    assert come.post(f"{API}/entry", json=asked).status_code == 422
    answer = come.post(f"{API}/copy", json={"scenario": "tiny", "name": "my-tiny"})
    assert answer.json() == {"scenario": "my-tiny", "commands": ["vmo new my-tiny --from tiny"]}
    assert vmo.load(tmp_path / "my-tiny").mmps
    assert come.post(f"{API}/copy", json={"scenario": "tiny", "name": "my-tiny"}).status_code == 409
    assert come.post(f"{API}/copy", json={"scenario": "tiny", "name": "../x"}).status_code == 400


@pytest.mark.parametrize("table", ["../mmps.csv", "/etc/passwd", "other/mmps.csv", "mine/.hidden.csv"])
def test_tables_outside_of_the_portfolio_are_out_of_reach(come, table):
    """Neither read nor written, whatever the name."""
    asked = {"scenario": "mine", "table": table, "version": "x", "edits": []}
    assert come.get(f"{API}/table", params={"name": table}).status_code in (400, 404)
    assert come.put(f"{API}/table", json=asked).status_code in (400, 404)


def test_a_scenario_at_fault_is_told_without_places_of_the_machine(come, tmp_path):
    """Every fault with file, line and key; the folder's own path is nobody's business."""
    (tmp_path / "bad.yaml").write_text("mmps: 3\nnonsense: 1\n")
    answer = come.get(f"{API}/portfolio", params={"scenario": "bad.yaml"})
    assert answer.status_code == 422
    assert {fault["file"] for fault in answer.json()["faults"]} == {"bad.yaml"}
    assert str(tmp_path) not in answer.text
