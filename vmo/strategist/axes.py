"""The numbers of a sweep or a map, from what people write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.faults import Fault, ScenarioError
from scenarios.variation.axis import Axis, parse_axis
from vmo.shared.errors import Problem, VmoError, wrong

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

Ranges = str | Sequence[str] | Mapping[str, object]
"""``"PATH=RANGE"``, several of them, or a mapping of paths to values or ranges in words (``"4:52:4"``)."""


def axes_of(scenario: Scenario, written: Iterable[tuple[str, str]]) -> list[Axis]:
    """The axes of (argument, ``PATH=RANGE``), in this order; every fault at once.

    Raises:
        VmoError: a path or a range that is none.

    """
    axes: list[Axis] = []
    faults: list[Fault] = []
    for argument, words in written:
        try:
            axes.append(parse_axis(scenario, words, argument))
        except ScenarioError as error:
            faults += (Problem(f.path, f.message, f.file, f.line, f.key) for f in error.faults)
    if faults:
        raise VmoError(faults)
    return axes


def swept(scenario: Scenario, vary: Ranges, scale: Ranges, most: int) -> list[Axis]:
    """The axes of a sweep.

    Raises:
        VmoError: a path or a range that is none, too few, too many, or the same twice.

    """
    written = [("vary", words) for words in written_ranges(vary)]
    written += [("scale", words) for words in written_ranges(scale, factor=True)]
    if not 1 <= len(written) <= most:
        example = "`vary` funding_models.value_stream.cadence_weeks=4,13,26,52"
        raise wrong("vary", f"{len(written)} paths are given; give one or two, for example {example}")
    axes = axes_of(scenario, written)
    if len({axis.path for axis in axes}) < len(axes):
        raise wrong("vary", f"{axes[0].path} is given twice; sweep two different numbers")
    return axes


def written_ranges(ranges: Ranges, *, factor: bool = False) -> list[str]:
    """Paths with ranges as people write them; the path of a factor gets the ``*`` that multiplies."""
    if isinstance(ranges, Mapping):
        written = [f"{path}={_range(values)}" for path, values in ranges.items()]
    else:
        written = [ranges] if isinstance(ranges, str) else list(ranges)
    if not factor:
        return written
    found = []
    for words in written:
        path, sign, text = words.partition("=")
        found.append(f"{path.strip().removesuffix('*')}*{sign}{text}" if sign else words)
    return found


def one_range(argument: str, ranges: Ranges) -> str:
    """The only range of an argument.

    Raises:
        VmoError: there are more or fewer.

    """
    written = written_ranges(ranges)
    if len(written) != 1:
        raise wrong(argument, f"{len(written)} paths are given; a map has one along and one up")
    return written[0]


def settings_of(axes: Iterable[Axis]) -> list[dict[str, Any]]:
    """Axes as a manifest records them."""
    return [{"path": axis.path, "values": list(axis.values)} for axis in axes]


def _range(values: object) -> str:
    if isinstance(values, str) or not isinstance(values, Iterable):
        return _word(values)
    return ",".join(_word(value) for value in values)


def _word(value: object) -> str:
    return "none" if value is None else str(value)
