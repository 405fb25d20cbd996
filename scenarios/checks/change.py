"""Checks of what changes over time: transitions between funding models, and events; also of partly built parts."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scenarios.checks.partial import faulty
from scenarios.faults import Fault, Path, suggestion
from scenarios.quantities.presets import funding_presets


def change_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault of funding models that name others, and of events."""
    return [
        *_model_faults(scenario),
        *_enabler_faults(scenario),
        *_event_faults(scenario),
        *_vote_faults(scenario),
        *_planning_faults(scenario),
    ]


def _get(thing: object, name: str) -> Any:  # noqa: ANN401
    """A field of a model, of a model with holes, or of written data."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _count(teams: object) -> int:
    """Teams that leave: one where nothing is said."""
    return teams if isinstance(teams, int) else 1


def _ids(scenario: object, key: str) -> Collection[str] | None:
    """The ids there are; None when one is missing, so that no reference can be called unknown."""
    found = [getattr(thing, "id", None) for thing in getattr(scenario, key, None) or ()]
    return None if any(not isinstance(name, str) for name in found) else [str(name) for name in found]


def _vote_faults(scenario: object) -> Iterator[Fault]:
    """Votes for value streams that are not there, and models that split money by votes that nobody has given."""
    votes = _get(_get(scenario, "budget"), "votes") or ()
    streams = [_get(stream, "id") for stream in _get(scenario, "value_streams") or ()]
    for index, vote in enumerate(votes):
        name = _get(vote, "value_stream")
        if name is not None and name not in streams:
            path: Path = ("budget", "votes", index, "value_stream")
            yield Fault(path, f'no value stream is called "{name}"; {suggestion(name, streams)}')
    yield from _repeated_votes(votes)
    models = _get(scenario, "funding_models") or {}
    for key, model in models.items() if isinstance(models, dict) else ():
        if _get(model, "split") == "votes" and not _anybody_votes(
            votes, _get(_get(scenario, "calendar"), "quarters")
        ):
            words = "nobody has voted" if not votes else "no vote has points in the quarters of the calendar"
            yield Fault(("funding_models", key, "split"), f"{words}; give budget.votes, or split otherwise")


def _repeated_votes(votes: Sequence[object]) -> Iterator[Fault]:
    """Two numbers of points from one named voter for the same value stream in the same quarter."""
    seen: set[tuple[object, ...]] = set()
    for index, vote in enumerate(votes):
        ballot = tuple(_get(vote, key) for key in ("voter", "value_stream", "quarter"))
        if ballot[0] and all(part is not None for part in ballot):
            if ballot in seen:
                words = f'"{ballot[0]}" has given points to "{ballot[1]}" for quarter {ballot[2]} already; keep one'
                yield Fault(("budget", "votes", index), words)
            seen.add(ballot)


def _anybody_votes(votes: Sequence[object], quarters: object) -> bool:
    """Whether any ballot moves money in time; what is not sound is reported elsewhere."""
    for vote in votes:
        points, quarter = _get(vote, "points"), _get(vote, "quarter")
        if not isinstance(points, (int, float)) or not isinstance(quarter, int) or not isinstance(quarters, int):
            return True
        if points > 0 and quarter <= quarters:
            return True
    return False


def _planning_faults(scenario: object) -> Iterator[Fault]:
    """Plannings that last as long as the increment they plan, so that nobody ever works."""
    models = _get(scenario, "funding_models") or {}
    for key, model in models.items() if isinstance(models, dict) else ():
        weeks, days = _get(model, "increment_weeks"), _get(model, "planning_days")
        if isinstance(weeks, (int, float)) and isinstance(days, (int, float)) and days >= 5 * weeks:
            words = f"{days:g} days of planning, five to a week, leave no time in an increment of {weeks:g} weeks"
            yield Fault(("funding_models", key, "planning_days"), f"{words}; write fewer days")


def _model_faults(scenario: object) -> Iterator[Fault]:
    models: Mapping[str, Any] = getattr(scenario, "funding_models", None) or {}
    streams = _ids(scenario, "value_streams")
    for key, model in models.items():
        path: Path = ("funding_models", key)
        for stream, other in (_get(model, "streams") or {}).items():
            if streams is not None and stream not in streams:
                yield Fault(
                    (*path, "streams", stream),
                    f'no value stream is called "{stream}"; {suggestion(stream, streams)}',
                )
            yield from _reference(other, key, models, (*path, "streams", stream))
        transition = _get(model, "transition")
        if transition is None:
            continue
        yield from _reference(_get(transition, "to"), key, models, (*path, "transition", "to"))
        order, table = _get(transition, "order") or (), _get(transition, "streams") or {}
        places: list[tuple[Path, object]] = [(("order", k), name) for k, name in enumerate(order)]
        places += [(("streams", name), name) for name in table]
        for place, name in places:
            if isinstance(name, str) and streams is not None and name not in streams:
                words = f'no value stream is called "{name}"; {suggestion(name, streams)}'
                yield Fault((*path, "transition", *place), words)


def _enabler_faults(scenario: object) -> Iterator[Fault]:
    """Time for enablers needs somewhere to go."""
    streams = getattr(scenario, "value_streams", None) or ()
    if any(_get(stream, "runway") is not None or faulty(stream, "runway") for stream in streams):
        return
    for key, model in (getattr(scenario, "funding_models", None) or {}).items():
        share = _get(model, "enabler_share")
        if streams and isinstance(share, int | float) and share > 0:
            yield Fault(
                ("funding_models", key, "enabler_share"),
                f"{share:g} of the time would go into nothing: no value stream has a runway; give one a runway, or "
                "take it out",
            )


def _reference(name: object, key: str, models: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """A model named by another one has to exist and to have rules that do not change themselves."""
    if not isinstance(name, str):
        return
    other = models.get(name)
    if name == key:
        yield Fault(path, f'"{name}" is this funding model itself; name the one with the other rules')
    elif name not in models and name not in funding_presets():
        known = dict.fromkeys([*(m for m in models if m != key), *funding_presets()])
        yield Fault(path, f'no funding model is called "{name}"; {suggestion(name, known)}')
    elif _get(other, "transition") is not None or _get(other, "streams"):
        yield Fault(path, f'"{name}" itself has several sets of rules; name a model that has one')


def _event_faults(scenario: object) -> Iterator[Fault]:
    events: Sequence[Any] = getattr(scenario, "events", None) or ()
    known = {
        "value_stream": ("value stream", _ids(scenario, "value_streams")),
        "objective": ("objective", _ids(scenario, "objectives")),
        "mmp": ("MMP", _ids(scenario, "mmps")),
    }
    teams = {
        name: count
        for stream in getattr(scenario, "value_streams", None) or ()
        if isinstance(name := getattr(stream, "id", None), str)
        and isinstance(count := getattr(stream, "teams", None), int)
    }
    quarters = getattr(getattr(scenario, "calendar", None), "benefit_end", None)
    length = getattr(getattr(scenario, "calendar", None), "weeks_per_quarter", None)
    leaving: Counter[str] = Counter()
    for index, event in enumerate(events):
        path: Path = ("events", index)
        named = [((*path, key), key, _get(event, key)) for key in known]
        named += [((*path, "mmps", k), "mmp", name) for k, name in enumerate(_get(event, "mmps") or ())]
        for where, key, name in named:
            what, ids = known[key]
            if isinstance(name, str) and ids is not None and name not in ids:
                yield Fault(where, f'no {what} is called "{name}"; {suggestion(name, ids)}')
        quarter = _get(event, "quarter")
        if isinstance(quarter, int) and quarters and length and (quarter - 1) * length >= quarters:
            yield Fault(
                (*path, "quarter"), f"quarter {quarter} is after the benefit horizon; it could change nothing"
            )
        stream = _get(event, "value_stream")
        if _get(event, "kind") == "team_leaves" and stream in teams:
            leaving[stream] += _count(_get(event, "teams"))
            if leaving[stream] >= teams[stream]:
                yield Fault(
                    (*path, "teams"), f'"{stream}" has {teams[stream]} teams and one has to stay; let fewer leave'
                )
