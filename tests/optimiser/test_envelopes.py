"""Money split over value streams, on portfolios small enough to reckon with."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimiser.candidates import Limit
from optimiser.data import Data
from optimiser.envelopes import add_envelopes, envelopes
from optimiser.optimisation import best
from optimiser.preparation import prepare
from optimiser.program import build
from optimiser.solving import Effort
from scenarios.scenario import Scenario
from tests.examples import examples
from tests.optimiser.cases import scenario, stream
from tests.optimiser.test_program import GOLDEN

PROVE = Effort(gap=0.0)
few = settings(max_examples=examples(9), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def two_streams(**more: object) -> Scenario:
    """One stream earns in the first quarter, the other in the second; 10 to spend in each."""
    mmps = [
        {"id": "a", "value_stream": "s", "spend": [8], "value_by_quarter": [20]},
        {"id": "b", "value_stream": "t", "spend": [8], "value_by_quarter": [None, 15]},
        {"id": "c", "value_stream": "t", "spend": [2], "value_by_quarter": [3, 1]},
    ]
    streams = [stream("s", 3, 1), stream("t", 1, 1)]
    return scenario(mmps, more.pop("budget", 10), 2, value_streams=streams, **more)


def test_envelopes_that_are_kept_forgo_what_moving_money_would_earn() -> None:
    """Freely all three are done, worth 38; one split for both quarters pays two, worth 23; by teams only one, 3."""
    case = two_streams()
    data = prepare(case)
    found = {way.name: way for way in envelopes(case, data, effort=PROVE).funded}
    assert (found["free"].value, found["split"].value, found["payroll"].value) == (38, 23, 3)
    assert found["payroll"].shares == {"s": (0.75,), "t": (0.25,)}
    assert found["split"].shares["s"][0] == pytest.approx(0.8, abs=1e-6)
    each = envelopes(case, data, hold=1, effort=PROVE).by_name("split")
    assert each is not None
    assert each.value == 38


def test_stated_budgets_of_streams_are_one_way() -> None:
    """Stated budgets are judged as they are, and do not bind the other ways."""
    case = two_streams(budget={"per_quarter": 10, "streams": {"s": 0}})
    found = {way.name: way for way in envelopes(case, prepare(case), effort=PROVE).funded}
    assert (found["free"].value, found["stated"].value) == (38, 18)


def by_steps(data: Data) -> float:
    """Best value over splits between two streams in steps of a twentieth, by brute force over plans of each."""
    purse, values = data.limits[0], []
    for step in range(21):
        limits = [
            Limit("budget", name, tuple(part * a for a in purse.amounts))
            for name, part in (("s", step / 20), ("t", 1 - step / 20))
        ]
        _, starts = best(Data(data.quarters, data.candidates, (purse, *limits)), PROVE)
        values.append(data.value(starts or {}))
    return max(values)


@few
@given(
    st.lists(
        st.tuples(st.sampled_from("st"), st.integers(1, 12), st.integers(0, 20), st.integers(0, 20)),
        min_size=2,
        max_size=5,
    )
)
def test_the_best_split_is_found(rows: list[tuple[str, int, int, int]]) -> None:
    """No split in steps of a twentieth of 20 is worth more (costs are whole), and envelopes never earn money."""
    mmps = [
        {"id": f"m{i}", "value_stream": where, "spend": [cost], "value_by_quarter": [one, two]}
        for i, (where, cost, one, two) in enumerate(rows)
    ]
    case = scenario(mmps, 20, 2)
    data = prepare(case)
    found = {way.name: way.value for way in envelopes(case, data, effort=PROVE).funded}
    assert found["split"] == pytest.approx(by_steps(data), abs=1e-6)
    assert found["free"] >= found["split"] - 1e-6


def test_golden_envelopes(tmp_path: Path) -> None:
    """The rows of envelopes are those on file, to the letter."""
    data = prepare(two_streams(budget={"per_quarter": [10, 12], "carry_over": 0.5}))
    program = build(data)
    add_envelopes(program, data, ("s", "t"), 2)
    written = tmp_path / "envelopes.lp"
    program.problem.writeLP(str(written))
    assert written.read_text() == (GOLDEN / written.name).read_text()
