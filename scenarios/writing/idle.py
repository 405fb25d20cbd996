"""Settings that change nothing beside the others: what is valid, and cannot have been meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.faults import Fault
from scenarios.language.events import BecomesMandatory, BudgetCut, MarketCloses, ObjectiveChanges
from scenarios.language.funding_model import FundingModel, rule_sets
from scenarios.quantities.presets import funding_overlays, funding_presets
from scenarios.reading.document import key_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scenarios.language.mmps import MMP
    from scenarios.language.skills import SkillGroup
    from scenarios.language.streams import ValueStream
    from scenarios.scenario import Scenario


@dataclass(frozen=True)
class _Lack:
    """Settings of a funding model that do nothing where something is missing."""

    settings: tuple[str, ...]
    missing: Callable[[FundingModel, bool], bool]
    """Whether it is missing in a model; the second: whether events take value, so that rounds look at MMPs anew."""
    why: str
    """What is missing, and the remedy."""


_STOPPING = ("stop_rule", "opportunity")
_NO_HURDLE = "or try MMPs (experiments: worth), which are turned away below it"
_EXPERIMENT = ("experiment_cost", "experiment_weeks", "experiment_sensitivity", "experiment_specificity")
_INCREMENT = ("planning_days", "increment_start", "increment_release", "improvement")

_LACKS = (
    _Lack(
        ("opportunity", "pivots"),
        lambda model, _: model.stop_rule == "never",
        "nothing is stopped on evidence (stop_rule: never); write stop_rule: evidence",
    ),
    _Lack(
        ("stop_hurdle",),
        lambda model, _: model.stop_rule == "never" and model.experiments == "never",
        f"nothing is stopped on evidence (stop_rule: never); write stop_rule: evidence, {_NO_HURDLE}",
    ),
    _Lack(
        ("stop_hurdle",),
        lambda model, _: not model.reestimate and model.experiments == "never",
        f"nobody looks at evidence (reestimate: false); write reestimate: true, {_NO_HURDLE}",
    ),
    _Lack(
        ("stop_hurdle",),
        lambda model, shocked: model.release_unit != "mmp" and not shocked and model.experiments == "never",
        f"evidence shows only where MMPs are released one by one; write release_unit: mmp, {_NO_HURDLE}",
    ),
    _Lack(
        (*_STOPPING, "pivots"),
        lambda model, _: not model.reestimate,
        "nobody looks at evidence (reestimate: false); write reestimate: true",
    ),
    _Lack(
        ("pivots",),
        lambda model, _: model.release_unit != "mmp",
        "evidence shows only where MMPs are released one by one; write release_unit: mmp",
    ),
    _Lack(
        _STOPPING,
        lambda model, shocked: model.release_unit != "mmp" and not shocked,
        "evidence shows only where MMPs are released one by one; write release_unit: mmp",
    ),
    _Lack(
        ("pivot_keeps", "pivot_success"), lambda model, _: not model.pivots, "nothing is pivoted; write pivots: 1"
    ),
    _Lack(
        ("familiarity_ceiling",),
        lambda model, _: not model.familiarity_weeks,
        "people do not get familiar (familiarity_weeks: 0); give familiarity_weeks",
    ),
    _Lack(
        ("formation_productivity",),
        lambda model, _: not model.familiarity_weeks and not model.formation_weeks,
        "nobody is put together anew; give formation_weeks or familiarity_weeks",
    ),
    _Lack(
        _EXPERIMENT,
        lambda model, _: model.experiments == "never",
        "nothing is tried (experiments: never); write experiments: worth",
    ),
    _Lack(
        ("change_weeks", "overrun_tolerance"),
        lambda model, _: model.overrun == "absorb",
        "nobody asks for more money (overrun: absorb); write overrun: reapprove",
    ),
    _Lack(
        ("bench",),
        lambda model, _: model.staffing == "fixed",
        "people stay in their stream (staffing: fixed); write staffing: follows_funding",
    ),
    _Lack(
        ("split", "max_shift"),
        lambda model, _: model.staffing != "fixed",
        "people follow the money, and there is one purse; write staffing: fixed",
    ),
    _Lack(("max_shift",), lambda model, _: model.split == "fixed", "nothing moves; write split: expected_value"),
    _Lack(
        _INCREMENT,
        lambda model, _: model.increment_weeks is None,
        "there are no increments; write increment_weeks: 13",
    ),
    _Lack(
        ("year_end_weeks",),
        lambda model, _: model.year_end == "carry",
        "nothing is spent before the year ends (year_end: carry); write year_end: flush",
    ),
)
"""Every setting that needs another one; what is missing first is told."""


def idle_settings(model: FundingModel, *, shocked: bool = False) -> dict[str, str]:
    """Settings of a funding model that have no effect beside its others, and why, with the remedy.

    Args:
        model: its own rules; those of other models that it names are not looked at.
        shocked: whether events take value of MMPs, so that rounds look at them without any evidence of users.

    """
    found: dict[str, str] = {}
    for lack in _LACKS:
        if lack.missing(model, shocked):
            for setting in lack.settings:
                found.setdefault(setting, lack.why)
    if "pivots" in found:
        found |= dict.fromkeys(("pivot_keeps", "pivot_success"), found["pivots"])
    return found


def takes_value(scenario: Scenario) -> bool:
    """Whether events change what MMPs are worth, so that rounds look at them anew."""
    return any(
        isinstance(event, MarketCloses) or (isinstance(event, ObjectiveChanges) and event.weight != 1)
        for event in scenario.events
    )


def idle(scenario: Scenario) -> list[Fault]:
    """Everything that was written and changes nothing, each with the remedy; as faults without a place.

    Told are settings that differ from what the base or the neutral default says: what is there by itself is no
    surprise.
    """
    if not scenario.mmps:
        return []
    found = [fault for name in scenario.funding_models for fault in _model_faults(scenario, name)]
    found += [*_rule_faults(scenario), *_stream_faults(scenario), *_event_faults(scenario), *_axis_faults(scenario)]
    return sorted(found, key=lambda fault: list(map(str, fault.path)))


def idle_words(scenario: Scenario, models: Iterable[str]) -> list[str]:
    """The same as sentences, of what concerns some of the funding models."""
    data = scenario.model_dump(include={"value_streams", "events"})
    chosen = set(models)
    return [
        f"{key_words(fault.path, data)}: {fault.message}."
        for fault in idle(scenario)
        if fault.path[0] != "funding_models" or fault.path[1] in chosen
    ]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def _nothing(value: object, why: str) -> str:
    return f"{_said(value)} changes nothing: {why}, or take it out"


def _written(model: FundingModel, setting: str) -> bool:
    """Whether a model states another value than its base, overlay or neutral default."""
    laid = funding_overlays()[model.overlay].get(model.base, {}) if model.overlay is not None else {}
    preset = (funding_presets()[model.base] | laid).get(setting)
    default = type(model).left_out().get(setting) if preset is None else preset.value
    return bool(getattr(model, setting) != default)


def _model_faults(scenario: Scenario, name: str) -> Iterator[Fault]:
    model = scenario.funding_models[name]
    lacking = dict(idle_settings(model, shocked=takes_value(scenario)))
    if not scenario.services:
        lacking["services_budget"] = "there are no services; add services"
    if not scenario.dependencies:
        lacking["sync_weeks"] = "no value stream needs another one; add dependencies"
    if len(scenario.value_streams) == 1:
        lacking |= dict.fromkeys(("split", "max_shift"), "there is only one value stream; add another one")
    if model.formation_productivity == model.familiarity_ceiling == 1:
        lacking["familiarity_weeks"] = "people are as quick at first as later; lower formation_productivity"
    if not model.max_shift:
        lacking.setdefault("split", "no money may move (max_shift: 0); give a share above 0")
    if not any(_uncertain(mmp) for mmp in (*scenario.mmps, *scenario.uncertainty.market.templates)):
        why = "every MMP is mandatory, certain to succeed or certain to fail; give one a success_probability"
        lacking |= dict.fromkeys(("experiments", "pivots"), why)
    for setting, why in lacking.items():
        if _written(model, setting):
            yield Fault(("funding_models", name, setting), _nothing(getattr(model, setting), why))


def _uncertain(mmp: MMP) -> bool:
    return not mmp.mandatory and 0 < mmp.success_probability < 1


def _rule_faults(scenario: Scenario) -> Iterator[Fault]:
    """Votes and trains that no set of rules asks for."""
    models = scenario.funding_models
    rules = [each for model in models.values() for each in rule_sets(model, models)]
    if scenario.budget.votes and not any(r.split == "votes" and r.staffing == "fixed" for r in rules):
        why = "no funding model splits its money by them; write split: votes in one with staffing: fixed"
        yield Fault(("budget", "votes"), f"changes nothing: {why}, or take it out")
    if scenario.trains and all(r.increment_weeks is None for r in rules):
        why = "no funding model has increments; write increment_weeks: 13 in one"
        yield Fault(("trains",), f"changes nothing: {why}, or take it out")
    horizon = scenario.calendar.horizon
    for index, train in enumerate(scenario.trains):
        if train.offset_weeks >= horizon:
            words = f"{train.offset_weeks:g} weeks are after the last quarter: it never plans; write fewer weeks"
            yield Fault(("trains", index, "offset_weeks"), words)


def _stream_faults(scenario: Scenario) -> Iterator[Fault]:
    """What value streams and platform teams say about strain and skills without any effect."""
    words = "changes nothing: everybody can do everything; let a group do less, or take it out"
    for index, team in enumerate(scenario.platforms):
        own = [s for stream in scenario.value_streams for s in stream.stages if s.platform == team.id]
        if team.skills and all(_can_all(team.skills, stage.needs) for stage in own):
            yield Fault(("platforms", index, "skills"), words)
    for index, stream in enumerate(scenario.value_streams):
        path = ("value_streams", index)
        yield from _strain_faults(stream, path)
        for place, stage in enumerate(stream.stages):
            if stage.skills and _can_all(stage.skills, stage.needs):
                yield Fault((*path, "stages", place, "skills"), words)


def _can_all(groups: Iterable[SkillGroup], needs: Iterable[str]) -> bool:
    """Whether everybody can do everything that is needed."""
    return all(set(needs) <= set(group.can) for group in groups)


def _strain_faults(stream: ValueStream, path: tuple[str | int, ...]) -> Iterator[Fault]:
    pace, runway = stream.sustainable_pace, stream.runway
    blocked = pace is not None and pace.blockers is not None and pace.blockers.probability > 0
    if pace is not None and not pace.time_lost and not blocked:
        words = "measures peak_load and changes nothing else: give time_lost or blockers, or take it out"
        yield Fault((*path, "sustainable_pace"), words)
    if runway is not None and not runway.hurried and runway.calm_weeks != type(runway)().calm_weeks:
        why = "releases leave no debt (hurried: 0); give hurried"
        yield Fault((*path, "runway", "calm_weeks"), _nothing(runway.calm_weeks, why))


def _event_faults(scenario: Scenario) -> Iterator[Fault]:
    """Events that concern nobody, or leave everything as it is."""
    mmps = (*scenario.mmps, *scenario.uncertainty.market.templates)
    served = {mmp.objective for mmp in mmps}
    mandatory = {mmp.id for mmp in scenario.mmps if mmp.mandatory}
    for index, event in enumerate(scenario.events):
        path = ("events", index)
        if isinstance(event, MarketCloses | ObjectiveChanges) and event.objective not in (None, *served):
            words = (
                f'"{event.objective}" changes nothing: no MMP serves it; name one that is served, or take it out'
            )
            yield Fault((*path, "objective"), words)
        if isinstance(event, ObjectiveChanges) and event.target is not None:
            if event.target == _targets(scenario, index).get(event.objective):
                yield Fault((*path, "target"), _nothing(event.target, "it was the same; write another number"))
            continue
        for key, neutral in _NEUTRAL.get(type(event), {}).items():
            if getattr(event, key) == neutral:
                yield Fault((*path, key), _nothing(neutral, "everything stays as it was; write another number"))
        if isinstance(event, BecomesMandatory) and event.mmp in mandatory:
            words = f'"{event.mmp}" changes nothing: it is mandatory already; name another one, or take it out'
            yield Fault((*path, "mmp"), words)


def _targets(scenario: Scenario, number: int) -> dict[str, float | None]:
    """Targets of objectives before an event."""
    found = {objective.id: objective.target for objective in scenario.objectives}
    event = scenario.events[number]
    earlier = [
        (other.quarter, k, other)
        for k, other in enumerate(scenario.events)
        if isinstance(other, ObjectiveChanges) and other.target is not None
        if (other.quarter, k) < (event.quarter, number)
    ]
    for _, _, other in sorted(earlier, key=lambda entry: entry[:2]):
        found[other.objective] = other.target
    return found


_NEUTRAL: dict[type, dict[str, float]] = {
    BudgetCut: {"factor": 1.0},
    MarketCloses: {"remaining": 1.0},
    ObjectiveChanges: {"weight": 1.0},
}
"""Numbers of events that leave everything as it was."""


def _axis_faults(scenario: Scenario) -> Iterator[Fault]:
    """A second axis of value on which no MMP brings anything."""
    later = scenario.uncertainty.market.templates
    there = scenario.counts_points or any(mmp.customer_value for mmp in later)
    if scenario.value_axis != type(scenario.value_axis)() and not there:
        words = "changes nothing: no MMP has a customer_value; give some one, or take it out"
        yield Fault(("value_axis",), words)
