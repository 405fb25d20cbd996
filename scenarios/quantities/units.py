"""Numbers that carry their unit, and the frozen base of everything a scenario holds."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from scenarios.signs import seen

WEEKS_PER_YEAR = 52
"""A year of the model (model page, section 2): four quarters of thirteen weeks."""


class Frozen(BaseModel):
    """A value: immutable, without unknown keys, without NaN or infinity, documented field by field."""

    later: ClassVar[Mapping[str, object]] = {}
    """Fields added after fingerprints were first published, with the value at which they are left out of one."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_default=True,
        populate_by_name=True,
        ser_json_inf_nan="strings",
    )

    @classmethod
    def left_out(cls) -> Mapping[str, object]:
        """Fields that a fingerprint leaves out, each with the value at which it does."""
        return cls.later

    def replace(self, **changes: object) -> Self:
        """A validated copy with some fields changed.

        Raises ``pydantic.ValidationError`` when the changed copy is not valid.
        """
        data: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate(data | changes)


def _unit(unit: str, *, ge: float | None = None, gt: float | None = None, le: float | None = None) -> FieldInfo:
    field: FieldInfo = Field(ge=ge, gt=gt, le=le, allow_inf_nan=False, json_schema_extra={"unit": unit})
    return field


Id = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=64, json_schema_extra={"unit": "id"})
]
Words = Annotated[str, AfterValidator(seen)]
"""Text for people, of which every sign can be seen."""
Weeks = Annotated[float, _unit("weeks", ge=0, le=100_000)]
PositiveWeeks = Annotated[float, _unit("weeks", gt=0, le=100_000)]
IncrementWeeks = Annotated[float, _unit("weeks", ge=1, le=100_000)]
Quarters = Annotated[float, _unit("quarters", ge=0)]
Quarter = Annotated[int, _unit("quarter, 1-based", ge=1, le=400)]
QuarterOrPast = Annotated[int, _unit("quarter, 1-based", ge=0, le=400)]
"""A quarter, or 0 for one that has passed."""
Money = Annotated[float, _unit("money", ge=0, le=1e15)]
SignedMoney = Annotated[float, _unit("money", ge=-1e15, le=1e15)]
Probability = Annotated[float, _unit("probability", ge=0, le=1)]
Share = Annotated[float, _unit("share", ge=0, le=1)]
Factor = Annotated[float, _unit("factor", ge=0)]
BudgetFactor = Annotated[float, _unit("factor", ge=0, le=10)]
Points = Annotated[float, _unit("factor", ge=0, le=1e9)]
Count = Annotated[int, _unit("count", ge=0, le=100_000)]
PositiveCount = Annotated[int, _unit("count", ge=1, le=100_000)]
ServerWeeks = Annotated[float, _unit("server-weeks", ge=0, le=1e6)]
TeamSprints = Annotated[float, _unit("team-sprints", ge=0, le=1e6)]
Rate = Annotated[float, _unit("per week", ge=1e-12, le=1e9)]
