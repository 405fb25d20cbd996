"""Text that fits and labels that do not overlap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from report.shared.fitting import apart, spread, text_width, wrap
from report.shared.page_layout import page
from report.shared.style import TEXT, TITLE


def test_a_short_text_stays_as_it_is():
    """A text that fits is not touched."""
    assert wrap("Project funding", 500) == "Project funding"


@given(st.text("abcdefgh -_", min_size=1, max_size=80), st.integers(60, 300), st.integers(1, 3))
def test_wrapped_lines_fit(text, width, lines):
    """No line is wider than asked and there are no more lines than asked."""
    broken = wrap(text, width, TEXT, lines=lines).split("\n")
    assert len(broken) <= lines
    assert all(text_width(line) <= width for line in broken)


def test_what_is_cut_says_so():
    """A text that does not fit ends in an ellipsis."""
    assert wrap("one two three four five six seven", 80, lines=1).endswith("\N{HORIZONTAL ELLIPSIS}")


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 15)), min_size=1, max_size=6))
def test_spread_labels_lie_apart_in_order(wanted):
    """Labels that fit on the page do not overlap, stay on it and keep the order of what they label."""
    centres, sizes = [c for c, _ in wanted], [s for _, s in wanted]
    placed = spread(centres, sizes, 0, 100)
    order = sorted(range(len(wanted)), key=lambda k: centres[k])
    for a, b in pairwise(order):
        assert placed[a] + sizes[a] / 2 <= placed[b] - sizes[b] / 2 + 1e-6
    assert min(p - s / 2 for p, s in zip(placed, sizes, strict=True)) >= -1e-6
    assert max(p + s / 2 for p, s in zip(placed, sizes, strict=True)) <= 100 + 1e-6


def test_labels_with_room_stay_where_they_are():
    """Nothing moves that does not collide; two that collide share the way."""
    assert spread([20, 60], [10, 10], 0, 100) == [20, 60]
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), min_size=1, max_size=8))
def test_what_is_kept_clears_its_neighbour(wanted):
    """The lowest is always written, and no two that are written overlap."""
    centres, sizes = [c for c, _ in wanted], [s for _, s in wanted]
    kept = apart(centres, sizes)
    assert centres[kept[0]] == min(centres)
    for a, b in pairwise(kept):
        assert centres[b] - centres[a] >= (sizes[a] + sizes[b]) / 2 - 1e-9


def test_a_long_title_becomes_smaller_and_then_takes_two_lines():
    """A title is never cut, however long the names of both models are."""
    words = "Projects approved once a year by the investment committee"
    for title in (
        "Cost by kind",
        f"Net present value: {words}",
        f"Net present value: {words} against {words}, twice",
    ):
        head = page(title, "what was run").texts[0]
        assert head.get_text().replace("\n", " ") == title
        assert (head.get_fontsize() == TITLE) == (title == "Cost by kind")
