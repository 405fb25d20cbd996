"""The same question twice gives the same files."""

from dataclasses import replace

import pytest
from matplotlib.text import Text

import vmo


def test_how_long_it_took_is_in_no_file():
    """Two searches take different times and have one manifest; the answer in memory says its time."""
    first, second = (vmo.plan("tiny") for _ in range(2))
    assert first.data.seconds != second.data.seconds
    assert first.manifest() == second.manifest()
    assert "seconds" in first.document()


@pytest.mark.parametrize("name", ["roadmap", "value", "budgets"])
def test_how_long_it_took_is_in_no_figure(name):
    """Drawn of a search that took nine seconds, the figure says what it says of one that took none."""
    found = vmo.plan("tiny")
    slow = replace(found, data=replace(found.data, seconds=9.0))
    said = [[text.get_text() for text in plan.figure(name).findobj(Text)] for plan in (found, slow)]
    assert said[0] == said[1]
    assert slow.headline() != found.headline()
