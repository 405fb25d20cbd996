"""A comparison as a document: summary, per model, per year, per value stream, per MMP, every outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from report.comparison.answer import answer_lines
from report.comparison.text import certain, same_line, sentence, warnings
from report.documents.annex import annex_section
from report.documents.content import Document, Section, Table, Words, cell, row_of
from report.documents.mmps.mmp_numbers import mmp_pairs, stream_npv
from report.shared.numbers_in_words import money
from report.shared.quarter_words import quarter_short
from report.shared.study import labels, setting
from sim.world.ledger import KINDS

if TYPE_CHECKING:
    from report.documents.content import Entry as Cells
    from scenarios.variation.assumption_register import Entry
    from sim.studies.assumptions import Assumptions
    from sim.studies.backing import Backing
    from sim.studies.comparison import Comparison
    from sim.studies.mmp_money import MmpMoney

WEEKS, MONTHS = 52, 12
"""Of a year."""


def comparison_document(
    comparison: Comparison,
    backing: Backing | None,
    tested: Assumptions | None,
    mmps: MmpMoney,
    register: tuple[Entry, ...],
    command: str,
    manifest: str,
) -> Document:
    """The content of the workbook of a comparison."""
    scenario, names = comparison.scenario, labels(comparison)
    first, *others = comparison.models
    found = [sentence(comparison.difference("npv", other, first), comparison) for other in others]
    lines = answer_lines(comparison, backing, tested) if len(comparison.models) == 2 else []
    cautions = (*certain(comparison), *warnings(comparison))
    parts: list[Words | Table] = [Words((same_line(comparison),))]
    parts += [Words(tuple(found), "answer")] if found else []
    parts += [Words(tuple(lines), "list")] if lines else []
    parts += [Words(cautions, "caution")] if cautions else []
    title = f"{scenario.title or scenario.name}: {' and '.join(names.values())}"
    sections = (
        Section("Answer", found[0] if found else title, tuple(parts), command),
        Section("Per year", "Money by year of the study", (_per_year(comparison),), command),
        Section("Per value stream and MMP", "MMPs one by one", (_per_stream(mmps), _per_mmp(mmps)), command),
        annex_section(comparison, command),
    )
    return Document(
        "compare", title, f"{scenario.name}: {setting(comparison)}", sections, command, manifest, register
    )


def yearly(comparison: Comparison) -> dict[str, list[tuple[int, float, dict[str, float]]]]:
    """By model: year, discounted net value of the year (mean over worlds), undiscounted cost by kind."""
    found: dict[str, list[tuple[int, float, dict[str, float]]]] = {}
    for j, model in enumerate(comparison.models):
        mean = comparison.cumulative[:, j].mean(axis=0)
        ends = [*range(WEEKS, len(mean) - 1, WEEKS), len(mean) - 1]
        values = np.diff(mean[[0, *ends]])
        rows = []
        for year, value in enumerate(values):
            costs = comparison.costs[j, :, year * MONTHS : (year + 1) * MONTHS].sum(axis=1)
            rows.append((year + 1, float(value), dict(zip(KINDS, map(float, costs), strict=True))))
        found[model] = rows
    return found


def _per_year(comparison: Comparison) -> Table:
    names, currency = labels(comparison), comparison.scenario.currency
    kinds = [kind for kind in KINDS if comparison.costs[:, KINDS.index(kind)].any()]
    rows: list[tuple[Cells, ...]] = []
    for model, years in yearly(comparison).items():
        for year, value, costs in years:
            amounts = [costs[kind] for kind in kinds]
            cells = [cell(money(amount), amount, "money") for amount in (value, *amounts, sum(costs.values()))]
            rows.append((names[model], cell(str(year), year, "whole"), *cells))
    words = [f"{kind.replace('_', ' ')}, {currency}" for kind in kinds]
    header = ("Model", "year", f"net value, discounted, {currency}", *words, f"cost in all, {currency}")
    note = "Mean over worlds. Net value is discounted; costs are not."
    return Table("Per year", "Money by year of 52 weeks", header, tuple(rows), note=note)


def _per_stream(study: MmpMoney) -> Table:
    names, currency = labels(study), study.scenario.currency
    streams = {stream.id: stream.name or stream.id for stream in study.scenario.value_streams}
    rows = tuple(
        row_of(streams[stream], *(cell(money(value), value, "money") for value in values))
        for stream, values in stream_npv(study).items()
    )
    header = ("Value stream", *(f"{names[model]}, {currency}" for model in study.models))
    note = (
        f"Mean over {study.replications} worlds of what MMPs earn less what is booked on them, discounted; rounds, "
        "support and people without work belong to the portfolio."
    )
    return Table("Per value stream", "Net present value of the MMPs by value stream", header, rows, note=note)


def _per_mmp(study: MmpMoney) -> Table:
    names, currency, calendar = labels(study), study.scenario.currency, study.scenario.calendar
    streams = {stream.id: stream.name or stream.id for stream in study.scenario.value_streams}
    rows: list[tuple[Cells, ...]] = []
    for pair in mmp_pairs(study):
        row: list[Cells] = [pair.mmp.id, pair.mmp.label, streams[pair.stream]]
        for numbers in pair.numbers:
            week = numbers.released_week
            quarter = None if week is None else int(week / calendar.weeks_per_quarter - 1e-9) + 1
            row += [
                cell(f"{numbers.released:.0%}", numbers.released, "share"),
                "never" if quarter is None else quarter_short(calendar, quarter),
                cell(money(numbers.spent_mean), numbers.spent_mean, "money"),
                cell(money(numbers.earned_mean), numbers.earned_mean, "money"),
                cell(money(numbers.npv_mean), numbers.npv_mean, "money"),
            ]
        rows.append(tuple(row))
    words = (
        "released in",
        "middle quarter",
        f"cost, {currency}",
        f"earned, {currency}",
        f"net present value, {currency}",
    )
    header = (
        "MMP",
        "name",
        "value stream",
        *(f"{names[model]}: {word}" for model in study.models for word in words),
    )
    note = f"Mean over {study.replications} worlds, those without a release among them."
    return Table("Per MMP", "Every MMP under every model", header, tuple(rows), note=note)
