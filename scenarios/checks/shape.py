"""The shape of the model as data: what a field accepts, which keys a mapping knows, what a list holds.

An *annotation* here is a type, an ``Annotated`` type, a union of those, or a pydantic ``FieldInfo``.
"""

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Model = type[BaseModel]


_OPTIONS: dict[int, tuple[Any, tuple[Any, ...]]] = {}


def options(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any annotation
    """The plain types an annotation accepts, unions flattened and ``Annotated`` taken off."""
    known = _OPTIONS.get(id(annotation))  # an annotation that is kept here keeps its id
    if known is None:
        known = _OPTIONS[id(annotation)] = (annotation, tuple(_options(annotation)))
    return known[1]


def _options(annotation: Any) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(annotation, FieldInfo):
        annotation = annotation.annotation
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _options(part)
    else:
        yield annotation


def nullable(annotation: Any) -> bool:  # noqa: ANN401
    """Whether "not given" can be said in words."""
    return NoneType in options(annotation)


def element(annotation: Any) -> Any:  # noqa: ANN401
    """What a list accepts as its elements; None when no list is accepted."""
    return next((get_args(o)[0] for o in options(annotation) if get_origin(o) is tuple), None)


def entry(annotation: Any) -> Any:  # noqa: ANN401
    """What a mapping with free keys accepts as values; None when there is none."""
    return next((get_args(o)[1] for o in options(annotation) if get_origin(o) is dict), None)


def words(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The words of an enumeration; empty when it is none."""
    return tuple(str(w) for o in options(annotation) if get_origin(o) is Literal for w in get_args(o))


def models(annotation: Any) -> list[Model]:  # noqa: ANN401
    """The models an annotation accepts."""
    return [o for o in options(annotation) if isinstance(o, type) and issubclass(o, BaseModel)]


def discriminator(several: list[Model]) -> str | None:
    """The key that tells the models of a union apart: an enumeration in all of them, without a word in common."""
    for key in several[0].model_fields:
        known = [words(m.model_fields[key]) if key in m.model_fields else () for m in several]
        if all(known) and len({word for each in known for word in each}) == sum(map(len, known)):
            return key
    return None


def model_of(annotation: Any, raw: object) -> Model | None:  # noqa: ANN401
    """The model that a written mapping means."""
    several = models(annotation)
    if len(several) < 2:
        return several[0] if several else None
    key = discriminator(several)
    tag = raw.get(key) if isinstance(raw, dict) and key else None
    return next((m for m in several if key and tag in words(m.model_fields[key])), None)


@cache
def keys(model: Model) -> dict[str, FieldInfo]:
    """The fields of a model by the key people write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def child(annotation: Any, raw: object, key: str | int) -> Any:  # noqa: ANN401
    """What is accepted below ``key`` of a written value; None when the key is unknown."""
    if isinstance(key, int):
        return element(annotation)
    model = model_of(annotation, raw)
    return keys(model).get(key) if model else entry(annotation)


def unit(annotation: Any) -> str:  # noqa: ANN401
    """The unit of a number, as its type states it; empty when it states none."""
    extra = annotation.json_schema_extra if isinstance(annotation, FieldInfo) else None
    if isinstance(extra, dict) and "unit" in extra:
        return str(extra["unit"])
    if isinstance(annotation, FieldInfo):
        return unit(annotation.annotation)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        found = [unit(part) for part in parts[1:] if isinstance(part, FieldInfo)] + [unit(parts[0])]
    elif origin in (Union, UnionType):
        found = [unit(part) for part in parts]
    else:
        return ""
    return next(filter(None, found), "")
