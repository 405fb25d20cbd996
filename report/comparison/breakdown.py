"""Who earns and who spends: a comparison by value stream, objective, project and year, in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import money
from report.shared.study import labels
from report.shared.text_table import plain_table
from sim.outcomes.breakdown import NONE, OVERHEADS, PARTS, YEARS, row_names
from sim.outcomes.statistics import mean_interval
from sim.world.blueprint import Blueprint

if TYPE_CHECKING:
    from rich.table import Table

    from sim.studies.comparison import Comparison

TABLES = {
    "value_streams": "Where the difference arises, by value stream",
    "objectives": "Where the difference arises, by objective",
    "projects": "Where the difference arises, by project",
}
"""Tables whose rows add up to net present value, with their headings."""
MOST = 12
"""Most rows of a table on a terminal: those with the largest differences, the rest in one row."""


def row_words(comparison: Comparison, table: str) -> list[str]:
    """Names of the rows for people."""
    scenario = comparison.scenario
    known = {stream.id: stream.name for stream in scenario.value_streams} if table == "value_streams" else {}
    known |= {o.id: o.name for o in scenario.objectives} if table == "objectives" else {}
    known |= {p.id: p.name for p in scenario.projects} if table == "projects" else {}
    known |= {OVERHEADS: "Overheads: bench, rounds, support", NONE: "none named"}
    return [known.get(name) or name for name in row_names(Blueprint(scenario))[table]]


def arising(comparison: Comparison, table: str) -> Table:
    """Mean net present value of every row under both models, and the difference, which adds up to the headline."""
    names = labels(comparison)
    first, second = comparison.models
    values = comparison.breakdown[table][:, :, :, PARTS.index("npv")]
    means = values.mean(axis=0)
    words = row_words(comparison, table)
    order = sorted(range(len(words)), key=lambda row: -abs(means[1, row] - means[0, row]))
    order = [row for row in order if means[:, row].any()]
    shown, rest = (order, []) if len(order) <= MOST else (order[: MOST - 1], order[MOST - 1 :])
    found = plain_table(TABLES[table], names[first], names[second], "difference", "95 % interval")
    for row in shown:
        low, mean, high = mean_interval(values[:, 1, row] - values[:, 0, row])
        ends = f"{money(low, plus=True)} to {money(high, plus=True)}" if len(values) > 1 else ""
        found.add_row(words[row], *(money(v) for v in means[:, row]), money(mean, plus=True), ends)
    if rest:
        sums = means[:, rest].sum(axis=1)
        found.add_row(f"{len(rest)} more", *(money(v) for v in sums), money(sums[1] - sums[0], plus=True), "")
    total = means.sum(axis=1)
    found.add_row("Net present value", *(money(v) for v in total), money(total[1] - total[0], plus=True), "")
    return found


def yearly(comparison: Comparison) -> Table:
    """Budget, cash out, benefits and their net by year, means under every model; undiscounted."""
    names = labels(comparison)
    found = plain_table("By year, means, undiscounted", "", *row_words(comparison, "years"), left=2)
    for j, model in enumerate(comparison.models):
        means = comparison.breakdown["years"][:, j].mean(axis=0)
        for column, title in (
            ("budget", "budget"),
            ("cash_out", "cash out"),
            ("benefits", "benefits"),
            ("net", "net"),
        ):
            amounts = [money(value, plus=column == "net") for value in means[:, YEARS.index(column)]]
            found.add_row(names[model] if column == "budget" else "", title, *amounts)
    return found


def breakdown_csv(comparison: Comparison, table: str) -> str:
    """One row per row and model: mean of every column with its 95 % interval, in currency."""
    columns = YEARS if table == "years" else PARTS
    header = [table.rstrip("s") if table != "years" else "year", "name", "model"]
    header += [f"{column}{end}" for column in columns for end in ("", "_low", "_high")]
    ids, words = row_names(Blueprint(comparison.scenario))[table], row_words(comparison, table)
    rows: list[list[object]] = []
    for place, (name, word) in enumerate(zip(ids, words, strict=True)):
        for j, model in enumerate(comparison.models):
            row: list[object] = [name, word, model]
            for k in range(len(columns)):
                low, mean, high = mean_interval(comparison.breakdown[table][:, j, place, k])
                row += [mean, low, high] if comparison.replications > 1 else [mean, None, None]
            rows.append(row)
    return csv_text(header, rows)


def breakdown_json(comparison: Comparison) -> dict[str, object]:
    """Means of every table: rows by model and column."""
    document: dict[str, object] = {}
    for table, ids in row_names(Blueprint(comparison.scenario)).items():
        columns = YEARS if table == "years" else PARTS
        means = comparison.breakdown[table].mean(axis=0)
        document[table] = {
            model: {
                name: {column: float(means[j, place, k]) for k, column in enumerate(columns)}
                for place, name in enumerate(ids)
            }
            for j, model in enumerate(comparison.models)
        }
    return document
