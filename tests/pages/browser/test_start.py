"""The start page and the way in, in a browser."""

import pytest

from tests.pages.browser.looks import assert_accessible, assert_fits


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_the_start_page_has_doors_and_no_obstacle(visit, dark, width):
    """Every door is a link, what ships is listed, axe finds nothing in light and dark, nothing sticks out."""
    page = visit("/", dark=dark, width=width)
    assert page.get_by_role("link", name="Strategist").first.is_visible()
    assert page.get_by_role("link", name="insurer", exact=True).is_visible()
    assert_accessible(page)
    assert_fits(page)


def test_the_link_works_once(server, browser, cookies):
    """Another browser that uses it again is told how to get a new one."""
    assert cookies[0]["sameSite"] == "Strict"
    page = browser.new_context().new_page()
    page.goto(server.link)
    assert "opens with the link from the terminal" in page.content()
    page.context.close()
