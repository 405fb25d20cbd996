"""A year of a made-up portfolio, as docs/rolling.md reviews it: planned, done with luck, and rolled, four times.

    uv run python docs/rolling/year.py     # writes docs/rolling/year anew

True costs are three tenths above the estimates in claims and right in sales, with a spread of 15 %; one MMP in two
earns about what it claims, where 70 % are stated.
"""

import shutil
from pathlib import Path

import numpy as np

import vmo

YEAR = Path(__file__).parent / "year"
MMPS = 32
STATED, TRUE = 0.7, 0.5
LEAN = {"claims": 1.3, "sales": 1.0}
SPREAD = 0.15
SLOW = 1.5
"""Growth of scope from which the work takes half as long again."""
SCENARIO = """\
name: year
calendar: {quarters: 8, starts: 2026-Q1, benefit_quarters: 12, discount_rate: 0.05}
budget: {per_quarter: 400, carry_over: 1}
uncertainty:
  scope_growth: {distribution: lognormal, median: 1, sigma: 0.1}
  value: {distribution: lognormal, mean: 1, cv: 0.2}
mmps: mmps.csv
objectives: [{id: growth}, {id: cost}]
value_streams:
  - {id: claims, teams: 1, team_cost_per_sprint: 1, stages: [{id: build, servers: 1, effort: 1}]}
  - {id: sales, teams: 1, team_cost_per_sprint: 1, stages: [{id: build, servers: 1, effort: 1}]}
"""


def main() -> None:
    """Write every quarter of the year."""
    luck = np.random.default_rng(2026)
    shutil.rmtree(YEAR, ignore_errors=True)
    first = YEAR / "2026-Q1"
    first.mkdir(parents=True)
    lines = ["id,value_stream,objective,spend,value_per_quarter,success_probability,sponsor_weight"]
    truth: dict[str, tuple[float, bool, float]] = {}
    for at in range(MMPS):
        stream = ("claims", "sales")[at % 2]
        name = f"{stream}-{at // 2 + 1:02d}"
        aim = ("growth", "cost")[at // 2 % 2]
        spend = ";".join([str(luck.integers(20, 60))] * (1 + at % 3 // 2))
        lines.append(f"{name},{stream},{aim},{spend},{luck.integers(20, 50)},{STATED},{1 + at % 5 // 4}")
        grown = LEAN[stream] * float(np.exp(luck.normal(0, SPREAD)))
        truth[name] = grown, bool(luck.random() < TRUE), float(np.exp(luck.normal(0, 0.2)))
    (first / "mmps.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (first / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    here = first
    for _ in range(4):
        plan = vmo.plan(here, gap=0)
        put_plan(plan, here)
        actuals = YEAR / "actuals.csv"
        actuals.write_text(happened(plan, truth), encoding="utf-8")
        rolled = vmo.roll(here, actuals, 2)
        after = YEAR / str(rolled.scenario.calendar.starts)
        rolled.save(after)
        actuals.unlink()
        (after / "vmo.schema.json").unlink()
        here = after
    put_plan(vmo.plan(here, gap=0), here)


def put_plan(plan: vmo.PlanResult, folder: Path) -> None:
    """The plan of a quarter, as far as a review needs it."""
    (folder / "plan").mkdir()
    (folder / "plan" / "manifest.json").write_text(plan.manifest(), encoding="utf-8")


def happened(plan: vmo.PlanResult, truth: dict[str, tuple[float, bool, float]]) -> str:
    """actuals.csv of the first quarter of a plan."""
    scenario = plan.whole
    quarter = scenario.calendar.quarter_name(1)
    rows = ["quarter,id,status,done_share,spent,spend_to_go,value"]
    for mmp in scenario.mmps:
        grown, works, worth = truth[mmp.id]
        if mmp.status == "released":
            value = mmp.value_per_quarter * worth if works else 0.0
            rows.append(f"{quarter},{mmp.id},released,,0,,{value:.0f}")
        elif mmp.status == "running" or (plan.data.starts or {}).get(mmp.id) == 1:
            spend, before = mmp.spend or (), mmp.done_share or 0.0
            done = before + 1 / len(spend) / (1.0 if grown < SLOW else 1.5)
            whole = sum(spend) * grown
            last = done > 0.95
            spent = whole * ((1.0 if last else done) - before)
            state = (
                f"released,,{spent:.0f},," if last else f"running,{done:.2f},{spent:.0f},{whole * (1 - done):.0f},"
            )
            rows.append(f"{quarter},{mmp.id},{state}0")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
