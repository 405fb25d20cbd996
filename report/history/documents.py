"""Histories and forecasts as JSON documents and CSV tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake.history.durations import CONVENTIONS, age_days, cycle_days
from intake.history.weekly import throughput
from report.history.history_text import PERCENTILES, cycle_times, percentile
from scenarios.table_text import csv_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.forecast.by_flow import FlowAnswer
    from intake.forecast.forecast import Forecast
    from intake.history.closed import Closed
    from intake.history.doctor.finding import Finding
    from intake.history.durations import Convention
    from intake.history.history import History


def history_document(
    history: History, findings: Sequence[Finding], convention: Convention, closed: Closed
) -> dict[str, Any]:
    """What was read and what the data doctor says."""
    times = cycle_times(history, convention, closed)
    return {
        "source": history.source,
        "layout": history.layout,
        "as_of": str(history.as_of) if history.as_of else None,
        "zone": history.zone or None,
        "resolution": "time" if history.timed else "day",
        "stages": list(history.stages),
        "items": {
            state: sum(item.state == state for item in history.items)
            for state in ("waiting", "open", "done", "removed")
        },
        "types": history.types,
        "streams": [stream for stream in history.streams if stream],
        "dropped": dict(history.dropped),
        "notes": list(history.notes),
        "throughput": throughput(history)
        or {week.label: sum(week.done) if week.done else None for week in history.weeks},
        "cycle_time_days": {
            "convention": CONVENTIONS[convention],
            "items": len(times),
            **{f"p{p}": percentile(times, p) for p in PERCENTILES if times},
        },
        "doctor": [
            {"code": f.code, "weight": f.weight, "says": f.says, "remedy": f.remedy, "numbers": f.numbers}
            for f in findings
        ],
    }


def forecast_document(forecast: Forecast, flow: FlowAnswer | None = None) -> dict[str, Any]:
    """The answer with every number behind it."""
    question, past = forecast.question, forecast.past
    test = forecast.tested
    return {
        "source": forecast.source,
        "can_forecast": not forecast.reasons,
        "reasons": [{"code": f.code, "says": f.says, "remedy": f.remedy} for f in forecast.reasons],
        "start": _day(forecast.start),
        "items": forecast.needed or None,
        "by": _day(question.by),
        "closed_days": sorted(map(str, question.closed.days)),
        "history": {
            "weeks": len(past),
            "first": _day(past.mondays[0]) if past.mondays else None,
            "streams": list(past.streams),
            "counts": past.counts.tolist(),
            "left_out": list(past.left_out),
        },
        "when": [
            {
                "certainty": each.certainty,
                "week": each.week,
                "probability": each.probability,
                "last_day": _day(each.last_day),
                "week_allowing_for_few_weeks": each.careful_week,
            }
            for each in forecast.when
        ],
        "probability_done_by_week": forecast.done_by.tolist(),
        "exact": not forecast.drawn,
        "how_many": [
            {
                "weeks": each.weeks,
                "last_day": _day(each.last_day),
                "mean": each.mean,
                "answers": [
                    {
                        "certainty": a.certainty,
                        "at_least": a.items,
                        "probability": a.probability,
                        "at_least_allowing_for_few_weeks": a.careful_items,
                    }
                    for a in each.answers
                ],
            }
            for each in forecast.ahead
        ],
        "back_test": None
        if test is None
        else {
            "weeks_ahead": test.weeks_ahead,
            "answers": test.answers,
            "held": test.held,
            "held_allowing_for_few_weeks": test.careful_held,
            "independent": test.apart,
            "certainty": 0.85,
        },
        "under_way": [
            {
                "id": a.id,
                "stream": a.stream,
                "stage": a.stage,
                "days": a.days,
                "rank": a.rank,
                "likely_by": _day(a.likely_by),
            }
            for a in forecast.aged
        ],
        "flow_model": None
        if flow is None
        else {
            "scenario": flow.scenario,
            "value_stream": flow.stream,
            "runs": flow.runs,
            "board": flow.board,
            "not_on_board": dict(flow.unplaced),
            "when": [{"certainty": certainty, "week": week} for certainty, week in flow.when],
            "weeks": flow.weeks,
            "how_many": [{"certainty": certainty, "at_least": items} for certainty, items in flow.how_many],
        },
        "remarks": list(forecast.remarks),
    }


def cycle_times_csv(history: History, closed: Closed) -> str:
    """A row for each item: dates, and its days by every convention."""
    rows = []
    for item in history.items:
        lasted = [cycle_days(item, c, closed.days) for c in CONVENTIONS]
        aged = [age_days(history, item, c, closed.days) for c in CONVENTIONS]
        numbers = [
            None if a is None and b is None else f"{a if a is not None else b:g}"
            for a, b in zip(lasted, aged, strict=True)
        ]
        rows.append([item.id, item.type, item.stream, item.state, item.stage, item.started, item.ended, *numbers])
    heading = ["id", "type", "stream", "state", "stage", "started", "ended", *(f"{c}_days" for c in CONVENTIONS)]
    return csv_text(heading, rows)


def throughput_csv(history: History) -> str:
    """Finished items by week, every week from the first to the last."""
    weeks = [(week.label, None if week.done is None else sum(week.done)) for week in history.weeks]
    return csv_text(["week", "done"], [*throughput(history).items(), *weeks])


def doctor_csv(findings: Sequence[Finding]) -> str:
    """A row for each finding."""
    return csv_text(["code", "weight", "says", "remedy"], [(f.code, f.weight, f.says, f.remedy) for f in findings])


def forecast_csv(forecast: Forecast) -> str:
    """Answers as a table: one row for each certainty of each question."""
    asked = sum(forecast.needed.values())
    rows: list[Sequence[object]] = [
        (
            "when",
            each.certainty,
            each.week or None,
            each.last_day or None,
            asked,
            repr(each.probability),
            each.careful_week or None,
        )
        for each in forecast.when
    ]
    rows += [
        (
            "how many",
            answer.certainty,
            ahead.weeks,
            ahead.last_day or None,
            answer.items,
            repr(answer.probability),
            answer.careful_items,
        )
        for ahead in forecast.ahead
        for answer in ahead.answers
    ]
    heading = ["question", "certainty", "weeks", "last_day", "items", "probability", "allowing_for_few_weeks"]
    return csv_text(heading, rows)


def _day(day: object) -> str | None:
    return None if day is None else str(day)
