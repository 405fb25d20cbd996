"""Variability: the same load, and anything from no waiting to very much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workshop.experiments.runs import flows, variants
from workshop.experiments.theory import kingman, one_server, steady_beat
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Findings, Grid, Number

if TYPE_CHECKING:
    from sim.lab.statistics.results import FlowResult

TEAM, LINE = "variability", "variability-line"
ARRIVALS = "value_streams.line.arrivals"
STAGE = "value_streams.line.stages.team"
LOAD = 0.8
GIANT = {"distribution": "mixture", "parts": [{"weight": 9, "of": 0.5}, {"weight": 1, "of": 5.5}]}
"""Nine features of half a week, and then one of five and a half: a week on average."""
CASES: dict[str, tuple[str, dict[str, object], float]] = {
    "nothing": ("nothing varies", {f"{ARRIVALS}.interval": 1.25, f"{STAGE}.effort": 1}, 0.0),
    "work": ("only the work varies", {f"{ARRIVALS}.interval": 1.25}, steady_beat(LOAD)),
    "arrivals": ("only the arrivals vary", {f"{STAGE}.effort": 1}, kingman(LOAD, 1.0, 0.0)),
    "both": ("both vary", {}, kingman(LOAD, 1.0, 1.0)),
    "away": (
        "... and the team is called away",
        {
            f"{STAGE}.effort": {"distribution": "exponential", "mean": 0.8},
            f"{STAGE}.breakdowns": {
                "between": {"distribution": "exponential", "mean": 10},
                "repair": {"distribution": "exponential", "mean": 2.5},
            },
        },
        one_server(LOAD, 2 * 0.8**2 * 1.25**2 + 0.8 / 10 * 2 * 2.5**2),
    ),
    "giants": (
        "random arrivals, one giant in ten",
        {f"{STAGE}.effort": GIANT},
        one_server(LOAD, 0.9 * 0.25 + 0.1 * 5.5**2),
    ),
    "bundles": (
        "both vary, bundles of five arrive",
        {ARRIVALS: {"kind": "batch", "rate": 0.16, "size": 5}},
        LOAD * (1 + 5) / (2 * (1 - LOAD)) / LOAD - 1,
    ),
}
"""By key: name, what differs from the scenario, exact mean wait in weeks."""
LUCK = 1 / 6
"""Share by which a mean wait may be off: at 80 % load a queue remembers long."""
WEEKS = 200_000.0
LINE_WEEKS = 40_000.0
STAGES = ("analysis", "build", "test", "deploy")
CALM = {"distribution": "gamma", "mean": 1, "cv": 0.3}
WILD = {"distribution": "gamma", "mean": 1, "cv": 2}
EDGES = np.linspace(0.0, 32.0, 65)
"""Weeks of the histogram."""


def wild_at(place: str) -> dict[str, object]:
    """The line with its wild stage somewhere, or nowhere."""
    return {f"value_streams.line.stages.{stage}.effort": WILD if stage == place else CALM for stage in STAGES}


def find(setting: Setting) -> Findings:
    """Mean wait of every case; spread of two of them; a line with its wild stage first, last, and calmed."""
    lines = {"first": STAGES[0], "last": STAGES[-1], "calm": ""}
    scenarios = variants(TEAM, [changes for _, changes, _ in CASES.values()])
    scenarios += variants(LINE, [wild_at(place) for place in lines.values()])
    results = flows(scenarios, setting, weeks=[WEEKS] * len(CASES) + [LINE_WEEKS] * len(lines))
    numbers: dict[str, Number] = {}
    rows: list[tuple[str | Number, ...]] = []
    for (key, (name, _, exact)), result in zip(CASES.items(), results, strict=False):
        stream = result.stream("line")
        wait = _wait(f"Weeks of waiting: {name}", result, exact)
        late = Number.of(f"Weeks in which 85 % are done: {name}", stream.percentiles[85], "weeks")
        busy = Number.of(f"Team busy or away: {name}", stream.stages[0].utilisation, SHARE)
        numbers |= {f"wait_{key}": wait, f"late_{key}": late, f"busy_{key}": busy}
        rows.append((name, busy, wait, Number("", exact), late))
    spread = {key: results[list(CASES).index(key)].times[0].bars(EDGES) for key in ("nothing", "both", "giants")}
    for key in spread:
        mean = results[list(CASES).index(key)].stream("line").cycle_time
        numbers[f"mean_{key}"] = Number.of(f"Weeks to done, mean: {CASES[key][0]}", mean, "weeks")
    for key, result in zip(lines, results[len(CASES) :], strict=True):
        stream = result.stream("line")
        numbers[f"line_{key}"] = Number.of(
            f"Weeks of waiting in the line, wild stage: {key}", stream.queue_time, "weeks"
        )
        for stage in STAGES:
            queued = result.ratio(f"line/{stage}/queue", "line/done")
            numbers[f"line_{key}_{stage}"] = Number.of(f"Weeks before {stage}, wild stage: {key}", queued, "weeks")
    rest = sum(numbers[f"line_first_{stage}"].value for stage in STAGES[1:])
    numbers["passed"] = Number("Weeks of waiting at calm stages behind the wild one", rest, unit="weeks")
    off = max(abs(numbers[f"wait_{key}"].value / exact - 1) for key, (_, _, exact) in CASES.items() if exact)
    numbers["off"] = Number("Largest difference from the exact wait", off, unit=SHARE)
    headings = ("What varies", "busy", "weeks waiting", "theory", "85 % done in weeks")
    return Findings(numbers, Grid(headings, tuple(rows)), {}, {"spread": spread})


def _wait(label: str, result: FlowResult, exact: float) -> Number:
    """Mean weeks from arriving to done, less a week of work: time called away counts as waiting, too."""
    stream = result.stream("line")
    cycle = stream.cycle_time
    low, high = cycle.interval()
    return Number(label, cycle.mean - 1, low - 1, high - 1, "weeks", exact, within=LUCK, unsure=not cycle.enough)
