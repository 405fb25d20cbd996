"""Killed at a random moment, asked again: nothing is lost, nothing is half written, the bytes are the same.

Each command runs once to its end, then is killed (``kill -9``, with its processes) at random moments of that time,
and asked again with the same words. Every other moment lies between the first thing that is written and the whole
answer: on small inputs a program is mostly busy with being loaded. Laws: every file that is there after the kill is
whole; the second run writes what the undisturbed one wrote; finished work is not done again.

uv run python -m benchmarks.kills [KILLS OF A COMMAND, default 20] [SEED] [NAME OF A COMMAND]
"""

import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import vmo

ROOT = Path(__file__).parent.parent
START = "from vmo_script import run; run()"
PRESS = "from benchmarks.kills import press; press()"
PATIENCE = 600
"""Seconds that a run may take."""
LOOK = 0.002
"""Seconds between two looks at whether something was written."""


@dataclass(frozen=True)
class Killed:
    """A command, and whether it takes up finished work."""

    name: str
    words: str
    again: bool = True
    """Whether the same words may be said when the folder is there; otherwise the folder is new or whole."""
    script: str = START


COMMANDS = (
    Killed("compare", "compare mine -n 40 --workers 2 --checkpoint kept --out out"),
    Killed(
        "attribute",
        "attribute mine --groups time=cadence+approval -n 20 --workers 1 --checkpoint kept --out out",
    ),
    Killed("plan --stress", "plan mine --stress -n 40 --workers 1 --checkpoint kept --out out"),
    Killed("import", "import projects.csv --out out", again=False),
    Killed("roll", "roll mine --actuals actuals.csv --to 2 --out out", again=False),
    Killed("job of a page", "save", again=False, script=PRESS),
)


PHASES = ("before anything is written", "while writing", "when all is written")


@dataclass(frozen=True)
class Kill:
    """One kill."""

    seconds: float
    """After the start."""
    phase: str
    """One of ``PHASES``."""
    laws: tuple[str, ...]
    """Those that it broke."""


def prepare(folder: Path) -> None:
    """The inputs."""
    vmo.new(folder / "mine", "tiny")
    (folder / "actuals.csv").write_text("quarter,id,status\n1,a1,released\n", encoding="utf-8")
    rows = "".join(f"p{n},Project {n},{n + 100} kEUR,{n + 40} kEUR,2027-Q1\n" for n in range(100))
    heading = "ID,Project,Cost,Benefit per quarter,Start\n"
    (folder / "projects.csv").write_text(heading + rows, encoding="utf-8")


def press() -> None:
    """Press the button of the planner's page that writes a plan into a folder; exit code 1 if it fails."""
    from benchmarks.visits import visited

    question = {"scenario": "mine", "changes": {}, "gap": "0%"}
    with visited(Path()) as ask:
        said = ask("POST", "/planner/api/save", {"tab": "t", "question": question, "name": "out"})
    if "event: finished" not in said:
        raise SystemExit(said)


def started(command: Killed, folder: Path) -> subprocess.Popen[bytes]:
    """The command in a group of processes of its own."""
    words = [sys.executable, "-c", command.script, *shlex.split(command.words)]
    environment, nowhere = os.environ | {"PYTHONPATH": str(ROOT)}, subprocess.DEVNULL
    with (folder / "said").open("wb") as said:  # the process has its own
        return subprocess.Popen(
            words, cwd=folder, env=environment, stdout=nowhere, stderr=said, start_new_session=True
        )


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


def begun(folder: Path) -> bool:
    """Whether anything was written: of the answer or its draft, or finished work."""
    names = {path.name for path in folder.iterdir()}
    return any(name.startswith((".out-", "out")) for name in names) or any((folder / "kept").glob("*.task"))


def sound(task: bytes) -> bool:
    """Whether a finished task has the checksum of what it holds."""
    line, _, body = task.partition(b"\n")
    return line.rpartition(b" ")[2] == sha256(body).hexdigest().encode()


