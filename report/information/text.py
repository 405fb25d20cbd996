"""What knowledge is worth, in words, tables and JSON: which question should be answered first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.text import Text

from report.shared.numbers_in_words import model_name, money, percent, probability
from report.shared.study import cautions, opening, warned
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from sim.outcomes.statistics import Difference
    from sim.studies.value_of_information import Information, Question

SHOWN = 12
"""MMPs of the short table; ``--all`` shows every one."""
LUCK = 0.05
"""Share of worthless questions whose 95 % interval excludes zero by luck."""


def name_of(information: Information) -> str:
    """Name for people of the funding model."""
    return model_name(information.model, information.scenario.funding_models[information.model].name)


def split(information: Information) -> tuple[list[Question], list[Question]]:
    """Questions about the portfolio and about single MMPs, each by what they are worth."""
    about = [q for q in information.ranked if q.group == "mmp"]
    return [q for q in information.ranked if q.group not in ("mmp", "ceiling")], about


def choices(information: Information) -> list[Question]:
    """Questions about choosing better, in the order in which they are asked."""
    return [q for q in information.questions if q.group == "ceiling"]


def interval(worth: Difference) -> str:
    """The 95 % interval in money, or that nothing differs."""
    if not math.isfinite(worth.low):
        return ""
    if worth.low == worth.high == 0:
        return "nothing changes"
    return f"{money(worth.low, plus=True)} to {money(worth.high, plus=True)}"


def answers(information: Information) -> list[str]:
    """The finding in two or three sentences."""
    currency = information.scenario.currency
    lines = []
    whole, about = split(information)
    for what, questions in (("Worth most", whole), ("Ask first about", about)):
        found = [q for q in questions if information.worth(q.id).mean > 0 and information.worth(q.id).decided]
        if found:
            worth = information.worth(found[0].id)
            named = found[0].label if found[0].group != "mmp" else _mmp(found[0])
            lines.append(f"{what}: {named}, {currency} {money(worth.mean, plus=True)} ({interval(worth)}).")
        elif questions:
            of = "single MMPs" if questions is about else "the whole portfolio"
            lines.append(f"No answer about {of} is clearly worth anything to this funding model.")
    for question in choices(information):
        worth = information.worth(question.id)
        if worth.decided:
            gain = f"{currency} {money(worth.mean, plus=True)} ({interval(worth)})"
            lines.append(f"{question.label}: {gain} to the rules as they stand.")
    harmful = [q for q in whole if information.worth(q.id).mean < 0 and information.worth(q.id).decided]
    for question in harmful:
        worth = information.worth(question.id)
        lines.append(f"Does harm under these rules: {question.label}, {currency} {money(worth.mean)}.")
    return lines


def _mmp(question: Question) -> str:
    name = question.id.removeprefix("mmp.")
    return name if name == question.label else f"{name}, {question.label}"


def _table(information: Information, questions: list[Question], title: str) -> Table:
    single = bool(questions) and questions[0].group == "mmp"
    more = ["chance of\nsuccess"] if single else []
    table = plain_table(
        title, information.scenario.currency, "95 % interval", "changes\nsomething in", "helps in", *more
    )
    chances = {mmp.id: mmp.success_probability for mmp in information.scenario.mmps}
    for question in questions:
        worth = information.worth(question.id)
        row = [
            _mmp(question) if single else question.label,
            money(worth.mean, plus=True),
            interval(worth),
            probability(information.matters(question.id)),
            probability(worth.share_a_wins),
        ]
        table.add_row(*row, *([percent(chances[question.id.removeprefix("mmp.")])] if single else []))
    return table


def notes(information: Information) -> list[str]:
    """What a reader must know before using the numbers."""
    found = cautions(information)
    count = sum(q.group == "mmp" for q in information.questions)
    if count > 10:
        lucky = max(1, round(count * LUCK))
        found.append(
            f"{count} MMPs are compared: about {lucky} of them would show an interval without zero by luck alone."
        )
    evidence = [q for q in information.questions if q.group == "evidence"]
    if evidence and all(information.matters(q.id) == 0 for q in evidence):
        found.append("These rules do not use evidence, or none shows in time: better evidence changes nothing.")
    if choices(information):
        found.append("The best plan of a world may be better than the better of two rules that know everything.")
    found.append(
        "Worth to these rules, not to a perfect decider: knowing more can do harm where a rule uses it badly."
    )
    return found


def information_text(information: Information, *, everything: bool = False) -> RenderableType:
    """The whole study for a terminal."""
    base = money(float(information.npv[:, 0].mean()), information.scenario.currency)
    whole, about = split(information)
    shown = about if everything else about[:SHOWN]
    parts: list[RenderableType] = [
        *opening(information),
        Text(f"{name_of(information)}, as it stands: net present value {base} on average."),
        Text(),
        *(Text(line, style="bold") for line in answers(information)),
    ]
    if whole:
        parts += [Text(), _table(information, whole, "What would be known, of all MMPs")]
    if choices(information):
        parts += [Text(), _table(information, choices(information), "Choosing differently, and knowing everything")]
    if shown:
        parts += [Text(), _table(information, shown, "Value and work of one MMP, before deciding")]
    if len(about) > len(shown):
        parts.append(Text(f"... and {len(about) - len(shown)} more (--all)", style="dim"))
    return Lines(*parts, *warned(notes(information)))


def question_rows(information: Information) -> list[dict[str, Any]]:
    """One row per question, the dearest first."""
    rows = []
    for question in information.ranked:
        worth = information.worth(question.id)
        rows.append(
            {
                "id": question.id,
                "label": question.label,
                "group": question.group,
                "mean": worth.mean,
                "low": worth.low,
                "high": worth.high,
                "p10": worth.p10,
                "p50": worth.p50,
                "p90": worth.p90,
                "changes_share": information.matters(question.id),
                "helps_share": worth.share_a_wins,
            }
        )
    return rows


def information_json(information: Information) -> dict[str, Any]:
    """The document that ``--json`` prints; amounts of money in currency."""
    return {
        "scenario": information.scenario.name,
        "model": information.model,
        "seed": information.seed,
        "replications": information.replications,
        "ended": information.ended,
        "outcome": "npv",
        "currency": information.scenario.currency,
        "as_it_stands": float(information.npv[:, 0].mean()),
        "questions": question_rows(information),
        "warnings": notes(information),
    }
