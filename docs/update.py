"""Bring the documentation up to date with the program: printed output, the reference, the picture.

    uv run python docs/update.py              # text and the picture of the README: a minute or two
    uv run python docs/update.py --pictures   # all pictures: half an hour

Output of a command stands below it in a ``console`` block that starts with ``$ vmo``. A test runs the same commands
and demands the same output.
"""

import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from typer.testing import CliRunner

from cli import app  # noqa: TID251 - documents the command line itself
from scenarios.writing.reference_page import reference

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {
    "insurer-cumulative": ("cumulative", "compare insurer"),
    "insurer-information": ("information", "value-of-information insurer -n 20"),
    "insurer-waterfall": ("waterfall", "attribute insurer -n 20"),
    "insurer-four-years-jcurve": (
        "jcurve",
        "compare insurer-four-years -n 20",
        "--models project,change_over,change_over_abandoned_12,change_over_abandoned_24",
    ),
    "story-fraud-supplier": ("story", "story insurer fraud-supplier --world 8"),
    "sweep-cadence": (
        "sweep-npv",
        "sweep insurer -n 30",
        "--set funding_models.value_stream.cadence_weeks=4,8,13,17,26,39,52",
    ),
    "tornado-regulated": ("tornado", "sensitivity regulated -n 10"),
    "map-approval": (
        "map",
        "map regulated -n 20",
        "--x funding_models.project.approval_weeks=0:24:4",
        "--y mmps.*.success_probability*=0.4:1:0.1",
    ),
    "map-cadence": (
        "map",
        "map regulated -n 20",
        "--x funding_models.value_stream.cadence_weeks=4,6.5,13,26,52",
        "--y funding_models.value_stream.governance_per_round=0:500000:100000",
    ),
}
"""Pictures of the pages: name of the figure, and the words of the command whose ``--out`` folder holds it."""
BLOCK = re.compile(r"```console\n\$ (vmo[^\n]*)\n(.*?)```\n", re.DOTALL)


def pages() -> list[Path]:
    """Every page with commands."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def output(command: str) -> str:
    """What a command prints, without trailing spaces. Raises ``RuntimeError`` when it fails."""
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    crashed = result.exception is not None and not isinstance(result.exception, SystemExit)
    if crashed or result.exit_code not in (0, 1):  # 1: there is no plan, which is an answer
        raise RuntimeError(f"{command}: exit code {result.exit_code}\n{result.output}")
    return "\n".join(line.rstrip() for line in result.stdout.strip("\n").splitlines()) + "\n"


def filled(text: str) -> str:
    """A page with the output of today below every command."""
    return BLOCK.sub(lambda match: f"```console\n$ {match[1]}\n{output(match[1])}```\n", text)


def main() -> None:
    """Rewrite what is generated."""
    os.chdir(ROOT)
    for page in pages():
        if page.name != "reference.md":
            page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "reference.md").write_text(reference(), encoding="utf-8")
    for name in PICTURES if "--pictures" in sys.argv else ("insurer-cumulative",):
        draw(name)


def draw(name: str) -> None:
    """Make one picture anew."""
    figure, *command = PICTURES[name]
    with tempfile.TemporaryDirectory() as folder:
        output(" ".join(["vmo", *command, "--out", folder]))
        target = ROOT / "docs" / "img" / f"{name}.png"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(Path(folder) / f"{figure}.png", target)


if __name__ == "__main__":
    main()
