"""What a plan takes besides teams and one budget: other resources, purses, and groups of which few may be done."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Protocol, Self

from pydantic import Field, model_validator

from scenarios.quantities.units import Frozen, Id

Units = Annotated[float, Field(ge=0, le=1e15, json_schema_extra={"unit": "units"})]
"""Of a resource: people, environments, licences, points of risk, tonnes."""
Amounts = tuple[Units, ...]


def one_as_list(value: object) -> object:
    """A single number as a list of one."""
    return (value,) if isinstance(value, int | float) and not isinstance(value, bool) else value


class Amount(Frozen):
    """How much there is of a resource besides money and teams: in every quarter, or for the whole plan."""

    per_quarter: Units | Amounts | None = None
    """There is this much in every quarter: one number, or one per quarter."""
    total: Units | None = None
    """There is this much for the whole plan."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.per_quarter is None) == (self.total is None):
            raise ValueError("give either per_quarter or total")
        return self

    def in_quarter(self, quarter: int) -> float:
        """What there is in a 1-based quarter; of a total, all of it."""
        if self.total is not None:
            return self.total
        amounts = self.per_quarter or 0.0
        return amounts[quarter - 1] if isinstance(amounts, tuple) else amounts


class AtMost(Frozen):
    """A group of MMPs of which only so many may be done."""

    name: Id
    """Short name, unique among the groups."""
    mmps: tuple[Id, ...] = Field(min_length=1)
    """Its MMPs."""
    most: Annotated[int, Field(ge=0, json_schema_extra={"unit": "count"})]
    """Most of them that are done."""


class _Paid(Protocol):
    @property
    def purse(self) -> Mapping[str, tuple[float, ...]]: ...

    @property
    def spend(self) -> tuple[float, ...] | None: ...

    @property
    def duration_quarters(self) -> int | None: ...


def purse_faults(mmp: _Paid) -> Iterator[str]:
    """Purses that do not add up to the spend of an MMP, or do not cover the same quarters."""
    lengths = {name: len(amounts) for name, amounts in mmp.purse.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        yield f"the purses cover different numbers of quarters ({said}); make them equal, with 0 for no money"
        return
    if not lengths:
        return
    length = next(iter(lengths.values()))
    if mmp.spend is None:
        if mmp.duration_quarters not in (None, length):
            yield (
                f"the purses cover {length} quarters but duration_quarters is {mmp.duration_quarters}; make them "
                "equal or drop duration_quarters"
            )
        return
    if len(mmp.spend) != length:
        covers = f"the purses cover {length} quarters and spend covers {len(mmp.spend)}"
        yield f"{covers}; make them equal, or drop spend"
        return
    for quarter, paid in enumerate(mmp.spend):
        parts = sum(amounts[quarter] for amounts in mmp.purse.values())
        if abs(parts - paid) > 1e-6 * max(1.0, abs(paid)):
            yield (
                f"the purses add up to {parts:,.15g} in its quarter {quarter + 1} and spend is {paid:,.15g}; make "
                "them equal, or drop spend"
            )
