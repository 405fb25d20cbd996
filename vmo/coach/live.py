"""Boards that a room plays with: two boards on one clock in the same luck, and many years of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from pydantic import TypeAdapter, ValidationError

from scenarios.faults import ScenarioError, suggestion
from scenarios.shipped import names
from scenarios.variation.variants import vary as varied
from sim.execution.run import run_tasks
from vmo.coach.boards import Boards, LiveResult, ManyYears, TracesResult, YearsResult
from vmo.shared.errors import VmoError, wrong
from vmo.shared.inputs import Given, Models, at_least, scenario_of, two_models
from vmo.shared.running import Running, Work
from vmo.strategist.axes import axes_of
from workshop.live.deeds import AnyDeed
from workshop.live.lookup import measured_sheet, plain_sheet, shown
from workshop.live.page import script, style
from workshop.live.sessions import Session, typical
from workshop.live.subjects import Subject, Year, own_line
from workshop.live.worlds import Worlds
from workshop.parts.demonstration import Setting
from workshop.registry import NAMES, prose

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from scenarios.variation.axis import Axis
    from workshop.live.traces import Trace

SHOWS = NAMES
"""Names of the demonstrations."""
YEARS = 40
"""Years that say what is usual: P10 and P90 rest on four years each way."""
KEPT = 3
"""Years whose boards a hand-out keeps: the typical one, and luck to compare it with."""
TURN = "funding_models.project.approval_weeks=0,4,8,12,16,20,26"
"""What is turned on a portfolio unless somebody says: the range of practice (0 to half a year; C, see
``vmo sensitivity --list``)."""
CHUNK = 10
"""Years to a piece of work: fixed, so that it does not depend on the machine."""
BOARDS = 2
"""Boards beside each other."""
MANY = 12
"""Pieces of work from which on it is worth starting processes."""
DEEDS: TypeAdapter[list[AnyDeed]] = TypeAdapter(list[AnyDeed])


def live(
    what: Given | Subject,
    *,
    seed: int | None = None,
    years: int = YEARS,
    kept: int = KEPT,
    grid: bool = True,
    sheet: bool = True,
    positions: Sequence[int] | None = None,
    deeds: Sequence[Mapping[str, object]] = (),
    vary: str | None = None,
    models: Models = None,
    **running: Unpack[Running],
) -> LiveResult:
    """A session for a room: two boards on one clock, many years, the sheet, and a page that shows them.

    Args:
        what: a demonstration, or a scenario (value streams with arrivals, or a portfolio with two funding models).
        seed: year of luck that is shown first; default: a typical one, closest to the median of many.
        years: how many years say what is usual.
        kept: years whose boards are in the session.
        grid: whether the session holds every position of the dial, or only the two that are shown first.
        sheet: whether the numbers of the facilitator sheet are measured, which takes some seconds.
        positions: positions of the dial of the two boards that are shown first; demonstrations and scenarios have
            their own.
        deeds: what is done to the second of them in the year that is shown first (see ``vmo.traces``).
        vary: the number that a room may turn, as ``PATH=RANGE``; demonstrations have their own.
        models: two funding models, for a portfolio.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Traces by position and seed, years by position, the sheet. Frame: years.

    Raises:
        VmoError: an argument that makes no sense, or a deed that cannot be done.
        ScenarioError: a scenario that cannot be read.
        CancelledError: cancelled: a session is made whole or not at all.

    Examples:
        >>> import vmo
        >>> found = vmo.live("littles-law", years=2, kept=1, grid=False, sheet=False, workers=1)
        >>> found.data.subject.labels[found.data.subject.left]
        '16 cards'

    """
    at_least("years", years, 0)
    at_least("kept", kept, 1)
    if seed is not None:
        at_least("seed", seed, 1)
    subject, work = subject_of(what, vary=vary, models=models), Work(**running)
    asked = _places(subject, positions)
    if len(asked) != BOARDS:
        raise wrong("positions", f"{list(asked)}: give two, for the board at the left and the one at the right")
    shown = (asked[0], asked[1])
    acts = deeds_of(deeds)
    places = tuple(range(len(subject.labels))) if grid else shown
    found: dict[int, tuple[Year, ...]] = {}
    tasks = [(subject, place, first, min(CHUNK, years + 1 - first)) for place in places for first in _firsts(years)]
    with work.attended(), closing(run_tasks(_some_years, tasks, work.pool(small=len(tasks) < MANY))) as parts:
        for number, ((_, place, *_), rows) in enumerate(zip(tasks, parts, strict=True), start=1):
            found[place] = found.get(place, ()) + rows
            work.watch(number, len(tasks))
    first = seed or typical(found, shown[0], shown[1], 1)
    seeds = tuple(dict.fromkeys([first, *range(1, max(years, kept) + 1)]))[:kept]
    boards = {
        (place, one): trace
        for one in seeds
        for place, trace in zip(places, subject.traces(places, one), strict=True)
    }
    changed = _traces(subject, shown, first, [(), acts])[1] if acts else None
    measured = sheet and subject.demonstration
    told = measured_sheet(subject.name, Setting(quick=True)) if measured else plain_sheet(subject)
    written = tuple(act.model_dump() for act in acts)
    return LiveResult(Session(subject, first, seeds, places, boards, found, told, shown, written, changed))


def traces(
    what: Given | Subject,
    *,
    positions: Sequence[int] | None = None,
    seed: int = 1,
    deeds: Sequence[Sequence[Mapping[str, object]]] = (),
    vary: str | None = None,
    models: Models = None,
) -> TracesResult:
    """What happens on boards in one year of luck, with what a room does to them from a week on.

    Args:
        what: a demonstration, or a scenario (value streams with arrivals, or a portfolio with two funding models).
        positions: positions of the dial, one per board; default: the two that are shown first.
        seed: year of luck, the same for all boards.
        deeds: by board, what is done to it: ``{"do": "limit", "week": 12, "stage": 1, "limit": 3}``, ``{"do":
            "urgent", "week": 12}``, ``{"do": "block", "week": 12, "card": 700, "weeks": 4}`` or ``{"do": "move",
            "week": 12, "origin": 0, "target": 1}``. Before the first of them the year is as it was without.
        vary: the number that a room may turn, as ``PATH=RANGE``; demonstrations have their own.
        models: two funding models, for a portfolio.

    Returns:
        A trace per board; times in weeks. Frames: cards, visits.

    Raises:
        VmoError: an argument that makes no sense, or a deed that cannot be done.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> found = vmo.traces("littles-law", deeds=[[{"do": "limit", "week": 10, "stage": 1, "limit": 4}]])
        >>> [trace.limits for trace in found.data.traces][1]
        (None, None, None)

    """
    at_least("seed", seed, 1)
    subject = subject_of(what, vary=vary, models=models)
    places = _places(subject, positions)
    if len(deeds) > len(places):
        raise wrong("deeds", f"deeds for {len(deeds)} boards, but there are {len(places)}")
    found = _traces(subject, places, seed, [deeds_of(one) for one in deeds])
    return TracesResult(Boards(subject, seed, places, found))


def years(
    what: Given | Subject,
    *,
    position: int = 0,
    first: int = 1,
    count: int = 20,
    vary: str | None = None,
    models: Models = None,
) -> YearsResult:
    """What one board does in many years of luck, one after the other.

    Args:
        what: a demonstration, or a scenario (value streams with arrivals, or a portfolio with two funding models).
        position: position of the dial.
        first: seed of the first year.
        count: how many years.
        vary: the number that a room may turn, as ``PATH=RANGE``; demonstrations have their own.
        models: two funding models, for a portfolio.

    Returns:
        By year: what it is judged by, cards in progress on average, cards finished a week. Frame: years.

    Raises:
        VmoError: an argument that makes no sense.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> len(vmo.years("littles-law", position=4, count=2).data.rows)
        2

    """
    at_least("first", first, 1)
    at_least("count", count, 1)
    subject = subject_of(what, vary=vary, models=models)
    if not 0 <= position < len(subject.labels):
        raise wrong("position", f"{position}: give a position of the dial from 0 to {len(subject.labels) - 1}")
    return YearsResult(ManyYears(subject, position, first, _some_years(subject, position, first, count)))


def subject_of(what: Given | Subject, *, vary: str | None = None, models: Models = None) -> Subject:
    """What two boards show: a demonstration, or a scenario.

    Args:
        what: a demonstration, or a scenario (value streams with arrivals, or a portfolio with two funding models).
        vary: the number that a room may turn, as ``PATH=RANGE``; demonstrations have their own.
        models: two funding models, for a portfolio.

    Returns:
        What ``live``, ``traces`` and ``years`` take in place of a name, so that a scenario is read once.

    Raises:
        VmoError: an argument that makes no sense.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> vmo.subject_of("bottleneck").labels
        ('as it is', 'one more at Analysis', 'one more at Build', 'one more at Test', 'one more at Release')

    """
    if isinstance(what, Subject):
        return what
    show = shown(what) if isinstance(what, str) and vary is None and models is None else None
    if show is not None:
        return show
    try:
        scenario = scenario_of(what)
    except ScenarioError:
        if isinstance(what, str) and "/" not in what and "." not in what:
            raise wrong("what", f'nothing is called "{what}"; {suggestion(what, [*NAMES, *names()])}') from None
        raise
    if scenario.mmps:
        (axis,) = axes_of(scenario, [("vary", vary)]) if vary else _usual_axis(scenario)
        return Worlds(scenario, two_models(scenario, models), axis and _with_now(axis))
    if models is not None:
        raise wrong("models", f"{scenario.name} has no MMPs: its boards differ in a number; give `vary` PATH=RANGE")
    if vary is None:
        return own_line(scenario, {"your changes": scenario}, "")
    (axis,) = axes_of(scenario, [("vary", vary)])
    variants = {f"{axis.label}: {axis.word(value)}": varied(scenario, {axis.path: value}) for value in axis.values}
    return own_line(scenario, variants, axis.label)


def shows() -> list[dict[str, str | int]]:
    """Name, title, question and minutes of every demonstration, without loading what measures and draws."""
    found = [(name, prose(name)) for name in NAMES]
    return [
        {
            "name": name,
            "title": words.title,
            "question": words.question,
            "minutes": sum(act.minutes for act in words.script),
        }
        for name, words in found
    ]


def page_files() -> dict[str, str]:
    """The style sheet and the script of a session's page, for a server: file name -> text."""
    return {"live.css": style(), "live.js": script()}


