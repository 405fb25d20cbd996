"""What keeps a valid scenario from being simulated, with the remedy."""

from collections.abc import Iterator

from scenarios.capabilities import laboratory_only, without_mmps
from scenarios.faults import Fault, Path
from scenarios.language.mmps import MMP
from scenarios.scenario import Scenario


def _unpaid(scenario: Scenario) -> Iterator[Fault]:
    """MMPs with a cost that no purse pays, where money is kept in purses."""
    names = ", ".join(scenario.budget.purses)
    for path, mmps in _with_templates(scenario) if names else ():
        for index, mmp in enumerate(mmps):
            if not any(map(sum, mmp.purse.values())):
                said = f'the cost of "{mmp.id}" belongs to no purse ({names}); say what each of them pays of it'
                yield Fault((*path, index, "purse"), said)


def _two_variants(scenario: Scenario) -> Iterator[Fault]:
    """Variants that are under way together, and ideas that would be drawn again and again as variants."""
    running: dict[str, str] = {}
    for index, mmp in enumerate(scenario.mmps):
        if mmp.variant_of is None or mmp.underway is None:
            continue
        other = running.setdefault(mmp.variant_of, mmp.id)
        if other != mmp.id:
            said = f'"{other}" is under way as well, another variant of "{mmp.variant_of}"; keep one of the two'
            yield Fault(("mmps", index, "variant_of"), said)
    for index, mmp in enumerate(scenario.uncertainty.market.templates):
        if mmp.variant_of is not None:
            path = ("uncertainty", "market", "templates", index, "variant_of")
            yield Fault(path, f'"{mmp.id}" is drawn again and again, each time as another idea; take it out')


def _with_templates(scenario: Scenario) -> list[tuple[Path, tuple[MMP, ...]]]:
    return [
        (("mmps",), scenario.mmps),
        (("uncertainty", "market", "templates"), scenario.uncertainty.market.templates),
    ]


def missing_for_simulation(scenario: Scenario) -> list[Fault]:
    """What keeps a scenario from being simulated: no MMPs or streams, MMPs without work, laboratory settings."""
    if not scenario.mmps:
        return without_mmps(scenario)
    if not scenario.value_streams:
        remedy = "the simulator needs teams and stages; add value_streams (vmo new shows an example)"
        return [Fault(("value_streams",), f"none given; {remedy}")]
    faults = [*laboratory_only(scenario), *_unpaid(scenario), *_two_variants(scenario)]
    for path, mmps in _with_templates(scenario):
        for index, mmp in enumerate(mmps):
            key = (*path, index, "features")
            if mmp.features is None and not any(effort > 0 for effort in mmp.effort.values()):
                faults.append(Fault(key, f'"{mmp.id}" has no work items; give features, or effort in team-sprints'))
            elif mmp.features is not None and mmp.value_stream is None:
                faults.append(Fault((*path, index, "value_stream"), f'"{mmp.id}" has no value stream to build it'))
    for index, stream in enumerate(scenario.value_streams):
        if stream.feature_work == 0:
            faults.append(
                Fault(
                    ("value_streams", index, "stages"), "every stage has an effort of 0 weeks; give one some work"
                )
            )
    return faults
