"""What every screen must pass."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_accessible(page: Page) -> None:
    """Axe finds nothing."""
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the right."""
    assert page.locator("html").evaluate("node => node.scrollWidth <= node.clientWidth")


def focused(page: Page) -> str:
    """What has the focus: its id, else its words."""
    return str(page.locator(":focus").evaluate("node => node.id || node.textContent.trim()"))
