"""The coach's addresses: the numbers of the page are those of the program."""

import json
import re
from html import unescape
from unittest.mock import patch

import pytest

import vmo
from pages.doors.coach import tasks
from pages.doors.coach.subjects import stamp_of, subject_at
from tests.pages.site import visited
from vmo.coach.live import SHOWS, live
from workplace.jobs.bench import Bench

SUBJECT = {"what": "littles-law"}


@pytest.fixture
def come(tmp_path):
    with visited(tmp_path) as (client, site):
        yield client, site


def test_the_board_page_holds_the_session_of_the_api(come):
    """The document in the page is that of ``vmo.live``; script and style are files, none stands in the page."""
    client, _ = come
    answer = client.get("/coach/board", params={"what": "littles-law"})
    assert answer.status_code == 200
    held = json.loads(
        unescape(re.search(r'<template id="session">(.*?)</template>', answer.text, re.DOTALL).group(1))
    )
    expected = vmo.live("littles-law", seed=1, years=0, kept=1, grid=False, sheet=False).document()
    assert held["traces"] == json.loads(json.dumps(expected["traces"]))
    assert held["command"] == "vmo live littles-law"
    assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/coach/files/live.js">']
    for name in ("live.js", "live.css"):
        assert client.get(f"/coach/files/{name}").status_code == 200
    assert client.get("/coach/files/app.js").status_code == 404


def test_every_demonstration_and_portfolio_is_on_the_first_page(come):
    """Each has a link to its boards."""
    client, _ = come
    text = client.get("/coach/").text
    for name in (*SHOWS, "insurer", "regulated"):
        assert f"/coach/board?what={name}" in text


def test_boards_of_the_page_are_those_of_the_api(come):
    """Positions, seed and deeds as ``vmo.traces`` takes them; faults in words, with 422."""
    client, _ = come
    deeds = [{"do": "limit", "week": 9.5, "stage": 1, "limit": 2}]
    asked = {"subject": SUBJECT, "positions": [4, 7], "seed": 3, "deeds": deeds}
    found = client.post("/coach/api/traces", json=asked)
    assert found.status_code == 200
    expected = vmo.traces("littles-law", positions=[4, 7], seed=3, deeds=[[], deeds]).document()
    assert found.json() == json.loads(json.dumps(expected))
    wrong = client.post(
        "/coach/api/traces", json={**asked, "deeds": [{"do": "limit", "week": 9.5, "stage": 8, "limit": 2}]}
    )
    assert wrong.status_code == 422
    assert "there is no stage 8" in wrong.json()["faults"][0]["message"]
    assert client.post("/coach/api/traces", json={**asked, "deeds": [{"do": "evil"}]}).status_code == 422
    assert client.post("/coach/api/traces", json={**asked, "positions": [99, 1]}).status_code == 422
    assert client.post("/coach/api/traces", json={**asked, "seed": 0}).status_code == 400


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "nothing-of-this-name"])
def test_only_the_folder_and_what_ships_is_shown(come, name):
    """A path that leads out, or to nothing, is refused without a name of this machine."""
    client, site = come
    for answer in (
        client.get("/coach/board", params={"what": name}),
        client.post("/coach/api/traces", json={"subject": {"what": name}, "positions": [0], "seed": 1}),
    ):
        assert 400 <= answer.status_code < 500
        assert str(site.folder.root) not in answer.text


def test_a_scenario_of_the_folder_stands_beside_itself(come):
    """A line of one's own: as it is, and with what is done to it; a change of the file is seen."""
    client, site = come
    path = site.folder.root / "my-line"
    vmo.new(path, "littles-law")
    before = stamp_of(str(path))
    answer = client.get("/coach/board", params={"what": "my-line"})
    assert answer.status_code == 200
    assert "your changes" in answer.text
    (path / "scenario.yaml").write_text((path / "scenario.yaml").read_text() + "\n# changed\n")
    assert stamp_of(str(path)) != before


