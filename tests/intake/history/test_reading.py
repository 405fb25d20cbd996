"""Every tracker's layout is read as its people mean it; what cannot be known stays unknown."""

import importlib.util
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from intake.history.durations import age_days, cycle_days, days_between
from intake.history.options import Options
from intake.history.reading import read_history
from intake.history.weekly import throughput
from scenarios.faults import ScenarioError

spec = importlib.util.spec_from_file_location("history_exports", Path(__file__).with_name("exports.py"))
assert spec is not None
assert spec.loader is not None
exports = importlib.util.module_from_spec(spec)
spec.loader.exec_module(exports)


@pytest.fixture
def read(tmp_path):
    """Read a text as a file of some name, with options."""

    def from_text(text, name="items.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_history([path], Options(**options))

    return from_text


def by_id(history):
    return {item.id: item for item in history.items}


def messages(read, text, name="items.csv", **options):
    with pytest.raises(ScenarioError) as caught:
        read(text, name, **options)
    return str(caught.value)


def test_one_date_per_stage(read):
    """Commitment to done in days, skipped stages, an item of one day, one that runs backwards and is named."""
    history = read(exports.AGILE)
    items = by_id(history)
    elapsed = {id_: cycle_days(item, "elapsed") for id_, item in items.items()}
    assert elapsed == {"A-1": 3, "A-2": 3, "A-3": None, "A-4": None, "A-5": 0, "A-6": 7}
    assert [cycle_days(items[id_]) for id_ in ("A-1", "A-2", "A-5", "A-6")] == [4, 4, 1, 8]
    assert items["A-3"].state == "open"
    assert items["A-4"].state == "waiting"
    assert items["A-6"].visits == ()
    assert any("A-6" in note and "backwards" in note for note in history.notes)
    assert [(v.stage, v.entered.day) for v in items["A-2"].visits] == [
        ("Backlog", 2),
        ("Committed", 3),
        ("Done", 6),
    ]
    assert throughput(history) == {"2018-W01": 2, "2018-W02": 1, "2018-W03": 1}
    assert (age_days(history, items["A-3"], "elapsed"), age_days(history, items["A-3"])) == (11, 12)
    assert items["A-2"].blocked_days == 1


def test_commitment_and_done_can_be_named(read):
    """From Build to Test, A-1 took one day; what skipped Build began later."""
    items = by_id(read(exports.AGILE, start="Build", done="Test"))
    assert cycle_days(items["A-1"], "elapsed") == 1
    assert items["A-2"].started is None
    assert 'no stage is called "Bild"' in messages(read, exports.AGILE, start="Bild")


def test_stage_dates_in_a_workbook(read, tmp_path):
    """A sheet with real dates gives what the text gives."""
    book = Workbook()
    sheet = book.active
    for line in exports.AGILE.splitlines():
        cells = line.split(",")
        sheet.append([datetime.fromisoformat(cell) if cell.startswith("2018-") else cell for cell in cells])
    book.save(tmp_path / "items.xlsx")
    assert read_history([tmp_path / "items.xlsx"]).items == read(exports.AGILE).items


def test_azure_devops(read):
    """Regional dates are settled by the column; removed items never count; resolved is not closed."""
    history = read(exports.AZURE)
    items = by_id(history)
    elapsed = {
        id_: round(days, 4) for id_, item in items.items() if (days := cycle_days(item, "elapsed")) is not None
    }
    assert elapsed == {"2502": 0.0763, "2505": 0.8804, "2627": 0.1833, "2639": 1.6865, "2716": 0.0, "2851": 11.8489}
    weeks = {week: count for week, count in throughput(history).items() if count}
    assert weeks == {"2025-W23": 2, "2025-W26": 1, "2025-W28": 1, "2025-W33": 2}
    assert [items[id_].state for id_ in ("2504", "3051", "3059", "2579", "2612")] == [
        "removed", "open", "open", "waiting", "waiting",
    ]  # fmt: skip
    stories = read(exports.AZURE, without_types=("epic",))
    assert dict(stories.dropped) == {"type Epic was not asked for": 4}


def test_trello(read):
    """Moves are moves between lists; a start that is not in the file stays unknown; archived is not done."""
    history = read(exports.TRELLO, "board.json")
    one, two, three = history.items
    assert (one.created, one.started) == (datetime(2021, 2, 8, 12, 50, 52), None)
    assert one.done == datetime(2021, 2, 25, 13, 23, 34, 253000)
    assert (two.state, two.stage, two.started) == ("open", "Testing", None)
    assert [(v.stage, v.entered) for v in two.visits] == [("Testing", datetime(2021, 2, 25, 13, 23, 11, 652000))]
    assert three.created == three.started == datetime(2021, 2, 24, 17, 9, 53, 895000)
    assert (three.state, three.done) == ("removed", None)
    assert any("another time" in note and "3" in note for note in history.notes)
    assert history.zone == "UTC"


def test_trello_says_when_it_is_cut_off(read):
    """A board with a thousand actions has lost older ones."""
    import json

    board = json.loads(exports.TRELLO)
    board["actions"] += [{"type": "commentCard", "date": "2021-02-25T00:00:00Z", "data": {}}] * 996
    assert any("older moves are missing" in note for note in read(json.dumps(board), "board.json").notes)


def test_trello_without_a_done_list_asks(read):
    """Nobody guesses which list means done."""
    text = exports.TRELLO.replace("Finished", "Celebrate")
    assert "say which, such as --done LIST" in messages(read, text, "board.json")
    assert read(text, "board.json", done="Celebrate").items[0].state == "done"


def test_reopened_items_count_once(read):
    """First start to last done; the work in between counts, and the return is told."""
    import json

    board = json.loads(exports.TRELLO)
    card = {"id": "602133ac0000000000000001"}
    moves = [
        ("2021-02-10", "L1", "L2"),
        ("2021-02-12", "L2", "L4"),
        ("2021-02-15", "L4", "L3"),
        ("2021-02-20", "L3", "L4"),
    ]
    board["actions"] = [
        {"type": "updateCard", "date": f"{day}T00:00:00Z", "data": {
            "card": card, "listBefore": {"id": a}, "listAfter": {"id": b}}} for day, a, b in moves
    ]  # fmt: skip
    item = read(json.dumps(board), "board.json").items[0]
    assert (item.started, item.done, item.returns) == (datetime(2021, 2, 10), datetime(2021, 2, 20), 1)


def test_jira(read):
    """Repeated headings, comments over lines, no throughput for Won't Do, and starts only where they are known."""
    history = read(exports.JIRA)
    items = by_id(history)
    assert items["PRO-1"].started == datetime(2024, 1, 10, 9)
    assert items["PRO-1"].done == datetime(2024, 1, 19, 23, 58)
    assert items["PRO-2"].state == "removed"
    assert (items["PRO-3"].state, items["PRO-3"].started) == ("open", datetime(2024, 1, 15, 10))
    assert (items["PRO-4"].done, items["PRO-4"].started) == (datetime(2024, 1, 16, 10), None)
    assert items["PRO-5"].state == "waiting"
    assert any("PRO-4" in note and "Done without a date" in note for note in history.notes)


def test_times_around_midnight_belong_to_their_days(read):
    """11:58 PM and 12:05 AM are on two days, whatever the hours between."""
    assert days_between(datetime(2024, 1, 19, 23, 58), datetime(2024, 1, 20, 0, 5)) == 2
    assert by_id(read(exports.JIRA))["PRO-2"].ended == datetime(2024, 1, 11, 0, 5)


def test_status_words_of_the_user_come_first(read):
    """In Review may mean done, and Closed may mean removed."""
    items = by_id(read(exports.JIRA, status={"Closed": "removed", "in review": "build"}))
    assert items["PRO-4"].state == "removed"
    assert items["PRO-3"].stage == "build"


def test_linear_in_two_zones(read):
    """An offset moves an item to the day of the zone that is asked for; a row one cell short is read."""
    utc, berlin = by_id(read(exports.LINEAR)), by_id(read(exports.LINEAR, zone="Europe/Berlin"))
    assert utc["ENG-1"].done == datetime(2024, 3, 8, 23, 30)
    assert berlin["ENG-1"].done == datetime(2024, 3, 9, 0, 30)
    assert utc["ENG-2"].state == "removed"
    assert utc["ENG-4"].state == "done"
    assert read(exports.LINEAR, stream="Team").streams == ("Core", "Web")


def test_times_with_and_without_an_offset_are_not_mixed(read):
    """A file of both kinds needs a zone."""
    text = "id,started,done\na,2024-03-04T10:00:00Z,2024-03-05 09:00\n"
    assert "say --zone" in messages(read, text)
    assert by_id(read(text, zone="Europe/Berlin"))["a"].started == datetime(2024, 3, 4, 11)


def test_github(read):
    """Closed as not planned is no throughput, a pull request is no issue, and nothing has a start."""
    history = read(exports.GITHUB, "issues.json")
    assert [(item.id, item.state, item.started) for item in history.items] == [
        ("#1", "done", None), ("#2", "removed", None), ("#3", "waiting", None),
    ]  # fmt: skip
    assert dict(history.dropped) == {"pull request, not an issue": 1}
    assert read(exports.GITHUB, "issues.json", created_is_start=True).items[0].started is not None


def test_start_and_finish_by_mapping(read):
    """Any table becomes a history when its columns are named."""
    text = "Vorhaben;Kick-off;Go live\nAlpha;31.01.2025;28.02.2025\nBeta;01.02.2025;\n"
    history = read(text, columns={"Vorhaben": "id", "Kick-off": "started", "Go live": "done"})
    alpha, beta = history.items
    assert (alpha.id, alpha.started, alpha.done) == ("Alpha", datetime(2025, 1, 31), datetime(2025, 2, 28))
    assert beta.state == "open"
    assert "say what its columns are, such as --map" in messages(read, "Vorhaben;Text\nAlpha;x\n")
    assert '"Kickof" is no heading of the file; did you mean "Kick-off"' in messages(
        read, text, columns={"Kickof": "started"}
    )


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("ID,Name,State,Type,Started Date,Closed Date,Created Date", "1,x,Done,Story,{start},{end},2024-01-01"),
        ("Card ID,Title,Created at,Start date,End date,Archived at", "1,x,2024-01-01,{start},{end},"),
        ("Id,Story type,Start Date,End Date", "1,Story,{start},{end}"),
        ("Completed Date,Start Date,Type", "{end},{start},Story"),
    ],
)  # fmt: skip
def test_start_finish_layouts_of_other_tools(read, headings, row):
    """Lighthouse, Businessmap and plain pairs are known by their headings."""
    row = row.format(start="2024-01-02 09:00:00", end="2024-01-04 09:00:00")
    (item,) = read(f"{headings}\n{row}\n").items
    assert (item.started, item.done) == (datetime(2024, 1, 2, 9), datetime(2024, 1, 4, 9))


