"""The strategist's modules that need no page, under node."""

from pathlib import Path

import pytest

from tests.pages.scripts import NODE, passed


@pytest.mark.skipif(NODE is None, reason="node is not here: the modules of the page are not tested")
def test_modules_do_what_they_say(tmp_path):
    """What the command line advises names the fields of the page."""
    assert passed(Path(__file__).with_name("script"), tmp_path, "strategist", ("remedies",)) == 3
