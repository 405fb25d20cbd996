"""Local search on a plan: a better start for the solver, and the last word between plans of equal value.

Plans are compared by more value, then less spend, then fewer MMPs, then earlier starts, then ids in order. The
search tries to take one MMP out, put one in, move one, or exchange two, and takes every step to a better plan. It
has no random part and stops after a number of trials, so equal inputs give equal plans (unless time ends it).
"""

from collections.abc import Iterator
from math import inf
from time import perf_counter

from optimiser.data import Data
from optimiser.packing import Packing

TRIALS = 20_000
"""Steps tried against every rule."""
LOOKS = 50_000
"""Steps looked at."""
EQUAL = 1e-9
"""Relative difference below which two amounts count as equal."""
Step = tuple[tuple[str, ...], tuple[tuple[str, int], ...]]
"""MMPs to take out, and starts to put in."""
Gain = tuple[float, float, int, int]


class _Search:
    def __init__(self, data: Data, plan: dict[str, int], trials: int, deadline: float) -> None:
        self.deadline = deadline
        self.data, self.packing, self.trials, self.looks = data, Packing(data, plan), trials, LOOKS
        self.musts = {rule.subject for rule in data.must}
        self.rank = {candidate.id: position for position, candidate in enumerate(data.candidates)}
        self.groups = {
            candidate.id: [g for g in data.groups if candidate.id in g.mmps] for candidate in data.candidates
        }
        values = [abs(v) for c in data.candidates for v in c.value.values()]
        self.value_step = EQUAL * max([1e-6, *values])
        self.cost_step = EQUAL * max([1e-6, *(candidate.cost for candidate in data.candidates)])

    def gain(self, step: Step) -> Gain:
        """How much better the plan gets: value, money saved, MMPs saved or quarters earlier, earlier ids."""
        out, into = step
        data, chosen = self.data, self.packing.chosen
        value = cost = 0.0
        earlier = ids = 0
        for mmp in out:
            candidate = data.by_id[mmp]
            value -= data.worth(candidate, chosen[mmp]) - candidate.left_out
            cost += candidate.cost
            earlier += chosen[mmp]
            ids += self.rank[mmp]
        for mmp, start in into:
            candidate = data.by_id[mmp]
            value += data.worth(candidate, start) - candidate.left_out
            cost -= candidate.cost
            earlier -= start
            ids -= self.rank[mmp]
        value += self._group_gain(out, into)
        if data.wishes.reach:
            value, cost = cost, value
        return (
            value if abs(value) > self.value_step else 0.0,
            cost if abs(cost) > self.cost_step else 0.0,
            earlier if len(out) == len(into) else len(out) - len(into),
            ids if len(out) == len(into) else 0,
        )

    def _group_gain(self, out: tuple[str, ...], into: tuple[tuple[str, int], ...]) -> float:
        touched = {id(g): g for mmp in (*out, *(m for m, _ in into)) for g in self.groups[mmp]}
        if not touched:
            return 0.0
        before = set(self.packing.chosen)
        after = (before - set(out)) | {mmp for mmp, _ in into}
        return sum(g.value * ((set(g.mmps) <= after) - (set(g.mmps) <= before)) for g in touched.values())

    def steps(self) -> Iterator[Step]:
        """Every step from the current plan, small ones first."""
        data, chosen = self.data, dict(self.packing.chosen)
        free = [mmp for mmp in chosen if mmp not in self.musts]
        outside = [c.id for c in data.candidates if c.id not in chosen and data.starts[c.id]]
        yield from (((mmp,), ()) for mmp in free)
        yield from (((), ((mmp, start),)) for mmp in outside for start in data.starts[mmp])
        for mmp, now in chosen.items():
            yield from (((mmp,), ((mmp, start),)) for start in data.starts[mmp] if start != now)
        for mmp in free:
            for other in outside:
                yield from (((mmp,), ((other, start),)) for start in data.starts[other])

    def take(self, step: Step) -> bool:
        """Take a step when the plan stays feasible; else leave the plan as it is."""
        out, into = step
        packing = self.packing
        undo = [(mmp, packing.remove(mmp)) for mmp in out]
        added: list[str] = []
        good = True
        for mmp, start in into:
            good = packing.fits(mmp, start)
            if not good:
                break
            packing.add(mmp, start)
            added.append(mmp)
        if good:
            good = all(not packing.dependants(mmp) or packing.dependants_hold(mmp) for mmp in {*out, *added})
        if good and packing.complete():
            return True
        for mmp in added:
            packing.remove(mmp)
        for mmp, start in undo:
            packing.add(mmp, start)
        return False

    def run(self) -> dict[str, int]:
        """Take better steps until there is none, or the trials are used up."""
        better = True
        while better:
            better = False
            for step in self.steps():
                self.looks -= 1
                late = self.looks % 16 == 0 and perf_counter() > self.deadline
                if late or self.looks <= 0 or self.trials <= 0:
                    break
                if self.gain(step) <= (0.0, 0.0, 0, 0):
                    continue
                self.trials -= 1
                if self.take(step):
                    better = True
                    break
        return dict(sorted(self.packing.chosen.items()))


def improve(data: Data, plan: dict[str, int], trials: int = TRIALS, deadline: float = inf) -> dict[str, int]:
    """A plan at least as good as a feasible one (id -> start quarter), by local search.

    It ends by the deadline, a time of ``perf_counter``.
    In plans that reach targets at least cost, less spend comes first and more value second.
    """
    return _Search(data, plan, trials, deadline).run()
