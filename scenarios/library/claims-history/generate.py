"""Writes export.csv: eighteen months of a claims team's tracker, in the layout of ActionableAgile. Synthetic.

    uv run python scenarios/library/claims-history/generate.py

A run of the line below, known to nobody who uses the export. Calibrated to published figures:

- work varies within one size class with cv 0.52 to 0.69, a Weibull shape of 1.57 to 2.0 (Project-22): shape 1.75;
- 13.7 % of reviews fail and go back (Project-22);
- an item is worked on for 13 % of the time it takes, the median over tasks (SiP): the waits for the team and for a
  sign-off are as long as that asks for; the median of the finished items of this very run is 13.1 %.

Arrivals, teams and the mean efforts are invented. As in real exports, what was done before the first day is
missing, some cards were withdrawn, some moved to the end in one go, and one date is wrong.
"""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from scenarios.loader import load
from sim.lab.engine.log import DONE, Log
from sim.lab.laboratory import simulate_flow

TRUTH = """\
name: truth
value_streams:
  - id: claims
    arrivals: {kind: poisson, rate: 3}
    stages:
      - {id: ready, servers: unlimited, effort: {distribution: lognormal, mean: 5.5, cv: 0.7}}
      - {id: analysis, servers: 1, effort: {distribution: weibull, mean: 0.22, shape: 1.75}}
      - {id: build, servers: 4, effort: {distribution: weibull, mean: 0.9, shape: 1.75}}
      - id: review
        servers: 1
        effort: {distribution: weibull, mean: 0.2, shape: 1.75}
        rework: {probability: 0.137, to: build}
      - {id: sign-off, servers: unlimited, effort: {distribution: lognormal, mean: 3, cv: 0.8}}
"""
BEGIN = datetime(2025, 1, 6)
WEEKS, BEFORE = 78, 104
SEED = 9
COLUMNS = ("Backlog", "Ready", "Analysis", "Build", "Review", "Sign-off", "Done")
TITLES = (
    "Photo upload",
    "Damage estimate",
    "Letter",
    "Payment",
    "Fraud check",
    "Repair shop",
    "Status page",
    "Recourse",
)


def clock(week: float) -> datetime:
    """Local time of a week of the run: five working days from 8 to 18."""
    whole, rest = divmod(week - BEFORE, 1.0)
    day, hours = divmod(rest * 5, 1.0)
    return BEGIN + timedelta(weeks=whole, days=day, minutes=round((8 + 10 * hours) * 60))


def efficiency(log: Log) -> float:
    """Median share of touch time in the time an item took, over items done in the weeks of the export."""
    visits, items = log.visits, log.items
    touch = np.zeros(len(items))
    work = np.isin(visits.step, (1, 2, 3)) & ~np.isnan(visits.finished)
    np.add.at(touch, visits.item[work], visits.finished[work] - visits.started[work])
    done = (items.fate == DONE) & (items.left >= BEFORE)
    return float(np.median((touch[items.item] / (items.left - items.entered))[done]))


def rows(log: Log) -> list[list[str]]:
    """Items by the day they were thought of, one date for each column; a return wipes what came after."""
    rng = np.random.default_rng(SEED)
    found = []
    for k in np.argsort(log.items.idea, kind="stable"):
        if log.items.left[k] < BEFORE:
            continue
        mine = np.flatnonzero(log.visits.item == log.items.item[k])
        entered: dict[int, datetime] = {}
        for v in mine[np.argsort(log.visits.entered[mine])]:
            step = int(log.visits.step[v])
            entered = {s: when for s, when in entered.items() if s < step} | {
                step: entered.get(step, clock(float(log.visits.entered[v])))
            }
        idea = clock(float(log.items.idea[k])) - timedelta(days=int(rng.gamma(2, 9)))
        done = clock(float(log.items.left[k])) if log.items.fate[k] == DONE else None
        cells = [idea, *(entered.get(step) for step in range(5)), done]
        number = len(found) + 1
        kind = "Bug" if rng.random() < 0.3 else "Story"
        title = f"{TITLES[int(rng.integers(len(TITLES)))]} {number}"
        status = "Done" if done else COLUMNS[1 + max(entered)]
        if done and rng.random() < 0.04:
            cells[2:6] = [None] * 4  # moved from Ready to Done in one go
        if not done and rng.random() < 0.06:
            status = "Withdrawn"
        dates = ["" if c is None else c.strftime("%Y-%m-%d %H:%M") for c in cells]
        found.append([f"CLM-{number}", "", title, *dates,
                      kind, status, "Won't Do" if status == "Withdrawn" else "Fixed" if done else ""])  # fmt: skip
    for number in range(12):  # ideas that nobody has taken up
        idea = BEGIN + timedelta(weeks=WEEKS - 1, days=-7 * number, hours=10)
        cells = [idea.strftime("%Y-%m-%d %H:%M"), *[""] * 6]
        found.append([f"CLM-{len(found) + 1}", "", f"Idea {number + 1}", *cells, "Story", "Backlog", ""])
    # One card was dragged the wrong way.
    found[40][6], found[40][7] = found[40][7], found[40][6]
    return found


def export() -> str:
    """The file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "truth.yaml"
        path.write_text(TRUTH, encoding="utf-8")
        log = simulate_flow(load(path), horizon=BEFORE + WEEKS, seed=SEED)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["ID", "Link", "Name", *COLUMNS, "Type", "Status", "Resolution"])
    writer.writerows(rows(log))
    return buffer.getvalue()


if __name__ == "__main__":
    (Path(__file__).parent / "export.csv").write_text(export(), encoding="utf-8")
