"""What is measured in passing: questions that need a few more runs in worlds that are drawn anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.outcomes.worth import worth_of_run
from sim.simulation import value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenarios.language.funding_model import FundingModel
    from sim.funding.selection_rules import Selection
    from sim.outcomes.run import Run
    from sim.world.world import World


class Aside(Protocol):
    """Asked in every world of a comparison, or in the first ones; workers get it pickled."""

    @property
    def worlds(self) -> int | None:
        """Number of worlds in which it is asked, from the first on; None = all."""

    def ask(self, world: World, runs: Sequence[Run], rules: Mapping[str, Selection]) -> tuple[float, ...]:
        """Its numbers in one world.

        Args:
            world: where it is asked.
            runs: the runs of the comparison in this world, in the order of its models.
            rules: selection rules that were handed in.

        """
        ...


@dataclass(frozen=True)
class NetValue:
    """Net present value under one more funding model."""

    model: FundingModel
    worlds: int | None = None

    def ask(self, world: World, runs: Sequence[Run], rules: Mapping[str, Selection]) -> tuple[float, ...]:  # noqa: ARG002
        """Net present value, in currency."""
        return (value(world, self.model, rules).npv,)


@dataclass(frozen=True)
class SmallReleases:
    """Net present value with small releases (MMP by MMP) and large ones (whole projects), free and charged for."""

    model: FundingModel
    """Releases MMP by MMP."""
    place: int
    """Of this model in the comparison."""
    price: float
    worlds: int | None = None

    def ask(self, world: World, runs: Sequence[Run], rules: Mapping[str, Selection]) -> tuple[float, ...]:
        """Small releases free of charge and charged for, large ones free of charge and charged for; in currency."""
        large = self.model.model_copy(update={"release_unit": "project"})
        both = (worth_of_run(runs[self.place]), value(world, large, rules))
        return tuple(found.at_release_price(price) for found in both for price in (0.0, self.price))
