"""Figures of a comparison, drawn from one run of ``tiny`` and from worlds made up around it."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from report.comparison.figures.costs import LOOKS, amount_words, draw_costs
from report.comparison.figures.cumulative import draw_cumulative
from report.comparison.figures.differences import draw_difference, draw_differences
from report.comparison.figures.gallery import figures, save_all
from report.comparison.figures.kanban import draw_kanban
from report.comparison.figures.lead_times import draw_lead_times
from report.comparison.figures.roadmap import draw_roadmap, rows_of
from report.comparison.figures.worlds import draw_worlds
from report.shared.kanban_columns import STAGES
from report.shared.numbers_in_words import money
from report.shared.page_layout import rendered
from report.shared.style import SMALL
from scenarios.loader import load
from sim.outcomes.timeline import COLUMNS, timelines
from sim.studies.comparison import compare
from sim.world.ledger import KINDS
from tests.report.pages import texts_lie_apart, texts_of, with_long_names


@pytest.fixture(scope="module")
def one():
    """One world, two models."""
    return compare(load("tiny"), replications=1)


def worlds(comparison, count=12, shift=0.0):
    """The comparison with made-up worlds: noise around the real one; ``shift`` moves what the last model earns."""
    rng = np.random.default_rng(7)
    spread = rng.normal(1, 0.2, (count, len(comparison.models), 1))
    outcomes = comparison.outcomes[:1] * spread
    cumulative = comparison.cumulative[:1] * spread
    outcomes[:, -1, 0] += shift
    cumulative[:, -1, -1] += shift
    leads = tuple(np.tile(weeks, count) for weeks in comparison.lead_times)
    features = np.repeat(comparison.features[:1], count, axis=0)
    return replace(comparison, outcomes=outcomes, cumulative=cumulative, lead_times=leads, features=features)


@pytest.fixture(scope="module")
def seven():
    """Seven models with long names, in a scenario with a long name, and made-up worlds."""
    tiny = load("tiny")
    return worlds(compare(with_long_names(tiny, [*tiny.funding_models.values()]), replications=1), 200)


def details_of(comparison):
    return {model: comparison.rerun(0, model) for model in comparison.models}


@pytest.fixture(scope="module", params=["one world", "two models", "seven models", "one model"])
def drawn(request, one, seven):
    """Every figure of four kinds of comparison."""
    comparison = {
        "one world": one,
        "two models": worlds(one),
        "seven models": seven,
        "one model": compare(load("tiny"), replications=2, models=["project"]),
    }[request.param]
    return comparison, figures(comparison, details_of(comparison))


def test_texts_lie_on_the_page_and_apart(drawn):
    """No text leaves the page and no two texts overlap."""
    _, pages = drawn
    for figure in pages.values():
        texts_lie_apart(figure)


def test_texts_can_be_read_on_a_slide(drawn):
    """Nothing is smaller than 11 points on a page of 12.8 inches; for two models the page is a slide."""
    comparison, pages = drawn
    for name, figure in pages.items():
        assert min(text.get_fontsize() for text in texts_of(figure)) >= SMALL == 11
        width, height = figure.get_size_inches()
        assert width == pytest.approx(12.8)
        assert height == pytest.approx(7.2) or len(comparison.models) > 2, name


def test_pages_say_what_was_run(drawn):
    """Title, then scenario, worlds, seed and the end of benefits."""
    comparison, pages = drawn
    for figure in pages.values():
        title, subtitle = (text.get_text() for text in figure.texts[:2])
        assert title
        for word in (
            comparison.scenario.name[:8],
            f"{comparison.replications} world",
            "seed 1",
            "end of quarter 8",
        ):
            assert word in subtitle


def test_axes_say_their_units(one):
    """Each axis names what it measures and in which unit."""
    comparison = worlds(one)
    ax = draw_cumulative(comparison)
    assert "quarters of 13 weeks" in ax.get_xlabel()
    assert "EUR M" in ax.get_ylabel()
    assert "EUR M" in draw_costs(comparison).get_xlabel()
    ax = draw_lead_times(comparison)
    assert "weeks" in ax.get_xlabel()
    assert "%" in ax.get_ylabel()
    assert "EUR" in draw_difference(comparison, "npv").get_xlabel()
    assert "weeks" in draw_difference(comparison, "lead_time_weeks").get_xlabel()
    assert "% points" in draw_difference(comparison, "governance_share").get_xlabel()


def test_files_are_equal_to_the_byte(one, tmp_path, monkeypatch):
    """Saving again gives the same bytes under the same names, without a date inside; ``formats`` chooses files."""
    monkeypatch.setattr("report.shared.page_layout.DPI", 20)
    comparison, details = worlds(one), details_of(one)
    both, again = tmp_path / "both", tmp_path / "again"
    both.mkdir()
    again.mkdir()
    stems = ("cumulative", "differences", "arising", "costs", "kanban", "lead_times", "roadmap")
    written = save_all(comparison, details, both)
    assert sorted(written) == sorted(both.iterdir())
    assert {path.name for path in written} == {f"{stem}.{ending}" for stem in stems for ending in ("png", "svg")}
    for path in save_all(comparison, details, again, ("svg",)):
        assert path.suffix == ".svg"
        assert path.read_bytes() == (both / path.name).read_bytes()
        assert b"<dc:date>" not in path.read_bytes()
    assert rendered(draw_costs(comparison).get_figure(root=True), "png") == (both / "costs.png").read_bytes()


def test_users_settings_change_nothing(one):
    """A page looks the same whatever the user's own settings of the plotting library are."""
    import matplotlib as mpl

    before = rendered(draw_costs(one).get_figure(root=True), "svg")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.bbox": "tight", "hatch.color": "red"}):
        assert rendered(draw_costs(one).get_figure(root=True), "svg") == before


