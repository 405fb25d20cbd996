"""Cells of one column as values of the field it fills."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from intake.tables.answers import Answers
from intake.tables.findings import Conversion, Findings
from intake.tables.meaning.amounts import LARGEST, Unit, amount, unit_of
from intake.tables.meaning.fields import how
from intake.tables.meaning.headings import Column
from intake.tables.meaning.quarters import Moment, Order, day_order, moment
from intake.tables.meaning.vocabulary import plain, vocabulary
from intake.tables.reading.locate import Located
from scenarios.checks.ambiguity import two_readings
from scenarios.checks.shape import keys
from scenarios.language.mmps import MMP
from scenarios.reading.cells import AmbiguousError, Decimals, columns_decimals, decimals_of, meaning, number
from scenarios.reading.table_file import letters

NUMERIC = ("money", "amounts", "units", "share", "number")


class UnreadableError(ValueError):
    """A cell without a meaning: the kind of fault, and what to do."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


@dataclass
class Signs:
    """What all cells of the columns tell about single ones."""

    decimals: dict[int, Decimals] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    percent: set[int] = field(default_factory=set)
    """Columns of shares whose cells are percentages without a sign."""
    scaled: dict[int, int] = field(default_factory=dict)
    """Largest scale that a cell of a column carries itself."""
    confirmed: dict[str, Decimals] = field(default_factory=dict)
    """Decimal sign by heading, where only other columns tell that the other sign separates thousands."""


def written(value: object) -> str:
    """A value of a cell as its text; what a spreadsheet would show of a number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def is_empty(value: object) -> bool:
    """Whether a cell says that there is nothing."""
    return isinstance(value, str) and value.strip().lower() in vocabulary().empty


def parts(text: str) -> list[str]:
    """The entries of a cell that holds a list."""
    return [part.strip() for part in text.replace("\n", ";").split(";")]


def signs_of(found: Located, answers: Answers) -> Signs:
    """Decimal signs, orders of dates, percentages and scales, decided per column over all its cells."""
    signs = Signs()
    texts: dict[int, list[str]] = {}
    for column in found.used:
        if how(column.field) in ("date", "quarter"):
            cells = (cells.get(column.index) for _, cells in found.body)
            order = day_order(value for value in cells if isinstance(value, str))
            signs.orders[column.index] = answers.dates or order
        if how(column.field) in NUMERIC:
            texts[column.index] = _numbers(found, column, signs)
    signs.decimals = _decimals(found, texts, signs, answers)
    if answers.decimals:
        said: Decimals = "," if answers.decimals == "comma" else "."
        signs.decimals |= {index: said for index, sign in signs.decimals.items() if sign == "?"}
    for column in found.used:
        if how(column.field) == "share" and (column.percent or _in_percent(found, column, signs)):
            signs.percent.add(column.index)
    return signs


def _decimals(found: Located, texts: dict[int, list[str]], signs: Signs, answers: Answers) -> dict[int, Decimals]:
    """The sign of every column: its own cells decide; others may confirm thousands, not thousands of millions."""
    known = columns_decimals(texts | _others(found))
    general = unit_of(answers.unit) or Unit()
    for column in found.used:
        index = column.index
        scale = column.unit.scale or general.scale or signs.scaled.get(index, 1)
        if index in texts and decimals_of(texts[index]) == "?":
            if scale > 1 and how(column.field) in ("money", "amounts"):
                known[index] = "?"
            elif known[index] != "?" and any(two_readings(text) for text in texts[index]):
                signs.confirmed[column.label] = known[index]
    return {index: known[index] for index in texts}


def _others(found: Located) -> dict[int, list[str]]:
    """Amounts in columns that are not used, as far as they are written as text: they tell about decimal signs."""
    texts: dict[int, list[str]] = {}
    for column in found.columns:
        if not column.field and column.heading:
            cells = [cells[column.index] for _, cells in found.body if column.index in cells]
            known = [amount(cell.removesuffix("%")) for cell in cells if isinstance(cell, str)]
            if known and sum(each is not None for each in known) * 2 >= len(cells):
                texts[column.index] = [each.number for each in known if each is not None]
    return texts


def _numbers(found: Located, column: Column, signs: Signs) -> list[str]:
    numbers = []
    there = (cells.get(column.index) for _, cells in (*found.body, *found.totals))
    for value in dict.fromkeys(value for value in there if isinstance(value, str)):
        for part in parts(value):
            known = amount(part.removesuffix("%"))
            if known is not None:
                numbers.append(known.number)
                signs.scaled[column.index] = max(signs.scaled.get(column.index, 1), known.unit.scale or 1)
    return numbers


def _in_percent(found: Located, column: Column, signs: Signs) -> bool:
    """Whether a column of shares holds percentages: a cell above 1, and none that is a fraction."""
    values = []
    for _, cells in found.body:
        value = cells.get(column.index)
        if isinstance(value, str):
            if value.rstrip().endswith("%"):
                return False
            try:
                value = number(value, signs.decimals[column.index], percent=False)
            except AmbiguousError:
                return False
        if isinstance(value, int | float) and not isinstance(value, bool):
            values.append(value)
    return any(1 < value <= 100 for value in values) and all(value == 0 or value >= 1 for value in values)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds."""

    value: Any = None
    error: UnreadableError | None = None
    """Why it cannot be read."""
    empty: bool = False
    """Whether it says that there is nothing."""
    before: str = ""
    after: str = ""
    """The conversion, in words; both the same where there is none."""


