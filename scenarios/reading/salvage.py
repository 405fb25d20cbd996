"""The sound parts of a faulty scenario, so that faults across fields are reported in the same go."""

from functools import cache
from types import SimpleNamespace
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from scenarios.checks.across import cross_faults
from scenarios.checks.change import change_faults
from scenarios.checks.resources import resource_faults
from scenarios.checks.shape import Model, element, entry, model_of
from scenarios.faults import Fault, Path
from scenarios.language.mmps import MMP


@cache
def _adapter(model: Model, name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    tag = [Field(discriminator=field.discriminator)] if field.discriminator else []
    parts = (field.annotation, *tag, *field.metadata)
    whole: Any = Annotated[parts] if len(parts) > 1 else field.annotation
    return TypeAdapter(whole)


class _Absent:
    """Stands for what was there and cannot be used."""


_ABSENT = _Absent()


def salvaged_faults(model: Model, data: object, faulty: set[Path]) -> list[Fault]:
    """Faults across fields of what remains when the faulty paths are left out."""
    inside = {path[:end] for path in faulty for end in range(len(path) + 1)}
    scenario = _Salvage(faulty, inside).model(model, data, ())
    if ("mmps",) in faulty:
        scenario.projects, scenario.synergies, scenario.plan_rules = (), (), None
    if ("value_streams",) in faulty and getattr(scenario, "budget", None) is not None:
        scenario.budget = SimpleNamespace(per_quarter=getattr(scenario.budget, "per_quarter", None))
    across = [*cross_faults(scenario), *change_faults(scenario), *resource_faults(scenario)]
    return [*across, *_mmp_faults(data, faulty, inside)]


def _mmp_faults(data: object, faulty: set[Path], inside: set[Path]) -> list[Fault]:
    """Contradictions inside MMPs that have other faults as well: what is left of them is checked again."""
    mmps = data.get("mmps") if isinstance(data, dict) else None
    found = []
    for index, mmp in enumerate(mmps if isinstance(mmps, list) else []):
        path: Path = ("mmps", index)
        if path not in inside or path in faulty or not isinstance(mmp, dict):
            continue
        rest = {key: value for key, value in mmp.items() if (*path, key) not in inside}
        filler = {key: "x" for key in ("id", "value_stream") if (*path, key) in inside}
        try:
            MMP.model_validate({"id": "x"} | rest | filler)
        except ValidationError as error:
            found += [
                Fault(path, str(fault["ctx"]["error"]))
                for fault in error.errors()
                if not fault["loc"] and fault["type"] == "value_error"
            ]
    return found


class _Salvage:
    """Builds namespaces that look like models with holes."""

    def __init__(self, faulty: set[Path], inside: set[Path]) -> None:
        self.faulty = faulty
        self.inside = inside

    def model(self, model: Model, raw: object, path: Path) -> SimpleNamespace:
        """A namespace with the sound fields of a written mapping."""
        found = SimpleNamespace()
        if not isinstance(raw, dict):
            return found
        fields = model.model_fields.items()
        found.model_fields_set = {name for name, field in fields if (field.alias or name) in raw}
        for name, field in fields:
            key = field.alias or name
            if key in raw:
                value = self._field(model, name, raw[key], (*path, key))
                if not isinstance(value, _Absent):
                    setattr(found, name, value)
            elif (*path, key) not in self.faulty and not field.is_required():
                setattr(found, name, field.get_default(call_default_factory=True))
        return found

    def _field(self, model: Model, name: str, raw: object, path: Path) -> object:
        if path not in self.inside:
            try:
                return _adapter(model, name).validate_python(raw)
            except ValidationError:
                return _ABSENT
        return self._part(model.model_fields[name], raw, path)

    def _part(self, annotation: Any, raw: object, path: Path) -> object:  # noqa: ANN401
        below = model_of(annotation, raw)
        if isinstance(raw, dict) and below:
            return self.model(below, raw, path)
        if path in self.faulty:
            return str(raw) if path[-1] == "id" and isinstance(raw, str | int | float) else _ABSENT
        inner = element(annotation)
        row = model_of(inner, None) if inner is not None else None
        if isinstance(raw, list) and row:
            return [self._whole(row, item, (*path, i)) for i, item in enumerate(raw)]
        if isinstance(raw, dict) and entry(annotation) is not None:
            return {key: None if (*path, key) in self.inside else item for key, item in raw.items()}
        if isinstance(raw, list):
            return [None if (*path, i) in self.inside else item for i, item in enumerate(raw)]
        return _ABSENT

    def _whole(self, model: Model, raw: object, path: Path) -> BaseModel | SimpleNamespace:
        if path not in self.inside:
            try:
                return model.model_validate(raw)
            except ValidationError:
                return SimpleNamespace()
        return self.model(model, raw, path)
