"""Skills: who of the people of a stage can do what."""

from typing import Annotated

from pydantic import Field

from scenarios.quantities.units import Frozen, Id

Part = Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share"})]


class SkillGroup(Frozen):
    """People of a stage who can do the same things.

    A feature needs one skill at a stage; it is done by whoever is free, can do it, and can do least else. Features
    whose skill nobody free has are passed over. A stage that has fewer people than groups lets everybody do all.
    """

    people: Part
    """Share of the people of the stage, rounded to whole people, at least one (assumption, grade D)."""
    can: tuple[Id, ...] = Field(min_length=1, max_length=50)
    """Skills that each of them has."""
