"""Looking into scenarios that may be built only in part: fields may be missing, ids may be no texts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from scenarios.faults import Fault, Path, suggestion


def get(thing: object, name: str) -> Any:  # noqa: ANN401
    """A field, or None where it is missing."""
    return getattr(thing, name, None)


def items(thing: object, name: str) -> Sequence[Any]:
    """The items of a list, none where it is missing."""
    return get(thing, name) or ()


def given(thing: object, name: str) -> bool:
    """Whether a field was written, be it sound or faulty."""
    return name in getattr(thing, "model_fields_set", ())


def faulty(thing: object, name: str) -> bool:
    """Whether a field was written and cannot be used."""
    return given(thing, name) and name not in vars(thing)


def ids(things: Iterable[object]) -> list[str]:
    """The ids that are texts."""
    return [i for thing in things if isinstance(i := get(thing, "id"), str)]


def known_ids(things: Sequence[object]) -> Collection[str] | None:
    """The ids there are; None when one is missing, so that no reference can be called unknown."""
    found = dict.fromkeys(ids(things))
    return found if all(isinstance(get(thing, "id"), str) for thing in things) else None


def unknown(path: Path, what: str, name: object, known: Collection[str] | None) -> Iterator[Fault]:
    """A fault where a name is not among the known ones."""
    if known is not None and isinstance(name, str) and name not in known:
        yield Fault(path, f'no {what} is called "{name}"; {suggestion(name, known)}')


def repeated(things: Sequence[object], path: Path, what: str) -> Iterator[Fault]:
    """A fault for every id that was there before."""
    seen: set[str] = set()
    for index, thing in enumerate(things):
        name = get(thing, "id")
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Fault((*path, index, "id"), f'{what} "{name}" is defined twice; give each its own id')
        seen.add(name)
