"""A study of the flow laboratory in words and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from report.flow.warnings import warnings
from report.shared.numbers_in_words import MINUS, percent
from sim.lab.statistics.dates import CERTAINTIES
from sim.lab.statistics.offered_load import FULL
from sim.lab.statistics.steady import FEWEST, Estimate

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.lab.statistics.results import FlowResult, StageFlow, StreamFlow

NOT_ENOUGH = "not enough data"
EQUAL = 1e-9
"""Relative difference that is rounding."""


def measure(value: float, digits: int = 3) -> str:
    """A number with three significant digits and thousands separators."""
    if math.isnan(value):
        return "n/a"
    if value == 0:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{MINUS if value < 0 else ''}{abs(value):,.{places}f}"


def band(low: float, high: float, *, share: bool = False) -> str:
    """An interval in words; what is not known says so."""
    if math.isnan(low) and math.isnan(high):
        return NOT_ENOUGH
    write = percent if share else measure
    ends = [write(end) if not math.isnan(end) else "?" for end in (low, high)]
    return f"{ends[0]} to {ends[1]}"


def count(number: int, thing: str) -> str:
    """``1 run``, ``20 runs``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def setting(result: FlowResult) -> str:
    """What was run, in one line: it belongs beside every number."""
    length = "to the end" if math.isinf(result.horizon) else f"of {result.horizon:,.6g} weeks"
    if result.given_warm_up:
        start = "the board of week 0" if any(r.on_board for r in result.network.routes) else "empty"
        begin = f"from {start}" if result.warm_up == 0 else f"without the first {measure(result.warm_up)} weeks"
    elif not result.settled:
        begin = "without the first half, as no end of the warm-up was found"
    else:
        begin = f"without {measure(result.warm_up)} weeks of warm-up"
        begin += " each on average" if result.replications > 1 else ""
        begin = "no warm-up to leave out" if result.warm_up == 0 else begin
    cut = ", interrupted" if result.ended == "interrupted" else ""
    return f"{count(result.replications, 'run')} {length}, {begin}; seed {result.seed}{cut}"


def flow_text(result: FlowResult) -> RenderableType:
    """The whole study for a terminal."""
    title = f"{result.scenario}: {count(len(result.streams), 'value stream')} in the flow laboratory"
    parts: list[RenderableType] = [Text(title, style="bold"), Text(setting(result), style="dim")]
    for stream in result.streams:
        parts += [Text(), *_stream(stream, only=len(result.streams) == 1)]
    parts += [Text(), *(Text(line) for line in (*_ends(result), *_precision(result)))]
    parts += [Text(_little(result), style="dim")]
    notes = warnings(result)
    if notes:
        parts += [Text(), *(Text(f"! {note}", style="yellow") for note in notes)]
    return Group(*parts)


def _stream(stream: StreamFlow, *, only: bool) -> list[RenderableType]:
    head = stream.name if only else f"{stream.name} ({stream.id})" if stream.name != stream.id else stream.id
    parts: list[RenderableType] = [_measures(stream, head)]
    words = _percentiles(stream)
    if words:
        parts.append(Text(words))
    if stream.classes:
        parts += [Text(), _classes(stream)]
    parts += [Text(), _stages(stream)]
    parts += [Text(line) for line in (_bottleneck(stream), _unfinished(stream)) if line]
    return parts


def rows_of(stream: StreamFlow) -> list[tuple[str, str, Estimate, bool]]:
    """Label, unit, value and whether it is a share, of what is worth a line."""
    rows = [
        ("Throughput", "features a week", stream.throughput, False),
        ("Work in progress", "features", stream.wip, False),
        ("Cycle time of those done" if stream.censored else "Cycle time", "weeks", stream.cycle_time, False),
        ("  of it waiting", "weeks", stream.queue_time, False),
        ("Flow efficiency", "", stream.flow_efficiency, True),
    ]
    if stream.backlog.mean > 0 or (stream.piles_up and not stream.grows):
        rows += [
            ("Waiting before the line", "features", stream.backlog, False),
            ("Lead time, from the idea", "weeks", stream.lead_time, False),
        ]
    if stream.lost_share.mean > 0:
        rows.append(("Turned away", "", stream.lost_share, True))
    if stream.expired_share.mean > 0:
        rows.append(("Expired untouched", "", stream.expired_share, True))
    return rows


