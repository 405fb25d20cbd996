"""Why there is no plan: smallest sets of business rules in conflict, and the cheapest ways out.

One conflict is found by QuickXplain (Junker 2004, AAAI): halves of the rules are taken away as long as the rest is
still proven infeasible. Every rule in it matters to it. Whether giving up one of them is enough is tried for each:
where it is not, another conflict is left that does without it, and is looked for in turn, until giving up one line
of the last one leaves a plan. A line is a rule, or a limit in some quarters: in all of them, where fewer are not
enough and the rest of the conflict needs every line as before. So every conflict named is one, and together they
hold rules whose loss makes a plan possible; that a single line is enough is said only where every line was tried. A
trial that runs out of time proves nothing, and then nothing is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from time import perf_counter

from optimiser.data import Data, Rule
from optimiser.rule_words import amounts_words, rule_words
from optimiser.ways_out import Trial, WayOut, ways_out
from scenarios.scenario import Scenario

CONFLICT_SECONDS = 30.0
"""Longest search for conflicts and ways out."""
MOST_CONFLICTS = 8
"""Conflicts that are looked for."""


@dataclass(frozen=True)
class Core:
    """Rules that cannot all hold; without any line of them the others can (other conflicts apart)."""

    rules: tuple[Rule, ...]
    words: tuple[str, ...]
    """One line per rule, or per limit in some quarters."""

    @property
    def lines(self) -> tuple[tuple[Rule, ...], ...]:
        """The rules of each line."""
        found: list[tuple[Rule, ...]] = []
        for _, group in groupby(self.rules, key=lambda rule: (rule.kind, rule.subject)):
            rules = tuple(group)
            found += [rules] if all(rule.is_limit for rule in rules) else [(rule,) for rule in rules]
        return tuple(found)


@dataclass(frozen=True)
class Conflict:
    """Everything found that stands in the way of a plan."""

    cores: tuple[Core, ...]
    """At least one of the rules of each has to give way."""
    ways: tuple[WayOut, ...]
    """What would make a plan possible, each by itself."""
    one_is_enough: bool
    """Proven: there is a plan without any single line of the (only) conflict."""
    whole: bool
    """Whether every search ended with a proof; otherwise there may be further conflicts."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Rules of all conflicts."""
        return tuple(dict.fromkeys(rule for core in self.cores for rule in core.rules))

    @property
    def words(self) -> tuple[str, ...]:
        """Lines of all conflicts."""
        return tuple(dict.fromkeys(words for core in self.cores for words in core.words))

    @property
    def ways_out(self) -> tuple[str, ...]:
        """The ways out in words."""
        return tuple(way.words for way in self.ways)

    @property
    def heading(self) -> str:
        """What may be claimed about the lists."""
        if self.one_is_enough:
            return "These cannot all hold; without any one of them there is a plan:"
        if len(self.cores) == 1 and not self.whole:
            return (
                "These cannot all hold (the search was cut short: fewer may do, and there may be other conflicts):"
            )
        if len(self.cores) == 1:
            return "These cannot all hold; each is needed for this conflict, and there may be others:"
        more = "" if self.whole else ", and there may be more"
        return f"{len(self.cores)} conflicts{more}; at least one line of each has to give way:"


def conflict(scenario: Scenario, data: Data, seconds: float = CONFLICT_SECONDS) -> Conflict:
    """The conflicts in an infeasible problem, looked for at most so many seconds.

    Raises ``ValueError`` when a plan exists.
    """
    trial = Trial(perf_counter() + seconds)
    if trial.possible(data) and not trial.cut_short:
        raise ValueError("a plan exists, so there is no conflict")
    cores: list[Core] = []
    gone: list[Rule] = []
    alone = False
    while len(cores) < MOST_CONFLICTS:
        left = data.without(gone)
        core = _widened(scenario, left, core_of(scenario, left, trial), trial)
        cores.append(core)
        still = [line for line in core.lines if not trial.possible(left.without(line))]
        alone = len(cores) == 1 and not still and not trial.cut_short
        if not still or trial.over:
            break
        gone += still[0]
    found = ways_out(scenario, data, [rule for core in cores for rule in core.rules], trial)
    return Conflict(tuple(cores), tuple(found), alone, not trial.cut_short and len(cores) < MOST_CONFLICTS)


def _whole(data: Data, line: Sequence[Rule]) -> list[Rule]:
    """A line, with every quarter of the limit where it is about one."""
    limits = {(rule.kind, rule.subject) for rule in line if rule.is_limit}
    return [*line, *(r for r in data.rules() if (r.kind, r.subject) in limits and r not in line)]


def _widened(scenario: Scenario, data: Data, core: Core, trial: Trial) -> Core:
    """A conflict with all quarters of a limit, where giving up some of them is not enough.

    What cannot be paid for in quarter 1 and 3 mostly cannot be in 2 and 4 either: one conflict to a planner, not
    one for every choice of quarters.
    """
    for line in core.lines:
        whole = _whole(data, line)
        if len(whole) == len(line) or trial.possible(data.without(line)):
            continue
        rules = tuple(sorted({*core.rules, *whole}))
        wider = Core(rules, tuple(_words(scenario, data, rules)))
        if all(trial.possible(_only(data, [r for r in rules if r not in each])) for each in wider.lines):
            core = wider
    return core


def core_of(scenario: Scenario, data: Data, trial: Trial, keep: Sequence[Rule] = ()) -> Core:
    """One smallest conflict of an infeasible problem; ``keep`` are rules it takes for granted."""
    # Rules that are easy to change come last, so that they are looked at first.
    kept = set(keep)
    rules = sorted((rule for rule in data.rules() if rule not in kept), key=_stiffness)
    found = tuple(sorted(_core(data, tuple(keep), rules, trial, changed=False)))
    return Core(found, tuple(_words(scenario, data, found)))


_STIFF = ("under way", "requires", "requires any", "after", "with", "variants", "excludes", "mandatory", "target")


def _stiffness(rule: Rule) -> tuple[int, Rule]:
    return (_STIFF.index(rule.kind) if rule.kind in _STIFF else len(_STIFF), rule)


def _only(data: Data, rules: Sequence[Rule]) -> Data:
    return data.without(set(data.rules()) - set(rules))


def _core(
    data: Data, background: tuple[Rule, ...], rules: Sequence[Rule], trial: Trial, *, changed: bool
) -> tuple[Rule, ...]:
    """A smallest part of ``rules`` that conflicts with ``background``."""
    if not rules or (changed and not trial.possible(_only(data, background))):
        return ()
    if len(rules) == 1:
        return tuple(rules)
    half = len(rules) // 2
    first, second = rules[:half], rules[half:]
    two = _core(data, (*background, *first), second, trial, changed=bool(first))
    one = _core(data, (*background, *two), first, trial, changed=bool(two))
    return (*one, *two)


def _words(scenario: Scenario, data: Data, core: Sequence[Rule]) -> list[str]:
    lines = []
    for (kind, subject), group in groupby(core, key=lambda rule: (rule.kind, rule.subject)):
        rules = list(group)
        if all(rule.is_limit for rule in rules):
            lines.append(amounts_words(scenario, data, kind, subject, [rule.quarter for rule in rules]))
        else:
            lines += [rule_words(data, rule) for rule in rules]
    return lines
