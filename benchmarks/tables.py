"""How long it takes to read a table of ten thousand projects: seconds of processor time, best of five.

uv run python -m benchmarks.tables
"""

import csv
import random
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from intake.tables.reading.table import read_table

ROWS = 10_000
REPEATS = 5
HEAD = (
    "ID", "Project", "Value stream", "Objective", "Cost", "Benefit per quarter", "Probability", "Start",
    "Depends on", "Owner", "Comment",
)  # fmt: skip


def table() -> list[tuple[object, ...]]:
    """Rows as planners keep them."""
    luck = random.Random(1)
    return [
        (
            f"P{i}", f"Project {i}", f"Stream {i % 12}", f"Goal {i % 5}", luck.randint(50, 900) * 1000,
            luck.randint(10, 200) * 1000, luck.randint(40, 95) / 100, f"2027-Q{1 + i % 4}",
            f"P{i - 1}" if i % 7 == 3 else None, f"owner {i % 40}", "some words here",
        )
        for i in range(ROWS)
    ]  # fmt: skip


def seconds(path: Path) -> float:
    """Processor time to read a table, best of ``REPEATS``."""
    taken = []
    for _ in range(REPEATS):
        begin = time.process_time()
        assert len(read_table(path).rows) == ROWS
        taken.append(time.process_time() - begin)
    return min(taken)


def main() -> None:
    """Print a line for each kind of file."""
    rows = [HEAD, *table()]
    with tempfile.TemporaryDirectory() as folder:
        text, book = Path(folder, "table.csv"), Path(folder, "table.xlsx")
        with text.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        made = Workbook()
        for row in rows:
            made.active.append(row)
        made.save(book)
        for path in (text, book):
            print(f"{path.suffix}  {seconds(path):.2f} s")


if __name__ == "__main__":
    main()
