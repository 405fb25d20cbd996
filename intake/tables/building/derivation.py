"""What a comparison needs and a table does not say: quarters, budget, teams, servers, touch times, features.

Every number follows from cost and duration by a rule that is said, with assumptions that can be replaced.
"""

from dataclasses import dataclass, field

from intake.tables.building.assumptions import Assumptions
from intake.tables.building.values import BENEFITS
from intake.tables.findings import rows
from intake.tables.reading.assemble import RowRead
from intake.tables.reading.table import Reading

ONE_STREAM = "portfolio"
"""The value stream of rows that name none."""
STAGES = (("refine", 0.25, False), ("build", 0.45, True), ("verify", 0.30, True))
"""Flow preset: stage, share of the servers, whether rework comes back to it (D: as in the insurer example)."""


@dataclass(frozen=True)
class StagePlan:
    """One stage of a derived value stream."""

    id: str
    servers: int
    wip_limit: int
    effort: float
    """Mean touch time, in weeks."""
    rework_to: str = ""


@dataclass(frozen=True)
class StreamPlan:
    """One derived value stream."""

    id: str
    name: str
    teams: int
    team_cost_per_sprint: float
    feature_cost: float
    stages: tuple[StagePlan, ...]


@dataclass
class Derivation:
    """The numbers of a scenario that the table does not hold."""

    quarters: int
    budget: tuple[float, ...]
    """Money per quarter: one amount, or one per quarter."""
    cost: float
    streams: list[StreamPlan]
    said: dict[str, str] = field(default_factory=dict)
    """Where each number comes from: by quarters, budget, teams, features."""


def derive(reading: Reading, assume: Assumptions) -> Derivation:
    """Derive a scenario's numbers from the rows, whose features are filled in. Notes guesses and warnings."""
    answers, table = reading.answers, reading.rows
    for row in table:
        row.data.setdefault("value_stream", ONE_STREAM)
        if "success_probability" not in row.data:
            row.data["success_probability"] = assume["success_probability"]
            row.derived["success_probability"] = "assumed"
    quarters, from_where = _quarters(reading, assume)
    free = [row.line for row in table if not _cost(row, assume)]
    cost = sum(_cost(row, assume) for row in table)
    said = {"quarters": from_where}
    if answers.budget:
        budget: tuple[float, ...] = answers.budget
        said["budget"] = "as you said"
    else:
        over = assume["work_over_capacity"]
        budget = (_three_digits(cost / quarters / over),)
        said["budget"] = f"derived: cost of all rows / {quarters} quarters / {over:g}"
    if free:
        reading.findings.warnings.append(f"{rows(free)} have no cost; each is one feature in a comparison")
    streams = _streams(reading, assume, quarters, sum(budget) / len(budget), cost, said)
    _features(reading, assume, {stream.id: stream for stream in streams}, said)
    long = [row.line for row in table if (row.quarters or 0) > quarters]
    if long:
        reading.findings.warnings.append(
            f"{rows(long)} take longer than the {quarters} quarters of the plan: the planner cannot choose them; "
            "say --quarters"
        )
    return Derivation(quarters, budget, cost, streams, said)


def _quarters(reading: Reading, assume: Assumptions) -> tuple[int, str]:
    answers = reading.answers
    if answers.quarters:
        return answers.quarters, "as you said"
    if len(answers.budget) > 1:
        return len(answers.budget), "one per amount of the budget"
    shortest, longest = int(assume["shortest_plan"]), int(assume["longest_plan"])
    ends = [
        (row.quarters or len(row.data.get("spend") or ()) or 1) + int(row.data.get("earliest_quarter", 1)) - 1
        for row in reading.rows
    ]
    last = max(ends, default=1)
    return max(shortest, min(last, longest)), f"derived: the longest project, between {shortest} and {longest}"


def _cost(row: RowRead, assume: Assumptions) -> float:
    if row.cost:
        return row.cost
    size = assume["team_sprints_per_feature"] * assume["team_cost_per_sprint"]
    effort = row.data.get("effort")
    if isinstance(effort, dict):
        effort = sum(effort.values())
    sprints = (
        float(effort or 0) * assume["team_cost_per_sprint"]
        if effort
        else float(row.data.get("features") or 0) * size
    )
    return sprints + float(row.data.get("direct_cost") or 0)


