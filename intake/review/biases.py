"""Which estimates lean to one side: over all, and by value stream, objective, class of service and sponsor.

    cost, value     mean of log(actual / estimate) with Student's interval (ratios taken as lognormal); a ratio of 1
                    is no lean
    duration, date  of those not on time, the share that is late, with its exact interval; a half is no lean (sign
                    test)
    success         the share that succeeded, against the sum of the stated probabilities (exact)

Many groups are looked at, and one in twenty would lean by chance alone. Chances are corrected (Holm), for the kinds
of estimate over all MMPs by themselves and for all groups by themselves, each with half of the 5 % below which a
lean is said: all that is said together is wrong in one review of twenty at most.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Literal

import numpy as np
from scipy import special

from intake.review.exact import CONFIDENCE, count_surprise, holm, share_interval
from intake.review.judgements import KINDS, Judgement, Kind
from scenarios.language.mmps import MMP

LEAST = 5
"""Results of a group below which nothing is said about it (assumption, D)."""
SURE = 1.0 - CONFIDENCE
ALL = "all"
"""The grouping of everything that was judged."""
Lean = Literal["more than estimated", "less than estimated", "no lean seen", "too few to say"]


def _sponsor(mmp: MMP) -> str:
    if mmp.sponsor_weight == 1.0:
        return "of usual weight"
    return "louder" if mmp.sponsor_weight > 1.0 else "quieter"


GROUPINGS: Mapping[str, Callable[[MMP], str]] = {
    ALL: lambda _: ALL,
    "value stream": lambda mmp: mmp.value_stream or "none",
    "objective": lambda mmp: mmp.objective or "none",
    "class of service": lambda mmp: mmp.service,
    "sponsor": _sponsor,
}
"""By what estimates are grouped."""


@dataclass(frozen=True)
class Bias:
    """One kind of estimate in one group."""

    kind: Kind
    grouping: str
    group: str
    n: int
    late: int
    """Of duration and date: later than estimated; of the others: late and still open, counted as known so far."""
    early: int
    """Of duration and date: earlier than estimated."""
    expected: float
    """Where nothing leans: ratio 1, half of those not on time, or the mean stated probability."""
    found: float | None
    """Ratio, share late, or rate of success; None = nothing to tell."""
    interval: tuple[float, float] | None
    chance: float | None
    """Of something as extreme if nothing leans (two-sided); None = too few."""
    corrected: float | None = None
    """The same for everything that was looked at."""

    @property
    def lean(self) -> Lean:
        """What can be said."""
        if self.corrected is None or self.found is None:
            return "too few to say"
        if self.corrected >= SURE:
            return "no lean seen"
        return "more than estimated" if self.found > self.expected else "less than estimated"


def biases(rows: Sequence[Judgement]) -> tuple[Bias, ...]:
    """Every kind in every group; groupings with one group only say what "all" says and are left out."""
    found = [bias for kind in KINDS for bias in _of_kind(kind, [row for row in rows if row.kind == kind])]
    for whole in (True, False):
        family = [
            (at, b.chance) for at, b in enumerate(found) if b.chance is not None and (b.grouping == ALL) == whole
        ]
        for (at, _), chance in zip(family, holm([chance for _, chance in family]), strict=True):
            found[at] = replace(found[at], corrected=min(1.0, 2 * chance))
    return tuple(found)


def _of_kind(kind: Kind, rows: Sequence[Judgement]) -> Iterator[Bias]:
    for grouping, name_of in GROUPINGS.items():
        groups: dict[str, list[Judgement]] = {}
        for row in rows:
            groups.setdefault(name_of(row.mmp), []).append(row)
        if grouping != ALL and len(groups) < 2:
            continue
        for group in sorted(groups):
            yield _bias(kind, grouping, group, groups[group])


def _bias(kind: Kind, grouping: str, group: str, rows: Sequence[Judgement]) -> Bias:
    if kind == "success":
        return _rate(grouping, group, rows)
    if kind in ("duration", "date"):
        return _lateness(kind, grouping, group, rows)
    return _size(kind, grouping, group, rows)


def _rate(grouping: str, group: str, rows: Sequence[Judgement]) -> Bias:
    n, hits = len(rows), sum(row.actual > 0.5 for row in rows)
    stated = [row.estimated for row in rows]
    chance = count_surprise(hits, stated) if n >= LEAST else None
    interval = share_interval(hits, n)
    return Bias("success", grouping, group, n, 0, 0, sum(stated) / n, hits / n, interval, chance)


def _lateness(kind: Kind, grouping: str, group: str, rows: Sequence[Judgement]) -> Bias:
    late = sum(row.actual > row.estimated for row in rows)
    early = sum(row.actual < row.estimated for row in rows)
    off, n = late + early, len(rows)
    chance = None if n < LEAST else count_surprise(late, [0.5] * off) if off else 1.0
    interval = share_interval(late, off) if off else None
    return Bias(kind, grouping, group, n, late, early, 0.5, late / off if off else 0.5, interval, chance)


def _size(kind: Kind, grouping: str, group: str, rows: Sequence[Judgement]) -> Bias:
    logs = np.array([log(row.ratio) for row in rows if row.actual > 0])
    open_, n = sum(row.open for row in rows), len(logs)
    if not n:
        return Bias(kind, grouping, group, len(rows), open_, 0, 1.0, None, None, None)
    mean = float(logs.mean())
    if n < 2:
        return Bias(kind, grouping, group, n, open_, 0, 1.0, exp(mean), None, None)
    error = float(logs.std(ddof=1)) / sqrt(n)
    reach = float(special.stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * error
    chance = None
    if n >= LEAST:
        alike = error < 1e-12  # no spread to judge by: the chance that all lie on one side
        chance = (1.0 if abs(mean) < 1e-12 else 2.0 ** (1 - n)) if alike else _two_sided(mean / error, n - 1)
    return Bias(kind, grouping, group, n, open_, 0, 1.0, exp(mean), (exp(mean - reach), exp(mean + reach)), chance)


def _two_sided(t: float, degrees: int) -> float:
    return 2.0 * float(special.stdtr(degrees, -abs(t)))
