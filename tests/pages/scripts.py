"""Modules of the pages that need no page, run under node."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pages.doors
from pages.server.rendering import SHARED

NODE = shutil.which("node")


def passed(tests: Path, folder: Path, door: str, names: Iterable[str], shared: Iterable[str] = ()) -> int:
    """Tests of modules of a door that pass; fails with what node says when one does not."""
    for name in names:
        shutil.copy(Path(pages.doors.__file__).parent / door / "static" / f"{name}.js", folder)
        shutil.copy(tests / f"{name}.test.js", folder)
    for name in shared:
        shutil.copy(SHARED / "static" / f"{name}.js", folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    ran = subprocess.run([str(NODE), "--test"], capture_output=True, text=True, check=False, cwd=folder)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]
    found = re.search(r"# pass (\d+)", ran.stdout)
    assert found is not None
    return int(found[1])
