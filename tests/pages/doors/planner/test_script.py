"""The planner's modules that need no page, under node."""

from pathlib import Path

import pytest

from tests.pages.scripts import NODE, passed


@pytest.mark.skipif(NODE is None, reason="node is not here: the modules of the page are not tested")
def test_modules_do_what_they_say(tmp_path):
    """Laws of wishes (decisions, pins, ways out, undo) and of the roadmap's layout."""
    tests = Path(__file__).with_name("script")
    assert passed(tests, tmp_path, "planner", ("wishes", "layout"), ("axis",)) == 13
