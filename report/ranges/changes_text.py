"""What changed between two runs, in words, a table and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.ranges.sweep_text import with_unit
from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import outcome_value
from report.shared.study import cautions, labels, setting, study_json, warned
from report.shared.text_table import plain_table
from scenarios.variation.changes import ABSENT
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.variation.changes import Change
    from scenarios.variation.changes import Group as Inputs
    from sim.studies.input_changes import Effect, InputChanges

LONGEST = 60
"""Most letters of a value in a table."""
SHOWN = 4
"""Most single changes that are named in a row."""


def headline(study: InputChanges) -> str:
    """Both answers, and how many inputs lie between them."""
    names, currency = labels(study), study.scenario.currency
    first, second = study.models
    before, after = (with_unit(study.outcome, d.mean, currency, plus=True) for d in (study.before, study.after))
    low, mean, high = (outcome_value(study.outcome, value, plus=True) for value in study.whole)
    what = f"{OUTCOMES[study.outcome].label}, {names[second]} less {names[first]}"
    if not study.changes:
        return f"{what}: {after}. No input differs; a different answer comes from another seed or program."
    count = f"{len(study.changes)} input{'s' if len(study.changes) > 1 else ''}"
    return f"{what}: {before}, then {after}; {count} changed it by {mean} (95 % interval {low} to {high})."


def changes_text(study: InputChanges) -> RenderableType:
    """The whole study for a terminal."""
    parts: list[RenderableType] = [
        Text(f"{study.first.name} and {study.second.name}: what changed, and what it did", style="bold"),
        Text(setting(study), style="dim"),
        Text(),
        Text(headline(study), style="bold"),
    ]
    if study.changes:
        table = plain_table(
            "Input", "before", "after", "alone it changes the answer by", "95 % interval", wrap=True
        )
        for effect in study.effects:
            table.add_row(effect.group.label, *_sides(effect.group), *_effect(study, effect))
        if len(study.effects) > 1:
            table.add_row(
                "together, beyond each alone", "", "", outcome_value(study.outcome, study.rest, plus=True), ""
            )
        parts += [Text(), table]
    notes = [f"{e.group.label} cannot be switched alone: {e.problem}" for e in study.effects if e.problem]
    return Group(*parts, *warned([*notes, *cautions(study, "had finished")]))


def _effect(study: InputChanges, effect: Effect) -> tuple[str, str]:
    if effect.problem:
        return "not alone", ""
    low, mean, high = (
        outcome_value(study.outcome, value, plus=True) for value in (effect.low, effect.mean, effect.high)
    )
    return mean, f"{low} to {high}"


def _sides(group: Inputs) -> tuple[str, str]:
    if len(group.changes) == 1:
        return word(group.changes[0].before), word(group.changes[0].after)
    names = [change.path.removeprefix(f"{group.label}.") for change in group.changes[:SHOWN]]
    more = len(group.changes) - len(names)
    return f"{len(group.changes)} inputs", ", ".join(names) + (f" and {more} more" if more else "")


def word(value: object) -> str:
    """A value of a scenario, short enough for a table."""
    if value == ABSENT:
        return "not there"
    if value is None:
        return "none"
    text = f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"


def inputs_csv(study: InputChanges) -> str:
    """One row per changed input, with the group it was switched in."""
    groups = {change.key: effect.group.label for effect in study.effects for change in effect.group.changes}
    rows = ([c.path, word(c.before), word(c.after), groups[c.key]] for c in study.changes)
    return csv_text(["path", "before", "after", "group"], rows)


def effects_csv(study: InputChanges) -> str:
    """One row per group; amounts in the outcome's own unit."""
    rows: list[list[object]] = [
        [e.group.label, len(e.group.changes), e.mean, e.low, e.high, e.problem] for e in study.effects
    ]
    rows.append(["(together)", None, study.rest, None, None, ""])
    rows.append(["(whole)", len(study.changes), study.whole[1], study.whole[0], study.whole[2], ""])
    return csv_text(["group", "inputs", "mean", "low", "high", "problem"], rows)


def changes_json(study: InputChanges) -> dict[str, object]:
    """The document that ``--json`` prints."""
    low, mean, high = study.whole
    return {
        **study_json(study),
        "outcome": study.outcome,
        "models": {"a": study.models[1], "b": study.models[0]},
        "before": {key: getattr(study.before, key) for key in ("mean", "low", "high", "n")},
        "after": {key: getattr(study.after, key) for key in ("mean", "low", "high", "n")},
        "change": {"mean": mean, "low": low, "high": high},
        "together": study.rest,
        "groups": [
            {
                "group": e.group.label,
                "mean": e.mean,
                "low": e.low,
                "high": e.high,
                "problem": e.problem or None,
                "inputs": [_input(c) for c in e.group.changes],
            }
            for e in study.effects
        ],
    }


def _input(change: Change) -> dict[str, object]:
    return {
        "path": change.path,
        "before": None if change.before == ABSENT else change.before,
        "after": None if change.after == ABSENT else change.after,
        "added": change.before == ABSENT,
        "removed": change.after == ABSENT,
    }
