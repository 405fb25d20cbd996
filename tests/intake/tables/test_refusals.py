"""Whatever a file holds: a scenario comes back, or faults in words; never a traceback."""

from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.tables.planning import plan_table
from intake.tables.proposal import propose
from intake.tables.tidying import tidy_table
from scenarios.faults import ScenarioError
from tests.examples import examples

WORDS = """\
id name Name Cost spend spend(kEUR) Benefit value_per_quarter Probability rag Start End duration_months requires
excludes mandatory earliest_quarter NPV effort urgency benefits 2027-Q1 Q2 value_by_quarter features underway"""
TEXTS = "a b c Total - 5 400.000 1,5 5;6 70% Q2 2027-Q3 03/04/2027 31.12.2026 yes red =1+1 € 1e400 nan -7 a:3"
HEADINGS = st.sampled_from(WORDS.split())
CELLS = st.one_of(
    st.sampled_from([*TEXTS.split(), "9" * 350]), st.text(max_size=6), st.integers(-(10**20), 10**20).map(str)
)
TABLES = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.lists(HEADINGS, min_size=n, max_size=n), st.lists(st.lists(CELLS, max_size=n + 1), max_size=5)
    )
)
FEW = settings(max_examples=examples(10))
"""Each example reads a file three times."""


def tried(path: Path) -> None:
    for ask in (lambda: plan_table(path, budget=100, quarters=3), lambda: tidy_table(path), lambda: propose(path)):
        try:
            ask()
        except ScenarioError as error:
            assert all(fault.message and fault.file for fault in error.faults)  # noqa: PT017


@FEW
@given(TABLES)
def test_any_text_table_is_read_or_refused(table):
    """Cells of all kinds under headings of all kinds."""
    headings, rows = table
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        text = "\n".join(";".join(line) for line in [headings, *rows])
        path.write_text(text, encoding="utf-8", errors="replace")
        tried(path)


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    """No text at all, or text of any encoding."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(b"id;spend;value\n" + content)
        tried(path)


VALUES = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.times()
)


@FEW
@given(st.lists(HEADINGS, min_size=2, max_size=4), st.lists(st.lists(VALUES, max_size=4), max_size=4))
def test_any_workbook_is_read_or_refused(headings, rows):
    """Numbers, dates, times and truth values under headings of all kinds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        book = openpyxl.Workbook()
        for line in [headings, *rows]:
            book.active.append(line)
        book.save(path)
        tried(path)
