"""What an assistant asks that is wrong, or meant ill: refused in words, and the next question is answered."""

import json
import os
import subprocess
import sys

import pytest

from tests.assistant.session import START

OUTSIDE = (
    "../mine",
    "/etc/passwd",
    "mine/../../x",
    ".hidden",
    "a\x00b",
    "C:\\x",
    "",
    "x" * 300,
    "leads-out",
    "mine//x",
)
SIZES = (
    ("compare", {"replications": 10**12}),
    ("compare", {"replications": -1}),
    ("compare", {"replications": 3.5}),
    ("compare", {"replications": "3"}),
    ("compare", {"seed": -1}),
    ("compare", {"seed": 10**30}),
    ("compare", {"models": ["x"] * 5000}),
    ("compare", {"surprise": True}),
    ("assumptions", {"sets": 10**9}),
    ("sweep", {"vary": []}),
    ("sweep", {"vary": ["discount_rate=0:1:0.0000001"]}),
)


@pytest.fixture(autouse=True)
def leading_out(workspace, tmp_path_factory):
    """A link out of the workspace."""
    link = workspace / "leads-out"
    if not link.is_symlink():
        secret = tmp_path_factory.mktemp("secret")
        (secret / "scenario.yaml").write_text("secret: 1\n", encoding="utf-8")
        link.symlink_to(secret)


@pytest.mark.parametrize("name", OUTSIDE, ids=lambda name: repr(name[:12]))
def test_nothing_outside_is_read(assistant, name):
    """Names that lead out of the workspace, are hidden or none are refused by tools and addresses."""
    for said in (
        assistant.refusal("check", scenario=name),
        assistant.refusal("import", file=name),
        assistant.refusal("history", files=[name]),
        assistant.unreadable(f"vmo://files/{name}") if "\x00" not in name else "refused",
    ):
        assert "root:" not in said
        assert "secret" not in said


def test_folders_that_hold_links_out_are_refused(assistant, workspace, tmp_path):
    """A scenario whose table is a link to a file elsewhere is not read."""
    (tmp_path / "mmps.csv").write_text("id\n", encoding="utf-8")
    trap = workspace / "trap"
    trap.mkdir()
    (trap / "scenario.yaml").write_text("name: trap\n", encoding="utf-8")
    (trap / "mmps.csv").symlink_to(tmp_path / "mmps.csv")
    assert "leads out" in assistant.refusal("check", scenario="trap")


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/b", ".git", "mine", "x.yaml", "con\n"])
def test_nothing_outside_is_written(assistant, workspace, name):
    """A folder to write is a new one inside, by a plain name."""
    before = sorted(workspace.parent.rglob("*"))
    assert assistant.refusal("new", save=name, source="tiny")
    assert sorted(workspace.parent.rglob("*")) == before


@pytest.mark.parametrize(("tool", "asked"), SIZES)
def test_sizes_are_bounded(assistant, tool, asked):
    """Numbers out of bounds, of another kind, or unknown are refused before anything runs, each by its name."""
    said = assistant.refusal(tool, scenario="mine", **asked)
    assert next(iter(asked)) in said or "steps" in said or "values" in said
    assert "Traceback" not in said


def test_markup_stays_text(assistant):
    """Brackets and control characters in arguments come back as text, in one line."""
    said = assistant.refusal("compare", scenario="mine", models=["[bold]x[/]", "\x1b[31m", "<b>"])
    assert "[bold]x[/]" in said
    assert "\x1b" not in said


def test_addresses_that_are_none(assistant):
    """Other schemes, answers that were not given, and pages that there are none of."""
    for address in ("file:///etc/passwd", "vmo://answers/99999/manifest.json", "vmo://docs/../x", "vmo://secret/x"):
        assert assistant.unreadable(address)


def test_unknown_tools_and_prompts(assistant):
    """A tool that there is not is answered with those that there are."""
    assert "compare" in assistant.refusal("rm")


def test_standard_output_holds_the_protocol_alone(tmp_path):
    """Every line is a message, whatever comes in; it ends with its input."""
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    start = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
    unknown = {"jsonrpc": "2.0", "id": 2, "method": "x"}
    lines = [json.dumps(start), "no message", "{", json.dumps(unknown), "[[[["]
    ended = subprocess.run(
        [sys.executable, "-c", START, "assistant", str(tmp_path)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ,
    )
    assert ended.returncode == 0, ended.stderr
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert answers[0]["result"]["serverInfo"]["name"] == "vmo-lab"
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)


def test_without_the_extra_it_says_how_to_get_it(tmp_path):
    """One line and exit code 2 where the package of the protocol is missing."""
    hidden = "import sys; sys.modules['mcp'] = None; "
    ended = subprocess.run(
        [sys.executable, "-c", hidden + START, "assistant", str(tmp_path)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "vmo-lab[assistant]" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
