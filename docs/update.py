"""Bring the documentation up to date with the program: printed output, the reference, the picture.

    uv run python docs/update.py

Output of a command stands below it in a ``console`` block that starts with ``$ vmo``. A test runs the same commands
and demands the same output.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

from typer.testing import CliRunner

from cli import app  # noqa: TID251 - documents the command line itself
from scenarios.reference import reference

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"```console\n\$ (vmo[^\n]*)\n(.*?)```\n", re.DOTALL)


def pages() -> list[Path]:
    """Every page with commands."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def output(command: str) -> str:
    """What a command prints, without trailing spaces. Raises ``RuntimeError`` when it fails."""
    result = CliRunner().invoke(app, command.split()[1:])
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
    with tempfile.TemporaryDirectory() as folder:
        output(f"vmo compare insurer --out {folder}")
        picture = next(Path(folder).glob("*cumulative*.png"))
        target = ROOT / "docs" / "img" / "insurer-cumulative.png"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(picture, target)


if __name__ == "__main__":
    main()
