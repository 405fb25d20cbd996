"""A tornado in words, tables and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.ranges.sweep_text import with_unit
from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import outcome_value, unit_name
from report.shared.study import cautions, labels, setting, study_json, warned
from report.shared.text_table import plain_table
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.outcomes.statistics import Difference
    from sim.studies.tornado import Entry, Sensitivity

NEVER = "never within range"


def headline(study: Sensitivity) -> str:
    """Where the scenario stands, and how many numbers can turn it."""
    first, second = study.models
    label, base = labels(study), study.base
    currency = study.scenario.currency
    mean = with_unit(study.outcome, base.mean, currency, plus=True)
    low, high = (outcome_value(study.outcome, end, plus=True) for end in (base.low, base.high))
    turning = [entry for entry in study.entries if entry.flip is not None]
    unsure = sum(not entry.decided for entry in turning)
    which = "that" if len(turning) == 1 else "all of it" if unsure == len(turning) else f"for {unsure} of them that"
    aside = f" ({which} may be luck)" if unsure else ""
    return (
        f"{len(turning)} of {len(study.entries)} numbers can turn the preference alone{aside}. "
        f"{OUTCOMES[study.outcome].label}, {label[second]} less {label[first]}: {mean} as the scenario stands "
        f"(95 % interval {low} to {high})."
    )


def flip_words(study: Sensitivity, entry: Entry) -> str:
    """Where the preferred model flips, and to which."""
    if not entry.searched:
        return "not searched (interrupted)"
    if not entry.measured:
        return "not measured at an end"
    if entry.flip is None:
        return NEVER
    flip, number = entry.flip, entry.number
    up = number.base <= flip.below
    other = study.preferred(flip.at_above if up else flip.at_below)
    if number.whole:
        at = f"from {number.word(flip.above)} on" if up else f"up to {number.word(flip.below)}"
    else:
        at = f"{'above' if up else 'below'} {number.word(flip.value)}"
    return f"{'' if entry.decided else '~ '}{at}: {labels(study)[other]}"


def sensitivity_text(study: Sensitivity, *, everything: bool = False) -> RenderableType:
    """The whole study for a terminal."""
    scenario, outcome = study.scenario, study.outcome
    unit = unit_name(outcome, scenario.currency)
    headings = ("low", "now", "high", f"at low{f', {unit}' if unit else ''}", "at high")
    table = plain_table("Number", *headings, "preference flips", "grade", wrap=True)
    table.columns[-2].justify, table.columns[-1].justify = "left", "center"
    effective = [entry for entry in study.entries if entry.swing > 0]
    shown = effective if everything else effective[:20]
    for entry in shown:
        number = entry.number
        table.add_row(
            number.label,
            *(number.word(value) for value in (number.low, number.base, number.high)),
            *(_mean(outcome, d) for d in (entry.low, entry.high)),
            flip_words(study, entry),
            number.grade or "own",
        )
    parts: list[RenderableType] = [
        Text(f"{scenario.name}: what the difference depends on", style="bold"),
        Text(setting(study), style="dim"),
        Text(),
        Text(headline(study), style="bold"),
        Text(
            "Each number alone from low to high, everything else as it is, in the same worlds; ~ not decided: the "
            "95 % interval contains zero.",
            style="dim",
        ),
        Text(),
        table,
    ]
    if len(shown) < len(effective):
        parts.append(Text(f"... and {len(effective) - len(shown)} with less effect (--all).", style="dim"))
    idle = [entry.number.label for entry in study.entries if entry.swing == 0]
    if idle:
        parts += [Text(), Text(f"No effect at either end: {', '.join(idle)}.", style="dim")]
    return Group(*parts, *warned(warnings(study)))


def _mean(outcome: str, d: Difference) -> str:
    return f"{'' if d.decided else '~ '}{outcome_value(outcome, d.mean, plus=True)}"


def warnings(study: Sensitivity) -> list[str]:
    """What a reader must know before using the numbers."""
    found = ["One number at a time, at its ends and where the scenario stands; vmo map shows two numbers together."]
    found += cautions(study, "every number had finished")
    if not study.base.decided:
        found.append("As the scenario stands the preference is not decided: flips close to it may be luck.")
    return found


def sensitivity_csv(study: Sensitivity) -> str:
    """One row per number, the largest effect first; amounts in the outcome's own unit."""
    header = [
        "number", "label", "paths", "low", "now", "high", "at_low", "at_low_low", "at_low_high", "at_high",
        "at_high_low", "at_high_high", "swing", "flip", "flip_below", "flip_above", "grade", "source",
    ]  # fmt: skip
    rows = []
    for entry in study.entries:
        n, flip = entry.number, entry.flip
        at = [x for d in (entry.low, entry.high) for x in (d.mean, d.low, d.high)]
        ends = [flip.value, flip.below, flip.above] if flip else [None] * 3
        paths = " ".join(n.paths) if len(n.paths) < 4 else f"{n.paths[0]} and {len(n.paths) - 1} more"
        rows.append([n.id, n.label, paths, n.low, n.base, n.high, *at, entry.swing, *ends, n.grade, n.source])
    return csv_text(header, rows)


def _difference(d: Difference) -> dict[str, object]:
    return {key: getattr(d, key) for key in ("mean", "low", "high", "share_a_wins", "n")}


def sensitivity_json(study: Sensitivity) -> dict[str, object]:
    """The document that ``--json`` prints."""
    return {
        **study_json(study),
        "outcome": study.outcome,
        "models": {"a": study.models[1], "b": study.models[0]},
        "base": _difference(study.base),
        "numbers": [
            {
                "id": entry.number.id,
                "label": entry.number.label,
                "paths": list(entry.number.paths),
                "now": entry.number.base,
                "low": {"value": entry.number.low, **_difference(entry.low)},
                "high": {"value": entry.number.high, **_difference(entry.high)},
                "swing": entry.swing,
                "searched": entry.searched,
                "flip": None if entry.flip is None else entry.flip.value,
                "flip_decided": None if entry.flip is None else entry.decided,
                "flip_between": None if entry.flip is None else [entry.flip.below, entry.flip.above],
                "grade": entry.number.grade or None,
                "source": entry.number.source,
            }
            for entry in study.entries
        ],
        "warnings": warnings(study),
    }
