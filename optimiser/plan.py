"""The answer: which MMPs, when, what they cost and earn, how much of every limit is used, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from optimiser.checker import demand_feasible
from optimiser.data import Data, Wishes
from optimiser.economics import WHOLE
from optimiser.solving import Effort, Status, Termination, relative_gap
from scenarios.capabilities import unseen_by_plans
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Line:
    """One MMP, in or out."""

    id: str
    label: str
    stream: str
    objective: str | None
    chosen: bool
    start: int | None
    """1-based quarter in which work starts; None when out."""
    release: int | None
    """1-based quarter at whose end it is released; None when out."""
    cost: float
    """Undiscounted money over its execution; of one under way, what remains."""
    expected_value: float | None
    """Expected value at its start; None when out."""
    mandatory: bool
    locked: bool
    points: float | None = None
    """Expected customer value at its start, in points; None when out."""


@dataclass(frozen=True)
class Use:
    """What is used of one limit in one quarter."""

    kind: str
    """budget, purse, capacity, service, platform or amount"""
    stream: str | None
    """Value stream, purse or resource; None = the whole portfolio."""
    quarter: int
    """1-based; 0 = all quarters, for an amount that they share."""
    used: float
    limit: float
    """Money, team-sprints or units there, with what was carried over."""


@dataclass(frozen=True)
class Plan:
    """A feasible plan with its proof, or the reason why there is none."""

    scenario: Scenario
    wishes: Wishes
    effort: Effort
    status: Status
    termination: Termination
    starts: Mapping[str, int] | None
    """Start quarter of each chosen MMP; None when there is no plan."""
    objective: float | None
    """Expected value of the plan (money spent, when targets are to be reached; with its points where they are
    weighed), re-added by the checker."""
    bound: float | None
    """No plan can do better than this."""
    gap: float | None
    """Relative distance between objective and bound."""
    seconds: float
    """Wall-clock time from data to plan."""
    value: float | None = None
    """Expected value of the plan, in money alone."""
    cost: float | None = None
    """Undiscounted money of the plan."""
    lines: tuple[Line, ...] = ()
    """Every MMP, in the order of the scenario."""
    uses: tuple[Use, ...] = ()
    baselines: Mapping[str, float | None] = field(default_factory=dict)
    """Objective of each ranking; None where it breaks a rule."""
    baseline_plans: Mapping[str, Mapping[str, int] | None] = field(default_factory=dict)
    """Start quarters of each ranking."""
    points: float | None = None
    """Expected customer value of the plan, in points."""

    @property
    def found(self) -> bool:
        """Whether there is a plan."""
        return self.starts is not None

    @property
    def has_axis(self) -> bool:
        """Whether any MMP is worth something to customers."""
        return self.scenario.counts_points

    @property
    def weighted(self) -> float | None:
        """Money and weight times points together, in currency; None where money alone decided."""
        if not self.wishes.weight or self.value is None or self.points is None:
            return None
        return self.value + self.wishes.weight * self.points

    @property
    def worth(self) -> float | None:
        """What decided: money alone, or with the points where they are weighed; in currency."""
        return self.value if self.weighted is None else self.weighted

    @property
    def chosen(self) -> tuple[Line, ...]:
        """Lines that are in, by start, then id."""
        return tuple(
            sorted((line for line in self.lines if line.chosen), key=lambda line: (line.start or 0, line.id))
        )

    def applied(self) -> Scenario:
        """The scenario of what was chosen: links to the rest dropped, start quarters as windows.

        Raises ``ValueError`` when nothing was chosen.
        """
        if not self.starts:
            raise ValueError("the plan has no MMPs, so there is nothing to run")
        return _applied(self.scenario, dict(self.starts))

    def as_json(self) -> dict[str, Any]:
        """Plain data: quarters are 1-based, money in the scenario's currency, null where there is none."""
        return {
            "status": self.status,
            "termination": self.termination,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "seconds": round(self.seconds, 3),
            "mmps": [
                {
                    "id": line.id,
                    "chosen": line.chosen,
                    "start_quarter": line.start,
                    "release_quarter": line.release,
                    "cost": line.cost,
                    "expected_value": line.expected_value,
                    **({"points": line.points} if self.has_axis else {}),
                }
                for line in self.lines
            ],
            "budgets": self._uses_of("budget"),
            "capacity": self._uses_of("capacity"),
            **{key: rows for key, kind in _MORE.items() if (rows := self._uses_of(kind))},
            "baselines": dict(self.baselines),
            **({"value_axis": self._axis()} if self.has_axis else {}),
            **({"not_planned": unseen} if (unseen := unseen_by_plans(self.scenario)) else {}),
        }

    def _axis(self) -> dict[str, Any]:
        """Money and points side by side; the weight is null where money alone decided."""
        axis = self.scenario.value_axis
        return {
            "name": axis.name,
            "unit": axis.unit,
            "money": self.value,
            "points": self.points,
            "weight": self.wishes.weight or None,
            "grade": axis.grade,
            "source": axis.source,
            "weighted": self.weighted,
        }

    def _uses_of(self, kind: str) -> list[dict[str, Any]]:
        """Use of every limit of a kind; quarter null = all quarters together."""
        key = _KEYS.get(kind, "stream")
        return [
            {"quarter": use.quarter or None, key: use.stream, "used": use.used, "limit": use.limit}
            for use in self.uses
            if use.kind == kind
        ]