@dataclass
class Converter:
    """Turns cells into values, notes conversions and faults."""

    found: Located
    answers: Answers
    findings: Findings
    signs: Signs
    links: Mapping[str, str] = field(default_factory=dict)
    """Ids by id and by plain name."""
    currencies: dict[str, list[str]] = field(default_factory=dict)
    """Where each currency is said."""
    _known: dict[int, dict[object, "Cell"]] = field(default_factory=lambda: defaultdict(dict))
    """By column: what was read of a text, or of another value and its type."""

    def __post_init__(self) -> None:
        self.unit = unit_of(self.answers.unit) or Unit()
        if self.unit.currency:
            self.currencies[self.unit.currency] = ["--unit"]
        for column in self.found.used:
            if column.unit.currency and how(column.field) in ("money", "amounts"):
                self.currencies.setdefault(column.unit.currency, []).append(f'"{column.label}"')

    def value(self, column: Column, raw: object) -> Any:  # noqa: ANN401 - whatever the field takes
        """The value of a cell. Raises ``UnreadableError``."""
        found = self.cell(column, raw)
        if found.error is not None:
            raise found.error
        return found.value

    def cell(self, column: Column, raw: object) -> "Cell":
        """What a cell holds; the same content of one column is read once."""
        mine, key = self._known[column.index], raw if type(raw) is str else (type(raw), raw)
        known = mine.get(key)
        if known is None:
            known = mine[key] = self._read(column, raw)
        return known

    def _read(self, column: Column, raw: object) -> "Cell":
        try:
            value = self._ways.get(how(column.field), self._text)(column, raw)
        except AmbiguousError as error:
            sign = "" if self.answers.decimals else " (or say it for all: --decimals comma, or point)"
            return Cell(error=UnreadableError("two readings", f"{error}{sign}"), empty=is_empty(raw))
        except UnreadableError as error:
            return Cell(error=error, empty=is_empty(raw))
        if type(raw) is type(value) and raw == value:
            return Cell(value, empty=is_empty(raw))
        return Cell(value, empty=is_empty(raw), before=written(raw), after=plain_value(value))

    @cached_property
    def _ways(self) -> dict[str, Callable[[Column, Any], Any]]:
        return {
            "money": self._money,
            "amounts": self._amounts,
            "units": self._units,
            "share": self._share,
            "number": self._number,
            "yes": self._yes,
            "rag": self._rag,
            "date": self._date,
            "quarter": self._date,
            "links": self._links,
            "model": self._model,
        }

    def _text(self, _: Column, raw: object) -> str:
        return " ".join(written(raw).split())

    def _model(self, column: Column, raw: object) -> object:
        sign: Decimals = "." if self.found.sheet.workbook else "?"
        return meaning(written(raw), keys(MMP)[column.field], self.signs.decimals.get(column.index, sign))

    def _money(self, column: Column, raw: object) -> int | float:
        if isinstance(raw, bool | datetime.date | datetime.time | datetime.timedelta):
            raise UnreadableError("not an amount", f'"{raw}" is not an amount; write a number')
        scale = column.unit.scale if column.unit.scale is not None else self.unit.scale
        if not isinstance(raw, str):
            self._mixed(column, float(raw), scale)  # type: ignore[arg-type]
            return _scaled(raw, scale or 1)
        known = amount(raw)
        if known is None:
            raise UnreadableError(
                "not an amount", f'"{raw[:60]}" is not an amount; write a number, such as 1200000'
            )
        own = known.unit.scale
        if own is not None and column.unit.scale is not None:
            raise UnreadableError(
                "two scales",
                f'"{raw}" names a scale, and so does the heading "{column.label}"; keep one of the two',
            )
        if known.unit.currency:
            self.currencies.setdefault(known.unit.currency, []).append(f'"{raw}"')
        value = known.value(self.signs.decimals[column.index], own if own is not None else scale or 1)
        if isinstance(value, str):
            raise UnreadableError(
                "not an amount", f'"{raw[:60]}" is not an amount; write a number, such as 1200000'
            )
        if own is None:
            self._mixed(column, float(value), scale)
        return value

    def _mixed(self, column: Column, value: float, scale: int | None) -> None:
        """Refuse a small amount without a scale among amounts with one."""
        among = self.signs.scaled.get(column.index, 1)
        if scale is None and among > 1 and 0 < abs(value) < among:
            raise UnreadableError(
                "mixed scales",
                f'"{value:.15g}" stands among amounts in {Unit(scale=among).words}; write {value * among:.15g}, or '
                f"{value / among:.15g} in the unit of the other cells",
            )

    def _amounts(self, column: Column, raw: object) -> list[Any]:
        if not isinstance(raw, str):
            return [self._money(column, raw)]
        entries = parts(raw)
        while entries and not entries[-1]:
            entries.pop()
        return [self._money(column, part) if part and not is_empty(part) else None for part in entries]

    def _units(self, column: Column, raw: object) -> int | float | list[int | float]:
        """One number as it is; several, in a list."""
        if not isinstance(raw, str) or ";" not in raw:
            return self._number(column, raw.strip() if isinstance(raw, str) else raw)
        return [self._number(column, part or "0") for part in parts(raw)]

    def _share(self, column: Column, raw: object) -> float | int:
        wrong = UnreadableError(
            "not a share", f'"{written(raw)[:60]}" is not a share; write a number from 0 to 1, or 70%'
        )
        sign = self.signs.decimals[column.index]
        value = number(raw.strip(), sign, percent=True) if isinstance(raw, str) else raw
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong
        if isinstance(raw, str) and raw.rstrip().endswith("%"):
            return value
        if column.index in self.signs.percent:
            if value == 1 and not column.percent:
                raise UnreadableError("two readings", '"1" can mean 1 % or 100 %; write 1% or 100%')
            return float(f"{value / 100:.12g}")
        if value > 1:
            text = written(raw)
            raise UnreadableError("not a share", f'"{text}" is above 1; write a number from 0 to 1, or {text}%')
        return value

    def _number(self, column: Column, raw: object) -> int | float:
        if isinstance(raw, str):
            found = number(raw, self.signs.decimals[column.index], percent=False)
            if isinstance(found, str) or abs(found) > LARGEST:
                raise UnreadableError("not a number", f'"{raw[:60]}" is not a number; write one')
            return found
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise UnreadableError("not a number", f'"{raw}" is not a number; write one')
        return int(raw) if isinstance(raw, float) and raw.is_integer() else raw

    def _yes(self, _: Column, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        text = written(raw).strip().lower()
        known = vocabulary().truth.get(text, vocabulary().truth.get(plain(text)))
        if known is None:
            raise UnreadableError("yes or no", f'"{written(raw)[:60]}" is neither yes nor no; write yes or no')
        return known

    def _rag(self, _: Column, raw: object) -> float:
        known = vocabulary().rag.get(plain(written(raw)))
        if known is None:
            colours = "green, amber or red"
            raise UnreadableError(
                "not a colour", f'"{written(raw)[:60]}" is not a colour that is known; write {colours}'
            )
        return known

    def _date(self, column: Column, raw: object) -> Moment:
        if isinstance(raw, datetime.datetime):
            return Moment(raw.date())
        if isinstance(raw, datetime.date):
            return Moment(raw)
        if how(column.field) == "quarter":
            value = number(written(raw), "?", percent=False)
            if isinstance(value, int) and value < 1000:
                return Moment(number=value)
        found = moment(written(raw), self.signs.orders.get(column.index, "?"))
        if isinstance(found, str):
            raise UnreadableError(
                "two readings", f'"{raw}" {found} (or say it for all: --dates day_first, or month_first)'
            )
        if found is None or (found.day is None and how(column.field) == "date"):
            example = (
                "2027-Q1 or 2027-03-31" if how(column.field) == "date" else "1 (the first quarter), or 2027-Q1"
            )
            raise UnreadableError("not a date", f'"{written(raw)[:60]}" names no time; write {example}')
        return found

    def _links(self, _: Column, raw: object) -> list[str]:
        text = written(raw)
        if whole := self.links.get(plain(text)):
            return [whole]
        for sign in (";", "\n", ",", "/", "|", "+", "&"):
            pieces = [piece.strip() for piece in text.split(sign) if piece.strip()]
            if all(plain(piece) in self.links for piece in pieces):
                return [self.links[plain(piece)] for piece in pieces]
        return [piece for piece in parts(text) if piece]

    def note(self, column: Column, line: int, cell: "Cell") -> None:
        """Remember a conversion."""
        place = f"{letters(column.index)}{line}"
        self.findings.conversions.append(Conversion(place, column.label, cell.before, cell.after))


def _scaled(raw: Any, scale: int) -> int | float:  # noqa: ANN401 - a number of a workbook
    value = raw * scale
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(f"{value:.15g}")


def plain_value(value: object) -> str:
    """A value as our own tables write it."""
    if isinstance(value, Moment):
        return str(value.day) if value.day else f"Q{value.number}"
    if isinstance(value, list):
        return ";".join("" if entry is None else plain_value(entry) for entry in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plain_value(entry)}" for key, entry in value.items())
    return written(value)
