"""What happened to one MMP in one world under each funding model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.rolling import rules_for
from report.shared.csv_file import csv_text
from report.shared.manifest import study_manifest
from report.story.rounds import ROUND_COLUMNS, round_rows
from report.story.text import heading, story_json, story_rows, story_text
from scenarios.faults import suggestion
from sim.studies import story as engine
from sim.world.blueprint import Blueprint
from sim.world.world import World
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, Models, at_least, chosen_models, simulated_of
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import Running, Work
from vmo.strategist.comparison import compared

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario

MOST_MODELS = 6
"""Most models told at once: more do not fit on a page."""


class StoryResult(Result[engine.Story]):
    """The dated timeline of one MMP under each funding model in one world."""

    kind: ClassVar[str] = "story"

    @property
    def width(self) -> int:
        return 124

    def headline(self) -> str:
        return f"{self.scenario.name}, {heading(self.data)}; {', '.join(self.data.models)}"

    def words(self) -> RenderableType:
        """The story for a terminal."""
        return story_text(self.data)

    def document(self) -> dict[str, Any]:
        """Every moment under every model, with the money."""
        return story_json(self.data)

    def tables(self) -> Tables:
        """Every moment under every model; why every round chose as it did: weeks, and money in currency."""
        header = ["model", "week", "quarter", "event", "text", "spent", "earned"]
        return {
            "story": lambda: csv_text(header, story_rows(self.data)),
            "rounds": lambda: csv_text(list(ROUND_COLUMNS), round_rows(self.data)),
        }

    def drawings(self) -> Figures:
        """Lanes of all models and the money of the MMP."""
        from report.story.lanes import draw_story

        return {"story": lambda: draw_story(self.data)}

    def manifest(self) -> str:
        told = self.data
        more = {"mmp": told.mmp, "world": told.world, "median_of": told.median_of, "models": list(told.models)}
        return study_manifest("story", told, more)


def story(
    scenario: Given,
    mmp: str,
    *,
    world: int | None = None,
    models: Models = None,
    replications: int = 50,
    seed: int = 1,
    **running: Unpack[Running],
) -> StoryResult:
    """What happened to one MMP? A dated timeline in words, under each funding model in the same world.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        mmp: id of the MMP.
        world: number of the world, from 0; default: the median one by difference in net present value.
        models: at most six names, "all", or None for the first two of the scenario.
        replications: worlds among which the median one is found.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        What happened, in weeks from 0 and money in the scenario's currency. Frames: story,
            rounds (why every round chose as it did).

    Raises:
        VmoError: an unknown MMP or model, or too many models.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.story("tiny", "a1", world=0)
        >>> found.frame()["event"].iloc[0]
        'appeared'

    """
    loaded, work = simulated_of(scenario), Work(**running)
    _check_mmp(loaded, mmp)
    chosen = chosen_models(loaded, models)
    if len(chosen) > MOST_MODELS:
        raise wrong("models", f"at most {MOST_MODELS} can be told at once, not {len(chosen)}")
    at_least("seed", seed, 0)
    median_of, ended = None, "replications"
    if world is None:
        comparison = compared(loaded, chosen, replications, seed, None, work)
        world, median_of, ended = engine.median_world(comparison), comparison.replications, comparison.ended
    at_least("world", world, 0)
    rules = rules_for(loaded, chosen)
    try:
        told = engine.tell(
            loaded, mmp, world=world, seed=seed, models=chosen, selections=rules, median_of=median_of
        )
    except KeyError:
        there = [plan.id for plan in World(Blueprint(loaded), seed, world).mmps]
        hint = suggestion(mmp, [i for i in there if "#" in i])
        raise wrong("mmp", f'world {world} has no MMP "{mmp}"; {hint}') from None
    return StoryResult(replace(told, ended="interrupted") if ended == "interrupted" else told, loaded)


def _check_mmp(scenario: Scenario, mmp: str) -> None:
    """Refuse an MMP that no world can have."""
    known = [m.id for m in scenario.mmps]
    market = scenario.uncertainty.market
    templates = [template.id for template in market.templates] if market.arrivals_per_quarter else []
    if mmp in known or ("#" in mmp and mmp.split("#")[0] in templates):
        return
    by_name = {m.label.casefold(): m.id for m in scenario.mmps}
    meant = by_name.get(mmp.casefold())
    hint = f'did you mean "{meant}"?' if meant is not None else suggestion(mmp, known)
    raise wrong("mmp", f'{scenario.name} has no MMP "{mmp}"; {hint}')
