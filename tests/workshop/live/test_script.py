"""The page's modules under node, without a browser."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from workshop.live.page import ORDER, module
from workshop.live.subjects import subject_of
from workshop.registry import demonstration

TESTS = Path(__file__).with_name("script")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here: the modules of the page are not tested")
def test_modules_do_what_they_say(tmp_path):
    """Laws of trace, layout, clock, votes, truth and keys; bands of a trace equal those counted in Python."""
    for name in ORDER:
        (tmp_path / f"{name}.js").write_text(module(name), encoding="utf-8")
    for file in TESTS.glob("*.test.js"):
        shutil.copy(file, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    found = subject_of(demonstration("funding-gates"))
    (trace,) = found.traces((found.left,), 1)
    counts = [[week, list(trace.counts(week))] for week in (0.0, 0.5, 20.0, 52.0, 77.7, trace.weeks)]
    held = tmp_path / "trace.json"
    held.write_text(json.dumps({"document": trace.document(), "counts": counts}), encoding="utf-8")
    ran = subprocess.run(
        [shutil.which("node"), "--test", *sorted(str(p) for p in tmp_path.glob("*.test.js"))],
        capture_output=True, text=True, check=False, env={**os.environ, "VMO_TRACE": str(held)}, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]
    assert "# skipped 0" in ran.stdout
