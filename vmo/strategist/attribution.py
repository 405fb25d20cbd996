"""Where the difference between two funding models comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.attribution import files
from report.attribution.text import attribution_json, attribution_text
from report.shared.numbers_in_words import outcome_value
from sim.outcomes.measures import OUTCOMES
from sim.studies import attribution as engine
from sim.studies.attribution_study import EXACT
from sim.studies.attribution_study import attribute as run
from sim.studies.mechanism_groups import Group, GroupError, differing, grouping
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, Names, at_least, one_model, one_outcome, require_worlds, simulated_of, split
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import SMALL, Running, Work

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario

Groups = str | Mapping[str, Names]
"""``"default"``, ``"each"``, groups in words (``"time=cadence+approval,release_unit"``), or a mapping of names to
mechanisms."""


class AttributionResult(Result[engine.Attribution]):
    """A difference in parts that add up. ``data.shares`` has the shape (worlds, groups, outcomes)."""

    kind: ClassVar[str] = "attribute"

    @property
    def outcome(self) -> str:
        """The outcome that is shown."""
        return str(self.settings["outcome"])

    def headline(self) -> str:
        data = self.data
        whole = outcome_value(self.outcome, data.total(self.outcome).mean, plus=True)
        return (
            f"{self.scenario.name}, {data.replications} worlds; {self.outcome} of {data.goal} less {data.start}: "
            f"{whole} in {len(data.groups)} parts"
        )

    def words(self, *, everything: bool = False, ladder: bool = False) -> RenderableType:
        """The parts for a terminal; ``everything``: every pair of groups; ``ladder``: switch by switch."""
        return attribution_text(self.data, self.outcome, everything=everything, ladder=ladder)

    def document(self) -> dict[str, object]:
        """Whole, parts, ladder and interactions of the outcome."""
        return attribution_json(self.data, self.outcome)

    def tables(self) -> Tables:
        """Parts of every outcome, parts world by world, the ladder; interactions where every coalition was run."""
        tables: Tables = {
            "attribution": lambda: files.parts_csv(self.data),
            "worlds": lambda: files.worlds_csv(self.data, self.outcome),
            "ladder": lambda: files.ladder_csv(self.data),
        }
        return {**tables, "interactions": lambda: files.interactions_csv(self.data)} if self.data.exact else tables

    def drawings(self) -> Figures:
        """The parts, and the ladder; none where the models do not differ."""
        from report.attribution.waterfall import draw_waterfall

        if not self.data.groups:
            return {}
        return {
            "waterfall": lambda: draw_waterfall(self.data, self.outcome),
            "ladder": lambda: draw_waterfall(self.data, self.outcome, ladder=True),
        }

    def manifest(self) -> str:
        asked = {name: value for name, value in self.settings.items() if name != "outcome"}
        return files.attribution_files(self.data, self.outcome, asked)["manifest.json"]


def attribute(
    scenario: Given,
    *,
    start: str | None = None,
    goal: str | None = None,
    outcome: str = "npv",
    groups: Groups = "default",
    order: Names | None = None,
    replications: int = 200,
    seed: int = 1,
    pairs: int = 2,
    **running: Unpack[Running],
) -> AttributionResult:
    """Where does the difference come from? Every mechanism's part, and the parts add up (Shapley values).

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        start: funding model that is left; default: the first of the scenario.
        goal: funding model that is reached; default: the second of the scenario.
        outcome: the outcome that is shown; the frame holds all of them.
        groups: what is switched together: "default" (groups a board can talk about), "each" (every mechanism by
            itself), or your own: {"time": ["cadence", "approval"]}; the rest is one more group.
        order: ids of groups in the order of the ladder; those left out follow.
        replications: worlds.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        pairs: pairs of orders per world where groups are too many to try all of them.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Parts with 95 % intervals in the unit of the outcome. Frames: attribution, worlds, ladder, interactions.

    Raises:
        VmoError: an unknown model, outcome, mechanism or group; an outcome that does not exist everywhere.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.attribute("tiny", groups={"time": ["cadence", "approval"]}, replications=2, workers=1)
        >>> parts = found.frame("attribution").query("outcome == 'npv'").set_index("part")["mean"]
        >>> bool(abs(parts["time"] + parts["rest"] - parts["whole"]) < 0.02)
        True

    """
    loaded, work = simulated_of(scenario), Work(**running)
    name = one_outcome(outcome, "one at a time, not {count}; attribution.csv holds the parts of every outcome")
    ends = _ends(loaded, start, goal)
    words = _words(groups)
    chosen, ranked = _groups(loaded, ends, words, order)
    require_worlds(replications, seed)
    at_least("pairs", pairs, 1)
    models = loaded.funding_models
    count = len(differing(chosen, models[ends[0]], models[ends[1]]))
    pool = work.pool(small=replications * 2 ** min(count, EXACT) <= SMALL)
    with work.attended():
        found = run(
            loaded,
            *ends,
            groups=chosen,
            order=ranked,
            replications=replications,
            seed=seed,
            pairs=pairs,
            pool=pool,
            selections=rules_for(loaded, ends),
            progress=work.counter(replications),
        )
    if not found.total(name).n:
        raise wrong(
            "outcome",
            f"{name} ({OUTCOMES[name].definition}) does not exist under every combination in any world, so it has "
            "no parts; choose one that always exists, such as npv, mmps_stopped or sunk_stopped",
        )
    written = None if order is None else ",".join(split(order)) if not isinstance(order, str) else order
    settings = {"replications": replications, "groups": words, "order": written, "pairs": pairs, "outcome": name}
    return AttributionResult(found, loaded, settings=settings)


def _words(groups: Groups) -> str:
    """Groups as people write them."""
    if isinstance(groups, str):
        return groups
    return ",".join(f"{name}={'+'.join(split(members))}" for name, members in groups.items())


def _ends(scenario: Scenario, start: str | None, goal: str | None) -> tuple[str, str]:
    known = list(scenario.funding_models)
    for argument, name in (("start", start), ("goal", goal)):
        if name is not None:
            one_model(argument, scenario, name)
    first = start or next((name for name in known if name != goal), known[0])
    second = goal or next((name for name in known if name != first), None)
    if second is None:
        raise wrong("", f"{scenario.name}: has one funding model only; a difference needs two (funding_models)")
    if first == second:
        raise wrong("", f"`start` and `goal` are both {first}; known: {', '.join(known)}")
    return first, second


def _groups(
    scenario: Scenario, ends: tuple[str, str], words: str, order: Names | None
) -> tuple[tuple[Group, ...], list[str]]:
    try:
        groups = grouping(words)
    except GroupError as error:
        raise wrong("groups", str(error)) from None
    ranked = list(split(order or ""))
    differ = [g.id for g in differing(groups, *(scenario.funding_models[name] for name in ends))]
    unknown = [name for name in ranked if name not in {group.id for group in groups}]
    if unknown:
        listed = ", ".join(differ)
        raise wrong(
            "order",
            *(f'no group is called "{name}"; groups in which the models differ: {listed}' for name in unknown),
        )
    return groups, ranked
