"""The whole review of some quarters."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.review.biases import Bias, biases
from intake.review.coverage import Coverage, coverages
from intake.review.hindsight import Regret, regret
from intake.review.judgements import Judged, judge
from intake.review.learning import Proposal, applied, proposals
from intake.review.story import Chapter, Course, courses
from optimiser.solving import Effort
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Review:
    """Predicted against realised over all quarters on file."""

    chapters: tuple[Chapter, ...]
    courses: tuple[Course, ...]
    judged: Judged
    coverage: tuple[Coverage, ...]
    biases: tuple[Bias, ...]
    regret: Regret | str
    """In words where hindsight cannot tell."""
    proposals: tuple[Proposal, ...]

    @property
    def latest(self) -> Scenario:
        """The scenario of the last folder."""
        return self.chapters[-1].scenario

    @property
    def quarters(self) -> int:
        """Quarters that are over."""
        return self.chapters[-1].offset

    def proposed(self) -> Scenario:
        """The scenario of the last folder with every proposal in it."""
        return applied(self.latest, self.proposals)


def look_back(chapters: Sequence[Chapter], effort: Effort | None = None) -> Review:
    """Review some chapters, in order of time.

    Raises:
        SolverMissingError: the solver is not installed.

    """
    found = courses(chapters)
    judged = judge(chapters, found)
    return Review(
        chapters=tuple(chapters),
        courses=found,
        judged=judged,
        coverage=coverages(judged.rows),
        biases=biases(judged.rows),
        regret=regret(chapters, found, judged.rows, effort),
        proposals=proposals(judged.rows, chapters[-1].scenario),
    )
