"""A server for tests: the application itself, asked without a network, by a client that has come in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from pages.application import application, site_for
from pages.server.site import Site

PORT = 8765
HOST = f"http://127.0.0.1:{PORT}"
HEADERS = {"origin": HOST}


@contextmanager
def visited(folder: Path) -> Iterator[tuple[TestClient, Site]]:
    """A client that has used the link, and the site."""
    with stranger(folder) as (client, site):
        assert client.get("/", params={"token": site.key.token}, follow_redirects=False).status_code == 303
        yield client, site


@contextmanager
def stranger(folder: Path) -> Iterator[tuple[TestClient, Site]]:
    """A client that has not used the link, and the site."""
    site = site_for(folder, PORT)
    with TestClient(
        application(site, ready=False), base_url=HOST, raise_server_exceptions=False, headers=HEADERS
    ) as client:
        yield client, site
