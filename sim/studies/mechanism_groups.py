"""Mechanisms in groups, and funding models in between: some groups set as in one model, the rest as in another."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from scenarios.language.funding_model import GROUPS, IDENTITY, FundingModel, marked
from scenarios.writing.idle import idle_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.funding_model import Mechanism

OTHER = "other"
"""Settings that belong to none of the mechanisms."""
OTHER_LABEL = "Transition and hybrid"
REST = "rest"
"""Group of the mechanisms that nobody named."""


def settings_of(model: type[FundingModel] = FundingModel) -> dict[str, tuple[str, ...]]:
    """Settings of every mechanism of a type of funding model, and of ``OTHER``, which belong to none."""
    found = {mechanism.id: settings for mechanism, settings in marked(model).items()}
    own = IDENTITY.union(*found.values())
    return found | {OTHER: tuple(name for name in model.model_fields if name not in own)}


def labels_of(model: type[FundingModel] = FundingModel) -> dict[str, str]:
    """Names for people of every mechanism of a type of funding model, and of ``OTHER``."""
    return {mechanism.id: mechanism.label for mechanism in marked(model)} | {OTHER: OTHER_LABEL}


@dataclass(frozen=True)
class Group:
    """Mechanisms that are switched together."""

    id: str
    label: str
    """Name for people, the same in both directions."""
    mechanisms: tuple[str, ...]

    def settings(self, model: type[FundingModel] = FundingModel) -> tuple[str, ...]:
        """Keys of a funding model that belong to it."""
        known = settings_of(model)
        return tuple(setting for name in self.mechanisms for setting in known[name])


def default_groups(model: type[FundingModel] = FundingModel) -> tuple[Group, ...]:
    """The groups that a board can talk about, as the mechanisms themselves say (``GROUPS``)."""
    members: dict[str, list[Mechanism]] = {name: [] for name in GROUPS}
    for mechanism in marked(model):
        members.setdefault(mechanism.group, []).append(mechanism)
    found = []
    for name, mechanisms in members.items():
        ranked = sorted(mechanisms, key=lambda mechanism: mechanism.place)
        if ranked:
            found.append(Group(name, GROUPS.get(name, ranked[0].label), tuple(m.id for m in ranked)))
    return tuple(found)


DEFAULT = default_groups()
"""The groups of the funding models of the scenario language."""


class GroupError(ValueError):
    """Groups that cannot be understood; the message says what would be."""


def grouping(words: str | None, model: type[FundingModel] = FundingModel) -> tuple[Group, ...]:
    """Groups from what a user wrote.

    ``None`` or ``default``: ``default_groups``. ``each``: every mechanism by itself. Otherwise groups separated by
    commas, each ``mechanism+mechanism`` or ``name=mechanism+mechanism``; mechanisms left out form one more group.

    Raises:
        GroupError: an unknown mechanism, one named twice, a name used twice, or an empty group.

    """
    text = (words or "default").strip()
    labels = labels_of(model)
    known = [name for name in labels if name != OTHER]
    single = {name: Group(name, label, (name,)) for name, label in labels.items()}
    if text == "default":
        return (*default_groups(model), single[OTHER])
    if text == "each":
        return tuple(single.values())
    groups: list[Group] = []
    problems: list[str] = []
    for part in text.split(","):
        name, _, members = part.rpartition("=")
        mechanisms = tuple(word.strip() for word in members.split("+") if word.strip())
        problems += [_unknown(word, known) for word in mechanisms if word not in known]
        if not mechanisms:
            problems.append(f'"{part.strip()}" names no mechanism')
            continue
        label = name.strip() or (labels.get(mechanisms[0], "") if len(mechanisms) == 1 else "+".join(mechanisms))
        groups.append(Group(name.strip() or "+".join(mechanisms), label, mechanisms))
    named = [name for group in groups for name in group.mechanisms]
    problems += [f'"{name}" is in two groups' for name in dict.fromkeys(named) if named.count(name) > 1]
    ids = [*(group.id for group in groups), REST]
    problems += [f'two groups are called "{name}"' for name in dict.fromkeys(ids) if ids.count(name) > 1]
    if problems:
        raise GroupError("; ".join(dict.fromkeys(problems)))
    rest = tuple(name for name in labels if name not in named)
    return (*groups, Group(REST, "Everything else", rest))


def _unknown(word: str, mechanisms: Sequence[str]) -> str:
    close = get_close_matches(word, mechanisms, 1)
    hint = f'did you mean "{close[0]}"?' if close else f"known: {', '.join(mechanisms)}"
    return f'no mechanism is called "{word}"; {hint}'


def differing(groups: Sequence[Group], start: FundingModel, goal: FundingModel) -> tuple[Group, ...]:
    """Groups in which two models differ, without the mechanisms in which they do not."""
    found, settings = [], settings_of(type(start))
    for group in groups:
        names = tuple(m for m in group.mechanisms if any(changes(settings[m], start, goal)))
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
    update = {key: getattr(goal, key) for group in chosen for key in group.settings(type(start))}
    return start.model_copy(update=update)


def effective(model: FundingModel, *, shocked: bool = False) -> tuple[object, ...]:
    """What a model does: settings without effect beside the others are left out; equal keys, equal outcomes.

    Args:
        model: the rules.
        shocked: whether events take value of MMPs: then rounds look at them without any evidence of users.

    """
    idle = set(IDENTITY)
    if model.streams or model.transition is not None:  # other rules than its own apply somewhere, or later
        return _key(model, idle)
    return _key(model, idle.union(idle_settings(model, shocked=shocked)))


def _key(model: FundingModel, idle: set[str]) -> tuple[object, ...]:
    used = [key for key in type(model).model_fields if key not in idle]
    return tuple((key, repr(getattr(model, key))) for key in used)
