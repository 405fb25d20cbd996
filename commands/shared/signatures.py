"""Commands made of a function and options it shares with others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from types import FunctionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo


def option(name: str, annotation: Any, default: object = inspect.Parameter.empty) -> inspect.Parameter:  # noqa: ANN401
    """An option that commands share."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def own_options(function: Callable[..., object]) -> list[inspect.Parameter]:
    """The options of a function itself: all but the first, which stands for those it shares."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    assert isinstance(function, FunctionType)
    bare = FunctionType(function.__code__, function.__globals__)  # what it returns is loaded when it is run
    bare.__annotations__ = {p.name: p.annotation for p in parameters}
    hints = get_type_hints(bare, include_extras=True)
    return [option(p.name, hints[p.name], p.default) for p in parameters]


def composed(
    function: Callable[..., object],
    parameters: Iterable[inspect.Parameter],
    body: Callable[[dict[str, Any], Mapping[str, str]], None],
) -> Callable[..., None]:
    """A command with these parameters and the words of the function, which runs ``body``.

    ``body`` is given the values of all options, and how arguments are called on the command line.
    """
    given = list(parameters)
    names = {p.name: _shown(p) for p in given}

    @wraps(function)
    def command(**options: Any) -> None:  # noqa: ANN401 - whatever the options are
        body(options, names)

    command.__signature__ = inspect.Signature(given)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in given}
    del command.__wrapped__
    return command


def _shown(parameter: inspect.Parameter) -> str:
    """What people call it: ``--from``, or the name of an argument."""
    extras = get_args(parameter.annotation)[1:] if get_origin(parameter.annotation) is Annotated else ()
    for extra in extras:
        if isinstance(extra, ArgumentInfo):
            return (extra.metavar or parameter.name.upper()).strip("[].")
        if isinstance(extra, OptionInfo):
            words = (extra.default, *(extra.param_decls or ()))  # typer keeps the first word as a default
            found = [word for word in words if isinstance(word, str) and word.startswith("--")]
            if found:
                return found[0]
    return f"--{parameter.name.replace('_', '-')}"