def test_asana_start_is_a_plan(read):
    """Start Date of Asana says what was meant; only --map makes it a start."""
    text = "Task ID,Created At,Completed At,Name,Start Date\n1,2024-01-01,2024-01-04,x,2024-01-02\n"
    assert read(text).items[0].started is None
    assert read(text, columns={"Start Date": "started"}).items[0].started == datetime(2024, 1, 2)


def test_what_is_dropped_is_counted(read):
    """Rows without an id, items done without a date and ids that come again are counted; a later row counts."""
    text = "ID,State,Started Date,Closed Date\n1,Closed,2024-01-02,2024-01-03\n,Closed,2024-01-02,2024-01-03\n"
    text += "2,Closed,2024-01-02,\n1,Closed,2024-01-02,2024-01-05\n3,Active,2024-01-09,\n"
    history = read(text)
    assert dict(history.dropped) == {"done, but without a date": 1, "no id": 1, "the same id again": 1}
    assert by_id(history)["1"].done == datetime(2024, 1, 5)
    assert any("same id with different content" in note for note in history.notes)


def test_start_after_end_is_said(read):
    """The item stays finished, its start is unknown, and it is named."""
    history = read("id,started,done\na,2024-01-20,2024-01-10\n")
    assert (history.items[0].started, history.items[0].state) == (None, "done")
    assert any("Started after it ended" in note and "a" in note for note in history.notes)


