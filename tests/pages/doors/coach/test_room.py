"""Votes from phones: one each, none without the code, nothing else to be had, whatever is sent."""

import asyncio
import random
import re

import pytest
import segno
from starlette.testclient import TestClient

from pages.doors.coach.room import ADDRESSES, BODY, BURST, CHOICES, PHONES, Room, code_picture, room_application
from tests.loops import complete
from workshop.live.page import module

HOST = "192.0.2.7:8080"
FORM = {"origin": f"http://{HOST}", "content-type": "application/x-www-form-urlencoded"}


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def room():
    found = Room(HOST, clock=Clock())
    found.open("Weeks from idea to done?")
    return found


def phone(room):
    return TestClient(room_application(room), base_url=f"http://{HOST}", follow_redirects=False)


def cast(client, room, choice, code=None, **headers):
    body = f"code={code or room.code}&choice={choice}"
    return client.post("/vote", content=body, headers={**FORM, **headers})


def test_two_hundred_phones_vote_once_each(room):
    """Every phone has one vote, also when it votes again; the counts are those of the last guesses."""
    rng = random.Random(1)
    last = []
    client = phone(room)
    for _ in range(200):
        client.cookies.clear()
        room.clock.now += 0.01
        assert client.get(f"/{room.code}").status_code == 200
        choices = (rng.randrange(5), rng.randrange(5)) if len(last) < 50 else (rng.randrange(5),)
        for choice in choices:
            assert cast(client, room, choice).status_code == 303
        last.append(choice)
    assert room.counts == [last.count(k) for k in range(5)]
    assert sum(room.counts) == 200


def test_the_choices_are_those_of_the_boards():
    """The same words on phones and on the projector."""
    (found,) = re.findall(r"CHOICES = \[(.*?)\]", module("votes"))
    assert tuple(re.findall(r'"([^"]*)"', found)) == CHOICES


def test_the_page_is_small_has_no_script_and_no_name(room):
    """Below 5 kB; nothing from elsewhere, no script; what the coach asks is text."""
    room.open('<b onclick="x">evil</b>')
    answer = phone(room).get(f"/{room.code}")
    assert len(answer.content) < 5_000
    assert "<script" not in answer.text
    assert "<b onclick" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_locked_vote_stays(room):
    """After the lock nothing is counted; a new vote begins at nothing."""
    client = phone(room)
    client.get(f"/{room.code}")
    cast(client, room, 1)
    room.lock()
    cast(client, room, 2)
    assert room.counts == [0, 1, 0, 0, 0]
    assert "locked" in client.get(f"/{room.code}").text
    room.open("Again?")
    assert room.counts == [0] * 5


def test_a_question_that_is_asked_again_keeps_its_votes(room):
    """The coach presses V twice, or loads the page again: no vote is lost; another question begins anew."""
    room.cast("phone", 2)
    room.open(room.question)
    assert room.counts == [0, 0, 1, 0, 0]
    room.open("Cards in progress?")
    assert room.counts == [0] * 5


def test_a_phone_that_waits_looks_again_by_itself_only_when_it_is_told_to(room):
    """Before the vote and after it there is a link; no page changes under the eyes of who reads it."""
    client = phone(room)
    for state in (lambda: setattr(room, "state", "closed"), room.lock):
        state()
        text = client.get(f"/{room.code}").text
        assert f'<a href="/{room.code}">Look again</a>' in text
        assert "http-equiv" not in text


def test_a_vote_that_never_arrives_is_let_go(room, monkeypatch):
    """A phone that begins to send and leaves keeps nobody waiting."""
    monkeypatch.setattr("pages.doors.coach.room.PATIENCE", 0.01)
    said = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        said.append(message.get("status"))

    headers = [(b"host", HOST.encode()), *((name.encode(), value.encode()) for name, value in FORM.items())]
    scope = {
        "type": "http", "method": "POST", "path": "/vote", "headers": headers, "client": ("192.0.2.9", 1),
        "query_string": b"", "scheme": "http", "server": ("192.0.2.7", 8080),
    }  # fmt: skip
    complete(room_application(room)(scope, receive, send))
    assert said[0] == 408
    assert room.counts == [0] * 5


@pytest.mark.parametrize("path", ["/", "/vote", "/coach/", "/api/contents", "/../etc/passwd", "/x.css"])
def test_there_is_nothing_else(room, path):
    """No page but that of the code, and no other method."""
    client = phone(room)
    assert client.get(path).status_code == 404
    assert client.put(f"/{room.code}").status_code == 404
    assert client.get("/WRONG1").status_code == 404


def test_who_is_not_in_the_room_does_not_vote(room):
    """Foreign host or origin, no code, no cookie or one made up, another form, too much: refused, not counted."""
    client = phone(room)
    assert client.get(f"/{room.code}", headers={"host": "evil.example"}).status_code == 421
    assert cast(client, room, 1).status_code == 403
    client.get(f"/{room.code}")
    assert cast(client, room, 1, code="GUESS1").status_code == 403
    assert cast(client, room, 1, origin="http://evil.example").status_code == 403
    assert cast(client, room, 9).status_code == 400
    assert client.post("/vote", json={"choice": 1}, headers={"origin": FORM["origin"]}).status_code == 415
    assert client.post("/vote", content=b"x" * (BODY + 1), headers=FORM).status_code == 413
    client.cookies.clear()
    client.cookies.set("vote", "made.up")
    assert cast(client, room, 1).status_code == 403
    assert room.counts == [0] * 5


def test_ten_thousand_bad_requests_leave_nothing_behind(room):
    """Nobody gets in, what is kept stays bounded, and the room still votes afterwards."""
    client = phone(room)
    rng = random.Random(2)
    refused = 0
    for k in range(10_000):
        room._buckets.pop("testclient", None)  # as if each came from another address
        assert room.allowed(f"10.0.{k % 256}.{k // 256}")
        if k % 50 == 0:
            refused += client.get(f"/{rng.getrandbits(40):x}").status_code == 404
    assert refused == 200
    assert len(room._buckets) <= ADDRESSES
    client.get(f"/{room.code}")
    assert cast(client, room, 3).status_code == 303
    assert room.counts == [0, 0, 0, 1, 0]


def test_one_address_is_slowed_down(room):
    """More than a whole room at once from one address is refused until some time has passed."""
    room.burst = 30.0
    client = phone(room)
    codes = [client.get("/nothing").status_code for _ in range(50)]
    assert codes.count(429) == 20
    assert BURST >= 3 * 200  # a page, a vote and the page again for each of 200 phones behind one router
    room.clock.now += 1
    assert client.get(f"/{room.code}").status_code == 200


def test_the_usual_port_may_be_left_away():
    """A browser does not name port 80; another name is refused as ever."""
    room = Room("192.0.2.7:80", clock=Clock())
    client = TestClient(room_application(room), base_url="http://192.0.2.7", follow_redirects=False)
    assert client.get(f"/{room.code}").status_code == 200
    assert client.get(f"/{room.code}", headers={"host": "192.0.2.8"}).status_code == 421


def test_a_full_room_takes_no_further_phone(room):
    """Votes that are kept are bounded; a phone that is in may still change its mind."""
    for k in range(PHONES):
        assert room.cast(f"phone {k}", 0)
    assert not room.cast("one more", 0)
    assert room.cast("phone 0", 4)


def test_the_code_for_phones_is_made_here(room):
    """A QR code of the address, as SVG without script."""
    picture = code_picture(room.address).decode()
    assert picture.startswith("<svg")
    assert "script" not in picture
    assert segno.make(room.address, error="m").designator