def _streams(
    reading: Reading, assume: Assumptions, quarters: int, budget: float, cost: float, said: dict[str, str]
) -> list[StreamPlan]:
    shares: dict[str, float] = {}
    for row in reading.rows:
        key = str(row.data["value_stream"])
        shares[key] = shares.get(key, 0.0) + (_cost(row, assume) if cost else 1.0)
    whole = sum(shares.values())
    payroll = {key: budget * assume["payroll_share"] * max(share / whole, 1e-4) for key, share in shares.items()}
    sprints, price = assume["sprints_per_quarter"], assume["team_cost_per_sprint"]
    wanted = {key: amount / (price * sprints) for key, amount in payroll.items()}
    most = assume["largest_teams"]
    shrink = min(1.0, most / max(sum(wanted.values()), 1e-9))
    teams = {key: max(1, round(number * shrink)) for key, number in wanted.items()}
    said["teams"] = (
        f"derived: {assume['payroll_share']:.0%} of the budget, by cost of the rows, in teams of about "
        f"{price:,.0f} a "
        "sprint"
        + (f"; taken together so that there are about {most:g} teams" if shrink < 1 else "")
        + "; the cost of a team is what makes payroll fit"
    )
    features = sum(teams.values()) * sprints * quarters * whole / max(budget * quarters, 1e-9) if cost else 0
    size = assume["team_sprints_per_feature"]
    limit = assume["largest_features"]
    estimate = features / size
    if estimate > limit:
        size = _three_digits(size * estimate / limit)
        said["size"] = f"a feature is {size:g} team-sprints, so that there are about {limit:g} of them"
    names = reading.names.get("value_stream", {})
    made = []
    for key in shares:
        team_cost = round(payroll[key] / (teams[key] * sprints), 2)
        made.append(
            StreamPlan(
                key,
                names.get(key, ""),
                teams[key],
                team_cost,
                team_cost * size,
                _stages(teams[key], size, assume),
            )
        )
    return made


def _stages(teams: int, size: float, assume: Assumptions) -> tuple[StagePlan, ...]:
    """As many servers as teams; equal load per server at every stage, rework counted.

    A feature takes ``size`` sprints of two weeks of one server in all.
    """
    touch, wip = 2.0 * size, int(assume["wip_per_server"])
    again = 1 / (1 - assume["rework_probability"])
    if teams < len(STAGES):
        return (StagePlan("deliver", teams, wip * teams, round(touch, 3), "deliver"),)
    servers = [max(1, round(teams * share)) for _, share, _ in STAGES]
    servers[1] = teams - servers[0] - servers[2]
    weights = [number / (again if back else 1.0) for number, (_, _, back) in zip(servers, STAGES, strict=True)]
    return tuple(
        StagePlan(
            name, number, wip * number, round(touch * weight / sum(weights), 3), "build" if name == "verify" else ""
        )
        for (name, _, _), number, weight in zip(STAGES, servers, weights, strict=True)
    )


def _features(reading: Reading, assume: Assumptions, streams: dict[str, StreamPlan], said: dict[str, str]) -> None:
    share = assume["people_share"]
    any_derived = False
    for row in reading.rows:
        if row.data.get("features") or row.data.get("effort"):
            continue
        stream = streams[str(row.data["value_stream"])]
        cost = _cost(row, assume)
        direct = float(row.data.get("direct_cost") or 0)
        if share < 1 and "direct_cost" not in row.data:
            direct = round(cost * (1 - share), 2)
            row.data["direct_cost"] = direct
            row.derived["direct_cost"] = "derived from cost"
        people = cost * share if share < 1 else cost
        row.data["features"] = max(1, round(people / stream.feature_cost)) if stream.feature_cost else 1
        row.derived["features"] = "derived from cost"
        any_derived = True
    if any_derived:
        said["features"] = f"derived: {share:.0%} of the cost of a row / the cost of a feature in its value stream"


def benefit_of_npv(reading: Reading, quarters: int) -> None:
    """Rows with a net present value: one for every quarter of the plan, and benefit = that value plus the cost."""
    lines = []
    for row in reading.rows:
        if row.derived.get("value_by_quarter", "").startswith("net present"):
            npv = row.data["value_by_quarter"][0]
            row.data["value_by_quarter"] = [npv] * quarters
            if not any(name in row.data for name in BENEFITS if name != "value_by_quarter"):
                row.value_total = max(0.0, npv + (row.cost or 0))
                lines.append(row.line)
    if lines:
        reading.findings.guesses.append(
            f"benefit in all = net present value + cost, for a comparison ({rows(lines)})"
        )


def _three_digits(amount: float) -> float:
    return float(f"{amount:.3g}")
