"""How often forecasts from histories keep their promise, and the data doctor finds what is there.

    uv run python -m benchmarks.history_coverage forecasts drifts batches calibrations   # or some of them

Every history is made from a known truth, so that it is known afterwards which answers held.
"""

import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from intake.calibration.back_test import reproduce
from intake.calibration.calibrate import calibrate
from intake.calibration.from_run import history_of_run
from intake.forecast.convolution import first_week, most_items, sums, sums_of_unknown_rate, weeks_needed
from intake.history.doctor.batches import batches_of
from intake.history.doctor.drift import drift_of
from intake.history.history import History, Item
from scenarios.loader import load
from sim.lab.laboratory import simulate_flow

HISTORIES = 400
MEAN = 5.0
"""Items a week."""
MONDAY = datetime(2025, 1, 6)
DRIFTS, BATCHES, LINES = 150, 50, 20
"""Histories for each cell of the other tables, and lines that are calibrated."""
REPRODUCED = 8
"""Lines whose calibration is back-tested."""


def weeks_of(rng, n, mean, dispersion):
    """Weekly numbers of a mean with so much variance over mean: Poisson, or negative binomial above it."""
    if dispersion == 1:
        return rng.poisson(mean, n)
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, n)


def forecasts():
    """How often the 85 % answers held: how many in eight weeks, and when are forty items done."""
    heads = ("weeks of history", "variance / mean", "how many in 8 weeks", "careful", "when are 40 done", "careful")
    print(f"| {' | '.join(heads)} |")
    print("|---|---|---|---|---|---|")
    for n in (10, 15, 26, 52, 104):
        for dispersion in (1, 2, 5.63):
            rng = np.random.default_rng([n, int(100 * dispersion)])
            held = np.zeros(4)
            for _ in range(HISTORIES):
                past = weeks_of(rng, n, MEAN, dispersion)
                while not past.any():
                    past = weeks_of(rng, n, MEAN, dispersion)
                future = weeks_of(rng, 520, MEAN, dispersion)
                came = future[:8].sum()
                done = int(np.argmax(np.cumsum(future) >= 40)) + 1
                cap, far = int(past.max()) * 8, weeks_needed(past, 40, 520)
                for k, chances in enumerate((sums, sums_of_unknown_rate)):
                    held[k] += came >= most_items(chances(past, 8, cap)[8], 0.85)[0]
                    answer = first_week(chances(past, far, 40)[:, 40], 0.85)
                    held[2 + k] += answer is not None and done <= answer
            print(
                f"| {n} | {dispersion:g} | "
                + " | ".join(f"{100 * share:.1f} %" for share in held / HISTORIES)
                + " |"
            )


def drifts():
    """How often a change of the rate half way is found, and how often one is seen where there is none."""
    print("\n| weeks | variance / mean | none | 5 to 3.75 | 5 to 2.5 | 5 to 1.25 | 5 to 10 |")
    print("|---|---|---|---|---|---|---|")
    for n in (26, 52, 104):
        for dispersion in (1, 2):
            rng = np.random.default_rng([n, dispersion])
            shares = []
            for after in (5.0, 3.75, 2.5, 1.25, 10.0):
                found = 0
                for _ in range(DRIFTS):
                    past = weeks_of(rng, n // 2, MEAN, dispersion), weeks_of(rng, n - n // 2, after, dispersion)
                    drift = drift_of(np.concatenate(past))
                    found += drift is not None and drift.found
                shares.append(f"{100 * found / DRIFTS:.0f} %")
            print(f"| {n} | {dispersion} | {' | '.join(shares)} |")


def batches():
    """How often closing at the end of two-week sprints is found, by the share of items that are closed so."""
    shares = (0.0, 0.25, 0.4, 0.5, 0.75, 1.0)
    print("\n| weeks | items a week | " + " | ".join(f"{100 * share:.0f} % in batches" for share in shares) + " |")
    print("|---|---|" + "---|" * len(shares))
    for n, mean in ((12, 3), (26, 3), (26, 6)):
        rng = np.random.default_rng([n, mean])
        cells = []
        for share in shares:
            found = 0
            for _ in range(BATCHES):
                made = batches_of(closed_history(rng, rng.poisson(mean, n), share))
                found += made is not None and made.found
            cells.append(f"{100 * found / BATCHES:.0f} %")
        print(f"| {n} | {mean} | {' | '.join(cells)} |")


def closed_history(rng, counts, share):
    """Items done on any working day, a share of them closed on the last Friday of their two-week sprint."""
    items = []
    for week, count in enumerate(counts):
        for _ in range(int(count)):
            day = week * 7 + int(rng.integers(0, 5))
            if rng.random() < share:
                day = (week // 2) * 14 + 11
            ended = MONDAY + timedelta(days=day, hours=9 + 8 * float(rng.random()))
            items.append(Item(str(len(items)), "done", ended=ended))
    return History("made", "", tuple(items), date(2030, 1, 1), timed=True)


TRUTH = """\
name: truth
value_streams:
  - id: claims
    arrivals: {kind: poisson, rate: 3}
    stages:
      - {id: analysis, servers: 2, effort: {distribution: gamma, mean: 0.5, cv: 1}}
      - {id: build, servers: 4, effort: {distribution: lognormal, mean: 0.8, cv: 0.6}}
      - id: test
        servers: 2
        effort: {distribution: weibull, mean: 0.3, shape: 1.3}
        rework: {probability: 0.14, to: build}
"""


def calibrations():
    """How often the 95 % intervals of a calibration contain the truth, and the bands of its back-test what came."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "truth.yaml"
        file.write_text(TRUTH, encoding="utf-8")
        truth = load(file)
    line = truth.value_streams[0]
    true = {"analysis": 0.5, "build": 0.8, "test": 0.3}
    held: dict[str, list[bool]] = {}
    for seed in range(LINES):
        history = history_of_run(simulate_flow(truth, horizon=196, seed=1000 + seed), line, skip=40)
        fitted = calibrate(truth, history)
        held.setdefault("arrival rate", []).append(fitted.arrivals.low <= 3 <= fitted.arrivals.high)
        for stage in fitted.stages:
            low, high = stage.fits[0].intervals["mean"]
            held.setdefault(f"mean effort, {stage.stage}", []).append(low <= true[stage.stage] <= high)
            held.setdefault("shape not refused (1 %)", []).append(stage.written["distribution"] != "empirical")
        change = next(each for each in fitted.changes if each.path.endswith("rework"))
        low, high = (float(end) for end in change.interval.split(" to "))
        held.setdefault("returns", []).append(low <= 0.14 <= high)
        if seed >= REPRODUCED:
            continue
        tested = reproduce(truth, history, "claims", seed=seed)
        assert tested is not None
        for check in tested.checks:
            held.setdefault(f"back-test: {check.measure}", []).append(check.held)
    print(f"\n| of {LINES} histories of three years | held |\n|---|---|")
    for name, answers in held.items():
        print(f"| {name} | {100 * np.mean(answers):.0f} % of {len(answers)} |")


STUDIES = {"forecasts": forecasts, "drifts": drifts, "batches": batches, "calibrations": calibrations}

if __name__ == "__main__":
    for name in sys.argv[1:] or STUDIES:
        STUDIES[name]()
