"""An uncertain number of a scenario: where it stands, its range, and how sure that range is."""

from dataclasses import dataclass

from scenarios.variation.axis import value_word
from scenarios.variation.variants import is_scaling


@dataclass(frozen=True)
class Number:
    """One uncertain number, or one factor on a group of numbers that are wrong together."""

    id: str
    label: str
    paths: tuple[str, ...]
    """Where it stands; paths that end in a star are multiplied."""
    low: float
    base: float
    """What the scenario holds; 1 for a factor."""
    high: float
    whole: bool
    """Whether only whole numbers make sense."""
    grade: str
    """Evidence grade of the range; empty when the scenario states it."""
    source: str

    @property
    def factor(self) -> bool:
        """Whether values multiply what is there."""
        return is_scaling(self.paths[0])

    def changes(self, value: float) -> dict[str, object]:
        """What ``vary`` has to change for a value."""
        return dict.fromkeys(self.paths, int(value) if self.whole else value)

    def word(self, value: float) -> str:
        """A value in words, with three significant figures."""
        return value_word(float(f"{value:.3g}"), factor=self.factor)
