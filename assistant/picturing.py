"""The tool that draws a figure of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from mcp import types
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.asking import ArgumentsError


class Picturing(BaseModel):
    """A figure of an answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answer: Annotated[int, Field(ge=1, le=10**9, description="Number of the answer.")]
    figure: Annotated[
        str, Field(min_length=1, max_length=100, description="One of the figures that the answer names.")
    ]

    @classmethod
    def read(cls, arguments: Mapping[str, Any]) -> Self:
        """The arguments.

        Raises:
            ArgumentsError: they are none.

        """
        try:
            return cls.model_validate(dict(arguments))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)[:5]
            lines = [f"picture: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults]
            raise ArgumentsError("\n".join(lines)) from None


PICTURE = types.Tool(
    name="picture",
    description="A figure of an answer that was given, as a picture (PNG).",
    input_schema=Picturing.model_json_schema(),
    annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
)
