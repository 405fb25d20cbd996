"""Values to try, as people write them: ``1:20``, ``0:1:0.1``, ``0.1,0.2,0.5``, ``none,1,2,3``, ``wsjf,cd3``."""

from decimal import Decimal, InvalidOperation

Value = float | int | str | bool | None
"""What a setting can be tried at; ``None`` is ``none``: no limit, switched off."""

MOST = 1000
"""Most values of one range."""


def parse_range(text: str) -> tuple[Value, ...]:
    """The values of a range, in the order written.

    ``first:last`` goes in steps of 1, ``first:last:step`` in steps of its own, both ends included; pieces between
    commas are ranges, numbers, percentages (``20%`` is 0.2), ``none``, ``true``, ``false`` or words. Steps are
    exact decimals, so 0:1:0.1 holds 0.3.

    Raises:
        ValueError: what is written is no range; the message says what would be.

    """
    values: list[Value] = []
    for piece in text.split(","):
        values += _steps(piece) if ":" in piece else [_single(piece.strip())]
        if len(values) > MOST:
            raise ValueError(f'"{text}" has more than {MOST} values; take larger steps')
    keys = [(type(value) is bool, value) for value in values]
    for k, key in enumerate(keys):
        if key in keys[:k]:
            raise ValueError(f'"{text}" holds {_word(values[k])} twice; take one out')
    return tuple(values)


def _steps(piece: str) -> list[Value]:
    parts = [_decimal(part.strip()) for part in piece.split(":")]
    if len(parts) > 3 or any(part is None for part in parts):
        raise ValueError(f'"{piece}" is no range; write first:last or first:last:step, for example 0:1:0.1')
    first, last, *rest = (part for part in parts if part is not None)
    step = rest[0] if rest else Decimal(1)
    if step == 0:
        raise ValueError(f'"{piece}" has a step of 0; write a step such as 0.1')
    count = (last - first) / step
    if count < 0:
        remedy = f"{last}:{first}" if not rest else f"a step of {-step}"
        raise ValueError(f'"{piece}" holds no value: it ends before it begins; write {remedy}')
    if count >= MOST:
        raise ValueError(f'"{piece}" has more than {MOST} values; take larger steps')
    return [_plain(first + k * step) for k in range(int(count) + 1)]


def _single(word: str) -> Value:
    lower = word.lower()
    if not word:
        raise ValueError("a value is missing; write values separated by commas, or first:last:step")
    if lower in ("none", "true", "false"):
        return {"none": None, "true": True, "false": False}[lower]
    if word.endswith("%"):
        share = _decimal(word[:-1].strip())
        if share is not None:
            return _plain(share / 100)
    number = _decimal(word)
    return word if number is None else _plain(number)


def _decimal(word: str) -> Decimal | None:
    try:
        number = Decimal(word)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def _plain(number: Decimal) -> float | int:
    """A whole number as int, whatever its decimals say; anything else as the nearest float."""
    return int(number) if number == number.to_integral_value() else float(number)


def _word(value: Value) -> str:
    return "none" if value is None else str(value)
