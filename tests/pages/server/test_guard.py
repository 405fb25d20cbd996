"""Who may come in, and what goes out."""

import gc
import sys
from threading import Event

import pytest
from starlette.testclient import TestClient

from pages import application as applications
from pages.server.guard import HEADERS, JSON_LIMIT, UPLOAD_LIMIT
from tests.pages.site import HEADERS as OWN
from tests.pages.site import HOST, PORT, stranger, visited

JSON = {"content-type": "application/json"}


@pytest.fixture
def come(tmp_path):
    """A client that has used the link."""
    with visited(tmp_path) as (client, _):
        yield client


def test_the_link_opens_once_and_leaves_a_strict_cookie(tmp_path):
    """The token is changed for a cookie that no other site's request carries; a second visitor is not let in."""
    with stranger(tmp_path) as (client, site):
        assert client.get("/").status_code == 401
        assert client.get("/", params={"token": "guess"}).status_code == 401
        first = client.get("/", params={"token": site.key.token}, follow_redirects=False)
        assert (first.status_code, first.headers["location"]) == (303, "/")
        cookie = first.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/").status_code == 200
        client.cookies.clear()
        assert client.get("/", params={"token": site.key.token}).status_code == 401


def test_a_link_whose_page_never_came_works_again_and_lets_one_in(tmp_path):
    """Until a cookie has been used the link gives another one, and the one before opens nothing."""
    with stranger(tmp_path) as (client, site):
        given = []
        for _ in range(2):
            client.get("/", params={"token": site.key.token}, follow_redirects=False)
            given.append(client.cookies.get(site.cookie_name))
            client.cookies.clear()
        statuses = []
        for cookie in given:
            client.cookies.set(site.cookie_name, cookie)
            statuses.append(client.get("/").status_code)
            client.cookies.clear()
        assert statuses == [401, 200]
        assert client.get("/", params={"token": site.key.token}).status_code == 401


@pytest.mark.parametrize("address", ["/", "/api/contents", "/static/shared/style.css", "/strategist/"])
def test_nothing_is_told_without_the_cookie(tmp_path, address):
    """Pages, data and files alike."""
    with stranger(tmp_path) as (client, _):
        assert client.get(address).status_code == 401
        assert client.get(address, headers={"accept": "text/html"}).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", ""])
def test_a_foreign_name_of_the_host_is_refused(come, host):
    """A name that somebody rebinds to this machine opens nothing, cookie or not."""
    assert come.get("/api/contents", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9", "http://localhost:8765"])
def test_a_foreign_origin_is_refused(come, origin):
    """Neither reading nor writing is open to other pages, not even to those of another port of this machine."""
    assert come.get("/api/contents", headers={"origin": origin}).status_code == 403
    answer = come.put("/api/file", json={"name": "a.yaml", "content": "x"}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_request_without_origin_may_read_and_not_write(come):
    """Browsers leave the origin out when they only read."""
    del come.headers["origin"]
    assert come.get("/api/contents").status_code == 200
    assert come.put("/api/file", json={"name": "a.yaml", "content": "x"}).status_code == 403


def test_a_request_of_another_site_is_refused(come):
    """What the browser says about the site it came from counts even where cookie and origin would do."""
    assert come.get("/api/contents", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    shown = come.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert shown.status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_and_files_are_taken(come, kind):
    """What a form of a foreign page could send is not even read."""
    assert come.put("/api/file", content=b'{"name": "a.yaml"}', headers={"content-type": kind}).status_code == 415


def test_what_is_too_large_is_refused_before_it_is_read(come):
    """By the length it says, and by what comes when it says none or a smaller one."""
    large = b"x" * (JSON_LIMIT + 1)
    assert come.put("/api/file", content=large, headers=JSON).status_code == 413

    def pieces():
        for _ in range(JSON_LIMIT // 100_000 + 2):
            yield b"x" * 100_000

    assert come.put("/api/file", content=pieces(), headers=JSON).status_code == 413
    length = {"content-type": "application/octet-stream", "content-length": str(UPLOAD_LIMIT + 1)}
    assert come.put("/api/file", content=b"", headers=length).status_code == 413


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"name": 3, "content": "x"}', b'{"x": 1}', b"\xff\x00"])
def test_a_document_of_another_shape_is_refused_in_words(come, content):
    """No guess is made about what was meant."""
    answer = come.put("/api/file", content=content, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["message"]


def test_every_answer_is_sealed(come):
    """No script in a page, no frame around it, nothing kept by the browser: pages, data, errors, files."""
    for address in ("/", "/api/contents", "/nowhere", "/api/file?name=../x", "/static/shared/dom.js"):
        headers = come.get(address).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
        assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_pages_hold_no_script_and_no_style_of_their_own(come):
    """All of it comes in files, as the policy demands."""
    for address in ("/", "/strategist/"):
        text = come.get(address).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick" not in text
        assert text.count("<script") == text.count('<script type="module" src="/static/')


@pytest.mark.parametrize("path", ["/static/shared/../../server/site.py", "/static/shared/%2e%2e/%2e%2e/opening.py"])
def test_static_files_do_not_lead_out(come, path):
    """Only what stands in the static folders is served."""
    assert come.get(path).status_code == 404


def test_ten_thousand_bad_requests_leave_nothing_behind(tmp_path):
    """Refused requests are forgotten: memory does not grow with them, and the next good one is answered."""
    with visited(tmp_path) as (client, site):
        app = client.app
        bad = {
            "type": "http",
            "method": "POST",
            "path": "/api/file",
            "raw_path": b"/api/file",
            "query_string": b"token=x" * 20,
            "headers": [(b"host", b"127.0.0.1:8765"), (b"cookie", b"vmo_8765=" + b"y" * 500)],
        }

        async def flood(times):
            for at in range(times):
                headers = [*bad["headers"], (b"origin", f"http://evil{at}.example".encode())]
                await app({**bad, "headers": headers}, None, nothing)

        async def nothing(_message):
            return None

        portal = client.portal
        portal.call(flood, 200)
        gc.collect()
        before = sys.getallocatedblocks()
        portal.call(flood, 10_000)
        gc.collect()
        assert sys.getallocatedblocks() - before < 1000
        assert client.get("/").status_code == 200
        assert site.hosts == {HOST.removeprefix("http://"), "localhost:8765"}


def test_the_process_that_works_starts_once_somebody_has_come_in(tmp_path, monkeypatch):
    """The first page has the machine to itself; who is refused starts nothing."""
    site, begun = applications.site_for(tmp_path, PORT), Event()
    monkeypatch.setattr(applications, "READING", 0)
    monkeypatch.setattr(site.jobs, "open", begun.set)
    with TestClient(applications.application(site), base_url=HOST, headers=OWN) as client:
        assert client.get("/").status_code == 401
        assert not begun.is_set()
        assert client.get("/", params={"token": site.key.token}).status_code == 200
        assert begun.wait(30)
