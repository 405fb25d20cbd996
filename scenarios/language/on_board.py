"""Features that lie in a value stream at week 0: today's board."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scenarios.quantities.units import Frozen, Id, PositiveCount

Age = Annotated[float, Field(ge=0, le=100_000, json_schema_extra={"unit": "weeks"})]


class OnBoard(Frozen):
    """Features that wait at a stage at week 0; the whole work of that stage and of the later ones is to come."""

    stage: Id
    """Stage in which they lie; they may be more than its WIP limit."""
    count: PositiveCount | None = None
    """How many; default: as many as there are ages."""
    ages: tuple[Age, ...] = Field(default=(), max_length=10_000)
    """Weeks since each of them entered the line, in the order in which they are served; default: 0 each."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.count is None and not self.ages:
            raise ValueError("says neither how many features nor how old they are; give a count, or ages")
        if self.count is not None and self.ages and self.count != len(self.ages):
            raise ValueError(
                f"count is {self.count}, and there are {len(self.ages)} ages; make them agree, or leave count out"
            )
        return self

    @property
    def weeks(self) -> tuple[float, ...]:
        """Weeks since each feature entered the line, in the order in which they are served."""
        return self.ages or (0.0,) * (self.count or 0)