def broken(command: Killed, folder: Path, whole: dict[str, bytes], tasks: set[str]) -> Iterator[str]:
    """The laws that a kill broke, and what the second run left."""
    left = {name: data for name, data in results(folder).items() if not name.endswith(".part")}
    if any(whole.get(name) != data for name, data in left.items()):
        yield "a file is not whole"
    if left and left != whole:
        yield "a folder is there and not whole"
    kept = {p.name: p.read_bytes() for p in (folder / "kept").glob("*.task")}
    if not tasks.issuperset(kept) or not all(map(sound, kept.values())):
        yield "finished work is not whole"
    if command.again or not left:
        code = started(command, folder).wait(PATIENCE)
        if code != 0:
            yield f"asked again: exit code {code}: {(folder / 'said').read_text()[-400:]}"
    found = {name: data for name, data in results(folder).items() if not name.endswith(".part")}
    if found != whole:
        yield f"asked again: other files: {min(set(found.items()) ^ set(whole.items()))[0]}"
    for name, data in kept.items():
        if (folder / "kept" / name).read_bytes() != data:
            yield f"finished work was done again: {name}"


def undisturbed(command: Killed, folder: Path) -> tuple[float, float]:
    """Seconds from the start to the end, and from the first thing that is written to the whole answer."""
    begin = time.monotonic()
    process, first, last = started(command, folder), 0.0, 0.0
    while process.poll() is None:
        now = time.monotonic()
        assert now < begin + PATIENCE, f"{command.words}: no end"
        first = first or (now if begun(folder) else 0.0)
        last = last or (now if (folder / "out").exists() else 0.0)
        time.sleep(LOOK)
    assert process.returncode == 0, f"{command.words}: exit code {process.returncode}"
    return time.monotonic() - begin, last - first


def attack(command: Killed, kills: int, seed: int) -> Iterator[Kill]:
    """Kill a command so many times; runs that had ended by then are no kills, and are tried again."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name, "base")
        base.mkdir()
        prepare(base)
        length, writing = undisturbed(command, base)
        whole, tasks = results(base), {file.name for file in (base / "kept").glob("*.task")}
        luck = random.Random(f"{seed} {command.name}")
        tries = done = 0
        while done < kills:
            folder = Path(name, str(tries))
            tries += 1
            assert tries <= 10 * kills, f"{command.name}: ends before it is killed"
            folder.mkdir()
            prepare(folder)
            begin = time.monotonic()
            process = started(command, folder)
            if done % 2:
                while not begun(folder) and process.poll() is None:
                    time.sleep(LOOK)
                moment = luck.uniform(0.0, writing)
            else:
                moment = luck.uniform(0.0, length)
            if not kill(process, moment):
                continue
            seconds, left = time.monotonic() - begin, results(folder)
            phase = PHASES[2 if left == whole else 1 if begun(folder) else 0]
            yield Kill(seconds, phase, tuple(broken(command, folder, whole, tasks)))
            done += 1


def main() -> None:
    """Print what became of every command."""
    given = [int(word) for word in sys.argv[1:3]]
    kills, seed = (*given, *(20, 1)[len(given) :])
    failed = 0
    print(f"| command | killed | {' | '.join(PHASES)} | laws broken |\n|---|---|---|---|---|---|")
    for command in COMMANDS:
        if sys.argv[3:] and command.name not in sys.argv[3:]:
            continue
        phases, laws = Counter[str](), 0
        for one in attack(command, kills, seed):
            phases[one.phase] += 1
            laws += len(one.laws)
            for law in one.laws:
                print(f"  {command.name} killed after {one.seconds:.2f} s: {law}")
        failed += laws
        counts = " | ".join(str(phases[phase]) for phase in PHASES)
        print(f"| {command.name} | {kills} | {counts} | {laws} |", flush=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
