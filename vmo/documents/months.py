"""The monthly page: what a folder says was delivered, earned and spent, and what comes next."""

from __future__ import annotations

import json
import platform
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.carried_on import carried_on, out_by
from coupling.stress_test import stress
from intake.rolling.actuals import read_actuals
from intake.rolling.month_files import MONTH, read_learnings, read_spend
from intake.rolling.rolling import roll
from intake.rolling.so_far import so_far
from optimiser.economics import figures, release_quarter
from report.documents.month.facts import MonthStudies, Promise, Upcoming
from report.documents.month.flow_health import flow_health
from report.documents.month.monthly import month_document, month_numbers
from scenarios.faults import Fault, ScenarioError
from scenarios.language.standing import SETTLED
from scenarios.loader import load
from scenarios.open_work import still_open
from scenarios.writing.fingerprint import resolved, scenario_hash
from vmo.documents.brands import Branding, brand_of, brand_option
from vmo.documents.forms import DocumentResult
from vmo.planner.last_plan import quarters_since, read_plan
from vmo.planner.planning import plan
from vmo.shared.errors import NoAnswerError, reason, wrong
from vmo.shared.inputs import at_least
from vmo.shared.running import Running, Work
from vmo.tracker.histories import history

if TYPE_CHECKING:
    from intake.rolling.actuals import Actual
    from intake.rolling.so_far import SoFar
    from optimiser.economics import Aim
    from report.documents.month.flow_health import FlowHealth
    from scenarios.scenario import Scenario

WORLDS = 100
"""Worlds in which the plan is carried on."""
NEXT = 3
"""MMPs told of that come next."""
FORMAT = 1
"""Version of the manifest's format."""
FILES = {
    "actuals": ("actuals.csv", "actuals.xlsx"),
    "plan": ("plan/manifest.json",),
    "spend": ("spend.csv", "spend.xlsx"),
    "history": ("history.csv", "history.xlsx", "history.json"),
    "learnings": ("learnings.yaml", "learnings.yml", "learnings.txt", "learnings.md"),
}
"""What a folder may hold besides the scenario, by what it is for; the first that is there is read."""


NO_HISTORY = "no history.csv there (vmo history EXPORT --out history.csv makes one)"


