"""How far an answer rests on assumptions, in words, tables and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import money, number, outcome_value, percent
from report.shared.study import cautions, labels, opening, study_json, warned
from report.shared.text_table import plain_table
from sim.outcomes.measures import OUTCOMES
from sim.studies.assumptions import value_at
from sim.studies.winning_region import NUMBERS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.studies.assumptions import Assumptions
    from sim.studies.variance_shares import Share

SHOWN = 12
"""Most numbers in the table on a terminal."""


def amount(study: Assumptions, value: float) -> str:
    """A difference in the unit of the outcome, with its sign."""
    if OUTCOMES[study.outcome].unit == "money":
        return money(value, study.scenario.currency, plus=True)
    return outcome_value(study.outcome, value, plus=True)


def band(study: Assumptions) -> str:
    """The second band of a headline: what the difference is when the assumptions are others."""
    first, second = (labels(study)[name] for name in study.models)
    low, middle, high = study.quantiles
    if low == high and study.luck > 0:
        return (
            f"Over {study.sets:,} sets of assumptions {second} less {first} is {amount(study, middle)} on average; "
            f"how far the assumptions move it cannot be told from luck with {study.sets:,} sets of {study.worlds} "
            "worlds: ask for more sets."
        )
    p10, p90 = (outcome_value(study.outcome, end, plus=True) for end in (low, high))
    return (
        f"Over {study.sets:,} sets of assumptions {second} less {first} is {amount(study, middle)} in the middle, "
        f"below {p10} in a tenth of them and above {p90} in another; {second} is better in {study.wins:,} of "
        f"{study.sets:,} sets."
    )


def condition(study: Assumptions) -> str:
    """What would have to be true for the model that is not preferred to win, in words."""
    names = labels(study)
    other = next(name for name in study.models if name != study.preferred)
    wins = study.sets - study.wins if other == study.models[0] else study.wins
    if study.shares is None:
        return (
            f"What would have to be true for {names[other]} to win cannot be told from luck with {study.sets:,} "
            "sets of assumptions: ask for more sets."
        )
    if study.region is not None:
        region = study.region
        where = " and ".join(_side(study, side.number, side.position, above=side.above) for side in region.sides)
        return (
            f"{names[other]} mostly wins with {where}: there it wins in {region.inside_wins} of "
            f"{region.inside} sets, against {region.held_wins} of all {region.held} (sets that were not used to "
            f"find this)."
        )
    if not wins:
        towards = _towards(study, other)
        hint = f" What moves it furthest that way: {towards}." if towards else ""
        return f"{names[other]} wins in none of {study.sets:,} sets of assumptions.{hint}"
    return (
        f"{names[other]} wins in {wins:,} of {study.sets:,} sets of assumptions; no combination of up to "
        f"{NUMBERS} numbers tells these sets from the others."
    )


def _side(study: Assumptions, index: int, position: float, *, above: bool) -> str:
    uncertain = study.numbers[index]
    at = uncertain.word(value_at(uncertain, position))
    return f"{uncertain.label} {'above' if above else 'below'} {at} (now {uncertain.word(uncertain.base)})"


def _towards(study: Assumptions, other: str) -> str:
    """The numbers with a straight effect, each with the end that favours a model."""
    if study.shares is None:
        return ""
    sign = 1 if (other == study.models[1]) == (OUTCOMES[study.outcome].better == "more") else -1
    lines = [share for share in study.shares.shares if share.slope][:3]
    ends = [(study.numbers[s.number], s.slope * sign > 0) for s in lines]
    return ", ".join(f"{n.label} towards {n.word(n.high if up else n.low)}" for n, up in ends)


def assumptions_text(study: Assumptions, *, everything: bool = False) -> RenderableType:
    """The whole study for a terminal."""
    parts: list[RenderableType] = [
        *opening(study),
        Text(
            f"{len(study.numbers)} uncertain numbers drawn together from their ranges, {study.sets:,} sets of "
            f"{study.worlds} worlds each; what luck adds to the spread is taken out."
        ),
        Text(),
        Text(band(study), style="bold"),
        Text(condition(study)),
    ]
    if study.shares is not None and study.shares.shares:
        shares = study.shares.shares
        shown = shares if everything else shares[:SHOWN]
        table = plain_table("What explains the spread", "alone", "with others", "± (95 %)", "low", "now", "high",
                            "low to high moves it by", "grade")  # fmt: skip
        for share in shown:
            uncertain = study.numbers[share.number]
            table.add_row(
                label_of(study, share),
                percent(share.alone),
                percent(share.total),
                number(100 * share.error, 0) if share.error <= 1 else "over 100",
                *(uncertain.word(value) for value in (uncertain.low, uncertain.base, uncertain.high)),
                amount(study, share.slope) if share.slope else "no straight line",
                uncertain.grade or "own",
            )
        parts += [Text(), table, Text(_rest(study), style="dim")]
        if len(shown) < len(shares):
            parts.append(Text(f"... and {len(shares) - len(shown)} with less effect (--all).", style="dim"))
    return Group(*parts, *warned(warnings(study)))


def label_of(study: Assumptions, share: Share) -> str:
    """Name of a number, with those that move together with it."""
    group = next((g for g in study.together if share.number == g[0]), ())
    more = f" (with {', '.join(study.numbers[i].label for i in group[1:])})" if group else ""
    return study.numbers[share.number].label + more


def _rest(study: Assumptions) -> str:
    assert study.shares is not None
    rest, error = 1 - study.shares.explained, study.shares.explained_error
    return (
        f"Share of the variance over assumptions; {percent(rest)} ± {number(100 * error, 0)} belongs to numbers "
        "too weak to be told apart, and to combinations."
    )


def grade_d(study: Assumptions) -> float | None:
    """Share of the explained spread that numbers take part in whose range is an assumption (grade D)."""
    if study.shares is None or not study.shares.shares:
        return None
    alone = dict.fromkeys("ABCD", 0.0) | {"": 0.0}
    for share in study.shares.shares:
        alone[study.numbers[share.number].grade] += share.alone
    total = sum(alone.values())
    return alone["D"] / total if total > 0 else None


def warnings(study: Assumptions) -> list[str]:
    """What a reader must know before using the numbers."""
    found = cautions(study, "were finished")
    shares = study.shares
    if shares is None:
        found.append("Not enough sets, or nothing but luck: what explains the spread is not known (--sets).")
    elif not shares.shares:
        found.append("No number stands out from luck; ask for more sets (--sets).")
    found.append(
        "Ranges are judgements: half of the draws lie below what the scenario holds and half above; numbers move "
        "independently unless uncertainty.together groups them."
    )
    return found


def assumptions_json(study: Assumptions) -> dict[str, object]:
    """The document that ``--json`` prints."""
    p10, p50, p90 = study.quantiles
    shares = study.shares
    region = study.region
    return {
        **study_json(study),
        "outcome": study.outcome,
        "models": {"a": study.models[1], "b": study.models[0]},
        "sets": study.sets,
        "worlds_per_set": study.worlds,
        "difference": {"p10": p10, "p50": p50, "p90": p90, "mean": float(study.means.mean())},
        "a_wins": study.wins,
        "luck_standard_deviation": study.luck**0.5,
        "explained": None if shares is None else {"share": shares.explained, "error": shares.explained_error},
        "numbers": None
        if shares is None
        else [
            {
                "id": study.numbers[share.number].id,
                "label": label_of(study, share),
                "alone": share.alone,
                "total": share.total,
                "error": share.error,
                "slope": share.slope,
                "low": study.numbers[share.number].low,
                "now": study.numbers[share.number].base,
                "high": study.numbers[share.number].high,
                "grade": study.numbers[share.number].grade or None,
                "source": study.numbers[share.number].source,
            }
            for share in shares.shares
        ],
        "other_wins": None
        if region is None
        else {
            "sides": [
                {
                    "id": study.numbers[side.number].id,
                    "above": side.above,
                    "value": value_at(study.numbers[side.number], side.position),
                }
                for side in region.sides
            ],
            "inside": region.inside,
            "inside_wins": region.inside_wins,
            "held": region.held,
            "held_wins": region.held_wins,
        },
        "words": [band(study), condition(study)],
        "warnings": warnings(study),
    }


def shares_csv(study: Assumptions) -> str:
    """One row per number that explains something, the largest share first; empty when nothing is known."""
    header = ["number", "label", "alone", "total", "error", "slope", "low", "now", "high", "grade", "source"]
    rows = []
    for share in study.shares.shares if study.shares is not None else ():
        n = study.numbers[share.number]
        shares = [share.alone, share.total, share.error, share.slope]
        rows.append([n.id, label_of(study, share), *shares, n.low, n.base, n.high, n.grade, n.source])
    return csv_text(header, rows)


def sets_csv(study: Assumptions) -> str:
    """One row per set: the value of every number, the mean difference, and the difference without luck."""
    header = ["set", *(uncertain.id for uncertain in study.numbers), "difference", "difference_without_luck"]
    rows = [
        [
            k,
            *(value_at(n, float(p)) for n, p in zip(study.numbers, place, strict=True)),
            float(mean),
            float(expected),
        ]
        for k, (place, mean, expected) in enumerate(zip(study.positions, study.means, study.expected, strict=True))
    ]
    return csv_text(header, rows)
