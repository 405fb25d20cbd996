"""A second axis of value beside money: what customers get, in points, and what a point is held to be worth."""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.quantities.units import Frozen, Words

Points = Annotated[float, Field(ge=0, le=1e9, json_schema_extra={"unit": "points"})]
Weight = Annotated[float, Field(gt=0, le=1e15, json_schema_extra={"unit": "money"})]


class ValueAxis(Frozen):
    """What customers get of the MMPs (customer_value), beside money and in a unit of its own."""

    name: Words = "customer value"
    """What is counted."""
    unit: Words = "points"
    """What it is counted in."""
    weight: Weight | None = None
    """Money that a planner gives up for one point, in currency; none = money alone decides (neutral default). It is
    a judgement and no measurement (assumption, grade D). What it decides is printed with money alone beside it."""
    source: Words = ""
    """Who says so, and from what."""
    grade: Literal["A", "B", "C", "D"] = "D"
    """Evidence grade of the weight."""
