"""Whether a value is what a type says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import pytest

from sim.arrays import Floats, Ints, Shape
from sim.execution.conformity import conforms, hints_of, lengths_of, whole
from sim.execution.encoding import decode, encode


@dataclass(frozen=True)
class Kept:
    """A result."""

    number: float
    words: tuple[str, ...]
    values: Floats
    by_name: Mapping[str, int | None]


@dataclass(frozen=True)
class Shaped:
    """Two arrays that share an axis."""

    values: Annotated[Floats, Shape("worlds", 2)]
    counts: tuple[Annotated[Ints, Shape("worlds")], ...]


SOUND = Kept(1.0, ("a",), np.zeros(2), {"x": 1, "y": None})
FITS = [
    (1, int), (1, float), (np.float64(1), float), (True, bool), ("a", str), (None, None), (None, int | None),
    ("net", Literal["net", "gross"]), ((1, 2), tuple[int, ...]), ((1, "a"), tuple[int, str]),
    ([1.0], Sequence[float]),
    ({"a": [1]}, dict[str, list[int]]), (np.zeros(3), Floats), (np.zeros(3, int), Ints), (object(), Any),
    (SOUND, Kept),
]  # fmt: skip
DOES_NOT = [
    ("1", int), (True, int), (1.5, int), (1, str), (1, None), ("x", int | None), ("all", Literal["net", "gross"]),
    ((1, "a"), tuple[int, ...]), ((1,), tuple[int, str]), ([1], tuple[int, ...]), ("ab", Sequence[str]),
    ([1], dict[str, int]),
    ({1: 1}, dict[str, int]), (np.zeros(3, int), Floats), (np.array(["a"]), Floats), ([0.0], Floats), ({}, Kept),
]  # fmt: skip


@pytest.mark.parametrize(("value", "hint"), FITS)
def test_what_fits(value, hint):
    """Numbers, words, choices, rows, mappings, arrays, dataclasses; what says nothing fits everything."""
    assert conforms(value, hint)


@pytest.mark.parametrize(("value", "hint"), DOES_NOT)
def test_what_does_not_fit(value, hint):
    """Truth values are no numbers, lists no tuples, words no rows of words."""
    assert not conforms(value, hint)


def test_a_result_with_other_fields_is_not_read_back():
    """A field of another type is damage, whatever the checksum says of it."""
    assert whole(SOUND)
    data = encode(SOUND)
    forged = data.replace(b'"number":1.0', b'"number":"1"')
    assert forged != data
    assert decode(data, (__name__,)).number == 1.0
    with pytest.raises(ValueError, match="fields of other types"):
        decode(forged, (__name__,))


def test_axes_of_one_name_are_equally_long():
    """Two worlds here are two worlds there, a length that is stated is that length, and axes are all there."""
    two, three = np.zeros((2, 2)), np.zeros((3, 2))
    assert whole(Shaped(two, (np.zeros(2, int),)))
    assert not whole(Shaped(three, (np.zeros(2, int),)))
    assert not whole(Shaped(np.zeros((2, 3)), ()))
    assert not whole(Shaped(np.zeros(2), ()))
    assert not whole(Shaped(two, (np.zeros(2, int), np.zeros(3, int))))


def test_axes_are_as_long_as_arguments_of_their_name():
    """What a function returns for three worlds holds three worlds."""

    def runs(worlds: range, seed: int) -> Annotated[Floats, Shape("worlds", None)]:
        return np.zeros((len(worlds), seed))

    assert lengths_of(runs, (range(3), 7)) == {"worlds": 3}
    assert lengths_of(runs, ()) == {}
    wanted = hints_of(runs)["return"]
    assert conforms(np.zeros((3, 5)), wanted, lengths_of(runs, (range(3), 7)))
    assert not conforms(np.zeros((2, 5)), wanted, lengths_of(runs, (range(3), 7)))


def test_types_that_cannot_be_told_hide_no_others():
    """A name that only the type checker knows leaves the other types of the function as they are."""

    def returns(what: "Unheard") -> "Floats":  # noqa: F821
        return np.asarray(what)

    assert hints_of(returns) == {"return": Floats}
