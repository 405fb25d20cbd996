"""The strategist's door in a browser."""

import json
import os
import re
import select
from pathlib import Path

import pytest
from playwright.sync_api import expect

import vmo
from pages.doors.strategist.tasks import band
from tests.pages.browser.conftest import opened
from tests.pages.browser.looks import assert_accessible, assert_fits, focused
from tests.pages.portfolios import small

TABLE = "id,name,value_stream,spend,value_per_quarter\na,Portal,sales,100000,50000\nb,Robot,service,200000,60000\n"
PAGE = "/strategist/?scenario="


@pytest.fixture
def portfolio(server, request):
    """A portfolio of this test in the folder of the server; its name."""
    name = re.sub(r"\W+", "-", request.node.name)[-50:].strip("-_")
    small(server.folder, name)
    return name


def ready(page):
    expect(page.locator("#first option").first).to_be_attached()
    return page


def worlds(page, count):
    page.locator("#worlds").fill(str(count))


def test_a_session_from_a_table_to_a_pinned_variant(visit, server, tmp_path):
    """Import with a correction, a fault at its cell, a run, a pin, a changed model run and saved, a report."""
    path = tmp_path / "session.csv"
    path.write_text(TABLE)
    page = visit("/strategist/import")
    page.get_by_label("Drop a file here").set_input_files(path)
    expect(page.locator("#mapping")).to_contain_text("value_per_quarter")
    page.get_by_label("Quarters", exact=True).fill("4")
    page.get_by_label("Quarters", exact=True).press("Tab")
    expect(page.locator("#read pre")).to_contain_text("quarters 4")
    assert focused(page) == "starts"  # the next field: reading again takes nothing away from who types on
    page.get_by_label("Make a portfolio").fill("session")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("#accept .command")).to_have_text("vmo import session.csv --quarters 4 --out session")
    page.get_by_role("link", name="Open session").click()

    ready(page).get_by_role("tab", name="Portfolio table").click()
    cell = page.get_by_label("success_probability of a").or_(page.get_by_label("value_per_quarter of a"))
    cell.first.fill("much")
    expect(page.locator("td[data-fault] .fault")).to_contain_text('"much" is not a number')
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    cell.first.fill("0.5")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("is saved.")).to_be_visible()

    page.get_by_role("tab", name="Answer").click()
    worlds(page, 4)
    page.get_by_role("button", name="Run").click()
    command = "vmo compare session --models project,value_stream -n 4 --seed 1"
    expect(page.locator("#commands code")).to_have_text(command)
    expected = vmo.compare(server.folder / "session", replications=4, workers=1)
    expect(page.locator("#headline")).to_have_text(expected.headline())
    mean = expected.data.difference("npv", "value_stream", "project").mean
    assert float(page.locator("#difference data").get_attribute("value")) == mean
    assert page.locator("#behind li").all_text_contents() == expected.sentences()[1:]
    assert "--assumptions" in expected.sentences()[0]  # here it has a button
    page.get_by_role("button", name="Pin this result").click()

    page.get_by_role("tab", name="Funding models").click()
    cadence = page.get_by_label("cadence weeks of Value-stream funding")
    cadence.fill("-3")
    cadence.press("Tab")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("value_stream.cadence_weeks: -3 is not above 0")
    expect(page.locator("#older")).to_be_visible()
    page.get_by_role("tab", name="Funding models").click()
    cadence.fill("26")
    cadence.press("Tab")
    expect(page.locator("#changes")).to_contain_text("funding_models.value_stream.cadence_weeks = 26")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#older")).to_be_hidden()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#commands code")).to_have_count(2)
    changed = vmo.changed(server.folder / "session", {"funding_models.value_stream.cadence_weeks": 26})
    again = vmo.compare(changed, replications=4, workers=1)
    expect(page.locator("#headline")).to_have_text(again.headline())
    expect(page.locator("#pins")).to_contain_text("Variant 1")
    page.get_by_text("Bridge: where the value arises").click()
    expect(page.get_by_role("img", name="Bridge")).to_be_visible()

    page.get_by_role("tab", name="Save and report").click()
    page.locator("form[id^=model]").get_by_role("button", name="Save").click()
    expect(page.locator("#saved code")).to_have_text("vmo compare session --models project,value_stream_changed")
    assert vmo.load(server.folder / "session").funding_models["value_stream_changed"].cadence_weeks == 26
    page.get_by_role("button", name="Board paper (HTML)").click()
    expect(page.locator("#report-state progress")).to_be_visible()
    page.locator("#report-state").get_by_role("button", name="Stop").click()
    expect(page.locator("#report-state")).to_contain_text("Stopped.")
    link = page.url

    page.goto(f"{server.address}/")
    page.goto(link)
    expect(ready(page).locator("#changes")).to_contain_text("cadence_weeks = 26")
    expect(page.locator("#pins")).to_contain_text("Variant 1")


