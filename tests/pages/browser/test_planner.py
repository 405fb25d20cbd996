"""The planner's door in a browser."""

import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

import vmo
from scenarios.variation.staffing import staffed
from tests.pages.browser.looks import assert_accessible, assert_fits, focused
from tests.pages.portfolios import small

PAGE = "/planner/?scenario="
VIEWS = ("MMPs", "Roadmap", "Money, teams, rules", "Frontier", "Plans side by side", "Quarter is over", "Papers")


@pytest.fixture
def portfolio(server, request):
    """A portfolio of this test in the folder of the server; its name."""
    name = re.sub(r"\W+", "-", request.node.name)[-40:].strip("-_")
    small(server.folder, name)
    return name


def written(number):
    """A number as JavaScript writes it."""
    return str(int(number)) if number == int(number) else repr(number)


def planned(page, name, **planning):
    """The page shows the plan that the API gives, and the command."""
    found = vmo.plan(name, **planning)
    expect(page.locator("#value data")).to_have_attribute("value", written(found.data.value))
    words = re.escape(found.headline().partition(" Proven")[0])
    expect(page.locator("#headline")).to_have_text(re.compile(f"^{words}"))
    return found


def downloaded(page):
    """What the link to the file that was just made gives."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    page.locator("#paper-state").evaluate("place => place.replaceChildren()")
    return download.value.path().read_bytes()


def view(page, name):
    page.get_by_role("tab", name=name).click()


def test_a_session_from_wishes_to_the_next_quarter(visit, server, portfolio):
    """In and out, an impossible wish and a way out, why, a price, names, the curve, papers, and the roll."""
    mine = server.folder / portfolio
    visit.expected = "status of 422"  # the fault in what happened
    page = visit(f"{PAGE}{portfolio}")
    planned(page, mine)
    expect(page.locator("#commands code")).to_have_text(f"vmo plan {portfolio} --gap 0.5%")
    page.get_by_role("button", name="Pin this plan").click()
    view(page, "Plans side by side")
    page.get_by_role("button", name="Keep it").click()

    view(page, "MMPs")
    page.get_by_label("Claim by app must be out").check(force=True)
    planned(page, mine, exclude=["b1"])
    for against in ("last", "pinned"):
        expect(page.locator(f"[data-against={against}]")).to_contain_text("− out Claim by app")
    page.get_by_label("Why is Claim by app out?").click()
    told = vmo.explain(vmo.plan(mine, exclude=["b1"]), ["b1"]).data[0].words
    expect(page.locator(".reason p").first).to_have_text(told)

    page.get_by_label("Pay online must be in").check(force=True)
    planned(page, mine, exclude=["b1"], include=["a2"])
    view(page, "Money, teams, rules")
    expect(page.get_by_role("button", name="Price the rules")).to_be_disabled()  # none has a number
    alpha = staffed(vmo.load(mine).stream("alpha"), 2)
    page.locator("#teams-alpha").fill("2")
    planned(page, vmo.changed(mine, alpha), exclude=["b1"], include=["a2"])
    expect(page.locator("#commands code").first).to_contain_text("stages.build.servers=2")
    page.get_by_role("button", name="Take back: value_streams.alpha.teams = 2").click()
    planned(page, mine, exclude=["b1"], include=["a2"])
    page.get_by_label("All quarters, share").fill("10")
    expect(page.locator("#value")).to_have_text("No plan")
    expect(page.locator("#trouble")).to_contain_text("a2 is included by request")
    assert_accessible(page)
    page.get_by_role("button", name="do without a2").click()
    planned(page, mine, exclude=["b1"], budget=30000)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#value")).to_have_text("No plan")
    page.get_by_role("button", name="Undo", exact=True).click()
    planned(page, mine, exclude=["b1"], include=["a2"])

    page.get_by_label("Value of: Most MMPs under way").fill("1")
    page.get_by_label("Value of: Most MMPs under way").press("Tab")
    limited = vmo.changed(mine, {"plan_rules.mmp_wip_limit": 1})
    now = planned(page, limited, exclude=["b1"], include=["a2"])
    page.get_by_role("button", name="Price the rules").click()
    free = vmo.plan(mine, exclude=["b1"], include=["a2"])
    price = page.locator(".rules tbody tr", has_text="Most MMPs under way").locator("data")
    expect(price).to_have_attribute("value", written(free.data.value - now.data.value))

    view(page, "Plans side by side")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".plans thead th")).to_have_text(["Plan", "Plan A", "Plan B"])
    expect(page.locator(".plans tr", has_text="Claim by app").first).to_contain_text("out")
    view(page, "Frontier")
    page.get_by_role("button", name="Draw the frontier").click()
    expect(page.locator("#frontier figure")).to_contain_text("you are here")
    curve = vmo.frontier(limited, exclude=["b1"], include=["a2"], gap="0.5%")
    expect(page.locator("#curve-state")).to_contain_text(curve.headline())
    here, more = [point for point in curve.data.frontier.points if point.factor in (1.0, 1.1)]
    expect(page.locator("#more-money data").last).to_have_attribute("value", written(more.value - here.value))
    view(page, "Papers")
    page.get_by_role("button", name="Workbook (XLSX)").click()
    assert downloaded(page)[:2] == b"PK"
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator("#paper-state")).to_contain_text(f"manifest.json are in {portfolio}-plan")
    page.get_by_label("The packet says what changed since").select_option("the pinned plan")
    page.get_by_role("button", name="Big-room packet (HTML)").click()
    expect(page.locator("#paper-state code").last).to_contain_text("--since last --out packet.html")
    assert b"What changed" in downloaded(page)
    options = page.get_by_label("The packet says what changed since").locator("option")
    assert f"the plan saved in {portfolio}-plan" in options.all_text_contents()

    view(page, "Quarter is over")
    page.get_by_role("button", name="Enter what happened").click()
    page.get_by_label("status of a1 in quarter 1").select_option("running")
    page.get_by_role("button", name="Roll the quarter").click()
    expect(page.locator("#quarter .fault").first).to_be_visible()
    assert not (server.folder / f"{portfolio}-2").exists()
    assert_accessible(page)
    page.get_by_label("share done, 0 to 1 of a1 in quarter 1").fill("0.5")
    page.get_by_role("button", name="Roll the quarter").click()
    page.get_by_role("link", name=f"Plan {portfolio}-2").click()
    planned(page, server.folder / f"{portfolio}-2")
    expect(page.locator("#about")).to_contain_text("3 quarters")


def test_a_bar_is_moved_by_pointer_and_by_keys(visit, server, portfolio):
    """Dragged by a quarter it is pinned there; Delete lets it go, Ctrl+Z brings it back, the arrow takes it on."""
    page = visit(f"{PAGE}{portfolio}")
    first = planned(page, server.folder / portfolio)
    mmp = next(line for line in first.data.chosen if line.start == 1)
    view(page, "Roadmap")
    bar = page.locator(f"#bar-{mmp.id}")
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 85, box["y"] + 10)
    page.mouse.move(box["x"] + 140, box["y"] + 10)
    page.mouse.up()
    expect(bar).to_have_attribute("aria-label", re.compile("starts in Q2.*pinned"))
    pinned = {f"mmps.{mmp.id}.{end}_quarter": 2 for end in ("earliest", "latest")}
    planned(page, vmo.changed(server.folder / portfolio, pinned), include=[mmp.id])
    expect(page.locator("#commands code").first).to_contain_text(f"--set mmps.{mmp.id}.earliest_quarter=2")
    assert focused(page) == f"bar-{mmp.id}"
    page.keyboard.press("Delete")
    expect(page.locator("#wishes")).not_to_contain_text("starts in")
    page.keyboard.press("Control+z")
    expect(page.locator("#wishes")).to_contain_text("starts in quarter 2")
    page.keyboard.press("ArrowLeft")
    expect(bar).to_have_attribute("aria-label", re.compile("starts in Q1.*pinned"))
    assert focused(page) == f"bar-{mmp.id}"


@pytest.mark.parametrize(("dark", "width", "height"), [(False, 1280, 720), (True, 390, 844)])
def test_every_view_is_accessible_and_fits(visit, server, portfolio, dark, width, height):
    """Axe finds nothing in any view, in light and dark, on a projector and on a phone."""
    page = visit(f"{PAGE}{portfolio}", dark=dark, width=width, height=height, still=True)
    planned(page, server.folder / portfolio)
    for name in VIEWS:
        view(page, name)
        if name == "Plans side by side":
            page.get_by_role("button", name="Keep it").click()
        if name == "Quarter is over":
            page.get_by_role("button", name="Enter what happened").click()
            expect(page.locator("#next")).to_be_visible()
        assert_accessible(page)
        assert_fits(page)


def test_a_plan_that_comes_after_its_question_was_taken_back_is_not_shown(visit, server, portfolio):
    """While another plan is searched for, Undo goes back to what is shown; the late answer changes nothing."""
    page = visit(f"{PAGE}{portfolio}")
    first = planned(page, server.folder / portfolio)
    held = []
    page.route("**/planner/api/plan", lambda route: held.append(route))
    with page.expect_request("**/planner/api/plan"):
        page.get_by_label("Claim by app must be out").check(force=True)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="Stop")).to_be_disabled()
    with page.expect_response("**/cancel"):
        held[0].continue_()
    expect(page.locator("#value data")).to_have_attribute("value", written(first.data.value))
    expect(page.locator("#commands code")).to_have_text(f"vmo plan {portfolio} --gap 0.5%")


def test_a_link_brings_back_what_was_asked(visit, server, portfolio):
    """Wishes, pin and names stand behind the # of the address, and the keyboard alone sets them."""
    page = visit(f"{PAGE}{portfolio}")
    planned(page, server.folder / portfolio)
    page.get_by_label("Quote online is free").focus()
    page.keyboard.press("ArrowLeft")
    planned(page, server.folder / portfolio, exclude=["a1"])
    assert focused(page) == "out-a1"
    link = page.url
    page.goto(f"{server.address}/")
    page.goto(link)
    planned(page, server.folder / portfolio, exclude=["a1"])
    expect(page.get_by_label("Quote online must be out")).to_be_checked()


