"""Votes from phones: a listener of its own that serves one page, takes one vote per phone, and keeps nothing.

It is reached by everybody in the room, so it knows nothing but the vote: no workspace, no scenario, no name.
"""

from __future__ import annotations

import asyncio
import hmac
import io
import secrets
import time
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from threading import Lock
from urllib.parse import parse_qs

import segno
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

CHOICES = ("less than half", "less", "about the same", "more", "more than double")
"""As in the script of the boards; a test holds both together."""
PHONES = 2000
"""Phones whose vote is kept; further ones are refused."""
BODY = 200
"""Largest vote, in bytes."""
PATIENCE = 5.0
"""Seconds in which a vote must have arrived."""
RATE, BURST = 40.0, 600.0
"""Requests a second and at once from one address: a whole room may come from the same one, that of its router."""
ADDRESSES = 500
"""Addresses whose rate is kept."""
COOKIE = "vote"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
STYLE = (
    "body{font:20px/1.4 system-ui,sans-serif;margin:0 auto;padding:16px;max-width:32rem;color:#1a1a1a;"
    "background:#fff}h1{font-size:22px}p{margin:8px 0}button{display:block;width:100%;font:inherit;padding:14px;"
    "margin:10px 0;min-height:56px;border:2px solid #00598c;border-radius:10px;background:#f4f4f4;color:#1a1a1a}"
    "button:focus-visible,a:focus-visible{outline:4px solid #d55e00}"
    "a{display:block;box-sizing:border-box;text-align:center;padding:14px;margin:10px 0;min-height:56px;"
    "border:2px solid #00598c;border-radius:10px;color:#00598c}"
)


@dataclass
class Room:
    """The vote of one session."""

    host: str
    """``ADDRESS:PORT`` under which phones reach it."""
    code: str = field(default_factory=lambda: "".join(secrets.choice(LETTERS) for _ in range(6)))
    """Of the session: whoever does not have it is not in the room."""
    clock: Callable[[], float] = time.monotonic
    burst: float = BURST
    """Requests at once from one address."""
    question: str = ""
    state: str = "closed"
    """closed, open or locked"""
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _votes: dict[str, int] = field(default_factory=dict)
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def hosts(self) -> frozenset[str]:
        """What the header Host may say: browsers leave the usual port away."""
        return frozenset({self.host, self.host.removesuffix(":80")})

    @property
    def address(self) -> str:
        """What phones open."""
        return f"http://{self.host}/{self.code}"

    @property
    def counts(self) -> list[int]:
        """Votes by choice."""
        with self._lock:
            return [sum(1 for choice in self._votes.values() if choice == k) for k in range(len(CHOICES))]

    def open(self, question: str) -> None:
        """Begin a vote; earlier votes are forgotten, but for those on the same question while it is open."""
        with self._lock:
            if (self.state, self.question) == ("open", question):
                return
            self._votes.clear()
            self.question, self.state = question, "open"

    def lock(self) -> None:
        """Take no more votes."""
        self.state = "locked"

    def cast(self, phone: str, choice: int) -> bool:
        """Take the vote of a phone, in place of an earlier one; whether it was taken."""
        with self._lock:
            if self.state != "open" or (phone not in self._votes and len(self._votes) >= PHONES):
                return False
            self._votes[phone] = choice
            return True

    def choice_of(self, phone: str) -> int | None:
        """What a phone has voted."""
        return self._votes.get(phone)

    def new_phone(self) -> str:
        """A cookie for a phone that has none."""
        name = secrets.token_urlsafe(9)
        return f"{name}.{self._sign(name)}"

    def known_phone(self, cookie: str) -> bool:
        """Whether a cookie was made here."""
        name, _, sign = cookie.partition(".")
        return len(cookie) < 80 and hmac.compare_digest(sign.encode(), self._sign(name).encode())

    def _sign(self, name: str) -> str:
        return hmac.new(self._secret, name.encode(), "sha256").hexdigest()[:24]

    def allowed(self, address: str) -> bool:
        """Whether an address may send something now: a bucket that fills again."""
        with self._lock:
            now = self.clock()
            held, then = self._buckets.pop(address, (self.burst, now))
            held = min(self.burst, held + (now - then) * RATE)
            self._buckets[address] = (held - 1 if held >= 1 else held, now)
            while len(self._buckets) > ADDRESSES:
                self._buckets.popitem(last=False)
            return held >= 1