@pytest.mark.parametrize(("dark", "width", "height"), [(False, 1280, 720), (True, 390, 844)])
def test_every_view_is_accessible_and_fits(visit, portfolio, dark, width, height):
    """Axe finds nothing in any view, in light and dark, on a projector and on a phone."""
    page = ready(visit(f"{PAGE}{portfolio}", dark=dark, width=width, height=height))
    worlds(page, 2)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#commands code")).to_be_visible()
    for name in ("Answer", "Funding models", "Portfolio table", "Save and report"):
        page.get_by_role("tab", name=name).click()
        assert_accessible(page)
        assert_fits(page)
    page.goto(f"{page.url.partition('/strategist')[0]}/strategist/import")
    assert_accessible(page)
    assert_fits(page)


def test_the_keyboard_alone_does_it(visit, portfolio):
    """From the skip link to a changed model, a cell of the table and a run, without a pointer."""
    page = ready(visit(f"{PAGE}{portfolio}"))
    page.keyboard.press("Tab")
    assert focused(page) == "To the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "scenario"
    for name in ("first", "second", "worlds"):
        page.keyboard.press("Tab")
        assert focused(page) == name
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#commands code")).to_be_visible()
    page.locator("#tab-answer").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "tab-models"
    expect(page.locator("#mechanisms")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "tab-portfolio"
    page.get_by_label("features of a1").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("7")
    expect(page.locator("#table-state")).to_have_text("1 cell changed, no fault")
    assert page.get_by_label("features of a2").input_value().endswith("7")


def test_cells_that_are_not_saved_stay_until_the_reader_lets_them_go(visit, portfolio):
    """Beside other columns, with a model that is saved meanwhile; another portfolio asks, and leaves no answer."""
    page = ready(visit(f"{PAGE}{portfolio}"))
    worlds(page, 2)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#commands code")).to_be_visible()
    page.get_by_role("tab", name="Portfolio table").click()
    page.get_by_label("features of a1").fill("9")
    page.get_by_role("tab", name="Funding models").click()
    page.get_by_label("cadence weeks of Value-stream funding").fill("26")
    page.get_by_label("cadence weeks of Value-stream funding").press("Tab")
    page.get_by_role("tab", name="Save and report").click()
    page.locator("form[id^=model]").get_by_role("button", name="Save").click()
    expect(page.locator("#saved code")).to_be_visible()
    page.get_by_text("Show other models").evaluate("node => node.parentElement.open = true")
    page.get_by_role("tab", name="Funding models").click()
    page.locator("#columns button").first.click()
    expect(page.get_by_label("features of a1", exact=True)).to_have_value("9")
    asked = []
    for answer in (False, True):
        page.once(
            "dialog", lambda box, yes=answer: (asked.append(box.message), box.accept() if yes else box.dismiss())
        )
        page.get_by_label("Portfolio", exact=True).select_option("tiny")
    assert asked[0] == f"1 cell of {portfolio}/mmps.csv is changed and not saved. Leave without saving?"
    expect(page.locator("#about")).to_contain_text("Two streams")
    expect(page.locator("#bands")).to_be_empty()
    assert page.get_by_label("Portfolio", exact=True).input_value() == "tiny"


def test_text_of_a_scenario_is_text(visit, server):
    """A name that looks like a script is shown as it is, in every view, and runs nowhere."""
    name = "hostile"
    folder = small(server.folder, name)
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    text = (folder / "scenario.yaml").read_text().replace("Project funding", evil.replace('"', "&quot;"))
    (folder / "scenario.yaml").write_text(text)
    table = (folder / "mmps.csv").read_text().replace("Quote online", evil.replace('"', '""').join('""'))
    (folder / "mmps.csv").write_text(table)
    page = ready(visit(f"{PAGE}{name}"))
    worlds(page, 2)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#headline")).to_contain_text("<img src=x")
    for view in ("Funding models", "Portfolio table", "Save and report"):
        page.get_by_role("tab", name=view).click()
    page.get_by_role("tab", name="Answer").click()
    page.get_by_text("Roadmap of the median world").click()
    expect(page.locator("#figures img")).to_be_visible()
    assert page.title() == "Strategist"
    assert page.locator("main script, main img:not(.sheet)").count() == 0


def test_of_two_tabs_the_second_is_told_and_keeps_what_it_typed(visit, server, portfolio):
    """The second save is refused; what was typed is laid over the table as it is now, and saved then."""
    first, second = (ready(visit(f"{PAGE}{portfolio}")) for _ in range(2))
    for page, label, value in ((first, "features of a1", "9"), (second, "features of b1", "11")):
        page.get_by_role("tab", name="Portfolio table").click()
        page.get_by_label(label).fill(value)
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("is saved.")).to_be_visible()
    visit.expected = "409"
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator("#table-faults")).to_contain_text("changed meanwhile")
    second.get_by_role("button", name="with my changes laid over it").click()
    expect(second.get_by_label("features of a1")).to_have_value("9")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("is saved.")).to_be_visible()
    found = {mmp.id: mmp.features for mmp in vmo.load(server.folder / portfolio).mmps}
    assert (found["a1"], found["b1"]) == (9, 11)


