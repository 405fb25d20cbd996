"""Laws that the default suite tries on a share of the examples, on all of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import TIMES

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {}
for file in sorted((ROOT / "tests").rglob("test_*.py")):
    if file != Path(__file__) and "@given(" in file.read_text(encoding="utf-8"):
        ROOMS.setdefault(file.relative_to(ROOT / "tests").parts[0], []).append(str(file.relative_to(ROOT)))


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_laws_hold_in_more_examples(room):
    """Three times as many as are drawn always."""
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-m", "hypothesis", *ROOMS[room]]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {TIMES: "3"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