_MORE = {"purses": "purse", "services": "service", "platforms": "platform", "amounts": "amount"}
"""Lists in the document that are left out where they are empty, and their kind of limit."""
_KEYS = {"purse": "purse", "service": "service", "platform": "platform", "amount": "resource"}
"""What a limit is about, where that is no value stream."""


def _applied(scenario: Scenario, starts: dict[str, int]) -> Scenario:
    def kept(mmps: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mmp for mmp in mmps if mmp in starts)

    mmps = []
    for mmp in scenario.mmps:
        if mmp.id in starts:
            window: dict[str, object] = {} if mmp.underway is not None else dict.fromkeys(_WINDOW, starts[mmp.id])
            links = {key: kept(getattr(mmp, key)) for key in _LINKS}
            alone = {} if mmp.variant_of is None else {"variant_of": None}
            mmps.append(mmp.replace(**window, **links, **alone))
    return scenario.replace(
        mmps=tuple(mmps),
        projects=tuple(p.replace(mmps=kept(p.mmps)) for p in scenario.projects if kept(p.mmps)),
        synergies=tuple(s for s in scenario.synergies if kept(s.mmps) == s.mmps),
        plan_rules=scenario.plan_rules.replace(
            at_most=tuple(g.replace(mmps=kept(g.mmps)) for g in scenario.plan_rules.at_most if kept(g.mmps))
        ),
    )


_WINDOW = ("earliest_quarter", "latest_quarter")
_LINKS = ("requires", "requires_any", "after", "excludes", "with_")


def no_plan(
    scenario: Scenario,
    wishes: Wishes,
    effort: Effort,
    status: Status,
    termination: Termination,
    bound: float | None,
    seconds: float,
) -> Plan:
    """The answer when there is no plan, proved or not found in time."""
    return Plan(scenario, wishes, effort, status, termination, None, None, bound, None, seconds)


def make_plan(
    scenario: Scenario,
    data: Data,
    starts: Mapping[str, int],
    *,
    effort: Effort | None = None,
    status: Status = "feasible",
    termination: Termination = "other limit",
    bound: float | None = None,
    seconds: float = 0.0,
    baseline_plans: Mapping[str, Mapping[str, int] | None] | None = None,
) -> Plan:
    """The plan with these start quarters, checked against the scenario.

    Raises ``BrokenPlanError`` when it breaks a rule: such a plan is never shown.
    """
    wishes = data.wishes
    audit = demand_feasible(scenario, starts, wishes)
    objective = audit.cost if wishes.reach else audit.value + wishes.weight * audit.points
    if bound is not None:
        bound = min(bound, objective) if wishes.reach else max(bound, objective)
    plans = baseline_plans or {}
    score = data.cost if wishes.reach else data.value
    return Plan(
        scenario=scenario,
        wishes=wishes,
        effort=effort or Effort(),
        status=status,
        termination=termination,
        starts=dict(sorted(starts.items())),
        objective=objective,
        bound=bound,
        gap=None if bound is None else relative_gap(objective, bound),
        seconds=seconds,
        value=audit.value,
        cost=audit.cost,
        lines=tuple(_line(data, mmp.id, starts) for mmp in scenario.mmps),
        uses=tuple(_uses(data, starts)),
        baselines={name: None if plan is None else score(dict(plan)) for name, plan in plans.items()},
        baseline_plans=plans,
        points=audit.points,
    )


def _line(data: Data, mmp: str, starts: Mapping[str, int]) -> Line:
    candidate, start = data.by_id[mmp], starts.get(mmp)
    return Line(
        id=mmp,
        label=candidate.label,
        stream=candidate.stream,
        objective=candidate.objective,
        chosen=start is not None,
        start=start,
        release=None if start is None else candidate.release(start),
        cost=candidate.cost,
        expected_value=None if start is None else candidate.value[start],
        mandatory=candidate.mandatory,
        locked=candidate.locked,
        points=None if start is None else candidate.points[start],
    )


def _uses(data: Data, starts: Mapping[str, int]) -> list[Use]:
    uses = []
    for limit in data.limits:
        left = 0.0
        for quarter, amount in enumerate(limit.amounts, 1):
            used = sum(
                draw[quarter - start]
                for mmp, start in sorted(starts.items())
                if 0 <= quarter - start < len(draw := data.by_id[mmp].draw(limit.kind, limit.stream))
            )
            there = amount + limit.carry * left if amount < inf else inf
            left = max(0.0, there - used) if amount < inf else 0.0
            stream = None if limit.stream == WHOLE else limit.stream
            uses.append(Use(limit.kind, stream, quarter, used, there))
        if limit.total:
            of_each = uses[-data.quarters :]
            uses[-data.quarters :] = [replace(of_each[0], quarter=0, used=sum(use.used for use in of_each))]
    return uses
