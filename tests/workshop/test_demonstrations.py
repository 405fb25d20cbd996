"""Every demonstration: what it says is what it measured, its pictures are readable, its files are whole."""

import json
import re
from dataclasses import replace
from functools import cache

import pytest
from matplotlib.text import Text
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command is the subject
from report.shared.page_layout import rendered
from scenarios import shipped
from scenarios.loader import load
from workshop.experiments.runs import gather, variants
from workshop.handout.drawing import draw_picture
from workshop.handout.sheet import sheet
from workshop.handout.text import show_json, show_text, strays
from workshop.parts.demonstration import Claim, Setting, unseen
from workshop.parts.numbers import rows_of
from workshop.registry import NAMES, demonstration, demonstrations

QUICK = Setting(quick=True)
AT_ONCE = ("littles-law", "bottleneck", "utilisation")
"""Demonstrations whose short run takes a second; the others are measured by ``pytest -m long``."""
MEASURED = [name if name in AT_ONCE else pytest.param(name, marks=pytest.mark.long) for name in NAMES]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@cache
def measured(name):
    return demonstration(name).measure(QUICK)


@pytest.mark.parametrize("name", MEASURED)
def test_demonstration_shows_what_it_says(name):
    """Claims hold, texts are filled from the numbers, pictures fit on their pages, the sheet is complete."""
    show, found = demonstration(name), measured(name)
    for picture in show.pictures:
        assert [found.fill(claim.text) for claim in unseen(picture, found)] == []
        figure = draw_picture(show, picture, found, QUICK)
        assert outside(figure) == []
    text = sheet(show, found, QUICK)
    assert "{" not in text
    assert "n/a" not in text
    assert all(f"{picture.name}.png" in text for picture in show.pictures)
    document = show_json(show, found, QUICK)
    assert all(claim["holds"] for figure in document["figures"] for claim in figure["claims"])


@pytest.mark.parametrize("name", MEASURED)
def test_what_has_a_theory_lies_where_it_says(name):
    """At the default seed every number, plotted or not, is what theory says within a share that is stated."""
    found = measured(name)
    every = [*found.numbers.values(), *(number for curve in found.curves.values() for number in curve.y)]
    compared = [number for number in every if number.compared]
    assert [number.label for number in compared if not number.within > 0] == []
    assert [number.label for number in compared if not number.fits] == []
    assert compared or name == "teams-agile-portfolio-not"


def test_what_is_not_as_theory_says_is_said():
    """Below the captions, in the sheet, and in the file of numbers."""
    show, found = demonstration("littles-law"), measured("littles-law")
    stray = replace(found["plain_wip"], exact=2 * found["plain_wip"].value)
    changed = replace(found, numbers={**found.numbers, "plain_wip": stray})
    (sentence,) = strays(changed)
    assert sentence.startswith(f"Not as theory says in this run: {stray.label}: {stray:bare} measured, exact ")
    assert sentence in [str(part) for part in show_text(show, changed, QUICK).renderables]
    assert f"**{sentence}**" in sheet(show, changed, QUICK)
    assert show_json(show, changed, QUICK)["strays"] == [stray.label]
    assert strays(found) == []


def outside(figure):
    """Texts of a figure that lie outside the page, even in part."""
    figure.canvas.draw()
    page = figure.bbox
    ticks = [
        (label, axis.get_view_interval()[0] <= tick.get_loc() <= axis.get_view_interval()[1])
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
    ]
    unseen_ticks = {id(label) for label, seen in ticks if not seen}
    found = []
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and id(text) not in unseen_ticks:
            box = text.get_window_extent()
            across = page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1
            if not (across and page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1):
                found.append(text.get_text())
    return found


@pytest.mark.parametrize("name", NAMES)
def test_texts_contain_no_result_of_their_own(name):
    """Figures in texts are settings of the demonstration; everything else is named in braces."""
    show = demonstration(name)
    for text in show.texts():
        bare = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
        assert [n for n in NUMBER.findall(bare) if n not in show.inputs] == [], text


