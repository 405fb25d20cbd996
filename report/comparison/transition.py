"""A change of funding model in words: the dip, the month of break-even, what is left of it, what waiting costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from report.shared.numbers_in_words import counted, money, percent
from report.shared.study import labels
from sim.studies.jcurve import JCurve, abandoned, delayed, jcurves, month

if TYPE_CHECKING:
    from sim.outcomes.statistics import Difference
    from sim.studies.comparison import Comparison


def transition_lines(comparison: Comparison) -> list[str]:
    """Sentences on every change that is compared with staying; none where there is no such pair."""
    curves = jcurves(comparison)
    lines: list[str] = []
    given_up = abandoned(comparison, curves)
    for curve in curves:
        if all(curve is not gone for gone, _, _ in given_up):  # told in one line, below the one that is kept
            lines += _curve_lines(comparison, curve)
    for gone, kept, difference in given_up:
        lines.append(_abandoned_line(comparison, gone, kept, difference))
    for late, early, difference in delayed(comparison, curves):
        lines.append(_delayed_line(comparison, late, early, difference))
    return lines


def transition_paragraph(comparison: Comparison) -> list[str]:
    """What follows the tables of a comparison: an empty line and the sentences, or nothing."""
    lines = transition_lines(comparison)
    hint = missing_line(comparison)
    lines += [hint] if hint is not None else []
    return ["", *lines] if lines else []


def missing_line(comparison: Comparison) -> str | None:
    """What to add so that the J-curve of a compared change can be shown."""
    models = comparison.scenario.funding_models
    shown = {curve.change for curve in jcurves(comparison)}
    for name in comparison.models:
        if models[name].transition is None or name in shown:
            continue
        for other, model in models.items():
            same = (model.settings, model.streams) == (models[name].settings, models[name].streams)
            if model.transition is None and same and other not in comparison.models:
                return f"Add {other} to --models to see the J-curve of {name} against staying with {other}."
    return None


def _interval(difference: Difference) -> str:
    if difference.n < 2:
        return "no interval exists"
    return f"95 % interval {money(difference.low, plus=True)} to {money(difference.high, plus=True)}"


def _curve_lines(comparison: Comparison, curve: JCurve) -> list[str]:
    names, currency = labels(comparison), comparison.scenario.currency
    heading = f"{names[curve.change]}, against staying with {names[curve.stay]}; first change in month "
    lines = [f"{heading}{month(curve.starts + 1)}."]
    if curve.trough is None:
        lines.append("  The dip: on average the change is never behind.")
    else:
        low, high = money(-curve.trough.high), money(-curve.trough.low)
        interval = f" (95 % interval {low} to {high})" if len(curve.curves) > 1 else ""
        depth = money(-curve.trough.mean, currency)
        if curve.trough.week == curve.curves.shape[1] - 1:
            lines.append(f"  No dip but a loss: {depth} behind on average at the end{interval}, and never further.")
        else:
            lines.append(
                f"  The dip: at worst {depth} behind on average, in month {month(curve.trough.week)}{interval}."
            )
    end = month(curve.curves.shape[1] - 1)
    if curve.break_even is None:
        when = f"not by month {end}, the end of the benefit horizon"
    elif curve.break_even == 0:
        when = "from the start"
    else:
        when = f"month {month(curve.break_even)}, from when on it stays ahead"
    lines.append(f"  Break-even: on average {when}. {_share(curve, end)}")
    lines.append(
        f"  In the end: {money(curve.total.mean, currency, plus=True)} net present value, {_interval(curve.total)}."
    )
    return lines


def _share(curve: JCurve, end: int) -> str:
    worlds = len(curve.curves)
    words = f"{counted(curve.share, worlds)} {'is' if worlds == 1 else 'are'} ahead in month {end}"
    if len(curve.recovered) < 2:
        return f"{words}."
    low, middle, high = np.quantile(curve.recovered, (0.1, 0.5, 0.9))
    spread = f"(P10 {month(low)}, P90 {month(high)})"
    return f"{words}; those that were behind and caught up did so by month {month(middle)} {spread}."


def _abandoned_line(comparison: Comparison, gone: JCurve, kept: JCurve, difference: Difference) -> str:
    names, currency = labels(comparison), comparison.scenario.currency
    if gone.ends is None:
        return (
            f"{names[gone.change]}: after the last quarter in which money is decided, so nothing is different from "
            f"{names[kept.change]}; more quarters would show it."
        )
    text = f"{names[gone.change]} (month {month(gone.ends + 1)}): "
    if kept.total.low > 0 and gone.total.low > 0 and difference.mean <= 0:
        left = gone.total.mean / kept.total.mean
        return (
            f"{text}{money(gone.total.mean, currency)} of the {money(kept.total.mean)} are left "
            f"({percent(left)}); abandoning costs {money(-difference.mean)}, {_interval(difference)}."
        )
    state = "ahead" if gone.total.low > 0 else "not decided" if gone.total.high > 0 else "worse than never to begin"
    return (
        f"{text}{money(gone.total.mean, currency, plus=True)} against staying ({state}); "
        f"{money(kept.total.mean, plus=True)} if it is kept. Abandoning changes it by "
        f"{money(difference.mean, plus=True)}, {_interval(difference)}."
    )


def _delayed_line(comparison: Comparison, late: JCurve, early: JCurve, difference: Difference) -> str:
    names, currency = labels(comparison), comparison.scenario.currency
    quarters = (late.starts - early.starts) / comparison.scenario.calendar.weeks_per_quarter
    more = "one more quarter" if quarters == 1 else f"{quarters:g} more quarters"
    return (
        f"{names[late.change]}: {more} of the old model than {names[early.change]}: "
        f"{money(difference.mean, currency, plus=True)}, {_interval(difference)}."
    )


def transition_json(comparison: Comparison) -> list[dict[str, object]]:
    """The same for machines; weeks from the start of the study, null where there is none."""
    curves = jcurves(comparison)
    found: list[dict[str, object]] = []
    for curve in curves:
        trough = curve.trough
        found.append(
            {
                "change": curve.change,
                "stay": curve.stay,
                "first_change_week": curve.starts,
                "abandoned_week": curve.ends,
                "trough": None
                if trough is None
                else {"week": trough.week, "mean": trough.mean, "low": trough.low, "high": trough.high},
                "break_even_week": curve.break_even,
                "share_ahead_at_end": curve.share,
                "npv": {"mean": curve.total.mean, "low": curve.total.low, "high": curve.total.high},
                "abandoning": [_pair(pair) for pair in abandoned(comparison, curves) if pair[1] is curve],
                "delaying": [_pair(pair) for pair in delayed(comparison, curves) if pair[1] is curve],
            }
        )
    return found


def _pair(pair: tuple[JCurve, JCurve, Difference]) -> dict[str, object]:
    other, _, difference = pair
    return {"change": other.change, "mean": difference.mean, "low": difference.low, "high": difference.high}
