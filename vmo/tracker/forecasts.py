"""When is it done, and how many by a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from intake.forecast.asking import Question
from intake.forecast.by_flow import FlowAnswer, ask_flow
from intake.forecast.forecast import Forecast
from intake.forecast.forecast import forecast as answer
from intake.history.history import History
from report.history.documents import forecast_csv, forecast_document
from report.history.forecast_text import forecast_text
from vmo.shared.documents import json_text
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, at_least, scenario_of
from vmo.shared.result import Answer, Figures, Tables
from vmo.tracker.given import Day, Files, Words, closed_of, day_of, history_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

Items = int | str | Iterable[str] | Mapping[str, int] | None
"""Items to finish: a number, or a number for each stream (``{"claims": 40}`` or ``"claims=40,portal=12"``)."""


@dataclass(frozen=True)
class Forecasts:
    """The answers to one question."""

    history: Forecast
    """From the history's own weeks."""
    flow: FlowAnswer | None
    """From the flow model, where a scenario was given."""


class ForecastResult(Answer[Forecasts]):
    """When so many items are done, or how many by a date, with four certainties, or why nobody knows."""

    kind: ClassVar[str] = "forecast"

    @property
    def can(self) -> bool:
        """Whether there is an answer."""
        return self.data.history.can

    def headline(self) -> str:
        found = self.data.history
        if not self.can:
            return f"cannot forecast: {'; '.join(reason.says for reason in found.reasons)}"
        for each in found.when:
            if each.certainty == 0.85:
                return f"85 %: done by the end of week {each.week}{f', {each.last_day}' if each.last_day else ''}"
        last = found.ahead[-1]
        least = next(each.items for each in last.answers if each.certainty == 0.85)
        return f"85 %: at least {least} items in {last.weeks} weeks"

    def words(self) -> RenderableType:
        """Answers, back-test and the work on the board."""
        return forecast_text(self.data.history, self.data.flow)

    def document(self) -> dict[str, Any]:
        """Everything the words say, with all chances."""
        return forecast_document(self.data.history, self.data.flow)

    def tables(self) -> Tables:
        """A row for each certainty of each question."""
        return {"forecast": partial(forecast_csv, self.data.history)}

    def drawings(self) -> Figures:
        """Histograms of when, and of how many."""
        found = self.data.history
        names = (*(("when",) if found.when else ()), *(("how_many",) if found.ahead else ()))
        return {name: partial(self._draw, name) for name in names}

    def _draw(self, name: str) -> Figure:
        from report.history.figures.all import forecast_figures

        return forecast_figures(self.data.history)[name]

    def manifest(self) -> str:
        """The document: it holds the weeks that were drawn from."""
        return json_text({"command": "forecast", **self.document()}) + "\n"


def forecast(
    history: Files | History | Answer[History],
    *,
    items: Items = None,
    by: Day = None,
    start: Day = None,
    since: Day = None,
    weeks: int | None = None,
    closed: Words = (),
    board: bool = False,
    scenario: Given | None = None,
    stream: str | None = None,
    anyway: bool = False,
    seed: int = 1,
) -> ForecastResult:
    """Say when so many items are done, or how many are done by a date.

    Future weeks are drawn from past weeks with replacement; the distributions are exact, not simulated. With
    neither items nor a date: how many in each of the next twelve weeks.

    Args:
        history: what ``vmo.history`` returned or wrote, or any file it reads.
        items: items to finish, in all or for each stream (all of which must be done).
        by: last day that counts.
        start: first day of the forecast; default: the Monday after the history.
        since: first day of the history that counts.
        weeks: only so many last weeks of the history count.
        closed: days on which nobody works, in the past and in the future.
        board: whether the items under way come on top of ``items``.
        scenario: asks the flow model as well, with the line of ``vmo.calibrate`` and the items under way on it.
        stream: value stream of that scenario; default: the first one with arrivals.
        anyway: whether numbers are shown although the history cannot carry them.
        seed: seed of the flow model's runs.

    Returns:
        The answer, or why there is none (``can`` is False). Frame: forecast. Figures: when, how_many.

    Raises:
        ScenarioError: the history cannot be read.
        VmoError: an argument makes no sense.

    Examples:
        >>> import vmo
        >>> [each.week for each in vmo.forecast("claims-history", items=40).data.history.when]
        [13, 14, 15, 17]

    """
    total, by_stream = _items(items)
    if weeks is not None:
        at_least("weeks", weeks, 1)
    question = Question(
        items=total,
        items_by_stream=by_stream,
        by=day_of("by", by),
        start=day_of("start", start),
        since=day_of("since", since),
        weeks=weeks,
        closed=closed_of(closed),
        board=board,
        anyway=anyway,
    )
    told = history_of(history)
    found = answer(told, question)
    flow = None
    if scenario is not None and found.can:
        flow = ask_flow(
            scenario_of(scenario),
            stream=stream,
            items=sum(found.needed.values()) or None,
            weeks=found.ahead[-1].weeks if found.ahead else None,
            seed=seed,
            history=told,
            start=found.start,
        )
    return ForecastResult(Forecasts(found, flow))


def _items(given: Items) -> tuple[int | None, dict[str, int]]:
    """Items in all, and by stream.

    Raises:
        VmoError: one is no whole number.

    """
    if given is None or isinstance(given, int):
        return given, {}
    if isinstance(given, Mapping):
        return None, dict(given)
    total, by_stream = None, {}
    words = [given] if isinstance(given, str) else list(given)
    for part in (part.strip() for word in words for part in word.split(",")):
        name, _, number = part.rpartition("=")
        if not number.strip().isdigit() or int(number) < 1:
            raise wrong("items", f'"{part}" is no number of items; write 40, or STREAM=40')
        if name.strip():
            by_stream[name.strip()] = int(number)
        else:
            total = int(number)
    return total, by_stream
