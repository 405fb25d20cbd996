"""Numbers of single MMPs over all worlds: what documents say of them, and the same as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scenarios.language.mmps import MMP
    from sim.arrays import Floats
    from sim.studies.mmp_money import MmpMoney

SHARES = (0.15, 0.5, 0.85)
"""Quantiles of a business case: one in seven below, the middle, one in seven above."""


@dataclass(frozen=True)
class MmpNumbers:
    """One MMP under one model. Money in currency, undiscounted where not said otherwise; weeks from 0."""

    released: float
    """Share of worlds in which it is released."""
    stopped: float
    """Share of worlds in which it is stopped."""
    released_week: float | None
    """Median over the worlds in which it is released; None in none of them."""
    spent_mean: float
    earned_mean: float
    npv_mean: float
    """Mean of what it earns less what is spent on it, discounted."""
    spent: tuple[float, float, float] | None
    """P15, P50, P85 over worlds in which it is released; None in none of them."""
    earned: tuple[float, float, float] | None
    npv: tuple[float, float, float] | None
    pays: float | None
    """Share of the worlds with a release in which it earns more than is spent on it."""
    paid_back_week: float | None
    """Median over worlds in which it is paid back; None where it is in none."""


def mmp_numbers(study: MmpMoney, model: str, place: int) -> MmpNumbers:
    """The numbers of the MMP at a place of the scenario."""
    spent, earned, npv, week, back, stopped = (
        study.of(name, model)[:, place]
        for name in ("spent", "earned", "net_present_value", "released_week", "paid_back_week", "stopped")
    )
    out = np.isfinite(week)
    there = bool(out.any())
    return MmpNumbers(
        released=float(out.mean()),
        stopped=float(stopped.mean()),
        released_week=float(np.median(week[out])) if there else None,
        spent_mean=float(spent.mean()),
        earned_mean=float(earned.mean()),
        npv_mean=float(npv.mean()),
        spent=_ends(spent[out]) if there else None,
        earned=_ends(earned[out]) if there else None,
        npv=_ends(npv[out]) if there else None,
        pays=float((earned[out] > spent[out]).mean()) if there else None,
        paid_back_week=float(np.nanmedian(back)) if np.isfinite(back).any() else None,
    )


def _ends(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, SHARES)
    return float(low), float(middle), float(high)


@dataclass(frozen=True)
class MmpPair:
    """One MMP under the first and the second model."""

    mmp: MMP
    stream: str
    """Value stream it belongs to."""
    numbers: tuple[MmpNumbers, ...]
    """In the order of the models."""

    @property
    def difference(self) -> float:
        """Mean net present value under the last model less that under the first."""
        return self.numbers[-1].npv_mean - self.numbers[0].npv_mean


def mmp_pairs(study: MmpMoney) -> list[MmpPair]:
    """Every MMP in the order of the scenario."""
    return [
        MmpPair(
            mmp,
            mmp.value_stream or next(iter(mmp.team_sprints)),
            tuple(mmp_numbers(study, model, place) for model in study.models),
        )
        for place, mmp in enumerate(study.scenario.mmps)
    ]


def stream_npv(study: MmpMoney) -> dict[str, tuple[float, ...]]:
    """Mean net present value of the MMPs of each value stream, by model."""
    pairs = mmp_pairs(study)
    return {
        stream.id: tuple(
            sum(pair.numbers[j].npv_mean for pair in pairs if pair.stream == stream.id)
            for j in range(len(study.models))
        )
        for stream in study.scenario.value_streams
    }


def mmps_json(study: MmpMoney) -> dict[str, object]:
    """Every MMP and every value stream under every model."""
    models = study.models
    return {
        "seed": study.seed,
        "replications": study.replications,
        "mmps": [
            {
                "id": pair.mmp.id,
                "value_stream": pair.stream,
                "models": {name: asdict(numbers) for name, numbers in zip(models, pair.numbers, strict=True)},
                "difference": pair.difference,
            }
            for pair in mmp_pairs(study)
        ],
        "value_streams": {
            stream: {**dict(zip(models, values, strict=True)), "difference": values[-1] - values[0]}
            for stream, values in stream_npv(study).items()
        },
    }
