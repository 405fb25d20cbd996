"""The board paper: what is to be decided, what it is worth, what it rests on, and what would turn it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report.assumptions.text import band, condition
from report.attribution.text import names_of, notes, shared_by_both, switched_short, unit_for, written
from report.attribution.waterfall import draw_waterfall
from report.comparison.answer import (
    evidence_words,
    ladder_words,
    payback_quarter,
    price_words,
    profit_words,
    sign_words,
    worst_tenth,
)
from report.comparison.figures.cumulative import draw_cumulative
from report.comparison.text import certain, same_line, sentence, warnings
from report.documents.annex import GRADES, annex_section
from report.documents.content import Cell, Chart, Document, Picture, Section, Table, Words, cell, row_of
from report.documents.paper.board_details import mmps_section, register_section, way_section
from report.documents.paper.bridge import bridge_section
from report.documents.paper.parts import Share, largest
from report.ranges.tornado_figure import draw_tornado
from report.ranges.tornado_text import flip_words
from report.ranges.tornado_text import headline as tornado_headline
from report.shared.numbers_in_words import counted, money, outcome_value, percent
from report.shared.quarter_words import quarter_long
from report.shared.study import ROUGH, labels, setting
from sim.studies.mechanism_groups import changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from scenarios.variation.assumption_register import Entry
    from scenarios.variation.uncertain_number import Number
    from sim.studies.assumptions import Assumptions
    from sim.studies.attribution import Attribution
    from sim.studies.backing import Backing
    from sim.studies.comparison import Comparison
    from sim.studies.mechanism_groups import Group
    from sim.studies.mmp_money import MmpMoney
    from sim.studies.tornado import Sensitivity

MOST_NUMBERS = 8
"""Rows of the tornado's table; the figure and the command show more."""


@dataclass(frozen=True)
class BoardStudies:
    """Everything a board paper is made of: each study was run once."""

    comparison: Comparison
    """Two models: the second less the first."""
    backing: Backing
    tested: Assumptions | None
    """None where the scenario has no uncertain numbers."""
    attribution: Attribution
    sensitivity: Sensitivity | None
    """None where the scenario has no uncertain numbers."""
    change: Comparison | None
    """The first model, ways from it to the second, later ones and abandoned ones; None where there is no way."""
    assumed_change: bool
    """Whether the way is the program's own, as the scenario describes none."""
    mmps: MmpMoney
    register: tuple[Entry, ...]
    sources: dict[str, str]
    """Command that answers each question by itself, by name of the question."""


def decision_section(studies: BoardStudies) -> Section:
    """1: what is to be decided, the answer, both bands, and what stands against it."""
    comparison, backing = studies.comparison, studies.backing
    first, second = comparison.models
    names, currency = labels(comparison), comparison.scenario.currency
    difference = comparison.difference("npv", second, first)
    answer = sentence(difference, comparison)
    flips = condition(studies.tested) if studies.tested is not None else "Assumptions were not tested: no ranges."
    sure = [f"Luck (the same scenario in other worlds): {_luck(studies)}"]
    if studies.tested is not None:
        sure.append(f"Assumptions (the scenario with other numbers, each within its range): {band(studies.tested)}")
    sure.append(evidence_words(backing, difference, currency))
    ladder, price = ladder_words(backing), price_words(backing, names[second], currency)
    if ladder:
        sure.append(f"{ladder} The first step needs no change of funding model.")
    sure += [price] if price else []
    sign = sign_words(comparison)
    money_lines = [*profit_words(comparison), *([sign] if sign else []), same_line(comparison)]
    cautions = [*certain(comparison), *warnings(comparison)]
    parts: list[Words | Table | Picture] = [
        Words((f"To be decided: whether money goes on as now ({names[first]}) or as {names[second]}.",)),
        Words((answer, flips, *_loss(comparison)), "answer"),
        *([Words(tuple(cautions), "caution")] if cautions else []),
        _in_numbers(comparison),
        Words(("How sure is it, and what does it rest on?",)),
        Words(tuple(sure), "list"),
        Words(("Is it a profit?",)),
        Words(tuple(money_lines), "list"),
        Picture(
            "cumulative",
            f"Net value so far by quarter under both models. {answer}",
            lambda: _cumulative(comparison),
        ),
    ]
    return Section("What is to be decided, and the answer", answer, tuple(parts), studies.sources["compare"])


def _loss(comparison: Comparison) -> list[str]:
    """What a board must know before it compares two losses."""
    middles = [comparison.summary("npv", model).p50 for model in comparison.models]
    if max(middles) >= 0:
        return []
    amounts = " and ".join(money(middle, comparison.scenario.currency) for middle in middles)
    return [
        f"Neither makes a profit: net present value is {amounts} in the middle of the worlds; why is said below."
    ]


