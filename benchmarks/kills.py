"""Killed at a random moment, asked again: nothing is lost, nothing is half written, the bytes are the same.

Each command runs once to its end, then is killed (``kill -9``, with its processes) at random moments of that time,
and asked again with the same words. Laws: every file that is there after the kill is whole; the second run writes
what the undisturbed one wrote; finished work is not done again.

uv run python -m benchmarks.kills [KILLS OF A COMMAND, default 20] [SEED]
"""

import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import vmo

START = "from vmo_script import run; run()"
PATIENCE = 600
"""Seconds that a run may take."""


@dataclass(frozen=True)
class Killed:
    """A command, and whether it takes up finished work."""

    name: str
    words: str
    again: bool = True
    """Whether the same words may be said when the folder is there; otherwise the folder is new or whole."""


COMMANDS = (
    Killed("compare", "compare mine -n 60 --workers 2 --checkpoint kept --out out"),
    Killed(
        "attribute",
        "attribute mine --groups time=cadence+approval -n 40 --workers 2 --checkpoint kept --out out",
    ),
    Killed("plan --stress", "plan mine --stress -n 40 --workers 2 --checkpoint kept --out out"),
    Killed("import", "import projects.csv --out out", again=False),
    Killed("roll", "roll mine --actuals actuals.csv --to 2 --out out", again=False),
)


def prepare(folder: Path) -> None:
    """The inputs."""
    vmo.new(folder / "mine", "tiny")
    (folder / "actuals.csv").write_text("quarter,id,status\n1,a1,released\n", encoding="utf-8")
    rows = "".join(f"p{n},Project {n},{n + 100} kEUR,{n + 40} kEUR,2027-Q1\n" for n in range(400))
    heading = "ID,Project,Cost,Benefit per quarter,Start\n"
    (folder / "projects.csv").write_text(heading + rows, encoding="utf-8")


def started(command: Killed, folder: Path) -> subprocess.Popen[bytes]:
    """The command in a group of processes of its own."""
    words = [sys.executable, "-c", START, *shlex.split(command.words)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(words, cwd=folder, stdout=nowhere, stderr=nowhere, start_new_session=True)


def kill(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a command and its processes after a while; False when it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def results(folder: Path) -> dict[str, bytes]:
    """Every file of the answer."""
    out = folder / "out"
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def sound(task: bytes) -> bool:
    """Whether a finished task has the checksum of what it holds."""
    line, _, body = task.partition(b"\n")
    return line.rpartition(b" ")[2] == sha256(body).hexdigest().encode()


def broken(command: Killed, folder: Path, whole: dict[str, bytes], tasks: set[str]) -> Iterator[str]:
    """The laws that a kill broke, and what the second run left."""
    left = {name: data for name, data in results(folder).items() if not name.endswith(".part")}
    if any(whole.get(name) != data for name, data in left.items()):
        yield "a file is not whole"
    if not command.again and left and left != whole:
        yield "a folder is there and not whole"
    kept = {p.name: p.read_bytes() for p in (folder / "kept").glob("*.task")}
    if not tasks.issuperset(kept) or not all(map(sound, kept.values())):
        yield "finished work is not whole"
    if command.again or not left:
        code = started(command, folder).wait(PATIENCE)
        if code != 0:
            yield f"asked again: exit code {code}"
    found = {name: data for name, data in results(folder).items() if not name.endswith(".part")}
    if found != whole:
        yield f"asked again: other files: {min(set(found.items()) ^ set(whole.items()))[0]}"
    for name, data in kept.items():
        if (folder / "kept" / name).read_bytes() != data:
            yield f"finished work was done again: {name}"


def attack(command: Killed, kills: int, seed: int) -> Iterator[tuple[float, bool, list[str]]]:
    """Moment, whether the kill came in time, and the laws it broke; for every kill."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name, "base")
        base.mkdir()
        prepare(base)
        begin = time.monotonic()
        code = started(command, base).wait(PATIENCE)
        length = time.monotonic() - begin
        assert code == 0, f"{command.words}: exit code {code}"
        whole, tasks = results(base), {file.name for file in (base / "kept").glob("*.task")}
        luck = random.Random(f"{seed} {command.name}")
        for number in range(kills):
            folder = Path(name, str(number))
            folder.mkdir()
            prepare(folder)
            moment = luck.uniform(0.2, 1.05) * length
            hit = kill(started(command, folder), moment)
            yield moment, hit, list(broken(command, folder, whole, tasks))


def main() -> None:
    """Print what became of every command."""
    given = [int(word) for word in sys.argv[1:3]]
    kills, seed = (*given, *(20, 1)[len(given) :])
    failed = 0
    for command in COMMANDS:
        hits = 0
        for moment, hit, laws in attack(command, kills, seed):
            hits += hit
            failed += len(laws)
            for law in laws:
                print(f"  {command.name} killed after {moment:.2f} s: {law}")
        print(f"{command.name}: {kills} runs, {hits} killed", flush=True)
    print(f"{failed} laws broken")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
