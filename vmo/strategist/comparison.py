"""Funding models on the same worlds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from rich.console import Group
from rich.text import Text

from coupling.rolling import rules_for
from report.assumptions.text import assumptions_json
from report.comparison import files
from report.comparison.answer import answer_json, answer_lines
from report.comparison.breakdown import breakdown_csv, breakdown_json
from report.comparison.text import comparison_json, comparison_text, sentence
from report.comparison.transition import transition_json, transition_paragraph
from report.documents.brand.brand import PLAIN, Brand
from report.shared.manifest import FORMAT
from scenarios.scenario import Scenario
from scenarios.variation.assumption_register import register
from scenarios.variation.uncertain import uncertain_numbers
from scenarios.writing.fingerprint import scenario_hash
from sim.studies import comparison as engine
from sim.studies.assumptions import WORLDS as WORLDS_PER_SET
from sim.studies.assumptions import Assumptions
from sim.studies.backing import Backing, compare_backed
from sim.studies.mmp_money import mmp_money
from vmo.documents.brands import Branding, brand_of, brand_option
from vmo.shared.errors import CancelledError, wrong
from vmo.shared.inputs import Given, Models, at_least, chosen_models, require_worlds, share_or_amount, simulated_of
from vmo.shared.manifests import RecordedComparison, read_manifest
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import Running, Work
from vmo.strategist.assumption_sets import drawn

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.arrays import Floats
    from sim.outcomes.run import Run
    from sim.studies.asides import Aside

WORLDS = 200
"""Worlds of a comparison."""
BOOK_WORLDS = 30
"""Most worlds in which a workbook tells single MMPs."""
MOST = 5000
"""Worlds of a comparison that is to be precise."""


@dataclass(frozen=True, repr=False, eq=False)
class ComparisonResult(Result[engine.Comparison]):
    """Funding models compared. ``data.outcomes`` has the shape (worlds, models, outcomes)."""

    backing: Backing | None = None
    """What stands behind the difference of two models; None where it was not asked for, or there are not two."""
    tested: Assumptions | None = None
    """The same difference over sets of assumptions; None where it was not asked for."""
    brand: Brand = PLAIN
    """Whose the workbook is."""

    kind: ClassVar[str] = "compare"
    files_in_words: ClassVar[str] = "Tables, figures and manifest.json"

    @property
    def models(self) -> tuple[str, ...]:
        """The models compared."""
        return self.data.models

    @property
    def width(self) -> int:
        return max(120, 40 + 31 * len(self.models))

    def headline(self) -> str:
        names, worlds = self.models, self.data.replications
        said = f"{self.scenario.name}, {worlds} world{'s' if worlds != 1 else ''}; {', '.join(names)}"
        if len(names) != 2:
            return said
        return f"{said}; {sentence(self.data.difference('npv', names[1], names[0]), self.data)}"

    def sentences(self) -> list[str]:
        """What stands below the headline of two models, in the order of importance; none for one model or three."""
        return answer_lines(self.data, self.backing, self.tested) if len(self.models) == 2 else []

    def words(self, *, everything: bool = False) -> RenderableType:
        """The comparison for a terminal; ``everything``: every outcome, not only the main ones."""
        parts: list[RenderableType] = [comparison_text(self.data, everything=everything, answer=self.sentences())]
        parts += transition_paragraph(self.data)
        if self.data.rule_share:
            share = f"{self.data.rule_share:.0%}"
            parts.append(Text(f"\nThe optimiser that chooses in the rounds took {share} of the time.", style="dim"))
        more = [name for name in self.scenario.funding_models if name not in self.models]
        if more:
            parts.append(Text(f"\nAlso defined: {', '.join(more)} (--models all).", style="dim"))
        return Group(*parts)

    def document(self) -> dict[str, object]:
        """Models, differences, warnings; ``transitions`` where a change of model is compared with staying."""
        changes = transition_json(self.data)
        document = (
            comparison_json(self.data)
            | {"breakdown": breakdown_json(self.data)}
            | ({"transitions": changes} if changes else {})
        )
        if len(self.models) != 2:
            return document
        tested = None if self.tested is None else assumptions_json(self.tested)
        return document | {"answer": answer_json(self.data, self.backing, tested)}

    @cached_property
    def details(self) -> dict[str, Run]:
        """The median world in full detail under every model: the same runs again."""
        world = self.data.median_world()
        rules = rules_for(self.scenario, self.models)
        return {model: self.data.rerun(world, model, rules) for model in self.models}

    def tables(self) -> Tables:
        """Worlds, paired differences, costs by month; dates and visits of the median world."""
        return {
            "outcomes": lambda: files.outcomes_csv(self.data),
            "paired": lambda: files.paired_csv(self.data),
            "ledger": lambda: files.ledger_csv(self.data),
            "value_streams": lambda: breakdown_csv(self.data, "value_streams"),
            "objectives": lambda: breakdown_csv(self.data, "objectives"),
            "projects": lambda: breakdown_csv(self.data, "projects"),
            "years": lambda: breakdown_csv(self.data, "years"),
            "timeline": lambda: files.timeline_csv(self.details),
            "events": lambda: files.events_csv(self.details),
        }

    def drawings(self) -> Figures:
        """Every figure of ``--out``; with one model there are no differences to draw."""
        from report.comparison.figures.gallery import drawings

        return drawings(self.data, lambda: self.details)

    def workbook(self) -> bytes:
        """Summary, per year, per value stream, per MMP, every outcome, and assumptions that can be edited.

        MMPs one by one are from the first worlds again, at most ``BOOK_WORLDS``.
        """
        from report.documents.comparison_book import comparison_document
        from report.documents.workbook import document_workbook

        worlds = min(BOOK_WORLDS, self.data.replications)
        rules = rules_for(self.scenario, self.models)
        mmps = mmp_money(self.scenario, self.models, replications=worlds, seed=self.data.seed, selections=rules)
        entries = tuple(register(self.scenario, self.models))
        sizes = f"-n {self.data.replications} --seed {self.data.seed}"
        backing = "" if self.backing is not None or len(self.models) != 2 else " --no-backing"
        tested = " --assumptions" if self.tested is not None else ""
        command = f"vmo compare {self.scenario.name} --models {','.join(self.models)} {sizes}{backing}{tested}"
        made = self.manifest()
        command += f" --out FILE.xlsx{brand_option(self.brand)}"
        content = comparison_document(self.data, self.backing, self.tested, mmps, entries, command, made)
        return document_workbook(content.branded(self.brand))

    def manifest(self) -> str:
        return files.manifest(self.data, dict(self.settings))


def compare(
    scenario: Given,
    *,
    models: Models = None,
    replications: int | None = None,
    seed: int = 1,
    precision: str | float | None = None,
    backing: bool = True,
    assumptions: int | None = None,
    brand: Branding = None,
    partial: Callable[[ComparisonResult], None] | None = None,
    **running: Unpack[Running],
) -> ComparisonResult:
    """Compare funding models: same people, money, work and luck, different rules.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: names, "all", or None for the first two of the scenario.
        replications: worlds; default 200, or at most 5000 with ``precision``.
        seed: seed of the worlds; equal seeds give equal worlds.
        precision: stop when the 95 % half-width of the mean difference in net present value is below this: a share
            of the difference ("10%", 0.1) or an amount in the scenario's currency (500000).
        backing: of two models, also run what stands behind their difference in the same worlds: a well-run project
            office, the second model without its settings of grade D, and what a release may cost.
        assumptions: of two models, also draw so many sets of assumptions (see ``assumptions``).
        brand: whose the workbook of ``to_excel`` is: a brand, or the path of its file.
        partial: called with the comparison of the worlds finished so far, every ten or so: a band that narrows. It
            says ``interrupted`` where it ended, because it has not.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Every outcome of every world under every model: ``data.outcomes`` of shape (worlds, models, outcomes), money
        in the scenario's currency, times in weeks, shares between 0 and 1; NaN where an outcome does not exist.
        Frames: outcomes, paired, ledger, value_streams, objectives, projects, years, timeline, events.

    Raises:
        VmoError: an unknown model, an impossible precision.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.compare("tiny", replications=4, workers=1)
        >>> found.models
        ('project', 'value_stream')
        >>> found.frame("outcomes").shape[0]  # worlds x models
        8

    """
    owner = brand_of(brand)
    loaded, work = simulated_of(scenario), Work(**running)
    chosen = chosen_models(loaded, models)
    limit = replications if replications is not None else MOST if precision is not None else WORLDS
    asked = {"replications": limit, "precision": precision, "backing": backing, "assumptions": assumptions}
    told_to = None
    if partial is not None:
        told = partial

        def told_to(so_far: engine.Comparison) -> None:
            told(ComparisonResult(replace(so_far, ended="interrupted"), loaded, settings=asked))

    data, found = _backed(loaded, chosen, limit, seed, _precision(precision), asked, work, told_to)
    return replace(_answered(data, found, loaded, asked, work), brand=owner)


def _backed(
    scenario: Scenario,
    models: tuple[str, ...],
    worlds: int,
    seed: int,
    precision: engine.Precision | None,
    asked: dict[str, Any],
    work: Work,
    partial: Callable[[engine.Comparison], None] | None = None,
) -> tuple[engine.Comparison, Backing | None]:
    """The comparison, with what stands behind it where that is asked for."""
    if len(models) != 2 or not asked.get("backing"):
        return compared(scenario, models, worlds, seed, precision, work, partial), None
    require_worlds(worlds, seed)
    how = _how(scenario, models, worlds, seed, precision, work, partial)
    with work.attended():
        return compare_backed(scenario, (models[0], models[1]), **how)[:2]


def compared_beside(
    scenario: Scenario, models: tuple[str, str], worlds: int, seed: int, beside: Sequence[Aside], work: Work
) -> tuple[ComparisonResult, tuple[Floats, ...]]:
    """What ``compare`` gives, and answers to what else is asked in its worlds; none when it was interrupted."""
    require_worlds(worlds, seed)
    how = _how(scenario, models, worlds, seed, None, work, None)
    with work.attended():
        data, backing, answers = compare_backed(scenario, models, beside, **how)
    asked = {"replications": worlds, "precision": None, "backing": True, "assumptions": None}
    return ComparisonResult(data, scenario, backing, settings=asked), answers


def _answered(
    data: engine.Comparison, backing: Backing | None, scenario: Scenario, asked: dict[str, Any], work: Work
) -> ComparisonResult:
    """The result with what was asked beside; an interrupt leaves out what is not finished."""
    tested = None
    if len(data.models) == 2 and data.ended != "interrupted":
        try:
            tested = _tested(data, scenario, asked.get("assumptions"), work)
        except (KeyboardInterrupt, CancelledError):
            data = replace(data, ended="interrupted")
    return ComparisonResult(data, scenario, backing, tested, settings=asked)


def _tested(data: engine.Comparison, scenario: Scenario, sets: int | None, work: Work) -> Assumptions | None:
    if sets is None:
        return None
    at_least("assumptions", sets, 2)
    first, second = data.models
    numbers = uncertain_numbers(scenario, (first, second))
    return drawn(scenario, numbers, (first, second), "npv", sets, WORLDS_PER_SET, data.seed, work)


def compared(
    scenario: Scenario,
    models: tuple[str, ...],
    replications: int,
    seed: int,
    precision: engine.Precision | None,
    work: Work,
    partial: Callable[[engine.Comparison], None] | None = None,
) -> engine.Comparison:
    """The comparison itself, for all questions that begin with one."""
    require_worlds(replications, seed)
    how = _how(scenario, models, replications, seed, precision, work, partial)
    with work.attended():
        return engine.compare(scenario, models=models, **how)


def _how(
    scenario: Scenario,
    models: tuple[str, ...],
    replications: int,
    seed: int,
    precision: engine.Precision | None,
    work: Work,
    partial: Callable[[engine.Comparison], None] | None,
) -> engine.How:
    return {
        "replications": replications,
        "seed": seed,
        "pool": work.pool(small=replications * len(models) <= 40),
        "precision": precision,
        "selections": rules_for(scenario, models),
        "progress": work.counter(replications),
        "partial": partial,
    }


def replay(manifest: str | Path, **running: Unpack[Running]) -> ComparisonResult:
    """Run the comparison of a manifest again, to the byte.

    Args:
        manifest: path of a manifest.json that ``save`` (or ``vmo compare --out``) wrote.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The comparison, as ``compare`` returns it.

    Raises:
        VmoError: not a manifest of a comparison, or one whose scenario was changed.
        ScenarioError: the file cannot be read.

    Examples:
        >>> import tempfile, vmo
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     first = vmo.compare("tiny", replications=2, workers=1)
        ...     first.save(folder)
        ...     again = vmo.replay(f"{folder}/manifest.json", workers=1)
        >>> again.to_json() == first.to_json()
        True

    """
    path = Path(manifest)
    said = "not a manifest that vmo compare --out wrote", "name one, or compare its scenario anew"
    found = read_manifest(path, RecordedComparison, (str(path), *said))
    loaded, models, ended = found.resolved_scenario, found.models, found.ended
    if found.format != FORMAT:
        raise wrong(str(path), f"not a manifest of a comparison in format {FORMAT}; write a new one")
    if found.scenario_sha256 != scenario_hash(loaded):
        raise wrong(str(path), "its scenario was changed after it was written; save that as a file and compare it")
    if not set(models) <= set(loaded.funding_models) or len(set(models)) < len(models):
        raise wrong(str(path), "its settings do not fit its scenario; write a new manifest with vmo compare --out")
    settings = found.settings.model_dump(exclude_unset=True)
    work = Work(**running)
    wanted = settings if ended != "interrupted" else {}
    data, backing = _backed(loaded, models, found.replications, found.seed, None, wanted, work)
    return _answered(replace(data, ended=ended), backing, loaded, settings, work)


def _precision(given: str | float | None) -> engine.Precision | None:
    if given is None:
        return None
    value, share = share_or_amount(given)
    if math.isnan(value):
        said = f'"{given}" is neither a share such as 10% or 0.1, nor an amount such as 500000'
        raise wrong("precision", said)
    return engine.Precision(relative=value) if share else engine.Precision(absolute=value)
