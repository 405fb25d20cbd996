"""What every screen must pass."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
RUN = """() => axe.run({resultTypes: ["violations"]})
    .then(found => found.violations.map(each => [each.id, each.nodes.map(node => node.target)]))"""


def assert_accessible(page: Page, where: str = "") -> None:
    """Axe finds nothing. It is read once by every document: that takes longer than most of its looks."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN)
    assert found == [], where


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the right."""
    assert page.locator("html").evaluate("node => node.scrollWidth <= node.clientWidth")


def focused(page: Page) -> str:
    """What has the focus: its id, else its words."""
    return str(page.locator(":focus").evaluate("node => node.id || node.textContent.trim()"))