def test_many_wishes_leave_the_views_where_they_are(visit, server):
    """A hundred wishes scroll in two lines: on a projector the table stays in sight, and the last is reached."""
    page = visit("/")
    page.route("**/planner/api/plan", lambda route: route.abort())
    ids = [mmp.id for mmp in vmo.load("insurer").mmps]
    changes = {f"mmps.{mmp}.latest_quarter": 7 for mmp in ids[:40]}
    wishes = {"wishes": {"scenario": "insurer", "exclude": ids, "include": [], "changes": changes, "gap": "0.5%"}}
    visit.expected = "ERR_FAILED"
    page.goto(f"{server.address}{PAGE}insurer#{quote(json.dumps(wishes))}")
    last = page.get_by_role("button", name=re.compile("^Take back")).last
    last.focus()
    expect(last).to_be_in_viewport()
    assert page.locator('[role="tablist"]').bounding_box()["y"] < 400
    assert_accessible(page)


@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize("door", ["planner", "strategist"])
def test_a_link_to_a_portfolio_that_is_not_here_is_told(visit, door):
    """Another one is shown in its place, and the page says so at both doors that have portfolios."""
    page = visit(f"/{door}/?scenario=gone")
    expect(page.get_by_role("alert")).to_contain_text("no portfolio “gone” here")
    expect(page.locator("#about")).to_contain_text("MMPs")


def test_a_wish_before_the_first_plan_is_planned(visit, server, portfolio):
    """Who changes something while the first plan is still searched for gets the plan of the change."""
    page = visit("/")
    held = []
    page.route("**/planner/api/plan", lambda route: route.continue_() if held else held.append(route))
    page.goto(f"{server.address}{PAGE}{portfolio}")
    page.get_by_label("Claim by app must be out").check(force=True)
    planned(page, server.folder / portfolio, exclude=["b1"])