def deeds_of(written: Sequence[Mapping[str, object]]) -> list[AnyDeed]:
    """What is done to a board, from what a caller or a page writes.

    Raises:
        VmoError: with every fault.

    """
    try:
        return DEEDS.validate_python(list(written))
    except ValidationError as error:
        raise wrong("deeds", *(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from None


def _usual_axis(scenario: Scenario) -> tuple[Axis | None, ...]:
    """What is turned on a portfolio unless somebody says; None where it has no such number."""
    try:
        return tuple(axes_of(scenario, [("vary", TURN)]))
    except VmoError:
        return (None,)


def _with_now(axis: Axis) -> Axis:
    """The axis with the value that the scenario has, where it is a number between others."""
    if not (axis.numeric and isinstance(axis.base, int | float)) or axis.base in axis.values:
        return axis
    return replace(axis, values=tuple(sorted([*axis.values, axis.base])))  # type: ignore[type-var]


def _places(subject: Subject, positions: Sequence[int] | None) -> tuple[int, ...]:
    """Positions of boards: those that are asked for, else the two that are shown first.

    Raises:
        VmoError: there is no such position.

    """
    places = tuple(positions) if positions is not None else (subject.left, subject.right)
    known = len(subject.labels)
    if not places or any(not 0 <= place < known for place in places):
        raise wrong("positions", f"{list(places)}: give positions of the dial from 0 to {known - 1}")
    return places


def _traces(
    subject: Subject, places: tuple[int, ...], seed: int, acts: Sequence[Sequence[AnyDeed]]
) -> tuple[Trace, ...]:
    """Boards with what is done to them.

    Raises:
        VmoError: a deed that cannot be done.

    """
    try:
        return subject.traces(places, seed, acts)
    except ScenarioError:
        raise
    except ValueError as error:
        raise wrong("deeds", *str(error).splitlines()) from None


def _firsts(years: int) -> range:
    """Seeds with which the pieces of work begin."""
    return range(1, years + 1, CHUNK)


def _some_years(subject: Subject, position: int, first: int, count: int) -> tuple[Year, ...]:
    return tuple(subject.year(position, seed) for seed in range(first, first + count))
