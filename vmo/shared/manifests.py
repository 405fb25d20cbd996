"""What a manifest records, read back with the checks of the command line: it may come from anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError

from scenarios.faults import ScenarioError
from scenarios.files import read_text
from scenarios.scenario import Scenario
from vmo.shared.errors import wrong

if TYPE_CHECKING:
    from vmo.shared.errors import VmoError

LIMIT = 50_000_000
"""Largest manifest, in bytes."""
SHOWN = 3
"""Most faults of a manifest that are said: nobody writes one by hand."""


class Recorded(BaseModel):
    """What a run of worlds records of itself."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)

    resolved_scenario: Scenario
    seed: Annotated[StrictInt, Field(ge=0)]


class RecordedSettings(BaseModel):
    """What was asked of a comparison, in the order in which it is recorded."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)

    replications: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    precision: StrictStr | StrictInt | StrictFloat | None = None
    backing: StrictBool = False
    assumptions: Annotated[StrictInt, Field(ge=2, le=1_000_000)] | None = None


class RecordedComparison(Recorded):
    """What a comparison records of itself."""

    format: StrictInt
    command: Literal["compare"]
    replications: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    models: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    ended: Literal["replications", "precision", "interrupted"]
    settings: RecordedSettings
    scenario_sha256: StrictStr


class RecordedMMP(BaseModel):
    """A row of a plan."""

    id: StrictStr
    chosen: StrictBool
    start_quarter: Annotated[StrictInt, Field(ge=0, le=400)] | None = None


class RecordedAnswer(BaseModel):
    """A plan."""

    model_config = ConfigDict(allow_inf_nan=False)

    value: float
    mmps: tuple[RecordedMMP, ...]


class RecordedWishes(BaseModel):
    """What was asked of a plan."""

    objective: Literal["net", "gross"]


class RecordedPlan(BaseModel):
    """What a plan records of itself."""

    resolved_scenario: Scenario
    answer: RecordedAnswer
    wishes: RecordedWishes


def read_manifest[M: BaseModel](file: Path, kind: type[M], refusal: tuple[str, str, str]) -> M:
    """A manifest of one kind.

    Args:
        file: as it was named.
        kind: what it must hold.
        refusal: the argument at fault, what the file is not, and what to do.

    Raises:
        VmoError: it is none.
        ScenarioError: it cannot be read.

    """
    try:
        return kind.model_validate(json.loads(read_text(file, str(file), LIMIT)))
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in item['loc']) or 'all of it'}: {item['msg']}"
            for item in error.errors(include_url=False)[:SHOWN]
        ]
        raise _refused(refusal, "; ".join(faults)) from None
    except ScenarioError:
        raise
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it"
        raise _refused(refusal, f"{place} is not JSON that can be read") from None


def _refused(refusal: tuple[str, str, str], fault: str) -> VmoError:
    argument, said, remedy = refusal
    return wrong(argument, f"{said} ({fault}); {remedy}")
