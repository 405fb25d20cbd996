"""Bottleneck: one more person helps at one place, and nowhere else."""

from __future__ import annotations

from workshop.experiments.runs import flows, shipped, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number, Theory

SCENARIO = "bottleneck"
STAGES = {"analysis": "Analysis", "build": "Build", "test": "Test", "release": "Release"}
"""Stages of the scenario."""
NARROW = "test"
"""Where the scenario is narrowest; a claim checks it."""
MORE = (0, 1, 2, 3, 4)
"""Further people at the narrowest stage."""
WEEKS = 10_000.0
LUCK = 0.02
"""Share by which luck in the work may lift a run above what its busiest stage can do on average."""


class Place(Number):
    """A stage: its number in the line; texts write its name."""

    def worded(self, value: float, *, unit: bool = True) -> str:  # noqa: ARG002 - a name has no unit
        """Name of the stage."""
        return self.unit


def servers(stage: str) -> str:
    """Path of the people of a stage."""
    return f"value_streams.line.stages.{stage}.servers"


def people(stage: str) -> int:
    """People of a stage in the scenario."""
    (found,) = (s.crew for s in shipped(SCENARIO).value_streams[0].stages if s.id == stage)
    return found


def most(added: int) -> float:
    """Features a week of the busiest stage with so many more people at the narrowest one."""
    stages = shipped(SCENARIO).value_streams[0].stages
    return min((s.crew + added * (s.id == NARROW)) / s.effort.mean for s in stages)


def find(setting: Setting) -> Findings:
    """The line as it is, with one more person at each stage in turn, and with ever more at the narrowest one."""
    ways: dict[str, dict[str, object]] = {"as_is": {}}
    ways |= {stage: {servers(stage): people(stage) + 1} for stage in STAGES}
    ways |= {f"more_{n}": {servers(NARROW): people(NARROW) + n} for n in MORE[2:]}
    results = dict(zip(ways, flows(variants(SCENARIO, ways.values()), setting, weeks=WEEKS), strict=True))
    results |= {"more_0": results["as_is"], "more_1": results[NARROW]}
    numbers: dict[str, Number] = {}
    for key, result in results.items():
        stream = result.stream("line")
        exact = most(int(key[-1])) if key.startswith("more") else float("nan")
        label = _label(key)
        numbers[f"{key}_rate"] = Number.of(
            f"Features a week, {label}", stream.throughput, "features a week", exact, LUCK, Theory.MOST
        )
        numbers[f"{key}_weeks"] = Number.of(f"Weeks per feature, {label}", stream.cycle_time, "weeks")
        for flow in stream.stages:
            busy = Number.of(f"Share of time at work, {flow.name}, {label}", flow.utilisation, SHARE)
            cards = Number.of(f"Features waiting, {flow.name}, {label}", flow.queue, "features")
            numbers[f"{key}_busy_{flow.id}"], numbers[f"{key}_cards_{flow.id}"] = busy, cards
        busiest = max(STAGES, key=lambda stage: numbers[f"{key}_busy_{stage}"].value)
        position = list(STAGES).index(busiest) + 1.0
        numbers[f"{key}_narrow"] = Place(f"Number of the busiest stage, {label}", position, unit=STAGES[busiest])
    base = numbers["as_is_rate"].value
    for stage, name in STAGES.items():
        gain = numbers[f"{stage}_rate"].value / base - 1
        numbers[f"{stage}_gain"] = Number(f"More done with one more person, {name}", gain, unit=SHARE)
    for n in MORE[1:]:
        step = numbers[f"more_{n}_rate"].value / numbers[f"more_{n - 1}_rate"].value - 1
        numbers[f"step_{n}"] = Number(f"More done by person {n} more at {STAGES[NARROW]}", step, unit=SHARE)
    faster = 1 - numbers[f"{NARROW}_weeks"].value / numbers["as_is_weeks"].value
    numbers["faster"] = Number(f"Shorter with one more person at {STAGES[NARROW]}", faster, unit=SHARE)
    headings = ("One more person at", "features a week", "more", "weeks per feature", "busiest after")
    rows: list[tuple[str | Number, ...]] = [
        ("nobody", numbers["as_is_rate"], "", numbers["as_is_weeks"], numbers["as_is_narrow"].unit)
    ]
    for stage, name in STAGES.items():
        parts = (numbers[f"{stage}_{what}"] for what in ("rate", "gain", "weeks"))
        rows.append((name, *parts, numbers[f"{stage}_narrow"].unit))
    curve = Curve("Features a week by people more", tuple(map(float, MORE)), _each(numbers, "rate"))
    return Findings(numbers, Grid(headings, tuple(rows)), {"more": curve})


def _each(numbers: dict[str, Number], what: str) -> tuple[Number, ...]:
    return tuple(numbers[f"more_{n}_{what}"] for n in MORE)


def _label(key: str) -> str:
    if key == "as_is":
        return "as it is"
    if key in STAGES:
        return f"one more at {STAGES[key]}"
    return f"{key[-1]} more at {STAGES[NARROW]}"
