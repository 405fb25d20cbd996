"""Mechanisms in groups, and funding models in between: some groups set as in one model, the rest as in another."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from scenarios.language.funding_model import MECHANISMS, FundingModel

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHER = "other"
"""Settings that belong to none of the twelve mechanisms."""
REST = "rest"
"""Group of the mechanisms that nobody named."""
_OWN = {setting for settings in MECHANISMS.values() for setting in settings} | {"base", "name"}
SETTINGS = MECHANISMS | {OTHER: tuple(name for name in FundingModel.model_fields if name not in _OWN)}
"""Settings of every mechanism."""


@dataclass(frozen=True)
class Group:
    """Mechanisms that are switched together."""

    id: str
    label: str
    """Name for people, the same in both directions."""
    mechanisms: tuple[str, ...]

    @property
    def settings(self) -> tuple[str, ...]:
        """Keys of a funding model that belong to it."""
        return tuple(setting for name in self.mechanisms for setting in SETTINGS[name])


DEFAULT = (
    Group("rhythm", "Rhythm of decisions", ("cadence", "approval")),
    Group("units", "Size of funding units", ("funding_unit", "business_case")),
    Group("releases", "Size of releases", ("release_unit",)),
    Group("limit", "Limit on MMPs in progress", ("mmp_wip_limit",)),
    Group("choice", "Choosing and stopping", ("selection", "stop_rule")),
    Group("teams", "Stability of teams", ("formation", "staffing")),
    Group("control", "Governance and overruns", ("governance", "overrun")),
)
"""Seven groups that a board can talk about. What is decided together is switched together: an approval belongs to
its round, a business case to the unit it is written for, evidence is of use to those who choose and stop by it."""

LABELS = {
    "cadence": "Funding cadence",
    "approval": "Approval time",
    "funding_unit": "Funding unit",
    "release_unit": "Release unit",
    "mmp_wip_limit": "Limit on MMPs in progress",
    "selection": "Selection rule",
    "stop_rule": "Stop rule",
    "formation": "Forming of teams",
    "business_case": "Business cases",
    "overrun": "Overruns",
    "staffing": "Staffing",
    "governance": "Cost of governance",
    OTHER: "Transition and hybrid",
}


class GroupError(ValueError):
    """Groups that cannot be understood; the message says what would be."""


def grouping(words: str | None) -> tuple[Group, ...]:
    """Groups from what a user wrote.

    ``None`` or ``default``: ``DEFAULT``. ``each``: every mechanism by itself. Otherwise groups separated by commas,
    each ``mechanism+mechanism`` or ``name=mechanism+mechanism``; mechanisms left out form one more group.

    Raises:
        GroupError: an unknown mechanism, one named twice, a name used twice, or an empty group.

    """
    text = (words or "default").strip()
    single = {name: Group(name, LABELS[name], (name,)) for name in SETTINGS}
    if text == "default":
        return (*DEFAULT, single[OTHER])
    if text == "each":
        return tuple(single.values())
    groups: list[Group] = []
    problems: list[str] = []
    for part in text.split(","):
        name, _, members = part.rpartition("=")
        mechanisms = tuple(word.strip() for word in members.split("+") if word.strip())
        problems += [_unknown(word) for word in mechanisms if word not in MECHANISMS]
        if not mechanisms:
            problems.append(f'"{part.strip()}" names no mechanism')
            continue
        label = name.strip() or (LABELS.get(mechanisms[0], "") if len(mechanisms) == 1 else "+".join(mechanisms))
        groups.append(Group(name.strip() or "+".join(mechanisms), label, mechanisms))
    named = [name for group in groups for name in group.mechanisms]
    problems += [f'"{name}" is in two groups' for name in dict.fromkeys(named) if named.count(name) > 1]
    ids = [*(group.id for group in groups), REST]
    problems += [f'two groups are called "{name}"' for name in dict.fromkeys(ids) if ids.count(name) > 1]
    if problems:
        raise GroupError("; ".join(dict.fromkeys(problems)))
    rest = tuple(name for name in SETTINGS if name not in named)
    return (*groups, Group(REST, "Everything else", rest))


def _unknown(word: str) -> str:
    close = get_close_matches(word, MECHANISMS, 1)
    hint = f'did you mean "{close[0]}"?' if close else f"known: {', '.join(MECHANISMS)}"
    return f'no mechanism is called "{word}"; {hint}'


def differing(groups: Sequence[Group], start: FundingModel, goal: FundingModel) -> tuple[Group, ...]:
    """Groups in which two models differ, without the mechanisms in which they do not."""
    found = []
    for group in groups:
        names = tuple(m for m in group.mechanisms if any(changes(SETTINGS[m], start, goal)))
        if names:
            found.append(Group(group.id, group.label, names))
    return tuple(found)


def changes(settings: Sequence[str], start: FundingModel, goal: FundingModel) -> list[tuple[str, Any, Any]]:
    """Settings that differ: (key, value in the first model, value in the second)."""
    pairs = [(key, getattr(start, key), getattr(goal, key)) for key in settings]
    return [(key, a, b) for key, a, b in pairs if a != b]


def blend(start: FundingModel, goal: FundingModel, groups: Sequence[Group], coalition: int) -> FundingModel:
    """The first model with the groups whose bit is set in ``coalition`` as in the second one."""
    chosen = [group for i, group in enumerate(groups) if coalition >> i & 1]
    update = {key: getattr(goal, key) for group in chosen for key in group.settings}
    return start.model_copy(update=update)


def effective(model: FundingModel) -> tuple[object, ...]:
    """What a model does: settings without effect beside the others are left out; equal keys, equal outcomes.

    A stop rule needs evidence, which shows only where MMPs are released one by one, and someone who looks at it
    (``reestimate``). Forming needs weeks, overruns somebody to ask, a bench people that move.
    """
    idle = {"base", "name"}
    if model.streams or model.transition is not None:  # other rules than its own apply somewhere, or later
        return _key(model, idle)
    if model.stop_rule == "never" or model.release_unit != "mmp" or not model.reestimate:
        idle |= {"stop_rule", "stop_hurdle", "opportunity"}
    if not model.formation_weeks:
        idle.add("formation_productivity")
    if model.overrun == "absorb":
        idle |= {"change_weeks", "overrun_tolerance"}
    if model.staffing == "fixed":
        idle.add("bench")
    return _key(model, idle)


def _key(model: FundingModel, idle: set[str]) -> tuple[object, ...]:
    used = [key for key in FundingModel.model_fields if key not in idle]
    return tuple((key, repr(getattr(model, key))) for key in used)
