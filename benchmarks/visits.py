"""The pages, asked without a network: for benchmarks and tests that need their answers alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from pages.application import application, site_for

PORT = 8765
HOST = f"http://127.0.0.1:{PORT}"
Ask = Callable[[str, str, object], str]
"""Method, address, and what is sent; gives the words of the answer, and of the job that it began."""


@contextmanager
def visited(folder: Path) -> Iterator[Ask]:
    """The pages of a folder, by a client that has come in."""
    site = site_for(folder, PORT)
    app = application(site, ready=False)
    with TestClient(app, base_url=HOST, raise_server_exceptions=False, headers={"origin": HOST}) as client:
        client.get("/", params={"token": site.key.token}, follow_redirects=False)

        def ask(method: str, address: str, sent: object) -> str:
            if method == "GET":
                given = sent if isinstance(sent, dict) else {"x": sent}
                params = {str(key)[:500]: str(value)[:3000] for key, value in given.items()}
                found = client.get(address, params=params)
                return f"{found.status_code} {found.text}"
            found = client.request(method, address, json=sent)
            job = found.json().get("job") if found.status_code == 200 else None
            return (
                f"{found.status_code} {found.text}" if job is None else client.get(f"/api/jobs/{job}/events").text
            )

        yield ask