def code_picture(address: str) -> bytes:
    """The address as a QR code (SVG), made here."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue()


def room_application(room: Room) -> ASGIApp:
    """The listener: ``GET /CODE`` and ``POST /vote``, and nothing else."""
    style = b64encode(sha256(STYLE.encode()).digest()).decode()
    headers = {
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "x-frame-options": "DENY",
        "cache-control": "no-store",
    }

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        response = await _respond(room, Request(scope, receive))
        response.headers.update(headers)
        await response(scope, receive, send)

    return application


async def _respond(room: Room, request: Request) -> Response:
    """The answer to any request."""
    given = request.headers.getlist("host")
    if len(given) != 1 or given[0] not in room.hosts:
        return PlainTextResponse("this address is not served here", 421)
    if not room.allowed(request.client.host if request.client else ""):
        return PlainTextResponse("too much at once; try again in a moment", 429)
    if request.method == "GET" and hmac.compare_digest(request.url.path.encode(), f"/{room.code}".encode()):
        return _page(room, request)
    if request.method == "POST" and request.url.path == "/vote":
        return await _vote(room, request)
    return PlainTextResponse("there is nothing here", 404)


async def _vote(room: Room, request: Request) -> Response:
    if request.headers.get("origin") not in {f"http://{host}" for host in room.hosts}:
        return PlainTextResponse("requests from other pages are refused", 403)
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return PlainTextResponse("send the form", 415)
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                body += part
                if len(body) > BODY:
                    return PlainTextResponse("this is too much for a vote", 413)
    except TimeoutError:
        return PlainTextResponse("this took too long; send it again", 408)
    except ClientDisconnect:
        return PlainTextResponse("nobody is there any more", 400)
    given = {key: values[0] for key, values in parse_qs(body.decode("latin-1")).items()}
    if not hmac.compare_digest(given.get("code", "").encode(), room.code.encode()):
        return PlainTextResponse("this is not the code of the room", 403)
    phone = request.cookies.get(COOKIE, "")
    if not room.known_phone(phone):
        return PlainTextResponse("open the page with the code first", 403)
    choice = given.get("choice", "")
    if choice not in [str(k) for k in range(len(CHOICES))]:
        return PlainTextResponse("this is none of the choices", 400)
    room.cast(phone, int(choice))
    return RedirectResponse(f"/{room.code}", 303)


def _page(room: Room, request: Request) -> Response:
    phone = request.cookies.get(COOKIE, "")
    known = room.known_phone(phone)
    chosen = room.choice_of(phone) if known else None
    said = "" if chosen is None else f"<p><strong>Your guess: {CHOICES[chosen]}.</strong></p>"
    if room.state == "open":
        buttons = "".join(
            f'<button name="choice" value="{k}">{choice}</button>' for k, choice in enumerate(CHOICES)
        )
        form = f'<form method="post" action="/vote"><input type="hidden" name="code" value="{room.code}">'
        body = f"{said}<p>Compared with the first board:</p>{form}{buttons}</form><p>You may change your guess.</p>"
    else:
        now = "The vote is locked." if room.state == "locked" else "The vote is not open yet."
        body = f'{said}<p>{now}</p><a href="/{room.code}">Look again</a>'
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Vote</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main><h1>{escape(room.question) or 'Vote'}</h1>{body}"
        "<p>No names; nothing is kept.</p></main></body></html>"
    )
    response = HTMLResponse(text)
    if not known:
        response.set_cookie(COOKIE, room.new_phone(), httponly=True, samesite="strict", max_age=4 * 3600)
    return response


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
