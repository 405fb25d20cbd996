"""The planner's modules that need no page, under node."""

import shutil
import subprocess
from pathlib import Path

import pytest

import pages.doors.planner
from pages.server.rendering import SHARED

MODULES = Path(pages.doors.planner.__file__).parent / "static"
TESTS = Path(__file__).with_name("script")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here: the modules of the page are not tested")
def test_modules_do_what_they_say(tmp_path):
    """Laws of wishes (decisions, pins, ways out, undo) and of the roadmap's layout."""
    for name in ("wishes", "layout"):
        shutil.copy(MODULES / f"{name}.js", tmp_path)
        shutil.copy(TESTS / f"{name}.test.js", tmp_path)
    shutil.copy(SHARED / "static" / "axis.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    ran = subprocess.run(
        [str(shutil.which("node")), "--test"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]
    assert "# pass 12" in ran.stdout
