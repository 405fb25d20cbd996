"""The coach's boards in a browser: every demonstration plays, a session from guess to file, keys alone."""

import json
import re

import pytest
from playwright.sync_api import expect

import vmo
from tests.pages.browser.looks import assert_accessible
from vmo.coach.live import SHOWS
from workshop.live.page import handout as handout_page

NAMES = SHOWS

SIZES = """[...document.querySelectorAll('.live *')]
    .filter(e => e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => parseFloat(getComputedStyle(e).fontSize))"""
"""Letters of everything that is seen."""


CUT = """[...document.querySelectorAll('h1, h2, .truth, .number, .strip, .strip span, .top-row')]
    .filter(e => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
"""Words that have no room."""


@pytest.fixture(scope="module")
def own_line(server):
    """A line in the folder that the server has open: quick to run, and its sheet needs nothing measured."""
    vmo.new(server.folder / "my-line", "bottleneck")
    return "my-line"


def board(page):
    """Wait until both boards are drawn."""
    page.set_default_timeout(60_000)
    page.locator(".cards .name").first.wait_for(state="attached")
    return page


def at_week(page, at):
    """Boards at a week of the year."""
    page.evaluate("at => { location.hash = location.hash.replace(/w=[^&]*/, `w=${at}`); }", at)
    expect(page.locator(".week")).to_have_text(f"week {at}")


def test_all_demonstrations_play(visit):
    """Each fits a projector of 1280 x 720 without scrolling, plays from week 0 on, and no letter is too small."""
    page = visit("/coach/")
    page.get_by_role("link", name="littles-law").wait_for()
    assert_accessible(page)
    page.route("**/coach/api/years", lambda route: route.fulfill(json={"job": "none"}))  # others look at years
    page.route("**/coach/api/traces", lambda route: route.fulfill(json=[]))  # nobody turns a dial
    ended = "event: cancelled\ndata: null\n\n"
    page.route("**/api/jobs/none/events", lambda route: route.fulfill(body=ended, content_type="text/event-stream"))
    for name in NAMES:
        board(page.goto(page.url.partition("/coach")[0] + f"/coach/board?what={name}") and page)
        size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert page.evaluate(size) == [1280, 720]
        page.keyboard.press("x")
        page.keyboard.press("x")
        page.keyboard.press("Space")
        expect(page.locator(".week")).to_have_text(re.compile(r"week ([3-9]|\d\d)"))
        page.keyboard.press("Space")
        assert page.locator(".side .number b").count() == 6
        assert page.evaluate(CUT) == [], name
        sizes = page.evaluate(SIZES)
        assert min(sizes) >= 20, name
        numbers = page.evaluate(
            "[...document.querySelectorAll('.number b')].map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(numbers) >= 36
        drawn = page.locator(".side").first.locator(".card").count()
        assert drawn > 0 or name == "funding-gates", name


def test_a_coach_session_from_guess_to_reveal(visit):
    """Vote, lock, reveal from week 0, play, scrub, change from a week on, take it back; as the API says."""
    page = board(visit("/coach/board?what=littles-law"))
    expected = vmo.traces("littles-law").document()
    for side, trace in zip(page.locator(".side").all(), expected, strict=True):
        expect(side.locator(".truth")).to_have_text(re.compile("year"))
        shown = re.search(r"year ([\d.]+)", side.locator(".truth").text_content()).group(1)
        assert float(shown) == pytest.approx(trace["measured"], rel=0.006)
    page.keyboard.press("v")
    vote = page.get_by_role("region", name="Vote")
    vote.get_by_label("votes: more", exact=True).fill("7")
    vote.get_by_label("votes: less", exact=True).fill("2")
    assert "9 votes; answers stay hidden" in vote.get_by_role("status").text_content()
    assert not page.locator("#label-right").is_visible()
    vote.get_by_role("button", name="Lock (L)").click()
    assert vote.locator("b").all_text_contents() == ["0", "2", "0", "7", "0"]
    vote.get_by_role("button", name="Reveal (R)").click()
    strip = page.locator(".strip")
    assert "Guessed (9): less than half 0" in strip.text_content()
    assert "more \u2714 7" in strip.text_content()
    assert page.locator("#label-right").text_content() == "32 cards"
    assert page.locator(".side").nth(1).locator(".ghost").get_attribute("d") != "M0 0"
    at_week(page, 20)
    left = page.locator(".side").first
    moment = expected[0]["visits"]
    tops = "[...document.querySelectorAll('.dots g path:not(.axis)')].map(e => e.transform.baseVal[0].matrix.f)"
    assert min(page.evaluate(tops)) >= 20  # also the slowest card has its dot within the drawing
    there = sum(1 for visit_ in moment if visit_[2] <= 20 and (visit_[5] is None or visit_[5] > 20))
    assert left.locator(".number b").nth(1).text_content() == str(there)
    before = page.locator(".side").nth(1).locator(".truth").text_content()
    page.keyboard.press("c")
    change = page.get_by_role("region", name="Change")
    change.get_by_label("stage", exact=True).select_option(label="Build")
    change.get_by_label("limit", exact=True).fill("4")
    change.get_by_role("button", name="Set").click()
    expect(page.locator("#label-right")).to_have_text("32 cards, changed")
    assert "without changes" in page.locator(".side").nth(1).locator(".truth").text_content()
    deeds = [{"do": "limit", "week": 20.0, "stage": 1, "limit": 4}]
    after = vmo.traces("littles-law", deeds=[[], deeds]).document()[1]["measured"]
    expect(page.locator(".side").nth(1).locator(".truth")).to_contain_text(f"this year {after:.1f}")
    assert json.loads(page.evaluate("new URLSearchParams(location.hash.slice(1)).get('d')")) == deeds
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator("#label-right")).to_have_text("32 cards")
    year = before.split("year ")[1].split(";")[0]  # "unusual year" once enough years are there
    expect(page.locator(".side").nth(1).locator(".truth")).to_contain_text(f"year {year};")


def test_the_cumulative_flow_rewinds_the_board(visit):
    """Dragging the cursor goes to that week; the address brings somebody else to the same place."""
    page = board(visit("/coach/board?what=wip-limits#l=6&r=10&seed=4&w=30"))
    assert page.locator(".week").text_content() == "week 30"
    assert page.locator("#label-left").text_content() == "8 cards"
    box = page.locator(".flow").first.bounding_box()
    page.mouse.click(box["x"] + 40 + (box["width"] - 46) * 10.5 / 52, box["y"] + 40)
    expect(page.locator(".week")).to_have_text("week 10")
    dial = page.get_by_role("slider", name="Cards on the board").first
    dial.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#label-left")).to_have_text("10 cards")
    expect(page).to_have_url(re.compile("#l=7&r=10&seed=4"))


def test_keys_alone_do_everything_and_axe_finds_nothing(visit):
    """Vote, years, changes, help and play by keys; nothing moves by itself where that is not wanted."""
    page = board(visit("/coach/board?what=expedite", still=True))
    assert_accessible(page)
    for key, role, name in (("y", "region", "Many years"), ("c", "region", "Change"), ("v", "region", "Vote")):
        page.keyboard.press(key)
        page.get_by_role(role, name=name).wait_for()
        assert_accessible(page, name)
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.keyboard.press("r")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    keys.wait_for()
    assert keys.get_by_role("button").all_text_contents() == ["Presenter window (p)", "Save as a file (s)", "Close"]
    assert_accessible(page)
    page.keyboard.press("Escape")
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "."):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"w=1\.2"))
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("seed=2"))
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile("seed=1&"))
    page.keyboard.press("f")
    page.locator(".card.followed").first.wait_for(state="attached")


def test_the_first_page_has_no_obstacle_on_a_phone(visit):
    """The list of what can be shown; what cannot is said in words."""
    page = visit("/coach/", width=390, height=844)
    page.get_by_role("link", name="littles-law").wait_for()
    assert_accessible(page)
    visit.expected = "404"
    page.goto(page.url + "board?what=nothing-of-this-name")
    page.get_by_role("heading", name="nothing-of-this-name cannot be shown on two boards").wait_for()
    assert_accessible(page)


def test_the_presenter_has_a_window_of_her_own(visit, own_line):
    """Script, objections and the week of the boards; a key there plays here, and on no boards of another window."""
    page = board(visit(f"/coach/board?what={own_line}"))
    another = page.context.new_page()
    another.goto(page.url)
    board(another)
    with page.expect_popup() as caught:
        page.keyboard.press("p")
    other = caught.value
    other.get_by_role("heading", name="Script").wait_for(timeout=120_000)
    assert other.get_by_role("heading", name="Likely objections").is_visible()
    assert_accessible(other)
    other.keyboard.press("ArrowRight")
    expect(page.locator(".week")).to_have_text("week 1")
    expect(other.locator(".week")).to_have_text("Week 1.0")
    assert another.locator(".week").text_content() == "week 0"
    begun = other.evaluate("history.state.begun")
    other.reload()
    other.get_by_role("heading", name="Script").wait_for()
    assert other.evaluate("history.state.begun") == begun  # the minutes go on


def test_the_same_year_twice(visit):
    """One world of a portfolio: the second model is covered until it is revealed, from week 0, with a ghost."""
    page = board(visit("/coach/board?what=tiny"))
    assert not page.locator("#label-right").is_visible()
    page.keyboard.press("End")
    page.keyboard.press("r")
    expect(page.locator(".week")).to_have_text("week 0")
    assert page.locator("#label-right").text_content() == "Value-stream funding"
    page.keyboard.press("y")
    years = page.get_by_role("region", name="Many years")
    years.locator(".dot").first.wait_for(state="attached")
    assert "Value-stream funding less Project funding" in years.text_content()


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    """A session in one file, made by the program."""
    made = vmo.live("wip-limits", years=3, kept=1, sheet=False, workers=1)
    path = tmp_path_factory.mktemp("handout") / "session.html"
    made.save_page(path)
    return path


def test_a_hand_out_works_from_a_disk(browser, handout):
    """Offline, from file://, below 1 MB: it plays, its dial turns, its state travels in the address, it prints."""
    assert handout.stat().st_size < 1_000_000
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{handout.as_uri()}#l=0&r=3&w=12")
    board(page)
    assert page.locator(".week").text_content() == "week 12"
    assert page.locator("#label-left").text_content() == "1 card"
    page.get_by_role("slider", name="Cards on the board").nth(1).press("ArrowRight")
    expect(page.locator("#label-right")).to_have_text("5 cards")
    page.keyboard.press("y")
    page.get_by_role("region", name="Many years").locator(".dot").first.wait_for(state="attached")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    told = "This file holds 11 positions of the slider in 1 year, and no changes of limits, cards or people"
    assert told in page.locator(".strip").text_content()
    page.keyboard.press("c")
    assert told in page.get_by_role("region", name="Change").text_content()
    assert page.get_by_role("button", name="Set").is_disabled()
    page.keyboard.press("Escape")
    assert_accessible(page)
    with page.expect_popup() as caught:
        page.keyboard.press("p")
    other = caught.value
    other.get_by_role("heading", name="Script").wait_for()
    other.keyboard.press("Home")
    expect(page.locator(".week")).to_have_text("week 0")
    other.close()
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Script").is_visible()
    assert said == []
    context.close()


