"""Cells edited in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplace.files.grid import Edit, edited, records

TEXT = 'id;name\r\n"a;1";"two\r\nlines"\r\n\r\nb;  spaced \r\nc'


def test_only_the_line_of_an_edit_changes():
    """Line ends, quotes, spaces and empty lines of the others stay."""
    assert edited(TEXT, [Edit(5, 1, "x;y")]) == TEXT.replace("b;  spaced ", 'b;"x;y"')
    assert edited(TEXT, [Edit(2, 0, "a")]) == TEXT.replace('"a;1"', "a")
    assert edited(TEXT, [Edit(6, 1, "new")]) == f"{TEXT};new"
    assert edited(TEXT, []) == TEXT


def test_lines_are_those_of_the_file():
    """A record of two lines counts as two."""
    assert [(record.line, record.cells) for record in records(TEXT)] == [
        (1, ("id", "name")),
        (2, ("a;1", "two\r\nlines")),
        (4, ()),
        (5, ("b", "  spaced ")),
        (6, ("c",)),
    ]


@pytest.mark.parametrize("edit", [Edit(3, 0, "x"), Edit(99, 0, "x"), Edit(2, 7, "x"), Edit(2, -1, "x")])
def test_what_is_not_there_is_not_edited(edit):
    """Neither a line inside of a record, nor a column that no heading has."""
    with pytest.raises(ValueError, match="load the table again"):
        edited(TEXT, [edit])


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(codec="utf-8", exclude_characters="\x00\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
                max_size=5,
            ),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=4,
    ),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x00\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=8
    ),
)
def test_what_is_written_is_read_back(rows, text):
    """Whatever is typed into a cell is in that cell when the table is read again."""
    table = "id,name\n" + "".join(f"{at},x\n" for at, _ in enumerate(rows))
    after = records(edited(table, [Edit(2, 1, text)]))
    assert after[1].cells == ("0", text)
    assert len(after) == len(rows) + 1