@pytest.mark.parametrize("name", NAMES)
def test_demonstration_is_complete(name):
    """Two or three figures, each with claims; a question; a script with minutes; objections, limits, sources."""
    show = demonstration(name)
    assert show.name == name
    assert 2 <= len(show.pictures) <= 3
    assert all(picture.claims for picture in show.pictures)
    assert show.question.endswith("?")
    assert 10 <= show.minutes <= 30
    assert len(show.objections) >= 2
    assert show.limits
    assert show.material
    assert all(re.search(r"\b[A-D]\b", source) for source in show.source)
    assert len({picture.name for picture in show.pictures}) == len(show.pictures)


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_ship_and_boards_can_be_made(name):
    """Scenarios of a demonstration are shipped, with title, question and graded sources."""
    show = demonstration(name)
    for scenario in show.scenarios:
        assert scenario in shipped.names()
        loaded = load(scenario)
        assert loaded.title
        assert loaded.question.endswith("?")
        assert all(re.search(r"\b[A-D]\)", source) for source in loaded.sources)
    for side in show.boards:
        variants(side.scenario, [side.changes])


def test_results_come_in_the_order_of_the_tasks():
    """And whoever watches is told after each."""
    told = []
    setting = Setting(progress=lambda done, total: told.append((done, total)))
    assert gather(divmod, [(7, 2), (9, 4)], setting) == [(3, 1), (2, 1)]
    assert told == [(1, 2), (2, 2)]


def test_command_lists_all():
    """Without a name, all demonstrations with question and minutes."""
    result = CliRunner().invoke(app, ["show"])
    assert result.exit_code == 0
    for show in demonstrations():
        assert f"{show.name}: {show.title} ({show.minutes} minutes)" in result.stdout


def test_command_writes_files_whose_bytes_repeat(tmp_path):
    """Figures, sheet and numbers; drawn again they have the same bytes."""
    result = CliRunner().invoke(app, ["show", "littles-law", "--quick", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    names = {f"{name}.{ending}" for name in ("diagonal", "flow") for ending in ("png", "svg")}
    assert set(files) == names | {"sheet.md", "numbers.csv", "numbers.json"}
    show, found = demonstration("littles-law"), measured("littles-law")
    assert files["sheet.md"].decode() == sheet(show, found, QUICK)
    assert files["flow.svg"] == rendered(draw_picture(show, show.pictures[1], found, QUICK), "svg")
    assert len(files["numbers.csv"].decode().splitlines()) == 1 + len(rows_of(found))


def test_command_without_out_says_how_to_get_the_pictures():
    """The last line is the command that writes them."""
    result = CliRunner().invoke(app, ["show", "littles-law", "--quick"])
    assert result.stdout.rstrip().endswith("vmo show littles-law --quick --out littles-law")
    assert "Not seen in this run" not in result.stdout


def test_command_prints_json():
    """The list, and everything measured with what the captions say."""
    listed = json.loads(CliRunner().invoke(app, ["show", "--json"]).stdout)
    assert [entry["name"] for entry in listed] == list(NAMES)
    result = CliRunner().invoke(app, ["show", "littles-law", "--quick", "--json"])
    document = json.loads(result.stdout)
    assert document["quick"]
    assert [figure["name"] for figure in document["figures"]] == ["diagonal", "flow"]
    rate = next(number for number in document["numbers"] if number["key"] == "eight_rate")
    assert rate["low"] < rate["value"] < rate["high"]


def test_interrupted_command_writes_nothing(monkeypatch, tmp_path):
    """Half a demonstration shows nothing."""

    def stop(_setting):
        raise KeyboardInterrupt

    broken = replace(demonstration("littles-law"), measure=stop)
    monkeypatch.setattr("vmo.coach.demonstrations.demonstration", lambda _name: broken)
    result = CliRunner().invoke(app, ["show", "littles-law", "--out", str(tmp_path / "new")])
    assert result.exit_code == 130
    assert not (tmp_path / "new").exists()


def test_unknown_name_is_refused_with_a_suggestion():
    """Exit code 2 and the nearest name."""
    result = CliRunner().invoke(app, ["show", "littels-law"])
    assert result.exit_code == 2
    assert "littles-law" in result.output


def test_a_claim_that_a_run_does_not_show_is_said():
    """Captions do not pretend: what this run does not show is named below them."""
    show, found = demonstration("littles-law"), measured("littles-law")
    wrong = Claim("Pigs fly {worst}.", lambda f: f["worst"].value < 0)
    changed = replace(show, pictures=(replace(show.pictures[0], claims=(wrong,)), show.pictures[1]))
    said = [str(part) for part in show_text(changed, found, QUICK).renderables]
    assert f"Not seen in this run: Pigs fly {found['worst']}." in said
    assert f"**Not seen in this run:** Pigs fly {found['worst']}." in sheet(changed, found, QUICK)