def _luck(studies: BoardStudies) -> str:
    comparison = studies.comparison
    first, second = comparison.models
    d, names = comparison.difference("npv", second, first), labels(comparison)
    currency = comparison.scenario.currency
    if d.n < 2:
        return "one world only, so no interval exists."
    return (
        f"{names[second]} less {names[first]} is on average {money(d.mean, currency, plus=True)}, 95 % interval "
        f"{money(d.low, plus=True)} to {money(d.high, plus=True)}; in a tenth of the worlds it is below "
        f"{money(d.p10, plus=True)}, in another above {money(d.p90, plus=True)}; {names[second]} is better in "
        f"{counted(d.share_a_wins, d.n)}."
    )


def _cumulative(comparison: Comparison) -> Figure:
    figure = draw_cumulative(comparison).get_figure(root=True)
    assert figure is not None
    return figure


def _in_numbers(comparison: Comparison) -> Table:
    """One row per model."""
    names, currency, calendar = labels(comparison), comparison.scenario.currency, comparison.scenario.calendar
    rows = []
    for model in comparison.models:
        npv, over = comparison.summary("npv", model), comparison.summary("beyond_budget", model)
        values = comparison.values("npv", model)
        tenth, quarter = worst_tenth(values), payback_quarter(comparison, model)
        back = (
            f"not by quarter {calendar.benefit_end // calendar.weeks_per_quarter}"
            if quarter is None
            else "never in debt"
            if quarter == 0
            else quarter_long(calendar, quarter)
        )
        above = float((values > 0).mean())
        rows.append(
            (
                names[model],
                cell(money(npv.p50), npv.p50, "money"),
                cell(money(npv.p10), npv.p10, "money"),
                cell(money(npv.p90), npv.p90, "money"),
                cell(counted(above, len(values)), above, "share"),
                cell("too few worlds" if tenth is None else money(tenth), tenth, "money"),
                cell(money(over.p50), over.p50, "money"),
                cell(back, quarter, "whole"),
            )
        )
    header = (
        f"Net present value, {currency}", "P50", "P10", "P90", "above zero in", "worst tenth, mean",
        "beyond budget, P50", "paid back in quarter",
    )  # fmt: skip
    note = (
        "A world is one simulated course of events; both models run in the same worlds. P50: half of the worlds "
        "are below. P10: a tenth of them below. P90: a tenth above. Worst tenth: mean of the lowest tenth of the "
        "worlds. Beyond budget: what is spent after the last quarter, and before it above the budget; support "
        "functions left out."
    )
    return Table("In numbers", "What each model brings", header, tuple(rows), note=note)


def causes_section(studies: BoardStudies) -> Section:
    """3: what each change of rules brings."""
    study = studies.attribution
    start, goal = names_of(study)
    if not study.groups:
        same = f"{goal} and {start} agree in every setting: there is nothing to attribute."
        return Section(
            "Which change of rules brings what", same, (Words((same,), "answer"),), studies.sources["attribute"]
        )
    unit, total, parts = unit_for(study, "npv"), study.total("npv"), study.parts("npv")
    cells, whole = written(parts, total, unit)
    rows: list[tuple[Cell | str, ...]] = []
    for group, part, amount in zip(study.groups, parts, cells, strict=True):
        share = percent(part.mean / total.mean) if total.decided else ""
        row = (group.label, cell(amount, part.mean, "money"), unit.span(part), share, _grades(study, group))
        rows.append((*row, switched_short(study, group)))
    rows.sort(key=lambda row: -abs(row[1].value or 0.0) if isinstance(row[1], Cell) else 0.0)
    rows.append(("Whole", cell(whole, total.mean, "money"), unit.span(total), "", "", ""))
    said = [
        Share(group.label, part.mean, unit.say(amount), part.n < 2 or part.decided)
        for group, part, amount in zip(study.groups, parts, cells, strict=False)
    ]
    finding = largest("the difference", said)
    note = (
        "Each part is what switching these rules brings, averaged over all orders in which they could be switched "
        "(Shapley value), so that the parts add up. "
        f"{' '.join(filter(None, (GRADES, shared_by_both(study.scenario))))}"
    )
    header = ("Change of rules", unit.name, "95 % interval", "share", "evidence", "what changes")
    table = Table("Causes", f"From {start} to {goal}", header, tuple(rows), total=True, note=note,
                  chart=Chart("bars", (1,), len(rows) - 1, study.scenario.currency))  # fmt: skip
    cautions = [line for line in notes(study, "npv") if line != ROUGH]  # said better by ``measured``
    parts_: list[Words | Table | Picture] = [Words((finding,), "answer")]
    parts_ += [Words((measured(studies, total.mean, study.replications), *cautions), "caution"), table]
    picture = Picture("waterfall", f"Waterfall of the difference by change of rules. {finding}",
                      lambda: draw_waterfall(study, "npv"))  # fmt: skip
    return Section("Which change of rules brings what", finding, (*parts_, picture), studies.sources["attribute"])


