"""Business cases: one section per MMP, as it fares under each funding model over all worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.annex import GRADES, READING, scorecard
from report.documents.content import Document, Section, Table, Words, cell, row_of
from report.documents.mmps.mmp_numbers import mmp_pairs
from report.shared.numbers_in_words import counted, money, percent
from report.shared.quarter_words import quarter_long
from report.shared.study import cautions, labels, setting
from scenarios.writing.fingerprint import scenario_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report.documents.content import Entry
    from report.documents.mmps.mmp_numbers import MmpNumbers, MmpPair
    from scenarios.language.mmps import MMP
    from sim.studies.comparison import Comparison
    from sim.studies.mmp_money import MmpMoney

LINKS = (
    ("requires", "must be released with or before it"),
    ("requires_any", "one of these must be released with or before it"),
    ("after", "must be released before its work starts"),
    ("with_", "is chosen together with it"),
    ("excludes", "makes no sense together with it"),
)
"""How an MMP depends on others, in words."""
QUANTILES = (
    "Quantiles are over the worlds in which the MMP is released; P15 and P85 leave one in seven below and above. "
    "Cost is what is booked on the MMP: work, direct cost and its business case; rounds, support and people "
    "without work belong to the portfolio."
)


def cases_document(
    study: MmpMoney, comparison: Comparison, chosen: Sequence[str], command: str, manifest: str
) -> Document:
    """The cases of the MMPs that are chosen, by id; the comparison has the same worlds."""
    pairs = [pair for pair in mmp_pairs(study) if pair.mmp.id in chosen]
    sections = [_case(study, pair, command) for pair in pairs]
    scenario = study.scenario
    lines = (
        f"Made again by: {command}",
        f"Run: {setting(study)}.",
        f"Scenario {scenario.name}, fingerprint {scenario_hash(scenario)[:16]}.",
        QUANTILES,
        READING,
        GRADES,
    )
    last = "Annex: scorecard of the portfolio, how this was made"
    sections.append(Section(last, "How this was made", (scorecard(comparison), Words(lines, "list")), command))
    what = pairs[0].mmp.label if len(pairs) == 1 else f"{len(pairs)} MMPs"
    title = f"Business case: {what}" if len(pairs) == 1 else f"Business cases: {what}"
    return Document("case", title, f"{scenario.name}: {setting(study)}", tuple(sections), command, manifest)


def _case(study: MmpMoney, pair: MmpPair, command: str) -> Section:
    """One MMP."""
    mmp, names, worlds = pair.mmp, labels(study), study.replications
    last = pair.numbers[-1]
    name = names[study.models[-1]]
    if last.pays is None or last.npv is None:
        finding = f"{mmp.label} is released in no world under {name}."
    else:
        finding = (
            f"{mmp.label} earns more than it costs in {counted(last.pays, round(last.released * worlds))} with a "
            f"release under {name}; net present value {money(last.npv[1], study.scenario.currency)} in the middle."
        )
    notes = cautions(study)
    parts: list[Words | Table] = [
        Words((finding,), "answer"),
        *([Words(tuple(notes), "caution")] if notes else []),
        Words(tuple(_facts(study, mmp)), "list"),
        _numbers_table(study, pair),
    ]
    return Section(mmp.label, finding, tuple(parts), command)


def _facts(study: MmpMoney, mmp: MMP) -> list[str]:
    """What the scenario says of it: the claim, its chance, the evidence, what it depends on."""
    scenario = study.scenario
    currency, calendar = scenario.currency, scenario.calendar
    claims = []
    if mmp.value_per_quarter:
        claims.append(f"{money(mmp.value_per_quarter, currency)} a quarter at full adoption")
    if mmp.value:
        claims.append(f"{money(mmp.value, currency)} once at release")
    if mmp.benefits:
        claims.append(f"{money(sum(mmp.benefits), currency)} over {len(mmp.benefits)} quarters")
    lines = [f"Claim: {' and '.join(claims) or 'no money'}; chance to earn it {percent(mmp.success_probability)}."]
    evidence = scenario.uncertainty.evidence
    lines.append(
        f"Evidence shows after {percent(evidence.share)} of its features; it recognises a success in "
        f"{percent(evidence.sensitivity)} of cases and a failure in {percent(evidence.specificity)}. That is the "
        "point at which to keep, change or stop it."
    )
    called = {other.id: other.label for other in scenario.mmps}
    for key, words in LINKS:
        lines += [f"{called.get(other, other)}: {words}." for other in getattr(mmp, key)]
    if mmp.mandatory:
        lines.append("It must be done, whatever it earns.")
    if mmp.latest_quarter is not None:
        lines.append(f"Its work may start in quarter {quarter_long(calendar, mmp.latest_quarter)} at the latest.")
    return lines


def _numbers_table(study: MmpMoney, pair: MmpPair) -> Table:
    names, currency, worlds = labels(study), study.scenario.currency, study.replications
    rows = (
        row_of(
            "Released in",
            *(cell(counted(n.released, worlds), n.released, "share") for n in pair.numbers),
        ),
        row_of("Stopped in", *(cell(counted(n.stopped, worlds), n.stopped, "share") for n in pair.numbers)),
        row_of("Released in week, middle", *(_week(n.released_week) for n in pair.numbers)),
        row_of("Paid back in week, middle", *(_week(n.paid_back_week) for n in pair.numbers)),
        row_of("Earns more than it costs", *(_share(n.pays) for n in pair.numbers)),
        *_quantiles("Cost", "spent", pair.numbers),
        *_quantiles("Value", "earned", pair.numbers),
        *_quantiles("Net present value", "npv", pair.numbers),
    )
    header = (f"Money in {currency}", *(names[model] for model in study.models))
    return Table(f"Case {pair.mmp.id}", "Over the simulated worlds", header, rows)


def _quantiles(what: str, name: str, numbers: Sequence[MmpNumbers]) -> list[tuple[Entry, ...]]:
    rows = []
    for k, point in enumerate(("P15", "P50", "P85")):
        ends = [getattr(n, name) for n in numbers]
        rows.append(
            row_of(f"{what}, {point}", *("none" if e is None else cell(money(e[k]), e[k], "money") for e in ends))
        )
    return rows


def _week(week: float | None) -> Entry:
    return "none" if week is None else cell(f"{week:.1f}", week, "weeks")


def _share(share: float | None) -> Entry:
    return "none" if share is None else cell(percent(share), share, "share")
