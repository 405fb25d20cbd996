"""Commands where there is nothing: no home, the C locale, no terminal, no input."""

import os
import subprocess
import sys


def test_commands_need_no_home_no_locale_and_no_terminal(tmp_path):
    """Tables, a workbook and figures are written, the answer is printed, and nothing is complained of."""
    start = [sys.executable, "-c", "from vmo_script import run; run()", "plan", "tiny", "--out", "plan"]
    bare = {"LC_ALL": "C", "PATH": os.defpath}
    done = subprocess.run(start, cwd=tmp_path, env=bare, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Proven optimal" in done.stdout
    assert {"plan.csv", "plan.xlsx", "manifest.json"} <= {file.name for file in (tmp_path / "plan").iterdir()}
