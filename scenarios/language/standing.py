"""Where an MMP stands at week 0: an idea, promised, under way, out, or given up."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator, Field

Status = Literal["idea", "planned", "running", "released", "cancelled"]
"""How far an MMP has come."""
SETTLED = ("released", "cancelled")
"""What nothing can be decided about any more."""
RELEASED = r"^(-?\d{1,3}|\d{4}-(\d{2}-\d{2}|[Qq][1-4]))$"
_QUARTERS = re.compile(r"-?\d{1,3}")
LATER: Mapping[str, object] = {
    "status": "idea",
    "released": None,
    "done_share": None,
    "spent_to_date": 0.0,
    "spend_to_go": None,
    "value_to_date": 0.0,
}
"""Fields of an MMP about its standing, each with its neutral value."""


def _as_words(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Released = Annotated[
    str, Field(pattern=RELEASED, json_schema_extra={"unit": "quarter or date"}), BeforeValidator(_as_words)
]
"""A calendar quarter, a date, or quarters before quarter 1 (0 = the one before it)."""


class Dated(Protocol):
    """What a calendar can tell."""

    @property
    def weeks_per_quarter(self) -> int: ...

    @property
    def first_day(self) -> date | None: ...

    def quarter_number(self, name: str) -> int: ...


def released_week(released: str | None, calendar: Dated) -> float:
    """The week in which a released MMP came out, at most 0; a quarter stands for its end.

    Raises:
        ValueError: the calendar cannot tell, or it lies after week 0; says what to do.

    """
    if released is None:
        return 0.0
    if _QUARTERS.fullmatch(released):
        week = float(int(released) * calendar.weeks_per_quarter)
    elif "q" in released.lower():
        week = float(calendar.quarter_number(released) * calendar.weeks_per_quarter)
    else:
        first = calendar.first_day
        if first is None:
            raise ValueError(f"{released} is a date; say when quarter 1 starts (calendar.starts)")
        week = (date.fromisoformat(released) - first).days / 7
    if week > 0:
        raise ValueError(
            f"{released} is not before quarter 1; what is out by then has status released, else running"
        )
    return week


class Standing(Protocol):
    """Fields of an MMP about its standing."""

    @property
    def status(self) -> Status: ...

    @property
    def released(self) -> str | None: ...

    @property
    def done_share(self) -> float | None: ...

    @property
    def spend_to_go(self) -> float | None: ...

    @property
    def underway(self) -> float | None: ...

    @property
    def mandatory(self) -> bool: ...


def standing_faults(mmp: Standing) -> Iterator[str]:
    """What contradicts itself in the standing of one MMP."""
    status, begun = mmp.status, mmp.underway is not None
    if begun and status != "idea":
        yield f"status {status} and underway both say how far it is; drop underway (done_share says the share)"
    if mmp.done_share is not None and status not in ("running", *SETTLED):
        yield f"done_share is for what has begun; write status running, not {status}"
    if mmp.spend_to_go is not None and not (status == "running" or begun):
        yield f"spend_to_go is for work under way; write status running, not {status}"
    if mmp.released is not None and status != "released":
        yield f"released says when it came out; write status released, not {status}"
    if status == "cancelled" and mmp.mandatory:
        yield "a mandatory MMP cannot be cancelled; drop mandatory"
