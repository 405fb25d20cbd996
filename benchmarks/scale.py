"""Scale-out: what workers gain, what they cost, what memory and checkpoints need.

Run ``python -m benchmarks.scale`` on an otherwise idle machine (about three minutes; ``--quick`` for a look).

Two virtual processors of a machine are often two threads of one core, so that two processes at once are slower than
one alone whatever the program does. The fair yardstick of a pool is therefore what the same number of independent
processes gets done side by side: efficiency = throughput of the pool / their throughput together. The naive one,
throughput of the pool / (workers x throughput of one process alone), is shown as well.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import distributed

from scenarios.loader import load
from sim.execution import cluster
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.studies.replication import chunks

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
SCENARIO = "insurer"


def simulate(worlds: range, pool: Pool, scenario: str = SCENARIO) -> float:
    """Seconds for some worlds of a scenario under its first two models."""
    loaded = load(scenario)
    begin = time.perf_counter()
    for _ in chunks(loaded, 1, worlds, list(loaded.funding_models)[:2], pool=pool):
        pass
    return time.perf_counter() - begin


def side_by_side(count: int, worlds: int) -> float:
    """Worlds a second of independent processes that start together, each with worlds of its own."""
    words = (
        "import sys; from benchmarks.scale import simulate, Pool; simulate(range(10), Pool()); print(flush=True); "
    )
    words += "sys.stdin.readline(); print(simulate(range({0}, {0} + {1}), Pool()))"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", words.format(1000 * k, worlds)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for k in range(count)
    ]  # fmt: skip
    for process in running:
        process.stdout.readline()
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    return sum(worlds / float(process.communicate()[0]) for process in running)


def warm(pool: Pool, worlds: int) -> float:
    """Worlds a second of a pool whose workers have started."""
    simulate(range(10 * WORKERS), pool)
    return worlds / simulate(range(worlds), pool)


def middle(measure: Callable[[], float], rounds: int) -> float:
    """Median of some measurements."""
    return median(measure() for _ in range(rounds))


def nothing(number: int) -> int:
    """The smallest task."""
    return number


def per_task(pool: Pool, count: int) -> float:
    """Milliseconds that a task costs beyond its work."""
    list(run_tasks(nothing, [(number,) for number in range(10 * WORKERS)], pool))
    begin = time.perf_counter()
    list(run_tasks(nothing, [(number,) for number in range(count)], pool))
    return (time.perf_counter() - begin) / count * 1000


def command(*words: str) -> tuple[float, float]:
    """Seconds and largest resident memory (MB) of a command in a fresh process."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from cli import app; app()", *words], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    unit = 1e6 if platform.system() == "Darwin" else 1e3
    return time.perf_counter() - begin, usage.ru_maxrss / unit


def throughput(address: str, worlds: int, rounds: int) -> None:
    """Table of worlds a second."""
    alone = middle(lambda: warm(Pool(), worlds // 2), rounds)
    together = middle(lambda: side_by_side(WORKERS, worlds // 2), rounds)
    print(f"\n## {SCENARIO}, two models, workers started: worlds a second\n")
    print("| where | worlds/s | of one process | efficiency | naive |\n|---|---|---|---|---|")
    rows = [
        ("one process", alone),
        (f"{WORKERS} independent processes side by side", together),
        (f"--workers {WORKERS}", middle(lambda: warm(Pool(WORKERS), worlds), rounds)),
        (
            f"--cluster, {WORKERS} workers of one thread",
            middle(lambda: warm(Pool(cluster=address), worlds), rounds),
        ),
    ]
    for name, rate in rows:
        shares = "| |" if rate == alone else f"| {rate / together:.2f} | {rate / alone / WORKERS:.2f} |"
        print(f"| {name} | {rate:.1f} | {rate / alone:.2f}x {shares}")


def memory(sizes: list[int]) -> None:
    """Table of the memory of the command."""
    print("\n## vmo compare tiny --workers 1: largest resident memory\n")
    print("| worlds | MB | seconds |\n|---|---|---|")
    for size in sizes:
        seconds, most = command("compare", "tiny", "-n", str(size), "--workers", "1", "--json")
        print(f"| {size} | {most:.0f} | {seconds:.1f} |")


def keeping(worlds: int) -> None:
    """What a checkpoint costs."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        plain, first, again = (simulate(range(worlds), Pool(checkpoint=where)) for where in (None, kept, kept))
        size = sum(file.stat().st_size for file in kept.iterdir())
    print(f"\n## Checkpoint, {worlds} worlds of {SCENARIO}, one process\n")
    print("| without | with | from finished tasks | bytes a world |\n|---|---|---|---|")
    print(f"| {plain:.2f} s | {first:.2f} s | {again:.2f} s | {size / worlds:.0f} |")


def main() -> None:
    """Print the tables."""
    quick = "--quick" in sys.argv
    worlds, rounds = (40, 1) if quick else (200, 3)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, median of {rounds}")
    with distributed.LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1", silence_logs=50
    ) as running:
        throughput(running.scheduler_address, worlds, rounds)
        print("\n## Cost of a task beyond its work\n\n| where | ms |\n|---|---|")
        for name, pool in (("--workers 2", Pool(2)), ("--cluster", Pool(cluster=running.scheduler_address))):
            print(f"| {name} | {per_task(pool, 300 if quick else 2000):.2f} |")
        cluster.disconnect()
    print(f"\n## vmo compare {SCENARIO} -n 100 from the shell\n\n| | seconds |\n|---|---|")
    for count in (1, WORKERS):
        seconds = command("compare", SCENARIO, "-n", "100", "--workers", str(count), "--json")[0]
        print(f"| --workers {count} | {seconds:.1f} |")
    keeping(worlds)
    memory([100, 1000] if quick else [100, 1000, 4000])


if __name__ == "__main__":
    main()