def test_pages_of_one_export_are_joined(tmp_path):
    """Two files are one history; another layout does not go with it."""
    head, *rows = exports.AGILE.splitlines(keepends=True)
    (tmp_path / "1.csv").write_text(head + "".join(rows[:3]), encoding="utf-8")
    (tmp_path / "2.csv").write_text(head + "".join(rows[3:]), encoding="utf-8")
    (tmp_path / "3.csv").write_text(exports.AZURE, encoding="utf-8")
    assert len(read_history([tmp_path / "1.csv", tmp_path / "2.csv"]).items) == 6
    with pytest.raises(ScenarioError, match="does not go together"):
        read_history([tmp_path / "1.csv", tmp_path / "3.csv"])


@pytest.mark.parametrize(
    "content",
    [
        exports.AGILE.encode("utf-8-sig"),
        exports.AGILE.encode("utf-16"),
        exports.AGILE.replace(",", ";").encode(),
        b"sep=;\r\n" + exports.AGILE.replace(",", ";").encode(),
        exports.AGILE.replace(",", "\t").replace("\n", "\r\n").encode(),
        exports.AGILE.replace("First", "Schl\u00fcssel f\u00fcr Ver\u00e4nderung").encode("cp1252"),
    ],
    ids=["bom", "utf-16", "semicolons", "sep", "tabs", "windows"],
)
def test_encodings_and_delimiters(read, content):
    """The same table in another dress is the same history."""
    assert read(content).items == read(exports.AGILE).items


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "", "is empty"),
        ("a.xls", "x", "save it as .xlsx"),
        ("a.json", "{", "is not JSON here"),
        ("a.json", "[{}]", "a Trello board"),
        ("a.json", '{"lists": [], "cards": [{"id": "zz"}], "actions": []}', "no list means done"),
        ("a.csv", 'id,done\n"a,2024-01-01\n', "a quote opened here is not closed"),
        ("a.csv", "id,done\na,2024-01-01,x\n", "more cells than the 2 headings"),
        ("a.csv", "Card ID,Card Name,List Name\n1,x,Done\n", "export the board as JSON"),
        ("a.csv", "id,started,done\na,,soon\nb,,later\n", '"soon" is no date that can be read (and 1 more)'),
        ("a.csv", "id,Status,done,Status\na,x,2024-01-01,y\n", "is a heading 2 times with different content"),
        ("a.csv", "id,started,done\na,1899-01-01,1899-01-02\n", "before 1970"),
    ],
)  # fmt: skip
def test_bad_files_get_one_clear_message(read, name, text, says):
    """What is wrong and what to do, with the place."""
    assert says in messages(read, text, name)


def test_as_of_says_how_far_the_file_tells(read):
    """A later last day makes open items older; one before the last date is refused."""
    history = read(exports.AGILE, as_of=date(2018, 1, 21))
    assert age_days(history, by_id(history)["A-3"], "elapsed") == 17
    assert "is before the last date" in messages(read, exports.AGILE, as_of=date(2018, 1, 10))
