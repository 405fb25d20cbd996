"""The listener for phones, over real connections: a whole room at once, and those who dawdle."""

import re
import socket
from contextlib import ExitStack

import pytest

from pages.doors.coach import listener
from pages.doors.coach.listener import voting

HOME = ("127.0.0.1", 0)
VOTERS = 200


def address_of(room):
    host, _, port = room.host.partition(":")
    return host, int(port)


def said(connection, text):
    """What a connection answers to a request, up to the end of its body."""
    connection.sendall(text.encode())
    found = b""
    while b"\r\n\r\n" not in found:
        found += connection.recv(65_536)
    head, _, body = found.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65_536)
    return head.decode() + body.decode()


def test_two_hundred_phones_at_once():
    """Each holds two connections, one of them silent; a second vote of a phone takes the place of its first."""
    with voting(HOME) as room, ExitStack() as held:
        room.burst = 10_000.0
        room.open("More?")
        place = address_of(room)
        phones = [held.enter_context(socket.create_connection(place, 30)) for _ in range(2 * VOTERS)][::2]
        for number, phone in enumerate(phones):
            page = said(phone, f"GET /{room.code} HTTP/1.1\r\nHost: {room.host}\r\n\r\n")
            cookie = re.search(r"set-cookie: (vote=[^;]*)", page).group(1)
            for choice in ((number + 1) % 5, number % 5) if number < 10 else (number % 5,):
                body = f"code={room.code}&choice={choice}"
                answer = said(
                    phone,
                    f"POST /vote HTTP/1.1\r\nHost: {room.host}\r\nOrigin: http://{room.host}\r\n"
                    f"Cookie: {cookie}\r\n"
                    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}",
                )
                assert answer.startswith("HTTP/1.1 303")
        assert room.counts == [VOTERS // 5] * 5


@pytest.mark.parametrize("begun", [b"", b"GET /", b"POST /vote HTTP/1.1\r\nHost: x\r\n"])
def test_who_connects_and_says_nothing_is_let_go(monkeypatch, begun):
    """Silence, or a request that never ends, holds a connection for its time and no longer."""
    monkeypatch.setattr(listener, "LIFE", 0.05)
    with voting(HOME) as room, socket.create_connection(address_of(room), 30) as connection:
        connection.sendall(begun)
        assert connection.recv(100) == b""


def test_a_name_in_capitals_is_the_same_name():
    """Browsers write the name of a machine in small letters."""
    with voting(("LOCALHOST", 0)) as room:
        assert room.host.startswith("localhost:")
        with socket.create_connection(address_of(room), 30) as connection:
            page = said(connection, f"GET /{room.code} HTTP/1.1\r\nHost: {room.host}\r\n\r\n")
    assert page.startswith("HTTP/1.1 200")
