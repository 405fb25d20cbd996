"""Three ways to begin: what a strategist, a planner and a coach want to know, in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from mcp import types

SCENARIO = "insurer"
"""What is asked about where nobody says."""
ENDING = "I want every number with its interval or proof, its seed, and the command that gives it again."
"""What everybody wants."""
LONGEST = 200
"""Letters of the name of a scenario."""


@dataclass(frozen=True)
class Opening:
    """A question to begin with."""

    title: str
    words: str
    text: str
    default: str = SCENARIO


OPENINGS = {
    "strategist": Opening(
        "What is the change worth?",
        "What it is worth to fund value streams, where it comes from, and what would flip it.",
        "I decide how our work is funded. For the scenario {scenario}: what is the difference between its"
        " first two funding models worth, with its band (compare)? Is the baseline believable (doctor)?"
        " Which mechanisms does it come from (attribute, 20 worlds)? What would flip it (sensitivity, 10 worlds)?"
        f" What remains an assumption without evidence? {ENDING}",
    ),
    "planner": Opening(
        "Which MMPs, and when?",
        "The best plan under quarterly budgets, with proof, reasons, and what would change it.",
        "I plan the next quarters. For the portfolio {scenario}: which MMPs start when, and how close is that to"
        " the best possible (plan)? Why is each one in or out (explain)? What is more budget worth (frontier)?"
        f" Which question should I answer first (questions)? {ENDING}",
    ),
    "coach": Opening(
        "What do waiting, batches and work in progress do?",
        "A demonstration of a flow effect, and what it means for a line of one's own.",
        "I run a workshop on flow. Which demonstrations are there (show)? For the line {scenario}: how long do"
        " items take, where do they wait, what is the bottleneck (flow)? What follows from it, and how sure is it?"
        f" {ENDING}",
        default="utilisation",
    ),
}
"""By reader."""


def listed() -> list[types.Prompt]:
    """The prompts there are."""
    argument = types.PromptArgument(
        name="scenario", description="Scenario of the workspace, or a shipped one (default: one that ships)."
    )
    return [
        types.Prompt(name=name, title=opening.title, description=opening.words, arguments=[argument])
        for name, opening in OPENINGS.items()
    ]


def written(name: str, arguments: dict[str, str]) -> types.GetPromptResult:
    """A prompt about a scenario.

    Raises:
        ValueError: there is no such prompt or argument, or the name of the scenario is too long.

    """
    if name not in OPENINGS:
        raise ValueError(f"no prompt is called {name[:100]!r}; there are: {', '.join(OPENINGS)}")
    unknown = sorted(set(arguments) - {"scenario"})
    if unknown:
        raise ValueError(f"no argument is called {unknown[0][:100]!r}; there is: scenario")
    opening = OPENINGS[name]
    scenario = " ".join(arguments.get("scenario", opening.default).split())
    if not scenario or len(scenario) > LONGEST:
        raise ValueError(f"scenario: name one, with at most {LONGEST} letters")
    text = types.TextContent(type="text", text=opening.text.format(scenario=f'"{scenario}"'))
    return types.GetPromptResult(
        description=opening.words, messages=[types.PromptMessage(role="user", content=text)]
    )
