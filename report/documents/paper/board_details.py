"""The later sections of a board paper: the way, streams and MMPs, the register of assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.assumptions.register import headline as register_headline
from report.assumptions.register import number_words, value_words
from report.comparison.figures.jcurve import draw_transition
from report.comparison.transition import transition_lines
from report.documents.content import Chart, Picture, Section, Table, Words, cell, row_of
from report.documents.mmps.mmp_numbers import mmp_pairs, stream_npv
from report.shared.numbers_in_words import counted, money, percent
from report.shared.quarter_words import quarter_long
from report.shared.study import labels
from sim.studies.jcurve import abandoned, delayed, jcurves, month

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from report.documents.content import Entry as Cells
    from report.documents.mmps.mmp_numbers import MmpNumbers, MmpPair
    from report.documents.paper.board_paper import BoardStudies
    from scenarios.calendar import Calendar
    from scenarios.variation.assumption_register import Entry
    from sim.outcomes.statistics import Difference
    from sim.studies.comparison import Comparison

MOST_MMPS = 10
"""MMPs told one by one: those that differ most."""
DEFAULT_WAY = (
    "The scenario describes no change-over. This one is the program's default (streams change over one after the "
    "other from quarter 2 on, each slower for a while; assumptions of grade D): describe your own under "
    "funding_models (transition)."
)


def way_section(studies: BoardStudies) -> Section:
    """5: the dip, when it is over, what waiting costs, what is left of it when it is given up."""
    comparison = studies.change
    curves = [] if comparison is None else jcurves(comparison)
    if comparison is None or not curves:
        none = (
            "No way is told: one of the two models changes its rules itself, or the change begins after the last "
            "quarter."
        )
        return Section("The way there, and why now", none, (Words((none,), "answer"),), studies.sources["way"])
    currency, names = comparison.scenario.currency, labels(comparison)
    given_up, late = abandoned(comparison, curves), delayed(comparison, curves)
    others = {curve.change for pair in (*given_up, *late) for curve in (pair[0],)}
    main = next(curve for curve in curves if curve.change not in others)
    rows: list[tuple[Cells, ...]] = []
    for curve in curves:
        trough, total = curve.trough, curve.total
        back = curve.break_even
        ends = month(curve.curves.shape[1] - 1)
        when = f"not by month {ends}" if back is None else "never behind" if back == 0 else f"month {month(back)}"
        rows.append(
            (
                names[curve.change],
                "none" if trough is None else cell(money(trough.mean), trough.mean, "money"),
                "" if trough is None else f"month {month(trough.week)}",
                when,
                cell(money(total.mean, plus=True), total.mean, "money"),
                _interval(total),
                counted(curve.share, len(curve.curves)),
            )
        )
    waits: list[tuple[Cells, ...]] = [
        (names[one.change], cell(money(d.mean, plus=True), d.mean, "money"), _interval(d))
        for one, other, d in late
        if other is main
    ]
    left: list[tuple[Cells, ...]] = [
        (names[one.change], cell(money(d.mean, plus=True), d.mean, "money"), _interval(d))
        for one, other, d in given_up
        if other is main
    ]
    lines = transition_lines(comparison)
    cautions = (DEFAULT_WAY,) if studies.assumed_change else ()
    kept = " ".join(line.strip() for line in lines[1:3])
    finding = f"Against staying with {names[main.stay]}. {kept}" if len(lines) > 2 else lines[0]
    parts: list[Words | Table | Picture] = [Words((finding,), "answer")]
    parts += [Words(cautions, "caution")] if cautions else []
    header = ("Way, against staying as it is", f"dip, {currency}", "deepest in", "ahead from",
              f"in the end, {currency}", "95 % interval", "ahead at the end in")  # fmt: skip
    parts.append(Table("The way", "What each way from the old rules to the new ones brings", header, tuple(rows),
                       chart=Chart("bars", (4,), None, currency)))  # fmt: skip
    if waits or left:
        caption = f"Why now? What waiting or giving up changes, against {names[main.change]} as planned"
        columns = ("Way", f"net present value, {currency}", "95 % interval")
        note = "Above zero: better than as planned. An interval that holds zero may be luck."
        parts.append(Table("Why now", caption, columns, (*waits, *left), note=note))
    parts.append(
        Picture("jcurve", f"The J-curve: value ahead of staying, by month. {finding}", lambda: _curve(comparison))
    )
    return Section("The way there, and why now", finding, tuple(parts), studies.sources["way"])


def _curve(comparison: Comparison) -> Figure:
    figure = draw_transition(comparison)
    assert figure is not None
    return figure


def _interval(d: Difference) -> str:
    return "" if d.n < 2 else f"{money(d.low, plus=True)} to {money(d.high, plus=True)}"


def mmps_section(studies: BoardStudies) -> Section:
    """6: by value stream, and the MMPs that differ most."""
    study = studies.mmps
    scenario = study.scenario
    names, currency = labels(study), scenario.currency
    first, second = (names[model] for model in study.models)
    streams = {stream.id: stream.name or stream.id for stream in scenario.value_streams}
    sums = stream_npv(study)
    by_stream = tuple(
        row_of(
            streams[stream],
            *(cell(money(value), value, "money") for value in values),
            cell(money(values[-1] - values[0], plus=True), values[-1] - values[0], "money"),
        )
        for stream, values in sorted(sums.items(), key=lambda item: item[1][0] - item[1][-1])
    )
    pairs = sorted(mmp_pairs(study), key=lambda pair: -abs(pair.difference))[:MOST_MMPS]
    rows = tuple(
        row_of(
            pair.mmp.label,
            streams[pair.stream],
            cell(money(pair.difference, plus=True), pair.difference, "money"),
            _story(pair, (first, second), scenario.calendar, study.replications),
        )
        for pair in pairs
        if pair.difference
    )
    largest = max(sums, key=lambda stream: abs(sums[stream][-1] - sums[stream][0]))
    gap = sums[largest][-1] - sums[largest][0]
    more = f"{money(abs(gap), currency)} {'more' if gap >= 0 else 'less'}"
    finding = f"{streams[largest]} changes most: its MMPs bring {more} under {second} than under {first}."
    header = ("Value stream", first, second, "difference")
    note = (
        f"Mean over {study.replications} worlds of what MMPs earn less what is booked on them (work, direct cost, "
        "business case), discounted; rounds, support and people without work belong to the portfolio."
    )
    parts: list[Words | Table] = [
        Words((finding,), "answer"),
        Table("By stream", f"Net present value of the MMPs by value stream, {currency}", header, by_stream,
              note=note, chart=Chart("bars", (1, 2), None, currency)),
    ]  # fmt: skip
    if rows:
        parts.append(
            Table(
                "By MMP", f"The {len(rows)} MMPs that differ most, and why",
                ("MMP", "value stream", f"difference, {currency}", "what happens to it"), rows,
                chart=Chart("bars", (2,), None, currency),
                note=f"One MMP week by week: vmo story {scenario.name} MMP.",
            )
        )  # fmt: skip
    return Section("By value stream and MMP", finding, tuple(parts), studies.sources["mmps"])


def _story(pair: MmpPair, names: tuple[str, str], calendar: Calendar, worlds: int) -> str:
    return "; ".join(
        f"{name}: {_happens(numbers, calendar, worlds)}" for name, numbers in zip(names, pair.numbers, strict=True)
    )


def _happens(numbers: MmpNumbers, calendar: Calendar, worlds: int) -> str:
    if numbers.released_week is None:
        return "never released"
    quarter = int(numbers.released_week / calendar.weeks_per_quarter - 1e-9) + 1
    words = f"released in quarter {quarter_long(calendar, quarter)} (in {counted(numbers.released, worlds)})"
    return words + (f", stopped in {counted(numbers.stopped, worlds)}" if numbers.stopped else "")


def register_section(studies: BoardStudies) -> Section:
    """7: what all of this rests on."""
    entries = studies.register
    currency = studies.comparison.scenario.currency
    ranged = [entry for entry in entries if entry.low is not None]
    finding = register_headline(entries)
    header = ("Number", "value", "from", "to", "unit", "evidence", "of range", "owner", "source")
    table = Table("Assumptions", "Numbers with a range", header, tuple(_row(entry, currency) for entry in ranged),
                  note=f"own: stated by the scenario itself. x 0.5: half of the value. All numbers: "
                       f"{studies.sources['register']} --all.")  # fmt: skip
    share = sum(entry.grade in ("D", "") for entry in entries) / len(entries) if entries else 0.0
    words = f"{percent(share)} of the numbers are assumptions of the program or stated without a source."
    return Section(
        "Register of assumptions", finding, (Words((finding, words), "answer"), table), studies.sources["register"]
    )


def _row(entry: Entry, currency: str) -> tuple[Cells, ...]:
    unit = currency if entry.unit == "money" else entry.unit
    factor = "x " if entry.path.endswith("*") else ""
    ends = [cell(f"{factor}{number_words(end)}", end) if end is not None else "" for end in (entry.low, entry.high)]
    value = cell(value_words(entry), entry.value) if entry.value is not None else value_words(entry)
    return (
        entry.label, value, *ends, unit, entry.grade or "own", entry.range_grade, entry.owner, entry.source,
    )  # fmt: skip
