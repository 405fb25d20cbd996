"""What it costs to work on several features at once."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from scenarios.quantities.presets import switching_presets


def _switching_table(value: object) -> object:
    """A preset's name becomes its table; ``none`` becomes an empty one."""
    if isinstance(value, str):
        name = value.strip().lower()
        if name == "none":
            return ()
        if name not in switching_presets():
            known = ", ".join(["none", *switching_presets()])
            raise ValueError(f'"{value}" is not a switching-loss preset; write one of {known}, or a list of shares')
        return tuple(switching_presets()[name].value)
    return value


SwitchingLoss = Annotated[
    tuple[Annotated[float, Field(ge=0, lt=1, json_schema_extra={"unit": "share"})], ...],
    BeforeValidator(_switching_table, json_schema_input_type=str | list[float]),
]
