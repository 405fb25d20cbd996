"""Funding models as columns: every mechanism in words, with the settings of each model, sources and grades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from report.shared.csv_file import csv_text
from report.shared.text_table import plain_table
from scenarios.checks import shape
from scenarios.language.funding_model import GROUPS, FundingModel, Mechanism, marked
from scenarios.variation.axis import value_word
from vmo.shared.inputs import Given, Models, chosen_models, scenario_of
from vmo.shared.result import Result, Tables

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario

OWN = "stated in the scenario"
"""Source of a value that is not that of the preset."""
HEADER = ("mechanism", "setting", "model", "value", "unit", "grade", "source")
"""Columns of the table."""


@dataclass(frozen=True)
class Held:
    """A setting as one model has it."""

    model: str
    path: str
    """Where it stands, for ``changed`` and ``sweep``."""
    value: Any
    """As written data; None = none."""
    grade: str
    """Evidence grade of the preset; empty where the scenario states the value."""
    source: str


@dataclass(frozen=True)
class Setting:
    """One setting in all models."""

    name: str
    meaning: str
    """What it is, in one line."""
    unit: str
    choices: tuple[str, ...]
    """Words that it may be; empty for numbers."""
    nullable: bool
    """Whether it may be none."""
    yes_or_no: bool
    whole: bool
    """Whether only whole numbers make sense."""
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Row:
    """A mechanism: one way in which money meets work."""

    id: str
    label: str
    group: str
    effect: str
    settings: tuple[Setting, ...]


class MechanismsResult(Result[tuple[Row, ...]]):
    """The mechanisms of funding models, row by row."""

    kind: ClassVar[str] = "mechanisms"

    @property
    def models(self) -> tuple[str, ...]:
        """The models, in the order of the columns."""
        return tuple(self.settings["models"])

    def headline(self) -> str:
        count = sum(len(row.settings) for row in self.data)
        return f"{self.scenario.name}: {len(self.data)} mechanisms, {count} settings; {', '.join(self.models)}"

    def words(self) -> RenderableType:
        """One line for each setting, with the value in every model."""
        table = plain_table("Mechanism", "Setting", *self.models, left=2)
        for row in self.data:
            for setting in row.settings:
                values = (f"{value_word(held.value)} {held.grade}".strip() for held in setting.held)
                table.add_row(row.label, setting.name.replace("_", " "), *values)
        return table

    def document(self) -> list[dict[str, Any]]:
        """Every mechanism with its settings in every model."""
        return [asdict(row) for row in self.data]

    def tables(self) -> Tables:
        """One row for each setting of each model."""
        return {"mechanisms": lambda: csv_text(HEADER, self._rows())}

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for row in self.data:
            for setting in row.settings:
                for held in setting.held:
                    value = value_word(held.value)
                    yield row.id, setting.name, held.model, value, setting.unit, held.grade, held.source


def mechanisms(scenario: Given, *, models: Models = "all") -> MechanismsResult:
    """Funding models as columns: what each mechanism does, and how every model has it set; nothing is run.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: names, "all", or None for the first two of the scenario.

    Returns:
        Mechanisms with their settings: value, unit, evidence grade and source in every model. Frame: mechanisms.

    Raises:
        VmoError: an unknown model.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> found = vmo.mechanisms("tiny")
        >>> found.data[0].label, found.data[0].settings[0].held[0].value
        ('Funding cadence', 52.0)

    """
    loaded = scenario_of(scenario)
    names = chosen_models(loaded, models)
    rows = tuple(_row(loaded, names, mechanism, fields) for mechanism, fields in marked(FundingModel).items())
    return MechanismsResult(rows, loaded, settings={"models": list(names)})


def _row(scenario: Scenario, names: tuple[str, ...], mechanism: Mechanism, fields: tuple[str, ...]) -> Row:
    settings = tuple(_setting(scenario, names, field) for field in fields)
    group = GROUPS.get(mechanism.group, mechanism.label)
    return Row(mechanism.id, mechanism.label, group, mechanism.effect, settings)


def _setting(scenario: Scenario, names: tuple[str, ...], name: str) -> Setting:
    field = FundingModel.model_fields[name]
    accepted = shape.options(field)
    return Setting(
        name=name,
        meaning=" ".join(str(field.description or "").split()),
        unit=shape.unit(field),
        choices=shape.words(field),
        nullable=shape.nullable(field),
        yes_or_no=bool in accepted,
        whole=int in accepted and float not in accepted,
        held=tuple(_held(scenario.funding_models[model], model, name) for model in names),
    )


def _held(model: FundingModel, key: str, name: str) -> Held:
    preset = model.source_of(name)
    neutral = name in FundingModel.left_out() and getattr(model, name) == FundingModel.left_out()[name]
    source = preset.source if preset is not None else "neutral default" if neutral else OWN
    value = model.model_dump(mode="json", include={name})[name]
    return Held(key, f"funding_models.{key}.{name}", value, "" if preset is None else preset.grade, source)
