"""Everything that was judged, as CSV and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from report.shared.csv_file import csv_text

if TYPE_CHECKING:
    from intake.review.biases import Bias
    from intake.review.coverage import Coverage
    from intake.review.hindsight import Regret
    from intake.review.judgements import Judgement
    from intake.review.learning import Proposal
    from intake.review.reviewing import Review


def judgements_csv(found: Review) -> str:
    """One row per judged estimate: currency, quarters from the first folder's quarter 1, or a probability."""
    rows = [_judgement(row) for row in found.judged.rows]
    header = (
        "estimate", "id", "name", "value_stream", "objective", "class_of_service", "source", "estimated", "actual",
        "still_open", "band_low", "band_high", "inside",
    )  # fmt: skip
    return csv_text(header, [tuple(row.values()) for row in rows])


def _judgement(row: Judgement) -> dict[str, object]:
    low, high = row.band or (None, None)
    return {
        "estimate": row.kind,
        "id": row.mmp.id,
        "name": row.mmp.label,
        "value_stream": row.mmp.value_stream,
        "objective": row.mmp.objective,
        "class_of_service": row.mmp.service,
        "source": row.source,
        "estimated": row.estimated,
        "actual": row.actual,
        "open": row.open,
        "band_low": low,
        "band_high": high,
        "inside": row.inside,
    }


def _coverage(row: Coverage) -> dict[str, object]:
    low, high = row.interval
    return {
        "estimate": row.kind, "judged": row.n, "inside": row.inside, "below": row.below, "above": row.above,
        "undecided": row.undecided, "without_band": row.without, "share_low_95": low, "share_high_95": high,
        "needed": row.needed, "verdict": row.verdict,
    }  # fmt: skip


def coverage_csv(found: Review) -> str:
    """One row per kind of estimate: how many 80 % bands held."""
    rows = [_coverage(row) for row in found.coverage]
    header = (
        "estimate", "judged", "inside", "below", "above", "undecided", "without_band", "share_low_95",
        "share_high_95", "needed", "verdict",
    )  # fmt: skip
    return csv_text(header, [tuple(row.values()) for row in rows])


BIAS = (
    "estimate", "grouping", "group", "n", "late", "early", "expected", "found", "low_95", "high_95", "p",
    "p_corrected", "lean",
)  # fmt: skip


def _bias(row: Bias) -> dict[str, object]:
    low, high = row.interval or (None, None)
    values = (
        row.kind, row.grouping, row.group, row.n, row.late, row.early, row.expected, row.found, low, high,
        row.chance, row.corrected, row.lean,
    )  # fmt: skip
    return dict(zip(BIAS, values, strict=True))


def biases_csv(found: Review) -> str:
    """One row per kind of estimate and group, with the chance corrected over all of them."""
    return csv_text(BIAS, [tuple(_bias(row).values()) for row in found.biases])


def hindsight_csv(found: Review) -> str:
    """One row per MMP: planned, chosen and best start, in quarters from the first folder's quarter 1."""
    header = ("id", "name", "planned_start", "chosen_start", "best_start")
    if isinstance(found.regret, str):
        return csv_text(header, [])
    return csv_text(header, [(c.id, c.label, c.planned, c.chosen, c.best) for c in found.regret.choices])


def proposal_csv(proposals: tuple[Proposal, ...]) -> str:
    """One row per number of the scenario that may change."""
    header = ("number", "what", "was", "proposed", "interval_95", "results", "prior", "grade_of_prior")
    return csv_text(header, [(p.path, p.what, p.old, p.new, p.interval, p.n, p.prior, p.grade) for p in proposals])


def _regret(found: Regret) -> dict[str, object]:
    return {
        "planned": found.planned,
        "hindsight": found.hindsight,
        "chosen": found.chosen,
        "best": found.best,
        "bound": found.bound,
        "regret": found.regret,
        "known": found.known,
        "mmps": [asdict(choice) for choice in found.choices],
    }


def review_json(found: Review) -> dict[str, Any]:
    """Everything as plain data; money in currency, not available is null."""
    first = found.chapters[0].scenario
    return {
        "scenario": first.name,
        "currency": first.currency,
        "starts": first.calendar.starts,
        "quarters": found.quarters,
        "folders": [
            {"name": c.name, "offset": c.offset, "plan": c.starts is not None, "actuals": c.rows is not None}
            for c in found.chapters
        ],
        "judged": [_judgement(row) for row in found.judged.rows],
        "not_judged": [
            {"estimate": kind, "reason": reason, "mmps": list(names)} for kind, reason, names in found.judged.passed
        ],
        "coverage": [_coverage(row) for row in found.coverage],
        "biases": [_bias(row) for row in found.biases],
        "hindsight": {"reason": found.regret} if isinstance(found.regret, str) else _regret(found.regret),
        "proposals": [
            {
                "number": p.path, "was": p.old, "proposed": p.value, "interval_95": p.interval, "results": p.n,
                "prior": p.prior, "grade_of_prior": p.grade,
            }
            for p in found.proposals
        ],
    }  # fmt: skip