def _measures(stream: StreamFlow, head: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(head)
    table.add_column("")
    table.add_column("mean", justify="right")
    table.add_column("95 % interval", justify="right")
    for label, unit, value, share in rows_of(stream):
        if math.isnan(value.mean):
            outside = value is stream.backlog or value is stream.lead_time
            grows = stream.piles_up if outside else stream.grows
            table.add_row(label, unit, "grows" if grows else "n/a", "without bound" if grows else NOT_ENOUGH)
        else:
            mean = percent(value.mean) if share else measure(value.mean)
            table.add_row(label, unit, mean, band(*value.interval(), share=share))
    return table


def _percentiles(stream: StreamFlow) -> str:
    if math.isnan(stream.cycle_time.mean) and not stream.censored:
        return ""
    words = []
    for p, found in stream.percentiles.items():
        share = "half of the features" if p == 50 else f"{p} %"
        if not math.isnan(found.value):
            words.append(f"{share} within {measure(found.value)} weeks ({band(found.low, found.high)})")
        elif not math.isnan(found.more_than):
            words.append(f"{share} in more than {measure(found.more_than)} weeks")
        else:
            return "Nothing was finished while it was observed."
    kept = " that were not turned away and did not expire" if stream.lost > 0 else ""
    words[0] = words[0].replace("of the features", f"of the features{kept}", 1)
    counted = "; the unfinished count as far as they were watched" if stream.censored else ""
    return f"Done: {', '.join(words)}{counted}."


def _classes(stream: StreamFlow) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for k, head in enumerate(("Class of service", "features a week", "cycle time, weeks", "95 % interval")):
        table.add_column(head, justify="left" if k == 0 else "right")
    for each in stream.classes:
        time = each.cycle_time
        table.add_row(
            each.id.replace("_", " "), measure(each.throughput.mean), measure(time.mean), band(*time.interval())
        )
    return table


def _stages(stream: StreamFlow) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    stuck = any(stage.blocked.mean > 0 for stage in stream.stages)
    down = any(stage.down.mean > 0 for stage in stream.stages)
    heads = ["Stage", "busy", "features", "waiting", "in service", *(["blocked"] if stuck else [])]
    heads += ["done, not pulled", "idle", *(["broken"] if down else [])]
    for k, head in enumerate(heads):
        table.add_column(head, justify="left" if k == 0 else "right")
    for stage in stream.stages:
        numbers = [stage.wip, stage.queue, stage.in_service, *([stage.blocked] if stuck else []), stage.not_pulled]
        row = [_share(stage.utilisation), *(_level(stage, value) for value in numbers), _share(stage.starved)]
        table.add_row(stage.name, *row, *([_share(stage.down)] if down else []))
    return table


def _share(value: Estimate) -> str:
    return "no limit" if math.isnan(value.mean) else percent(max(0.0, value.mean))


def _level(stage: StageFlow, value: Estimate) -> str:
    return "grows" if math.isnan(value.mean) and stage.load >= 1 - FULL else measure(value.mean)


def _bottleneck(stream: StreamFlow) -> str:
    if len(stream.stages) == 1 or not stream.bottleneck:
        return ""
    (busiest,) = (stage for stage in stream.stages if stage.id == stream.bottleneck)
    words = f"{busiest.name}, busy {percent(busiest.utilisation.mean)}"
    if stream.rivals is None:
        return f"Bottleneck: {NOT_ENOUGH} to tell (the busiest so far: {words})."
    close = [stage.name for stage in stream.stages if stage.id in stream.rivals]
    if close:
        return f"No clear bottleneck: {words}, and hardly less {', '.join(close)}."
    return f"Bottleneck: {words}."


def _unfinished(stream: StreamFlow) -> str:
    left = stream.unfinished
    if left.count == 0:
        late = "" if left.to_come == 0 else f"; {measure(left.to_come)} features had not come yet"
        return f"Nothing was left unfinished at the end{late}."
    number = "1 feature" if left.count == 1 else f"{measure(left.count)} features"
    late = "" if left.to_come == 0 else f"; {measure(left.to_come)} had not come yet"
    return (
        f"Unfinished at the end of a run: {number}, {measure(left.mean_age)} weeks old on average, "
        f"the oldest {measure(left.oldest)}{late}."
    )


def _ends(result: FlowResult) -> list[str]:
    """What is so at the end of a run, when that was the question."""
    lines = [_completion(result)] if result.items is not None else []
    if not result.from_start or math.isinf(result.horizon):
        return lines
    for stream in result.streams:
        label = f"{stream.id}: " if len(result.streams) > 1 else ""
        ends = [result.at_end("done", stream.id), result.at_end("unfinished", stream.id)]
        done, there = (f"{measure(end.mean)} ({band(*end.interval())})" for end in ends)
        lines.append(f"{label}By week {result.horizon:,.6g}: {done} features done, {there} there, on average.")
        lines += _certain(result, stream.id)
    if len(result.streams) > 1:
        lines += [f"All streams together: {line[0].lower()}{line[1:]}" for line in _certain(result, None)]
    return lines


def _certain(result: FlowResult, stream: str | None) -> list[str]:
    """How many features are done for sure, nearly."""
    found = {p: known for p, known in result.done_at_least(stream).items() if known is not None}
    if not found:
        more = f"; {FEWEST} runs are the fewest" if result.replications < FEWEST else ""
        return [f"How many for sure: {NOT_ENOUGH} ({count(result.replications, 'run')}{more})."]
    words = ", ".join(f"{known.features:,} with {p} %" for p, known in found.items())
    runs = ", ".join(f"{known.runs:,}" for known in found.values())
    return [f"At least {words} certainty (so many in {runs} of {count(result.replications, 'run')})."]


def _completion(result: FlowResult) -> str:
    """When a limited number of features is through, or that it is not."""
    found = result.completion()
    runs, quantiles = count(found.runs, "run"), []
    for p in CERTAINTIES:
        if not math.isnan(found.percentiles[p]):
            share = "half of the runs" if p == 50 else f"{p} %"
            quantiles.append(f"in {share} within {measure(found.percentiles[p])}")
    within = f"; {', '.join(quantiles)} weeks" if quantiles else ""
    lost = f": {measure(found.done)} of {found.asked:,} are done, {measure(found.lost)} were turned away or expired"
    if found.all_left == found.runs:
        words = "Everything is done" if found.all_done == found.runs else "Everything has left"
        mean = f"after {measure(found.weeks.mean)} weeks on average ({band(*found.weeks.interval())})"
        return f"{words} {mean}{within}{lost if found.lost else ''}."
    verb = "done" if found.lost == 0 else "done, turned away or expired"
    often = f"in none of {runs}" if found.all_left == 0 else f"in {found.all_left:,} of {runs} only"
    there = (
        f"{measure(found.done)} are done, {measure(found.unfinished)} under way, {measure(found.to_come)} to come"
    )
    there += f", {measure(found.lost)} turned away or expired" if found.lost else ""
    return f"All {found.asked:,} features are {verb} {often}{within}. On average {there} at the end."


def _precision(result: FlowResult) -> list[str]:
    """Whether the precision asked for was reached."""
    return [f"Precise enough after {count(result.replications, 'run')}."] if result.ended == "precision" else []


def _little(result: FlowResult) -> str:
    law = result.littles_law
    if math.isnan(law.wip) or law.wip == 0:
        return "Little's law: nothing was in progress."
    gap = "equal" if law.relative_error < EQUAL else f"off by {law.relative_error:.0e}"
    return (
        f"Little's law: {measure(law.wip, 4)} features in progress by counting, "
        f"{measure(law.throughput_times_cycle_time, 4)} by throughput x time ({gap}); "
        f"finished features alone: {measure(law.finished_only, 4)}."
    )