def test_a_room_is_opened_with_the_program(come):
    """Without ``--room`` there is no vote of phones, and it is said how to get one."""
    client, site = come
    asked = {"subject": SUBJECT, "state": "open", "question": "?"}
    answer = client.post("/coach/api/poll", json=asked)
    assert answer.status_code == 409
    assert "--room" in answer.json()["faults"][0]["message"]
    assert client.get("/coach/code.svg").status_code == 404
    from pages.doors.coach.room import Room

    site.shared["coach"] = Room("192.0.2.7:80")
    assert client.post("/coach/api/poll", json=asked).json() == {"counts": [0, 0, 0, 0, 0]}
    assert client.get("/coach/api/votes").json() == {"counts": [0, 0, 0, 0, 0], "question": "?"}
    assert client.get("/coach/code.svg").headers["content-type"].startswith("image/svg+xml")


def test_what_cannot_be_shown_is_said_on_a_page(come):
    """A name that nothing has, and a range that is none: a page with the reason and the way back."""
    client, _ = come
    for asked, words in (
        ({}, "name what is to be shown"),
        ({"what": "nothing"}, "there is no such scenario in the folder"),
        ({"what": "tiny", "vary": "<b>"}, "is no path with a range"),
    ):
        answer = client.get("/coach/board", params=asked)
        assert 400 <= answer.status_code < 500
        assert words in answer.text
        assert 'href="/coach/"' in answer.text
        assert "<b>" not in answer.text


def test_a_file_holds_the_boards_as_they_stood():
    """Positions, what was done to the right one, and the vote: a file opens where the coach has left off."""
    made = []
    bench = Bench(lambda _name, _data: None, made.append)
    deeds = [{"do": "urgent", "week": 20.5}, {"do": "limit", "week": 9.0, "stage": 1, "limit": 2}]
    vote = {"state": "revealed", "typed": [1, 0, 0, 0, 0], "phones": [0] * 5, "asked": "?", "truth": 0}
    arguments = {"years": 1, "kept": 1, "grid": False, "sheet": False, "workers": 1}
    asked = {"seed": 3, "positions": [4, 2], "deeds": deeds}
    with patch.object(vmo, "live", lambda *given, **named: live(*given, **{**named, **arguments})):
        tasks.saved(bench, "littles-law", None, None, vote=vote, **asked)
    text = made[0].content.decode()
    held = json.loads(re.search(r'id="session">(.*?)</script>', text, re.DOTALL).group(1))
    assert (held["left"], held["right"], held["seed"], held["vote"]) == (4, 2, 3, vote)
    assert held["deeds"] == deeds
    expected = vmo.traces("littles-law", positions=[4, 2], seed=3, deeds=[[], deeds]).document()
    assert held["changed"] == json.loads(json.dumps(expected[1]))
    assert held["traces"]["4:3"] == json.loads(json.dumps(expected[0]))


def test_a_session_shows_two_boards():
    """Another number of positions is refused, and so are deeds that make no sense."""
    for wrong in (
        {"positions": [1]},
        {"positions": [1, 99]},
        {"deeds": [{"do": "limit", "week": 1.0, "stage": 9, "limit": 1}]},
    ):
        with pytest.raises(vmo.VmoError):
            live("littles-law", years=0, kept=1, grid=False, sheet=False, workers=1, seed=1, **wrong)


def test_many_years_are_told_as_they_come_and_can_be_stopped():
    """Rows grow from event to event and are those of ``vmo.years``; nothing comes after a stop."""
    told = []
    bench = Bench(lambda name, data: told.append((name, json.loads(json.dumps(data)))), lambda _file: None)
    assert tasks.years(bench, "littles-law", None, None, [[4, 12], [7, 2]]) == {"ended": "finished"}
    assert [len(data["4"]) for _, data in told] == [10, 10, 12]
    expected = vmo.years("littles-law", position=7, count=2).document()
    assert told[-1][1]["7"] == json.loads(json.dumps(expected))
    bench.cancel.set()
    assert tasks.years(bench, "littles-law", None, None, [[4, 12]]) == {"ended": "interrupted"}
    assert len(told) == 3


def test_subjects_are_kept_while_their_file_is_the_same():
    """The second question does not read the scenario again."""
    assert subject_at("wip-limits", None, None) is subject_at("wip-limits", None, None)
