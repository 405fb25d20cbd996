"""What the pages cost: start, first band, slider, frames, memory, hand-out. Prints a table.

``uv run python benchmarks/pages.py [--times 3]`` needs Linux and a Chromium. Seconds are those of the processor
(user and system, of the server and the process that works), beside them those of the clock, which other programs
delay: the load of the machine stands in the last line.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from playwright.sync_api import Page, sync_playwright

import vmo

HERE = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
FRAMES = """async () => {
  let frames = 0, begin = performance.now(), now = begin;
  while ((now = await new Promise(requestAnimationFrame)) - begin < 3000) frames += 1;
  return frames / ((now - begin) / 1000);
}"""
MOVED = """async (slider) => {
  const begin = performance.now();
  slider.value = String(Number(slider.value) + Number(slider.step || 1));
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}"""
TURNED = """async ([slider, label]) => {
  const before = label.textContent, begin = performance.now();
  slider.value = String(Number(slider.value) - 1);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (label.textContent === before) await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}"""
Row = tuple[str, float, str]


def family(number: int) -> list[int]:
    """A process and all below it."""
    found = [number]
    for child in Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii").split():
        found += family(int(child))
    return found


def used(number: int) -> float:
    """Processor seconds of a process and all below it."""
    rows = [
        Path(f"/proc/{each}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split() for each in family(number)
    ]
    return sum(int(row[11]) + int(row[12]) for row in rows) / TICKS


def held(number: int) -> float:
    """Memory of a process and all below it in MB, shared pages divided among those who share them."""
    texts = [Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii") for each in family(number)]
    return sum(int(found[1]) for text in texts if (found := re.search(r"Pss:\s+(\d+)", text))) / 1000


@contextmanager
def opened(rows: list[Row]) -> Iterator[tuple[int, Page]]:
    """``vmo open`` for an empty folder and a page in a browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium is found")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(240_000)
        command = [sys.executable, "-c", "from cli import app; app()", "open", folder, "--no-browser"]
        begin = perf_counter()
        process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            link = process.stdout.readline().split()[-1]
            rows.append(("from the command to the link, s", used(process.pid), f"{perf_counter() - begin:.1f} s"))
            page.goto(link)
            page.get_by_role("link", name="Strategist").first.wait_for()
            rows.append(
                ("from the command to the first page, s", used(process.pid), f"{perf_counter() - begin:.1f} s")
            )
            before = -1.0
            while (now := used(process.pid)) > before:  # until the process that works has loaded what it needs
                before = now
                sleep(2)
            yield process.pid, page
        finally:
            process.terminate()
            process.wait()
            browser.close()


def measured() -> list[Row]:
    """Every figure once: what, number, the same on the clock."""
    rows: list[Row] = []
    with opened(rows) as (server, page):
        base = page.url.rstrip("/")
        page.goto(f"{base}/strategist/?scenario=insurer")
        page.locator("#first option").first.wait_for(state="attached")
        page.locator("#worlds").fill("30")
        begin, before = perf_counter(), used(server)
        page.locator("#run").click()
        page.locator("#curves svg").wait_for()
        rows.append(
            ("first band: 10 worlds of insurer, s", used(server) - before, f"{perf_counter() - begin:.1f} s")
        )
        page.get_by_text("Net present value, EUR, 30 worlds").wait_for()
        rows.append(("30 worlds, s", used(server) - before, f"{perf_counter() - begin:.1f} s"))
        page.locator("#commands code").first.wait_for()
        rows.append(
            ("30 worlds and what stands behind, s", used(server) - before, f"{perf_counter() - begin:.1f} s")
        )
        rows.append(("memory of server and worker after that, MB", held(server), ""))
        page.goto(f"{base}/planner/?scenario=insurer")
        page.locator("#value data").wait_for()
        page.get_by_role("tab", name="Money, teams, rules").click()
        slider = page.locator("#budget-1")
        rows.append(("slider to frame, ms of the clock", median(slider.evaluate(MOVED) for _ in range(9)), ""))
        begin, before = perf_counter(), used(server)
        page.locator("#teams-claims").fill("6")
        page.locator("#commands code", has_text="value_streams.claims.teams=6").wait_for()
        page.locator("#state:not(.busy)").wait_for()
        rows.append(
            ("insurer planned again, within 0.5 %, s", used(server) - before, f"{perf_counter() - begin:.1f} s")
        )
        page.goto(f"{base}/coach/board?what=littles-law")
        page.locator(".cards .name").first.wait_for(state="attached")
        label, dial = page.locator("#label-right"), page.locator(".side input").nth(1)
        places = [dial.element_handle(), label.element_handle()]
        rows.append(("coach: slider to a new position's board, ms of the clock", page.evaluate(TURNED, places), ""))
        sleep(3)
        page.keyboard.press("x")
        page.keyboard.press("Space")
        rows.append(("coach: frames a second, 56 cards, 4 weeks a second", page.evaluate(FRAMES), ""))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.html"
        vmo.live("littles-law", workers=1).save_page(path)
        rows.append(("bytes of a hand-out (littles-law), kB", path.stat().st_size / 1000, ""))
    return rows


def main() -> None:
    """Print a table: medians of some runs, with their ranges."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=3)
    runs = [measured() for _ in range(asked.parse_args().times)]
    print("| what | median | lowest and highest | on the clock |\n|---|---|---|---|")
    for row in zip(*runs, strict=True):
        numbers = [number for _, number, _ in row]
        clock = ", ".join(words for _, _, words in row if words)
        print(f"| {row[0][0]} | {median(numbers):.3g} | {min(numbers):.3g} to {max(numbers):.3g} | {clock} |")
    print(
        f"\nLoad of the machine (processes that want to run): {os.getloadavg()[0]:.1f}, on {os.cpu_count()} cores."
    )


if __name__ == "__main__":
    main()
