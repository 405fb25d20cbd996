"""Random portfolios of any size with every kind of rule, in the form of the synthetic test instances."""

from typing import Any

import numpy as np

QUARTERS, STREAMS, THEMES = 8, 5, 4


def generate(n: int, seed: int) -> dict[str, Any]:
    """An instance of ``n`` MMPs over 8 quarters and 5 value streams; the budget is about half of what they ask for.

    Durations 1 to 3 quarters, a third of the MMPs work in a second stream, costs are skewed, values fall with delay
    (half of them by discounting alone, the others by a half-life), one link per two MMPs, one exclusion and two
    synergies per twenty, four themes with at least 10 % of spend each.
    """
    rng = np.random.default_rng([seed, n])
    stream = rng.integers(0, STREAMS, n)
    duration = rng.integers(1, 4, n)
    cost, capacity = np.zeros((n, STREAMS)), np.zeros((n, STREAMS))
    monthly = np.round(rng.lognormal(np.log(45), 0.6, n))
    for i in range(n):
        parts = {int(stream[i]): 1.0}
        if rng.random() < 1 / 3:
            other = int((stream[i] + rng.integers(1, STREAMS)) % STREAMS)
            parts = {int(stream[i]): 0.75, other: 0.25}
        for s, share in parts.items():
            cost[i, s] = max(1.0, np.round(monthly[i] * share))
            capacity[i, s] = max(1.0, np.round(cost[i, s] / 25))
    per_year = monthly * duration * rng.uniform(0.8, 3.0, n) * rng.uniform(0.4, 0.95, n)
    half_life = np.where(rng.random(n) < 0.5, np.inf, rng.uniform(2, 10, n))
    value: list[list[float | None]] = []
    for i in range(n):
        row: list[float | None] = []
        for start in range(QUARTERS):
            release = start + duration[i]
            if release > QUARTERS:
                row.append(None)
                continue
            left = (16 - release) / 4
            benefit = per_year[i] * left * 0.98**release * 0.5 ** (release / half_life[i])
            row.append(float(np.round(benefit - cost[i].sum() * duration[i] * 0.98**start, 2)))
        value.append(row)
    asked = (cost * duration[:, None]).sum(axis=0)
    work = (capacity * duration[:, None]).sum(axis=0)
    links = sorted({tuple(sorted(rng.choice(n, 2, replace=False).tolist())) for _ in range(n // 2)})
    groups = [rng.choice(n, 2, replace=False).tolist() for _ in range(max(1, n // 10))]
    return {
        "n": n,
        "T": QUARTERS,
        "S": STREAMS,
        "stream": stream.tolist(),
        "dur": duration.tolist(),
        "cost": cost.tolist(),
        "cap": capacity.tolist(),
        "val": value,
        "prec": [list(link) for link in links],
        "excl": [sorted(rng.choice(n, 2, replace=False).tolist()) for _ in range(max(1, n // 20))],
        "syn": [[*group, float(np.round(rng.uniform(2, 20), 2))] for group in groups],
        "must": [],
        "budget": np.ceil(np.maximum(asked / QUARTERS * 0.55, cost.max(axis=0))).tolist(),
        "total": float(np.ceil(max(asked.sum() / QUARTERS * 0.45, cost.sum(axis=1).max()))),
        "capq": np.ceil(np.maximum(work / QUARTERS * 0.6, capacity.max(axis=0))).tolist(),
        "theme": rng.integers(0, THEMES, n).tolist(),
        "tmin": [0.1] * THEMES,
    }