def test_very_many_cards_are_painted(browser, tmp_path):
    """Above 500 cards a canvas takes the place of single elements, and what has no room is counted."""
    document = vmo.live("bottleneck", years=1, kept=1, grid=False, sheet=False, workers=1).document()
    for trace in document["traces"].values():
        first = len(trace["cards"])
        trace["cards"] += [[9000 + k, 0, 0, None, 0, 3] for k in range(900)]
        trace["visits"] += [[first + k, k % 4, 0, 0, None, None] for k in range(900)]
    path = tmp_path / "many.html"
    path.write_text(handout_page(document), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(path.as_uri())
    board(page)
    canvas = page.locator(".area canvas").first
    expect(canvas).to_be_visible()
    assert page.locator(".side").first.locator(".card").count() == 0
    painted = canvas.evaluate("c => c.getContext('2d').getImageData(0, 60, c.width, 100).data.some(v => v > 0)")
    assert painted
    page.close()


def test_boards_that_stand_still_take_no_frames(visit):
    """Paused, nothing is drawn again and again: the machine is free for the years that run meanwhile."""
    page = board(visit("/coach/board?what=littles-law"))
    page.evaluate(
        "window.frames_ = 0; const ask = requestAnimationFrame;"
        "window.requestAnimationFrame = (call) => { window.frames_ += 1; return ask(call); }; null"
    )
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sr")).to_have_text(re.compile("Week 1.0"))
    at_rest = page.evaluate("window.frames_")
    assert at_rest > 0
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    assert page.evaluate("window.frames_") == at_rest


def test_a_room_votes_and_takes_home_what_was_done(visit, browser, own_line, tmp_path):
    """A phone guesses, whatever the coach presses or loads again; the file holds guesses, truth and changes."""
    page = board(visit(f"/coach/board?what={own_line}"))
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(page.locator(".code p").text_content())
    assert_accessible(phone, "before the vote")
    with page.expect_response("**/coach/api/poll"):
        page.keyboard.press("v")
    phone.get_by_role("link", name="Look again").click()
    assert_accessible(phone, "vote")
    phone.get_by_role("button", name="more", exact=True).click()
    assert "Your guess: more." in phone.content()
    page.keyboard.type("12")  # in place of the 0 that stands there
    cast = page.locator(".cast")
    expect(cast).to_contain_text("13 votes, 1 of them from phones")
    with page.expect_response("**/coach/api/poll"):
        page.keyboard.press("v")
    with page.expect_response("**/coach/api/poll"):
        page.reload()
    board(page)
    expect(cast).to_contain_text("13 votes, 1 of them from phones; answers stay hidden")
    assert not page.locator("#label-right").is_visible()
    with page.expect_response("**/coach/api/poll"):
        page.keyboard.press("l")
    assert page.locator(".vote b").all_text_contents() == ["12", "0", "0", "1", "0"]
    phone.get_by_role("button", name="less", exact=True).click()
    assert "locked" in phone.content()
    assert "Your guess: more." in phone.content()
    phone.context.close()
    page.keyboard.press("r")
    at_week(page, 20)
    page.keyboard.press("u")
    expect(page.locator("#label-right")).to_have_text("your changes, changed")
    told = "Guessed (13): less than half 12 \u00b7 less 0 \u00b7 about the same \u2714 0 \u00b7 more 1"
    assert told in page.locator(".strip").text_content()
    with page.expect_download(timeout=120_000) as caught:
        page.keyboard.press("s")
    file = tmp_path / "session.html"
    caught.value.save_as(file)
    assert file.stat().st_size < 1_000_000
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    board(page)
    label = page.locator("#label-right")
    expect(label).to_have_text("your changes, changed")
    assert told in page.locator(".strip").text_content()
    for key, words in (("z", "your changes"), ("z", "your changes, changed"), ("n", "your changes")):
        page.keyboard.press(key)
        expect(label).to_have_text(words)
    assert (
        "The changes were made to your changes in year 1: Z brings them back."
        in page.locator(".strip").text_content()
    )
    page.keyboard.press("z")
    expect(label).to_have_text("your changes, changed")
    page.emulate_media(media="print")
    assert "week 20.0: an urgent card" in page.locator(".printed").text_content()
    context.close()