def test_a_missing_folder_is_told(one, tmp_path):
    """A folder that is not there is an error, and nothing is left behind."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        save_all(one, details_of(one), tmp_path / "nowhere", ("svg",))
    assert list(tmp_path.iterdir()) == []


def test_one_model_has_no_differences(one):
    """With one model, the page of differences is left out and cannot be drawn."""
    alone = compare(one.scenario, replications=1, models=["project"])
    assert "differences" not in figures(alone, details_of(alone))
    with pytest.raises(ValueError, match="two models"):
        draw_differences(alone)


def test_figures_draw_on_the_axes_given(one):
    """Given axes are drawn on and returned."""
    comparison = worlds(one)
    ways = [
        lambda ax: draw_cumulative(comparison, ax),
        lambda ax: draw_costs(comparison, ax),
        lambda ax: draw_lead_times(comparison, ax),
        lambda ax: draw_difference(comparison, "npv", ax),
        lambda ax: draw_worlds(comparison, ax),
        lambda ax: draw_kanban(comparison, "project", ax),
    ]
    for draw in ways:
        ax = Figure().add_subplot()
        assert draw(ax) is ax
        assert ax.has_data()


def test_cumulative_line_is_the_median(one):
    """The thickest line of each model is the median of the worlds in every week."""
    comparison = worlds(one)
    ax = draw_cumulative(comparison)
    thick = [line for line in ax.lines if line.get_linewidth() > 2.5 and len(line.get_xdata()) > 2]
    for line, curves in zip(thick, comparison.cumulative.transpose(1, 0, 2), strict=True):
        np.testing.assert_allclose(line.get_ydata(), np.median(curves, axis=0) / 1e6)


def test_one_world_has_no_band_and_no_interval(one):
    """With one world there is no band, no interval and no distribution, and the figures say so."""
    ax = draw_cumulative(one)
    assert not ax.collections
    assert "one world" in " ".join(text.get_text() for text in ax.texts)
    assert "no interval" in draw_difference(one, "npv").texts[-1].get_text()
    ax = draw_worlds(one, Figure().add_subplot())
    assert [text.get_text() for text in ax.texts] == ["one world: no distribution"]
    assert len(draw_cumulative(worlds(one)).collections) == 2


def rows_of_numbers(ax):
    return [text.get_text() for text in ax.texts if "[" in text.get_text() or "decided" in text.get_text()]


def test_undecided_differences_are_marked(one):
    """Where the interval holds zero, the words say so and the marker is hollow; else it is full."""
    base = worlds(one)
    gap = base.difference("npv", *reversed(base.models)).mean
    for comparison, face in ((worlds(one, shift=-gap), "#FFFFFF"), (worlds(one, shift=5e6), None)):
        ax = draw_difference(comparison, "npv")
        (marker,) = (line for line in ax.lines if line.get_marker() in ("o", "s"))
        (words,) = rows_of_numbers(ax)
        assert (marker.get_markerfacecolor() == "#FFFFFF") is (face is not None)
        assert ("not decided" in words) is (face is not None)


def test_histogram_holds_every_world_on_its_side_of_zero(one):
    """Bars count all worlds, none crosses zero, and lost worlds are hatched."""
    base = worlds(one, 40)
    comparison = worlds(one, 40, -base.difference("npv", *reversed(base.models)).mean)
    amounts = comparison.values("npv", "value_stream") - comparison.values("npv", "project")
    ax = draw_worlds(comparison, Figure().add_subplot())
    lost = [bar for bar in ax.patches if bar.get_hatch()]
    won = [bar for bar in ax.patches if not bar.get_hatch()]
    assert sum(bar.get_height() for bar in won) == (amounts >= 0).sum()
    assert sum(bar.get_height() for bar in lost) == (amounts < 0).sum()
    assert max(bar.get_x() + bar.get_width() for bar in lost) <= 1e-9 <= 1e-6 + min(bar.get_x() for bar in won)


def test_equal_models_are_no_difference(one):
    """Two models with equal outcomes draw, and no world is won."""
    equal = replace(worlds(one), outcomes=np.repeat(worlds(one).outcomes[:, :1], 2, axis=1))
    assert "no difference in any world" in [text.get_text() for text in draw_difference(equal, "npv").texts]
    assert "won in <1 %" in [text.get_text() for text in draw_worlds(equal, Figure().add_subplot()).texts]


def test_no_cost_is_written_as_nothing(one):
    """What is there but rounds to nothing is written as less than the smallest amount, in the figure too."""
    assert [amount_words(x) for x in (0.0, 1e-9, 0.0099, 0.01, 0.94, 0.96)] == [
        "0.00", "<0.01", "<0.01", "0.01", "0.94", "1.0"
    ]  # fmt: skip
    costs = one.costs.copy()
    costs[0, KINDS.index("governance")] *= 1e-3
    said = [text.get_text() for text in draw_costs(replace(one, costs=costs)).texts]
    assert "<0.01" in said
    assert "0.00" not in said


def test_bands_are_for_few_models(one, seven):
    """Up to four models have bands; of seven only lines and bars at the end are drawn, and the note says so."""
    for comparison, bands in ((worlds(one), 2), (seven, 0)):
        ax = draw_cumulative(comparison)
        assert len(ax.collections) == bands
        note = ax.get_figure(root=True).texts[2].get_text()
        assert ("Bands" in note) == (bands > 0)


def test_costs_add_up(one):
    """Bars of a model add up to its total, which is written beside them; each kind that occurs is named once."""
    ax = draw_costs(one)
    texts = [text.get_text() for text in ax.texts]
    for row in range(len(one.models)):
        bars = [bar for bar in ax.patches if abs(bar.get_y() + bar.get_height() / 2 - row) < 1e-9]
        total = one.costs[row].sum()
        assert sum(bar.get_width() for bar in bars) * 1e6 == pytest.approx(total)
        assert money(total, "EUR") in texts
    for k, kind in enumerate(KINDS):
        assert texts.count(LOOKS[kind].name) == (one.costs[:, k].sum() > 0)


def test_kinds_of_cost_and_columns_look_different():
    """No two kinds of cost, and no two columns of the kanban, share a colour."""
    assert set(LOOKS) == set(KINDS)
    assert set(STAGES) == set(COLUMNS)
    for swatches in (LOOKS, STAGES):
        assert len({swatch.colour for swatch in swatches.values()}) == len(swatches)


def test_flow_diagram_stacks_to_all_mmps(one):
    """Done is at the bottom and the top line is the number of MMPs that have appeared."""
    ax = draw_kanban(one, "project", Figure().add_subplot())
    first, last = ax.lines[0].get_ydata(), ax.lines[len(COLUMNS) - 1].get_ydata()
    np.testing.assert_array_equal(first, one.kanban[0, COLUMNS.index("done")])
    np.testing.assert_array_equal(last, one.kanban[0].sum(axis=0))
    assert last[-1] == 4


def test_lead_times_mark_median_and_p85(one):
    """Tiny under project funding releases after 41, 41, 43 and 43 weeks: the median is 41, P85 is 43."""
    ax = draw_lead_times(one)
    marks = [line.get_xydata()[0].tolist() for line in ax.lines if len(line.get_xdata()) == 1]
    assert sorted(one.lead_times[0].tolist()) == [41, 41, 43, 43]
    assert [41, 0.5] in marks
    assert [43, 0.85] in marks


def test_nothing_released_is_told(one):
    """A model that released nothing has no line, and its label says so."""
    empty = replace(one, lead_times=(np.array([]), np.array([])))
    assert sum("nothing released" in text.get_text() for text in draw_lead_times(empty).texts) == 2


def test_roadmap_shows_every_span(one):
    """Bars are the spans up to the release, in quarters; releases are marked where they happened."""
    run = one.rerun(0, "value_stream")
    lines = timelines(run)
    ax = draw_roadmap(lines, rows_of(lines), run.end, 13, Figure().add_subplot())
    bars = sorted(
        (round(bar.get_x() * 13, 6), round((bar.get_x() + bar.get_width()) * 13, 6)) for bar in ax.patches
    )
    spans = [(start, end) for line in lines for column, start, end in line.spans(run.end) if column != "done"]
    np.testing.assert_allclose(bars, sorted(spans))
    marked = sorted(line.get_xdata()[0] * 13 for line in ax.lines if line.get_marker() == "v")
    np.testing.assert_allclose(marked, sorted(line.released for line in lines))


def test_roadmap_marks_what_was_stopped(one):
    """A stopped MMP ends in a cross, and what came after it is not drawn."""
    run = one.rerun(0, "project")
    lines = [replace(line, released=None, completed=None, stopped=20.0) for line in timelines(run)]
    ax = draw_roadmap(lines, rows_of(lines), run.end, 13, Figure().add_subplot())
    crosses = [line.get_xdata()[0] * 13 for line in ax.lines if line.get_marker() == "X"]
    assert crosses == pytest.approx([20.0] * 4)
    assert max(bar.get_x() + bar.get_width() for bar in ax.patches) * 13 == pytest.approx(20)


def test_rows_are_grouped_by_stream_and_ordered_by_release(one):
    """Each stream heads its MMPs; within it the first release comes first."""
    lines = timelines(one.rerun(0, "value_stream"))
    rows = rows_of(lines)
    heads = [stream for stream, mmp in rows if not mmp]
    assert heads == ["alpha", "beta"]
    released = {line.mmp: line.released for line in lines}
    for stream in heads:
        own = [released[mmp] for name, mmp in rows if name == stream and mmp]
        assert own == sorted(own)
        assert len(own) == 2
