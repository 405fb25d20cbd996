"""A real browser for the pages: Debian's Chromium, driven by Playwright, with the network off."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
REMEDY = "install Chromium (Debian: apt-get install -y chromium) to run the tests of the pages in a browser"
expect.set_options(timeout=90_000)  # a busy machine is no fault of the program
REQUIRED = os.environ.get("VMO_BROWSER_TESTS") == "required"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if REQUIRED else pytest.skip)(f"no browser is found; {REMEDY}")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if root else [])
        yield made
        made.close()


class Opened:
    """``vmo open`` that runs."""

    def __init__(self, process: "subprocess.Popen[str]", link: str, folder: Path) -> None:
        self.process = process
        self.link = link
        self.folder = folder

    @property
    def address(self) -> str:
        return self.link.partition("/?")[0]


@contextmanager
def opened(folder: Path, *options: str) -> Iterator[Opened]:
    """``vmo open`` for a folder, ended when the block ends."""
    command = [sys.executable, "-c", "from cli import app; app()", "open", str(folder), "--no-browser", *options]
    process = subprocess.Popen(
        command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        link = next(line.split()[-1] for line in process.stdout if "token=" in line)
        yield Opened(process, link, folder)
    finally:
        process.terminate()
        process.wait(30)
        for stream in (process.stdout, process.stderr):
            stream.close()  # type: ignore[union-attr]


@pytest.fixture(scope="session")
def server() -> Iterator[Opened]:
    """One server for all tests that do not end it; each opens a page with an own name of scenario."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), "--room", "127.0.0.1:0") as running:
        yield running
        running.process.send_signal(signal.SIGINT)
        _, said = running.process.communicate(timeout=60)
        assert (said, running.process.returncode) == ("Ended.\n", 0)  # Ctrl-C: one line, no trace of an error


@pytest.fixture(scope="session")
def cookies(server: Opened, browser: Browser) -> list[dict[str, object]]:
    """What the link is changed for."""
    context = browser.new_context()
    context.new_page().goto(server.link)
    found = context.cookies()
    context.close()
    return found  # type: ignore[return-value]


def context_of(server: Opened, cookies: list[dict[str, object]], browser: Browser) -> BrowserContext:
    """A context that is let in, and reaches nothing but the server."""
    context = browser.new_context()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    context.route(re.compile(f"^(?!{re.escape(server.address)})"), lambda route: route.abort())
    return context


@pytest.fixture(scope="session")
def window(server: Opened, cookies: list[dict[str, object]], browser: Browser) -> Iterator[Page]:
    """The window of all tests, one after the other: to open one takes longer than most of them need it."""
    context = context_of(server, cookies, browser)
    yield context.new_page()
    context.close()


def forgotten(window: Page, server: Opened) -> None:
    """Leave the page, and everything that it has kept."""
    window.unroute_all(behavior="ignoreErrors")
    window.goto(f"{server.address}/static/shared/icon.svg")  # the same process of the browser goes on from here
    window.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    for other in window.context.pages:
        if other != window:
            other.close()


@pytest.fixture
def visit(
    server: Opened, cookies: list[dict[str, object]], browser: Browser, window: Page
) -> Iterator[Callable[..., Page]]:
    """Opens a page of the server that knows nothing of others; what it says on its console fails the test.

    Errors that a test provokes are named by ``visit.expected``, a part of their words.

    ``visit("/strategist/", width=390, height=844, dark=True, still=True)``
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    def error(error: Error) -> None:
        said.append(str(error))

    def page(
        at: str = "/", *, width: int = 1280, height: int = 720, dark: bool = False, still: bool = False
    ) -> Page:
        if pages:
            contexts.append(context_of(server, cookies, browser))
        found = contexts[-1].new_page() if pages else window
        pages.append(found)
        found.set_viewport_size({"width": width, "height": height})
        found.emulate_media(
            media="screen",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
        )
        found.set_default_timeout(90_000)
        found.on("console", console)
        found.on("pageerror", error)
        found.goto(f"{server.address}{at}")
        return found

    page.expected = "nothing of this kind"  # type: ignore[attr-defined]
    yield page
    if pages:
        forgotten(window, server)
        window.remove_listener("console", console)
        window.remove_listener("pageerror", error)
    for context in contexts:
        context.close()
    assert [words for words in said if page.expected not in words] == []  # type: ignore[attr-defined]
