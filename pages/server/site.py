"""What one running server holds: the folder, the jobs, who may come in, the doors."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from starlette.requests import Request

from pages.server.door import Door
from workplace.files.folder import Folder
from workplace.jobs.office import Jobs


@dataclass
class Key:
    """A token that lets one browser in, and the cookie that it is changed for.

    A browser that was given a cookie and never came back with it (the connection broke, a program looked at the
    link in advance) has not come in: the token is changed again then, for another cookie, and the one before fits
    no more.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    spent: bool = False
    """Whether somebody has come in."""

    def change(self, token: str) -> str | None:
        """A cookie for the token; None where it is not the token, or somebody has come in."""
        if self.spent or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        self.cookie = secrets.token_urlsafe(32)
        return self.cookie

    def admit(self, cookie: str | None) -> bool:
        """Whether this is the cookie; the token opens nothing from then on."""
        fits = cookie is not None and hmac.compare_digest(cookie.encode(), self.cookie.encode())
        self.spent = self.spent or fits
        return fits


@dataclass
class Site:
    """Everything that requests share."""

    folder: Folder
    jobs: Jobs
    doors: Sequence[Door]
    port: int
    key: Key = field(default_factory=Key)
    shared: dict[str, Any] = field(default_factory=dict)
    """What a door keeps for all requests, by the name of the door."""
    landing: str = "/"
    """Page on which the visitor begins."""
    version: str = field(default_factory=lambda: version("vmo-lab"))

    @property
    def cookie_name(self) -> str:
        """Cookies do not know ports: two servers must not take each other's."""
        return f"vmo_{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """What the header Host may say: this machine by two names, so that no other name can be rebound to it."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    @property
    def link(self) -> str:
        """The address that opens the pages, once."""
        return f"http://127.0.0.1:{self.port}/?token={self.key.token}"


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site: Site = request.app.state.site
    return site
