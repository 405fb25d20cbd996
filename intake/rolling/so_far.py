"""Where every MMP stands: what the scenario says of week 0, and what happened since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.rolling.actuals import Actual
from scenarios.language.mmps import MMP
from scenarios.language.standing import Status, released_week
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class SoFar:
    """One MMP; money in currency, quarters of the scenario."""

    mmp: MMP
    status: Status
    released: int | None
    """Quarter in which it came out; below 1 = before the first one; None = it is not out."""
    done_share: float | None
    """Share of its work that is done; None = nothing is said."""
    spent: Mapping[int, float]
    """By quarter; 0 = before the first one."""
    value: Mapping[int, float]
    """By quarter; 0 = before the first one."""

    @property
    def spent_to_date(self) -> float:
        """All of it."""
        return sum(self.spent.values())

    @property
    def value_to_date(self) -> float:
        """All of it."""
        return sum(self.value.values())


def so_far(scenario: Scenario, rows: Sequence[Actual]) -> tuple[SoFar, ...]:
    """Every MMP, in the order of the scenario, with rows that ``read_actuals`` found right."""
    mine: dict[str, list[Actual]] = {mmp.id: [] for mmp in scenario.mmps}
    for row in sorted(rows, key=lambda row: row.quarter):
        mine[row.id].append(row)
    return tuple(_one(mmp, mine[mmp.id], scenario) for mmp in scenario.mmps)


def _one(mmp: MMP, rows: Sequence[Actual], scenario: Scenario) -> SoFar:
    status: Status = "running" if mmp.underway is not None else mmp.status
    done = mmp.done_share if mmp.underway is None else mmp.underway
    out: int | None = None
    if mmp.status == "released":
        weeks = scenario.calendar.weeks_per_quarter
        out = int(released_week(mmp.released, scenario.calendar) // weeks)
    for row in rows:
        if row.status == "released" and status != "released":
            out = row.quarter
        status, done = row.status, done if row.done_share is None else row.done_share
    return SoFar(
        mmp, status, out, 1.0 if status == "released" else done,
        {0: mmp.spent_to_date} | {row.quarter: row.spent for row in rows},
        {0: mmp.value_to_date} | {row.quarter: row.value for row in rows},
    )  # fmt: skip
