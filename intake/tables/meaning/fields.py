"""Fields that a column can fill: those of an MMP, and amounts, times and colours that become one of them."""

from functools import cache
from typing import Literal

from scenarios.checks.shape import element, keys, options, unit
from scenarios.language.mmps import MMP
from scenarios.reading.table_file import keyed_column

How = Literal[
    "id", "text", "label", "links", "money", "amounts", "units", "share", "quarter", "date", "yes", "number", "rag",
    "model",
]  # fmt: skip
"""How the cells of a field are read."""

OWN: dict[str, tuple[How, str]] = {
    "spend_total": ("money", "cost of the whole project, spread evenly over its quarters"),
    "spend_per_quarter": ("money", "cost of each of its quarters"),
    "value_per_month": ("money", "claimed benefit per month: times 3"),
    "value_per_year": ("money", "claimed benefit per year: divided by 4"),
    "value_total": ("money", "claimed benefit in all, spread over the quarters in which benefits count"),
    "npv": ("money", "net present value whenever it starts: value_by_quarter, the same for every quarter"),
    "duration_months": ("number", "months from start to release, rounded up to quarters"),
    "duration_weeks": ("number", "weeks from start to release, rounded up to quarters"),
    "duration_years": ("number", "years from start to release"),
    "start_date": ("date", "first day of work"),
    "end_date": ("date", "last day of work"),
    "rag": ("rag", "delivery confidence by colour, as a chance of success"),
}
"""Fields of tables that an MMP does not have."""
IGNORE = "ignore"
_LINKS = ("requires", "requires_any", "after", "excludes", "with")
_HOW: dict[str, How] = {
    "id": "id",
    "name": "text",
    "value_stream": "label",
    "objective": "label",
    "effort": "model",
}


@cache
def known() -> tuple[str, ...]:
    """Every field that a column can be mapped to."""
    return (*keys(MMP), *OWN, IGNORE)


KEYED: dict[str, How] = {"need": "units", "purse": "amounts"}
"""Fields with a column for each of their keys (``need:architect``), and how its cells are read."""


def is_known(name: str) -> bool:
    """Whether a column can be mapped to a field."""
    return name in known() or keyed(name) is not None


def keyed(name: str) -> tuple[str, str] | None:
    """Field and key of a column for one entry of a mapping; None when it is none."""
    return keyed_column(name, KEYED)


@cache
def how(name: str) -> How:
    """How the cells of a field are read."""
    one = keyed(name)
    if one is not None:
        return KEYED[one[0]]
    if name in OWN:
        return OWN[name][0]
    if name in _LINKS:
        return "links"
    if name in _HOW:
        return _HOW[name]
    field = keys(MMP)[name]
    accepted = options(field)
    measure = unit(field)
    if bool in accepted:
        return "yes"
    inner = element(field)
    if inner is not None:
        return "amounts" if unit(inner) == "money" or float in options(inner) else "model"
    if measure == "money":
        return "money"
    if measure in ("probability", "share"):
        return "share"
    if measure.startswith("quarter,"):
        return "quarter"
    return "number" if {int, float} & set(accepted) else "model"
