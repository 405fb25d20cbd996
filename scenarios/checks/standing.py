"""Faults in where MMPs stand: releases that have not happened yet, and rivals that both go on."""

from collections.abc import Iterator
from typing import Any

from scenarios.checks.partial import get, items
from scenarios.faults import Fault
from scenarios.language.standing import released_week


def standing_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault in the standing of MMPs that concerns more than one field."""
    return [*_dates(scenario), *_rivals(scenario)]


def _dates(scenario: object) -> Iterator[Fault]:
    calendar = get(scenario, "calendar")
    for index, mmp in enumerate(items(scenario, "mmps")):
        released = get(mmp, "released")
        if isinstance(released, str) and calendar is not None:
            try:
                released_week(released, calendar)
            except ValueError as error:
                yield Fault(("mmps", index, "released"), str(error))


def _rivals(scenario: object) -> Iterator[Fault]:
    mmps = items(scenario, "mmps")
    begun = {get(mmp, "id") for mmp in mmps if get(mmp, "status") in ("running", "released")}
    for index, mmp in enumerate(mmps):
        for other in items(mmp, "excludes"):
            if other in begun and get(mmp, "id") in begun:
                said = f'"{other}" is running or released as well; take the link out, or cancel one of the two'
                yield Fault(("mmps", index, "excludes"), said)
