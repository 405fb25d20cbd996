"""The start page and the way in, in a browser."""

from axe_playwright_python.sync_playwright import Axe


def test_the_start_page_has_doors_and_no_obstacle(visit):
    """Every door is a link, what ships is listed, and axe finds nothing in light or dark."""
    for dark in (False, True):
        page = visit("/", dark=dark)
        assert page.get_by_role("link", name="Strategist").first.is_visible()
        assert page.get_by_role("link", name="insurer", exact=True).is_visible()
        assert Axe().run(page).response["violations"] == []


def test_a_comparison_streams_to_its_headline(visit):
    """Compare on the strategist's page ends in the headline of the same comparison by the command shown."""
    page = visit("/strategist/?scenario=tiny")
    page.get_by_role("button", name="Compare").click()
    page.locator("#command").wait_for()
    assert page.locator("#command").text_content().startswith("vmo compare tiny --models project,value_stream")
    assert "200 worlds" in page.locator("#headline").text_content()
