"""Changes of status, one row each: order, zones, reopened items, missing and repeated rows."""

from datetime import datetime

import pytest

from intake.history.options import Options
from intake.history.reading import read_history
from scenarios.faults import ScenarioError

CHANGELOG = """\
Issue Key,Field,From,To,Created,Issue Type
P-1,status,To Do,In Progress,2024-03-04T09:00:00Z,Story
P-1,assignee,ann,bob,2024-03-04T09:30:00Z,Story
P-1,status,In Progress,Review,2024-03-06T09:00:00Z,Story
P-1,status,Review,Done,2024-03-07T23:30:00Z,Story
P-2,status,To Do,In Progress,2024-03-05T09:00:00Z,Bug
P-2,status,In Progress,Done,2024-03-08T09:00:00Z,Bug
P-2,status,Done,In Progress,2024-03-11T09:00:00Z,Bug
P-2,status,In Progress,Done,2024-03-12T09:00:00Z,Bug
P-3,status,In Progress,Review,2024-03-06T09:00:00Z,Story
P-4,status,To Do,Won't Do,2024-03-06T10:00:00Z,Story
"""


@pytest.fixture
def read(tmp_path):
    """Reads texts as files of their own, together."""

    def read_texts(*texts, **options):
        files = []
        for at, text in enumerate(texts):
            files.append(tmp_path / f"{at}.csv")
            files[-1].write_text(text, encoding="utf-8")
        return read_history(files, Options(**options))

    return read_texts


def items_of(history):
    return {item.id: item for item in history.items}


def rows_of(text):
    head, *rows = text.splitlines(keepends=True)
    return head, rows


def test_a_changelog(read):
    """First start to last done, returns counted, other fields left out, a start before the first row unknown."""
    history = read(CHANGELOG)
    items = items_of(history)
    one, two = items["P-1"], items["P-2"]
    assert (one.started, one.done) == (datetime(2024, 3, 4, 9), datetime(2024, 3, 7, 23, 30))
    assert [visit.stage for visit in one.visits] == ["In Progress", "Review", "Done"]
    assert (two.started, two.done, two.returns) == (datetime(2024, 3, 5, 9), datetime(2024, 3, 12, 9), 1)
    assert (items["P-3"].state, items["P-3"].started, items["P-3"].stage) == ("open", None, "Review")
    assert items["P-4"].state == "removed"
    assert history.stages == ("To Do", "In Progress", "Review", "Done", "Won't Do")
    assert dict(history.dropped) == {"a change of something else than status": 1}
    assert history.types == {"Story": 3, "Bug": 1}
    assert any("start is not in the file: P-3" in note for note in history.notes)


def test_the_order_of_rows_does_not_matter(read):
    """Newest first, or shuffled: the same items."""
    head, rows = rows_of(CHANGELOG)
    shuffled = [rows[k] for k in (7, 2, 9, 0, 4, 6, 1, 8, 3, 5)]
    for order in (rows[::-1], shuffled):
        assert items_of(read(head + "".join(order))) == items_of(read(CHANGELOG))


def test_changes_of_one_day_follow_each_other(read):
    """Where only days are known, a change goes on where the last one ended, whatever the order of the file."""
    head = "id,from,to,date\n"
    rows = ["a,To Do,Doing,2024-03-04\n", "a,Doing,Review,2024-03-04\n", "a,Review,Done,2024-03-04\n"]
    for order in (rows, rows[::-1], [rows[1], rows[2], rows[0]]):
        item = read(head + "".join(order)).items[0]
        assert (item.state, item.stage) == ("done", "Done")
        assert [visit.stage for visit in item.visits] == ["Doing", "Review", "Done"]


def test_pages_go_on_in_each_other(read):
    """An item whose changes are in two files is one item, and rows that are in both count once."""
    head, rows = rows_of(CHANGELOG)
    for cut in (5, 1):  # the first page may hold nothing that is done
        history = read(head + "".join(rows[:cut]), head + "".join(rows[cut - 1 :]))
        assert items_of(history) == items_of(read(CHANGELOG))
        assert dict(history.dropped)["the same change again"] == 1


def test_zones(read):
    """An offset moves a change to the day of the zone that is asked for; mixed times are refused."""
    assert items_of(read(CHANGELOG, zone="Europe/Berlin"))["P-1"].done == datetime(2024, 3, 8, 0, 30)
    with pytest.raises(ScenarioError, match="say --zone"):
        read(CHANGELOG.replace("2024-03-04T09:00:00Z", "2024-03-04 09:00"))


def test_a_time_from_and_to_is_no_change(read):
    """Where from and to are days, the row is an item with a start and an end, when it is said so."""
    text = "id,from,to,created\na,2024-01-02,2024-01-05,2024-01-01\n"
    item = read(text, columns={"from": "started", "to": "done"}).items[0]
    assert (item.started, item.done) == (datetime(2024, 1, 2), datetime(2024, 1, 5))


def test_a_gap_is_said(read):
    """A row that comes from another status than the item was in: rows are missing, and that is named."""
    head, rows = rows_of(CHANGELOG)
    history = read(head + "".join(row for row in rows if "Review,2024-03-06T09" not in row or "P-3" in row))
    assert any("A change is missing" in note and "P-1" in note for note in history.notes)


def test_without_from_by_mapping(read):
    """Item, status and time are enough when they are named; the first row is the creation."""
    text = "Vorgang;Neuer Zustand;Zeit\n7;Neu;01.02.2025\n7;In Arbeit;03.02.2025\n7;Fertig;14.02.2025\n"
    columns = {"Vorgang": "id", "Neuer Zustand": "to", "Zeit": "when"}
    item = read(text, columns=columns).items[0]
    assert (item.created, item.started, item.done) == (
        datetime(2025, 2, 1), datetime(2025, 2, 3), datetime(2025, 2, 14),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("id,from,to,when\na,x,y,2024-01-02\n", {}, "no status means done (x, y)"),
        ("id,from,to,when\na,x,Done,soon\n", {}, '"soon" is no date'),
        ("id,field,from,to,when\na,rank,1,2,2024-01-02\n", {}, "holds no changes of status"),
        (CHANGELOG, {"columns": {"Nowhere": "to"}}, '"Nowhere" is no heading'),
        (CHANGELOG, {"stream": "Teem"}, "is no heading of the file"),
    ],
)  # fmt: skip
def test_bad_files_get_one_clear_message(read, text, options, says):
    """What is wrong, and what to do."""
    with pytest.raises(ScenarioError) as caught:
        read(text, **options)
    assert says in str(caught.value)


def test_what_is_no_change_is_counted(read):
    """Rows without id, date or status, and from a status to itself."""
    text = (
        "id,from,to,when\n,a,Done,2024-01-02\nx,a,Done,\nx,a,,2024-01-02\nx,a,a,2024-01-02\nx,a,Done,2024-01-03\n"
    )
    assert dict(read(text).dropped) == {
        "no id": 1, "a change without a date": 1, "a change to no status": 1, "a change to the same status": 1,
    }  # fmt: skip
