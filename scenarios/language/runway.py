"""Architecture runway: what has been prepared for the features to come, and debt where it has not."""

from typing import Annotated

from pydantic import Field

from scenarios.quantities.units import Frozen, PositiveWeeks, Probability, ServerWeeks, Weeks

Stock = Annotated[float, Field(ge=-1e6, le=1e6, json_schema_extra={"unit": "server-weeks"})]
Need = Annotated[float, Field(gt=0, le=10, json_schema_extra={"unit": "factor"})]
Lost = Annotated[float, Field(ge=0, le=0.9, json_schema_extra={"unit": "share"})]


class Runway(Frozen):
    """Architecture that enabler work lays down and features use; below zero it is technical debt.

    Enabler work is the share of people's working time that their funding model sets aside (``enabler_share``).
    Debt slows all work of the value stream, and sends more of it back, in proportion: nothing at a stock of zero,
    ``time_lost`` and ``rework`` at full debt and beyond.
    """

    need: Need = 0.15
    """Enabler work that features use, in server-weeks per server-week of their own touch time (assumption, grade D:
    nobody has published it)."""
    stock: Stock = 0.0
    """Runway at week 0, in server-weeks of enabler work; below zero = debt."""
    time_lost: Lost = 0.23
    """Share of time lost at full debt (developers report 23 % of theirs: Besker, Martini, Bosch 2018,
    replicated 2019, grade A; taking it for the loss at full debt and not for the mean is an assumption, D)."""
    full_debt_weeks: PositiveWeeks = 13.0
    """Debt at which time_lost is reached, in weeks of clean-up by all people of the stream (assumption,
    grade D)."""
    rework: Probability = 0.0
    """Chance at full debt that a visit to a stage fails, on top of the stage's own rework; where the stage has
    none it goes back to the same stage (neutral default: 0; assumption, grade D)."""
    hurried: ServerWeeks = 0.0
    """Debt that each MMP leaves in every stream that built it when it is released in a hurry, in server-weeks
    (neutral default: 0; assumption, grade D)."""
    calm_weeks: Weeks = 2.0
    """A release is hurried that comes less than so many weeks after the last feature (assumption, grade D)."""