def test_a_change_from_outside_is_noticed(visit, server, portfolio):
    """When the reader comes back to the page it says so, and loads the file again when asked to."""
    page = ready(visit(f"{PAGE}{portfolio}"))
    file = server.folder / portfolio / "scenario.yaml"
    file.write_text(file.read_text().replace("name: Project funding", "name: Old way"))
    page.evaluate_handle("window").evaluate("page => page.dispatchEvent(new Event('focus'))")
    expect(page.locator("#outside")).to_contain_text("was changed in another tab or program")
    page.get_by_role("button", name="Load it again").click()
    expect(page.locator("#first")).to_contain_text("Old way")


def test_a_page_that_is_loaded_again_goes_on_with_its_run(visit, portfolio):
    """The run is not lost and not begun again."""
    page = ready(visit(f"{PAGE}{portfolio}"))
    worlds(page, 20_000)  # more than end before somebody presses Stop
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#curves svg")).to_be_visible()
    page.reload()
    expect(page.locator("#curves svg")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#behind")).to_contain_text("Stopped after")


def test_a_run_that_did_not_hear_stop_leaves_its_band_and_says_so(visit, server, portfolio):
    """Its process was ended: with a band that is what stands there, without one nothing was finished."""
    page = ready(visit(f"{PAGE}{portfolio}"))
    found = vmo.compare(server.folder / portfolio, replications=2, workers=1, backing=False)
    events = f"event: band\ndata: {json.dumps(json.loads(vmo.json_text(band(found))))}\n\n"
    page.route("**/strategist/api/compare", lambda route: route.fulfill(json={"job": "none"}))
    sent = [f"{events}event: cancelled\ndata: null\n\n", "event: cancelled\ndata: null\n\n"]
    page.route(
        "**/api/jobs/none/events",
        lambda route: route.fulfill(body=sent.pop(), content_type="text/event-stream"),
    )
    for place, words in (("#headline", "Stopped before"), ("#behind", "after 2 worlds")):
        page.get_by_role("button", name="Run").click()
        expect(page.locator(place)).to_contain_text(words)


@pytest.mark.parametrize(("still", "expected"), [(True, "none"), (False, "appear")])
def test_without_motion_nothing_moves(visit, portfolio, still, expected):
    """Who wants less motion gets none."""
    page = ready(visit(f"{PAGE}{portfolio}", still=still))
    page.get_by_role("tab", name="Portfolio table").click()
    page.get_by_label("features of a1").fill("9")
    page.get_by_role("button", name="Save", exact=True).click()
    toast = page.locator(".toast").first
    expect(toast).to_be_visible()
    assert toast.evaluate("node => getComputedStyle(node).animationName") == expected


def test_a_server_that_is_killed_is_told_and_leaves_no_process(browser, tmp_path):
    """What was typed stays on the page; the process that worked ends with its server."""
    small(tmp_path)
    with opened(tmp_path) as running:
        context = browser.new_context()
        page = context.new_page()
        page.goto(running.link)
        page.goto(f"{running.address}{PAGE}mine")
        worlds(ready(page), 20_000)
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#curves svg")).to_be_visible()
        children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
        workers = [os.pidfd_open(int(word)) for word in children.read_text().split()]
        assert workers
        running.process.kill()
        for worker in workers:
            assert select.select([worker], [], [], 30)[0], "a process is left"
            os.close(worker)
        page.get_by_role("tab", name="Funding models").click()
        page.get_by_label("cadence weeks of Value-stream funding").fill("26")
        page.get_by_label("cadence weeks of Value-stream funding").press("Tab")
        page.get_by_role("button", name="Run").click()
        expect(page.get_by_text("does not answer").first).to_be_visible()
        expect(page.locator("#changes")).to_contain_text("cadence_weeks = 26")
        context.close()
