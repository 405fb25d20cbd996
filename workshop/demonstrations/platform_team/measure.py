"""Platform team: one queue for everybody, and everybody's delay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workshop.experiments.runs import flows, variants
from workshop.experiments.theory import shared_wait, wait_error
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number, difference, times

SCENARIO = "platform-team"
STREAMS = {"claims": "Claims", "policy": "Policy", "digital": "Digital", "data": "Data"}
"""Streams of the scenario: a feature a week each."""
PEOPLE, WORK = 4, 0.9
"""People of the platform team, and weeks that one of them needs for a feature."""
BUILDERS, BUILD = 4, 2.0
"""People of a stream who build, and weeks that one of them needs."""
LOADS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
MORE = 1.25
"""Features a week of the stream with a campaign."""
ALONE = 0.25
"""Share of the features that help themselves."""
WEEKS = 30_000.0
ERRORS = 4.0
"""Standard errors by which a run may be off."""
PLATFORM = "value_streams.*.stages.platform"


@dataclass(frozen=True)
class Way:
    """A way to do what the platform team does."""

    name: str
    people: int
    """Who share one queue."""
    rate: float
    """Features a week that come to that queue."""
    share: float = 1.0
    """Share of the features that go there."""
    changes: Mapping[str, object] = field(default_factory=dict)

    @property
    def load(self) -> float:
        """How busy they are."""
        return self.rate * WORK / self.people

    @property
    def exact(self) -> float:
        """Weeks from idea to done."""
        return built() + self.share * (shared_wait(self.people, self.load, WORK) + WORK)


WAYS = {
    "shared": Way("one team of four", PEOPLE, 4.0),
    "own": Way(
        "a person for each stream", 1, 1.0, changes={f"{PLATFORM}.platform": None, f"{PLATFORM}.servers": 1}
    ),
    "more": Way("one team of five", PEOPLE + 1, 4.0, changes={"platforms.platform.servers": PEOPLE + 1}),
    "self": Way(
        "a quarter help themselves",
        PEOPLE,
        4.0 * (1 - ALONE),
        1 - ALONE,
        {"value_streams.*.stages.build.routing": {"done": ALONE}},
    ),
}
"""By key."""


def built() -> float:
    """Weeks from the idea to the end of build."""
    return shared_wait(BUILDERS, BUILD / BUILDERS, BUILD) + BUILD


def busy(load: float, way: str) -> dict[str, object]:
    """The scenario at a load of those who do the work of the platform team."""
    effort = {"distribution": "exponential", "mean": load}
    return {**WAYS[way].changes, f"{PLATFORM}.effort": effort}


def find(setting: Setting) -> Findings:
    """Waits by load in one team and with a person each, a campaign of one stream, and ways out."""
    numbers: dict[str, Number] = {}
    curves = {way: _curve(way, setting, numbers) for way in ("shared", "own")}
    numbers["pooled"] = times(
        "Times longer with a person each, at 90 % load", numbers["own_90"], numbers["shared_90"]
    )
    campaign = {"value_streams.digital.arrivals.rate": MORE}
    changes = [*(way.changes for way in WAYS.values()), campaign]
    lengths = [_weeks(way.load) for way in WAYS.values()]
    loaded = WORK * (3 + MORE) / PEOPLE
    results = flows(variants(SCENARIO, changes), setting, weeks=[*lengths, _weeks(loaded)])
    for (key, way), result in zip(WAYS.items(), results, strict=False):
        label = f"Weeks from idea to done in Claims, {way.name}"
        within = _within(way.load, _weeks(way.load) * way.rate, setting)
        stream = result.stream("claims")
        numbers[f"{key}_weeks"] = Number.of(label, stream.cycle_time, "weeks", way.exact, within)
        numbers[f"{key}_busy"] = Number(f"Load, {way.name}", way.load, unit=SHARE)
    within = _within(loaded, _weeks(loaded) * (3 + MORE), setting)
    after = shared_wait(PEOPLE, loaded, WORK) + WORK
    for key, name in STREAMS.items():
        numbers[f"{key}_before"] = Number.of(
            f"Weeks from idea to done, {name}, before", results[0].stream(key).cycle_time, "weeks",
            WAYS["shared"].exact, _within(WAYS["shared"].load, _weeks(0.9) * 4, setting),
        )  # fmt: skip
        exact = (
            after + built()
            if key != "digital"
            else after + shared_wait(BUILDERS, MORE * BUILD / BUILDERS, BUILD) + BUILD
        )
        numbers[f"{key}_after"] = Number.of(
            f"Weeks from idea to done, {name}, in the campaign", results[-1].stream(key).cycle_time, "weeks",
            exact, within,
        )  # fmt: skip
        numbers[f"{key}_slower"] = difference(
            f"Weeks longer in the campaign, {name}", numbers[f"{key}_after"], numbers[f"{key}_before"]
        )
    numbers["campaign_busy"] = Number("Load of the platform team in the campaign", loaded, unit=SHARE)
    headings = ("Who does it", "how busy", "weeks from idea to done", "theory")
    rows = tuple(
        (way.name, numbers[f"{key}_busy"], numbers[f"{key}_weeks"], Number("", way.exact, unit="weeks"))
        for key, way in WAYS.items()
    )
    return Findings(numbers, Grid(headings, rows), curves)


def _curve(way: str, setting: Setting, numbers: dict[str, Number]) -> Curve:
    """Weeks of waiting by load. A feature a week: as many wait as a feature waits weeks (Little)."""
    people = WAYS[way].people
    lengths = [_weeks(load) for load in LOADS]
    results = flows(variants(SCENARIO, [busy(load, way) for load in LOADS]), setting, weeks=lengths)
    found = []
    for load, result, length in zip(LOADS, results, lengths, strict=True):
        (flow,) = (stage for stage in result.stream("claims").stages if stage.id == "platform")
        label = f"Weeks of waiting for the platform, {WAYS[way].name}, load {load:.0%}"
        within = _within(load, length * WAYS[way].rate, setting)
        number = Number.of(label, flow.queue, "weeks", shared_wait(people, load, load), within)
        numbers[f"{way}_{load * 100:.0f}"] = number
        found.append(number)
    return Curve(f"Weeks of waiting, {WAYS[way].name}", LOADS, tuple(found))


def _weeks(load: float) -> float:
    """Long against the memory of the queue, 2 / (1 - load) squared weeks."""
    return max(WEEKS, 400 / (1 - load) ** 2)


def _within(load: float, features: float, setting: Setting) -> float:
    """Share by which a mean may be off by luck: that of a single server is no smaller."""
    return ERRORS * wait_error(load, setting.length(features)) * 1.5