class _Reader:
    """Reads one file after the other, and tells the faults of all of them at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def of[**P, T](self, read: Callable[P, T], *words: P.args, **names: P.kwargs) -> T | None:
        """What one of them holds; None where it has faults."""
        try:
            return read(*words, **names)
        except ScenarioError as error:
            self.faults += error.faults
            return None

    def finish(self) -> None:
        """Tell the faults.

        Raises:
            ScenarioError: there are some.

        """
        if self.faults:
            raise ScenarioError(self.faults)


@dataclass(frozen=True, repr=False, eq=False)
class MonthResult(DocumentResult):
    """A monthly page. ``data`` is its content, ``document()`` every number."""

    kind: ClassVar[str] = "month"


@dataclass(frozen=True)
class _Last:
    """The last plan in quarters of the scenario."""

    promised: Mapping[str, Promise]
    aim: Aim


def month(
    folder: str | Path,
    month: str,
    *,
    replications: int = WORLDS,
    seed: int = 1,
    brand: Branding = None,
    **running: Unpack[Running],
) -> MonthResult:
    r"""The monthly page of a folder: delivered against plan, outcome, spend, what comes next, decisions, flow.

    Args:
        folder: of the scenario, with what else is known: actuals.csv, plan (``vmo plan --out``), spend.csv,
            history.csv, learnings.yaml. What is not there is said to be not recorded.
        month: such as 2027-03; the scenario says when its quarter 1 starts (``calendar.starts``).
        replications: worlds in which the plan is carried on, for the chances of what comes next.
        seed: seed of these worlds.
        brand: whose page it is: a brand, or the path of its file.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The document: ``html()``, ``workbook()`` and ``slides()`` are its forms, ``write(path)`` writes one of them.

    Raises:
        VmoError: a month that the scenario does not hold, or something that is no folder.
        ScenarioError: a file of the folder that cannot be read.
        CancelledError: cancelled before the worlds were finished.

    Examples:
        >>> import tempfile, vmo
        >>> from pathlib import Path
        >>> scenario = "name: mine\ncalendar: {starts: 2027-Q1}\nbudget: {per_quarter: 9}\n"
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "scenario.yaml").write_text(scenario + "mmps: [{id: a, spend: [5], value: 9}]\n")
        ...     page = vmo.month(folder, "2027-01")
        >>> page.data.sections[3].finding
        'Next: a, due in 2027-Q1.'

    """
    owner = brand_of(brand)
    at_least("replications", replications, 1)
    at_least("seed", seed, 0)
    place = Path(folder)
    if not place.is_dir():
        raise wrong("folder", f"{folder} is no folder; name the one that holds scenario.yaml and actuals.csv")
    scenario = load(place)
    quarter, within = _place(scenario, month)
    over = quarter if within == 3 else quarter - 1
    there = {
        what: next((place / name for name in names if (place / name).is_file()), None)
        for what, names in FILES.items()
    }
    actuals, spent, learnt = there["actuals"], there["spend"], there["learnings"]
    reader = _Reader()
    rows = () if actuals is None else reader.of(read_actuals, actuals, scenario, quarter, so_far=True) or ()
    last = None if there["plan"] is None else reader.of(_last, place / "plan", scenario)
    money = None if spent is None else reader.of(read_spend, spent, month)
    learnings = None if learnt is None else reader.of(read_learnings, learnt, month)
    health = None if there["history"] is None else reader.of(_flow, there["history"], month)
    reader.finish()
    standing = so_far(scenario, rows)
    work = Work(**running)
    upcoming, said = _upcoming(scenario, rows, standing, last, over, work, replications, seed)
    flow, told = health or (None, NO_HISTORY)
    told_of = {
        what: f"no {' or '.join(names)} there" if (found := there[what]) is None else str(found.relative_to(place))
        for what, names in FILES.items()
    } | {"history": told}
    studies = MonthStudies(
        scenario=scenario,
        month=month,
        quarter=quarter,
        place=within,
        standing=None if actuals is None and not any(_stands(one) for one in standing) else standing,
        promised={} if last is None else last.promised,
        upcoming=upcoming,
        upcoming_words=said,
        spend=money,
        flow=flow,
        learnings=learnings,
        files=told_of,
    )
    command = f"vmo month {shlex.quote(str(folder))} --month {month} -n {replications} --seed {seed}"
    settings = {"month": month, "replications": replications, "seed": seed}
    manifest = _manifest(scenario, settings, told_of)
    document = month_document(studies, command + brand_option(owner), manifest).branded(owner)
    return MonthResult(document, settings=settings, numbers=month_numbers(studies), made=document.manifest)


def _stands(one: SoFar) -> bool:
    """Whether the scenario itself says that something happened to an MMP."""
    return one.status in (*SETTLED, "running") or bool(one.spent_to_date or one.value_to_date)


def _place(scenario: Scenario, month: str) -> tuple[int, int]:
    """Quarter of a month, and its place in it.

    Raises:
        VmoError: it cannot be told, or the scenario does not hold it.

    """
    if not MONTH.fullmatch(month):
        raise wrong("month", f'"{month}" is no month; write 2027-03')
    year, number = int(month[:4]), int(month[5:])
    calendar = scenario.calendar
    if calendar.starts is None:
        raise wrong(
            "month", f"{month}: {scenario.name} does not say when quarter 1 starts; add calendar.starts: {year}-Q1"
        )
    try:
        quarter = calendar.quarter_number(f"{year}-Q{(number + 2) // 3}")
    except ValueError as error:
        raise wrong("month", str(error)) from None
    if not 1 <= quarter <= calendar.quarters:
        first, last = calendar.quarter_name(1), calendar.quarter_name(calendar.quarters)
        raise wrong("month", f"{month} is not in the quarters of {scenario.name}, {first} to {last}")
    return quarter, (number - 1) % 3 + 1


def _last(folder: Path, scenario: Scenario) -> _Last:
    """The plan in the folder."""
    found = read_plan(folder, "folder")
    shift = quarters_since(found.scenario, scenario, "folder")
    then = still_open(found.scenario)
    promised = {}
    for name, start in found.starts.items():
        numbers = figures(then.mmp(name), then)
        release = release_quarter(start, numbers.duration)
        cost = sum(map(sum, numbers.money("").values()))
        promised[name] = Promise(start - shift, release - shift, cost)
    return _Last(promised, found.aim)


def _upcoming(
    scenario: Scenario,
    rows: tuple[Actual, ...],
    standing: tuple[SoFar, ...],
    last: _Last | None,
    over: int,
    work: Work,
    replications: int,
    seed: int,
) -> tuple[tuple[Upcoming, ...], str]:
    """The MMPs that come out next, with the chance that they are in time."""
    if over >= scenario.calendar.quarters:
        return (), "The last quarter is over; nothing is planned after it."
    try:
        done = tuple(row for row in rows if row.quarter <= over)
        now = still_open(roll(scenario, done, over).scenario if over else scenario)
        if last is None:
            found = plan(now)
            going, said = (
                found.data,
                "No plan is kept in the folder: these are of the plan that vmo plan makes now.",
            )
        else:
            starts = {name: promise.start - over for name, promise in last.promised.items()}
            going = carried_on(now, starts, last.aim)
            said = "The last plan carried on: nothing is chosen again, what is late begins now, what runs goes on."
    except NoAnswerError as error:
        return (), f"Nothing is planned. {error}"
    except ScenarioError as error:
        return (), f"Nothing is planned: {reason(error)}."
    promised = {} if last is None else last.promised
    settled_since = {one.mmp.id for one in standing if one.status in SETTLED}
    lines = [line for line in going.chosen if line.id not in settled_since]
    if not lines:
        return (), "Nothing of the plan is left to come out."
    due = {x.id: promised[x.id].release if x.id in promised else (x.release or 1) + over for x in lines}
    first = sorted(lines, key=lambda line: (due[line.id], line.start or 0, line.id))[:NEXT]
    shares = {one.mmp.id: one.done_share for one in standing}
    tested = None
    try:
        pool = work.pool(small=replications <= 40)
        with work.attended():
            tested = stress(
                going, replications=replications, seed=seed, pool=pool, progress=work.counter(replications)
            )
    except ScenarioError as error:
        said += f" Chances are not recorded: {reason(error)}."
    strains = {} if tested is None else {strain.id: strain for strain in tested.strains()}
    if tested is not None:
        said += (
            f" Chances are of {tested.replications} simulated worlds, seed {seed}; weeks are counted from now on."
        )
    rows_found = []
    for line in first:
        week = strains[line.id].release[1] if line.id in strains else None
        chance = None if tested is None else out_by(tested, line.id, due[line.id] - over)
        day = None if week is None or week == float("inf") else now.calendar.day(week)
        rows_found.append(
            Upcoming(line.id, line.label, line.stream, due[line.id], chance, week, day, shares.get(line.id))
        )
    return tuple(rows_found), said


def _flow(file: Path, month: str) -> tuple[FlowHealth | None, str]:
    """Flow in the month, and what was read, or why there is none."""
    found = history(file)
    first = date(int(month[:4]), int(month[5:]), 1)
    before = _months_earlier(first, 3)
    last = _months_earlier(first, -1) - timedelta(days=1)
    health = flow_health(found.data, first, last, before, found.convention, found.closed)
    return health, file.name if health is not None else f"{file.name} tells nothing of {month}"


def _months_earlier(day: date, months: int) -> date:
    """The first day of another month."""
    years, at = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, at + 1, 1)


def _manifest(scenario: Scenario, settings: Mapping[str, object], files: Mapping[str, str]) -> str:
    document = {
        "format": FORMAT,
        "command": "month",
        "scenario": scenario.name,
        "scenario_sha256": scenario_hash(scenario),
        **settings,
        "files": dict(files),
        "versions": {"python": platform.python_version(), "vmo-lab": version("vmo-lab")},
        "resolved_scenario": resolved(scenario),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
