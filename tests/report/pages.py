"""What every page keeps: texts lie on it, apart from each other, and can be read."""

from itertools import combinations

from matplotlib.text import Text

from report.shared.style import SMALL

LONG = (
    "Projects approved once a year by the investment committee",
    "Value streams funded by the quarter",
    "Projects",
    "Value streams without a portfolio review, with people who move",
    "Unbreakable_name_of_a_model_that_somebody_copied_from_a_file",
    "Hybrid",
    "Well-run projects with releases one by one and two rounds a year",
)
"""Names of seven models, two of them longer than any label."""
TOUCH = 2
"""Pixels by which boxes of lines may touch."""


def texts_of(figure):
    """Every text that is drawn, after laying out the figure."""
    figure.draw_without_rendering()
    found = list(figure.texts)
    for ax in figure.axes:
        found += [*ax.texts, *(child for child in ax.get_children() if type(child) is Text)]
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            found += [axis.label, *(tick.label1 for tick in axis._update_ticks() if tick.label1.get_visible())]
    return [text for text in dict.fromkeys(found) if text.get_text() and text.get_visible()]


def texts_lie_apart(figure):
    """No text leaves the page or is too small to read, and no two texts overlap."""
    found = texts_of(figure)
    renderer = figure.canvas.get_renderer()
    boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in found]
    assert min(text.get_fontsize() for text in found) >= SMALL
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y1 <= figure.bbox.y1, text
    for (a, one), (b, two) in combinations(boxes, 2):
        beside = one.x1 - TOUCH <= two.x0 or two.x1 - TOUCH <= one.x0
        above = one.y1 - TOUCH <= two.y0 or two.y1 - TOUCH <= one.y0
        assert beside or above, (a, b)


def with_long_names(scenario, bases):
    """The scenario with seven models of long names, of which the bases take turns, and a long name of its own."""
    models = {f"m{k}": bases[k % len(bases)].model_copy(update={"name": name}) for k, name in enumerate(LONG)}
    update = {"name": "a-scenario-that-was-given-a-very-long-name", "funding_models": models}
    return scenario.model_copy(update=update)
