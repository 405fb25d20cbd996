"""The scenario file of an import: every number with where it comes from."""

import json
from collections.abc import Iterable

from intake.tables.building.assumptions import Assumptions
from intake.tables.building.derivation import Derivation, StagePlan, StreamPlan
from intake.tables.building.resources_yaml import amount_lines, purse_lines
from intake.tables.reading.table import Reading
from scenarios.shipped import HINT

OPENING = """\
# read = stands in the table; derived = follows from the table by the rule beside it; assumed = a guess with a grade
# (A measured, B large vendor or government data, C practitioner, D assumption). Change what you know better."""
SERVERS = "# Servers: one per team, which finishes one feature at a time (D). Every server has the same load."
UNCERTAINTY = """\
uncertainty:   # assumed; never certainty where a table says nothing about it
  # Actual over estimated effort of 145 projects (Kitchenham data, A), less what rework and waiting add here.
  scope_growth: {distribution: lognormal, median: 0.7, sigma: 0.355}
  value: {distribution: lognormal, mean: VALUE_MEAN, cv: VALUE_CV}   # D
  failure_value: 0   # D
  evidence: {sensitivity: 0.7, specificity: 0.7, share: 0.5}   # D: weak and late, which favours projects
  market: {volatility: 0.05}   # D: 5 % a quarter

funding_models:   # the two presets as they are
  project: {base: project, name: Project funding}
  value_stream: {base: value_stream, name: Value-stream funding}"""


def scenario_yaml(reading: Reading, numbers: Derivation, assume: Assumptions, name: str, columns: str) -> str:
    """The text of ``scenario.yaml``."""
    file = reading.shown.rpartition("/")[2]
    slices = reading.answers.slices
    each = "one per project" if slices == 1 else f"each project cut into {slices}, as you asked"
    uncertainty = UNCERTAINTY.replace("VALUE_MEAN", f"{assume['value_mean']:g}")
    lines = [
        f"{HINT}# Made by vmo import from {_one_line(file)}: {columns}.",
        OPENING,
        "",
        f"name: {_text(name)}",
        f"title: {_text(f'{len(reading.rows)} projects from {file}')}",
        "sources:",
        *(f"  - {_text(assumption.words)}" for assumption in assume.used.values()),
        _noted(f"currency: {_text(reading.currency or 'EUR')}", "read" if reading.currency else "assumed"),
        "",
        "calendar:",
        *([_noted(f"  starts: {reading.calendar.starts}", "as you said")] if reading.calendar else []),
        _noted(f"  quarters: {numbers.quarters}", numbers.said["quarters"]),
        _noted(
            f"  benefit_quarters: {min(2 * numbers.quarters, 160)}", "assumed (D): benefits count as long again"
        ),
        _noted("  discount_rate: 0.08", "assumed (D)"),
        "",
        "budget:",
        _noted(f"  per_quarter: {_amounts(numbers.budget)}", numbers.said["budget"]),
        _noted("  carry_over: 0", "assumed (D): what is not spent in the year is lost"),
        *purse_lines(reading.rows),
        "",
        *amount_lines(reading.rows),
        *_objectives(reading),
        f"# Teams: {numbers.said['teams']}.",
        SERVERS,
        *([f"# Size: {numbers.said['size']}."] if "size" in numbers.said else []),
        "value_streams:",
        *(line for stream in numbers.streams for line in _stream(stream, assume)),
        "",
        f"# Features: {numbers.said.get('features', 'read')}.",
        _noted("mmps: mmps.csv", each),
        "projects: projects.csv",
        "",
        uncertainty.replace("VALUE_CV", f"{assume['value_cv']:g}"),
    ]
    return "\n".join(lines) + "\n"


def _noted(words: str, note: str) -> str:
    return f"{words}   # {note}"


def _one_line(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _text(words: str) -> str:
    return json.dumps(_one_line(words), ensure_ascii=False)


def number(value: float) -> str:
    """A number with one reading."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(float(value))
    return text + "0" if len(text.rpartition(".")[2]) == 3 else text


def _amounts(amounts: Iterable[float]) -> str:
    words = [number(amount) for amount in amounts]
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _objectives(reading: Reading) -> list[str]:
    names = reading.names.get("objective", {})
    if not names:
        return []
    rows = [f"  - {{id: {_text(i)}, name: {_text(label)}, weight: 1}}" for i, label in names.items()]
    return ["objectives:   # read; equal weights assumed (D)", *rows, ""]


def _stream(stream: StreamPlan, assume: Assumptions) -> list[str]:
    weeks = f"{{distribution: lognormal, mean: {assume['blocked_weeks']:g}, cv: 1}}"
    cost = f"    team_cost_per_sprint: {number(stream.team_cost_per_sprint)}"
    return [
        f"  - id: {_text(stream.id)}",
        *([f"    name: {_text(stream.name)}"] if stream.name and stream.name != stream.id else []),
        _noted(f"    teams: {stream.teams}", "derived"),
        _noted(cost, f"derived; a feature costs {stream.feature_cost:,.0f}"),
        _noted("    sprint_weeks: 2", "assumed (D)"),
        _noted("    switching_loss: mild", "assumed (A for the shape, D for the size)"),
        _noted(f"    blockers: {{probability: {assume['blocked_probability']:g}, duration: {weeks}}}", "D"),
        _noted("    stages:", "derived"),
        *(line for stage in stream.stages for line in _stage(stage, assume)),
    ]


def _stage(stage: StagePlan, assume: Assumptions) -> list[str]:
    lines = [
        f"      - id: {stage.id}",
        f"        servers: {stage.servers}",
        f"        wip_limit: {stage.wip_limit}",
        f"        effort: {{distribution: lognormal, mean: {number(stage.effort)}, cv: {assume['touch_cv']:g}}}",
    ]
    if stage.rework_to:
        lines.append(f"        rework: {{probability: {assume['rework_probability']:g}, to: {stage.rework_to}}}")
    return lines