def measured(studies: BoardStudies, whole: float, worlds: int) -> str:
    """In how many worlds a study was run, and why its whole is not that of the first section."""
    comparison = studies.comparison
    first, second = comparison.models
    mean, currency = comparison.difference("npv", second, first).mean, comparison.scenario.currency
    if worlds == comparison.replications:
        return f"Measured in the same {worlds} worlds as section 1."
    return (
        f"Measured in {worlds} worlds where section 1 has {comparison.replications}, so the whole is "
        f"{money(whole, currency, plus=True)} here and {money(mean, currency, plus=True)} there: that gap is "
        "luck. Read the order and the size of the parts, not their last digits; more worlds narrow both."
    )


def _grades(study: Attribution, group: Group) -> str:
    """Evidence grades of the settings that a group switches."""
    models = study.scenario.funding_models
    ends = (models[study.start], models[study.goal])
    grades = set()
    for name, _, _ in changes(group.settings(type(study.plan.start)), study.plan.start, study.plan.goal):
        for model in ends:
            found = model.source_of(name)
            grades.add("own" if found is None else found.grade)
    return ", ".join(sorted(grades, key=lambda grade: (len(grade), grade)))


def conditions_section(studies: BoardStudies) -> Section:
    """4: what it depends on, and what must be true."""
    study = studies.sensitivity
    title = "What it depends on, and what must be true"
    if study is None:
        none = "The scenario has no number with a range, so what the answer depends on is not known."
        return Section(title, none, (Words((none,), "answer"),), studies.sources["compare"])
    effective = [entry for entry in study.entries if entry.swing > 0]
    units = {entry.label: entry.unit for entry in studies.register}
    rows = tuple(
        row_of(
            _with_unit(entry.number, units),
            *(entry.number.word(value) for value in (entry.number.low, entry.number.base, entry.number.high)),
            cell(outcome_value("npv", entry.low.mean, plus=True), entry.low.mean, "money"),
            cell(outcome_value("npv", entry.high.mean, plus=True), entry.high.mean, "money"),
            flip_words(study, entry),
            entry.number.grade or "own",
        )
        for entry in effective[:MOST_NUMBERS]
    )
    currency = study.scenario.currency
    header = (
        "Number",
        "low",
        "now",
        "high",
        f"difference at low, {currency}",
        "at high",
        "the other model wins",
        "evidence",
    )
    flips = condition(studies.tested) if studies.tested is not None else ""
    finding = tornado_headline(study)
    first, second = (labels(study)[name] for name in study.models)
    note = (
        f"Each number alone, everything else as it is, in the same worlds; differences are {second} less {first}. "
        "x 0.5: half of what the scenario holds. ~: that may be luck. Ranges are judgements; their grades and "
        "sources are in section 7."
    )
    table = Table("Tornado", "The numbers that move the difference most", header, rows, note=note,
                  chart=Chart("bars", (4, 5), None, currency))  # fmt: skip
    parts: list[Words | Table | Picture] = [Words(tuple(filter(None, (finding, flips))), "answer")]
    parts.append(Words((measured(studies, study.base.mean, study.replications),), "caution"))
    if rows:
        parts.append(table)
        parts.append(Picture("tornado", f"Tornado: the difference at both ends of each number. {finding}",
                             lambda: draw_tornado(study)))  # fmt: skip
    return Section(title, finding, tuple(parts), studies.sources["sensitivity"])


def _with_unit(number: Number, units: Mapping[str, str]) -> str:
    """The label of a number, with its unit where it is no factor and the label does not say it."""
    unit = units.get(number.label, "")
    return number.label if number.factor or not unit or unit in number.label else f"{number.label}, {unit}"


def title_of(studies: BoardStudies) -> tuple[str, str]:
    """Title and subtitle of the paper."""
    comparison = studies.comparison
    scenario, names = comparison.scenario, labels(comparison)
    first, second = comparison.models
    title = f"{names[second]} in place of {names[first]}: {scenario.title or scenario.name}"
    return title, f"{scenario.name}: {setting(comparison)}"


def board_paper(studies: BoardStudies, command: str, manifest: str) -> Document:
    """The whole paper."""
    title, subtitle = title_of(studies)
    sections = (
        decision_section(studies),
        bridge_section(studies),
        causes_section(studies),
        conditions_section(studies),
        way_section(studies),
        mmps_section(studies),
        register_section(studies),
        annex_section(studies.comparison, command),
    )
    return Document("report", title, subtitle, sections, command, manifest, studies.register)
