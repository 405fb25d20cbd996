"""Who may come in: every request is looked at before any route sees it.

The server listens on 127.0.0.1 only. Other programs, other users and pages of foreign sites in the same browser can
still reach it: hence the names of the host, the origin, a cookie that no other site's request carries, and bounds.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.site import Site
from workplace.jobs.faults import said

JSON_LIMIT = 4_000_000
"""Largest JSON document that is taken, in bytes."""
UPLOAD_LIMIT = 20_000_000
"""Largest file that is taken, in bytes."""
READING = ("GET", "HEAD")
WRITING = ("POST", "PUT", "DELETE")
LIMITS = {"application/json": JSON_LIMIT, "application/octet-stream": UPLOAD_LIMIT}
"""What may be sent. Neither can be sent by a form of a foreign page."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, no script and no style inside of a page."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
CLOSED = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>vmo</title></head><body>
<h1>This page opens with the link from the terminal</h1>
<p>The link that <code>vmo open</code> prints lets one browser in, once. Stop it with Ctrl-C and start it again for
a new link.</p></body></html>"""


class TooLargeError(Exception):
    """More was sent than is taken."""


class Guard:
    """ASGI middleware in front of everything."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # a WebSocket: there are none; closing without an answer refuses it

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, sealed)
            return
        await self.app(scope, self._bounded(scope, receive), sealed)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to a request that may not come in; None for one that may."""
        headers, method = Headers(scope=scope), scope["method"]
        if headers.getlist("host") != [host := headers.get("host", "")] or host not in self.site.hosts:
            return _no(421, "this address is not served here; use the link that vmo open printed")
        origin = headers.get("origin")
        if (origin is None and method not in READING) or (origin is not None and origin != f"http://{host}"):
            return _no(403, "requests from other pages are refused")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return self._from_elsewhere(scope, headers)
        entry = self._entry(scope)
        if entry is not None:
            return entry
        if not self.site.key.admit(self._cookie(headers)):
            wants_page = "text/html" in headers.get("accept", "")
            return HTMLResponse(CLOSED, 401) if wants_page else _no(401, "open the link that vmo open printed")
        if method not in (*READING, *WRITING):
            return _no(405, "no such method")
        return None if method in READING else _unfit(headers)

    def _from_elsewhere(self, scope: Scope, headers: Headers) -> Response | None:
        """Another page may link to these, and no more: it is a new visit, which comes without the cookie."""
        if scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate":
            return self._entry(scope) or HTMLResponse(CLOSED, 401)
        return _no(403, "requests from other pages are refused")

    def _entry(self, scope: Scope) -> Response | None:
        """The link from the terminal: the token is changed for a cookie, and leaves the address."""
        if scope["path"] != "/" or scope["method"] != "GET":
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
        if not given:
            return None
        answer = RedirectResponse(self.site.landing, 303)
        if self.site.key.admit(self._cookie(Headers(scope=scope))):
            return answer
        cookie = self.site.key.change(given[0])
        if cookie is None:
            return HTMLResponse(CLOSED, 401)
        answer.set_cookie(self.site.cookie_name, cookie, httponly=True, samesite="strict", path="/")
        return answer

    def _cookie(self, headers: Headers) -> str | None:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.site.cookie_name)
        except CookieError:
            return None
        return None if found is None else found.value

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        limit = LIMITS.get(_media_type(Headers(scope=scope)), 0)
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise TooLargeError
            return message

        return counted


def media_type(request: Request) -> str:
    """What a request says it carries."""
    return _media_type(request.headers)


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _unfit(headers: Headers) -> Response | None:
    limit = LIMITS.get(_media_type(headers))
    if limit is None:
        return _no(415, "send JSON (application/json), or a file (application/octet-stream)")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:12]) > limit:
        return too_large()
    return None


def too_large() -> Response:
    """The answer to more than is taken."""
    return _no(413, f"too large; a file may have {UPLOAD_LIMIT // 1_000_000} MB")


def _no(status: int, message: str) -> Response:
    return JSONResponse({"faults": said(message)}, status)
