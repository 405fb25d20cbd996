"""What functions accept: scenarios by path or name, models and outcomes by name, shares and amounts as words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from scenarios.calendar import NAME
from scenarios.faults import ScenarioError, suggestion
from scenarios.loader import load as read
from scenarios.loader import placed
from scenarios.scenario import Scenario
from scenarios.writing.idle import idle_settings, takes_value
from sim.outcomes.measures import OUTCOMES
from sim.world.prerequisites import missing_for_simulation
from vmo.shared.errors import wrong

Given = Scenario | str | Path
"""A scenario, the path of its file or folder, or the name of a shipped one."""
Names = str | Iterable[str]
"""Names: a sequence, or one string with commas between them."""
Models = Names | Literal["all"] | None
"""Funding models: names, ``"all"``, or None for the first two of the scenario."""


def scenario_of(given: Given) -> Scenario:
    """The scenario that is meant.

    Raises:
        ScenarioError: there is none, or it has faults.

    """
    return given if isinstance(given, Scenario) else read(given)


def simulated_of(given: Given) -> Scenario:
    """The scenario that is meant, for a question that its portfolio is simulated for.

    Raises:
        ScenarioError: there is none, it has faults, or it cannot be simulated; with file and line of a file.

    """
    scenario = scenario_of(given)
    if not isinstance(given, Scenario) and not scenario.laboratory:
        faults = missing_for_simulation(scenario)
        if faults:
            raise ScenarioError(placed(given, faults))
    return scenario


def split(names: Names) -> tuple[str, ...]:
    """Names, each once, in the order given."""
    words = names.split(",") if isinstance(names, str) else names
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def known_names(
    argument: str, what: str, names: Names, known: Iterable[str], settled: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Names, each once; ``settled`` says of others, which exist too, why they are not known here.

    Raises:
        VmoError: some are unknown (all of them are named, with the nearest known one), or there are none.

    """
    table, found = list(known), split(names)
    unknown = [name for name in found if name not in table]
    past = settled or {}
    said = [f'"{name}" {past[name]}; nothing is left to decide about it' for name in unknown if name in past]
    said += [f'no {what} is called "{name}"; {suggestion(name, table)}' for name in unknown if name not in past]
    if said:
        raise wrong(argument, *said)
    if not found:
        raise wrong(argument, f"names none; known: {', '.join(table)}")
    return found


def one_model(argument: str, scenario: Scenario, name: str) -> str:
    """A funding model of a scenario.

    Raises:
        VmoError: it has none of this name.

    """
    known = list(scenario.funding_models)
    if name not in known:
        raise wrong(argument, f'no funding model is called "{name}"; {suggestion(name, known)}')
    return name


def chosen_models(scenario: Scenario, models: Models) -> tuple[str, ...]:
    """The funding models that are meant: the first two of the scenario where nobody says.

    Raises:
        VmoError: a model is unknown.

    """
    known = scenario.funding_models
    if models is None:
        return tuple(known)[:2]
    if isinstance(models, str) and models.strip() == "all":
        return tuple(known)
    return known_names("models", "funding model", models, known)


def two_models(scenario: Scenario, models: Models) -> tuple[str, str]:
    """The pair (first, second) whose difference second - first is studied.

    Raises:
        VmoError: a model is unknown, or there are not two.

    """
    known = scenario.funding_models
    names = chosen_models(scenario, models)
    if len(names) != 2:
        pair = ",".join(list(known)[:2])
        problem = f"a difference needs two funding models, not {len(names)}"
        if len(known) < 2:
            raise wrong("models", f"{problem}; add a second one to funding_models of {scenario.name}")
        raise wrong("models", f"{problem}; write for example `models` {pair}")
    return names[0], names[1]


def chosen_outcomes(outcomes: Names) -> tuple[str, ...]:
    """Outcomes of funding.

    Raises:
        VmoError: one is unknown.

    """
    return known_names("outcome", "outcome", outcomes, OUTCOMES)


def one_outcome(outcome: Names, many: str) -> str:
    """The outcome of a study that has one; ``many`` says what to do about several.

    Raises:
        VmoError: it is unknown, or there are several.

    """
    names = chosen_outcomes(outcome)
    if len(names) > 1:
        raise wrong("outcome", many.format(count=len(names)))
    return names[0]


def refuse_idle(scenario: Scenario, paths: Iterable[str], models: Sequence[str]) -> None:
    """Refuse a path that is a setting of a funding model that no compared model lives by, or one without effect.

    A setting that needs another one is refused where that is not asked about as well.

    Raises:
        VmoError: there is such a path.

    """
    known, paths = scenario.funding_models, list(paths)
    used = set(models)
    for model in (known[name] for name in models):
        used |= {*model.streams.values(), *([model.transition.to] if model.transition else ())}
    idle = [
        f"{path}: nothing compared lives by {path.split('.')[1]}; add it to `models` "
        f"(compared: {', '.join(models)})"
        for path in paths
        if path.startswith("funding_models.") and path.split(".")[1] in known and path.split(".")[1] not in used
    ]
    idle += _without_effect(scenario, paths, used)
    if idle:
        raise wrong("", *idle)


def _without_effect(scenario: Scenario, paths: Sequence[str], used: Iterable[str]) -> list[str]:
    """Settings of funding models that change nothing beside what is not asked about."""
    asked = [(path, *path.split(".")[1:]) for path in paths if path.startswith("funding_models.")]
    if len(asked) != 1 or len(asked[0]) != 3:
        return []
    path, name, setting = asked[0]
    known, shocked = scenario.funding_models, takes_value(scenario)
    models = [known[m] for m in ([name] if name != "*" else used) if m in known]
    lacking = [idle_settings(model, shocked=shocked).get(setting) for model in models]
    return [f"{path}: changes nothing: {lacking[0]}"] if lacking and all(lacking) else []


def share_or_amount(given: str | float) -> tuple[float, bool]:
    """A positive number and whether it is a share (0.1 or "10%", below 1 or with a sign); NaN if it is neither."""
    text = str(given).strip()
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        value = math.nan
    return value, value < 1 or text.endswith("%")


def require_worlds(replications: int, seed: int, least: int = 1) -> None:
    """Refuse a study of too few worlds, or a seed that is none.

    Raises:
        VmoError: they are.

    """
    at_least("replications", replications, least)
    at_least("seed", seed, 0)


def at_least(argument: str, value: float, least: float) -> None:
    """Refuse a number that is too small.

    Raises:
        VmoError: it is.

    """
    if not value >= least:
        raise wrong(argument, f"{value:g} is below {least:g}; give at least {least:g}")


def quarter_number(argument: str, scenario: Scenario, given: str | int) -> int:
    """The number of a quarter that is written as one, or as a calendar quarter such as 2027-Q2.

    Raises:
        VmoError: it cannot be told.

    """
    words = str(given).strip()
    if re.fullmatch(r"\d{1,3}", words):
        return int(words)
    if NAME.fullmatch(words):
        try:
            return scenario.calendar.quarter_number(words)
        except ValueError as error:
            raise wrong(argument, str(error)) from None
    raise wrong(argument, f'"{words}" is no quarter; write 2027-Q2, or its number in the scenario')
