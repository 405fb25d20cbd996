"""What knowledge is worth to a plan: by hand, and against brute force over success and failure."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line itself
from optimiser.information import plan_information
from optimiser.solving import Effort
from tests.optimiser.cases import brute_force, scenario, stream

PROVEN = Effort(gap=0.0)
CERTAIN = {"value": 1}


def bet(name, cost, value, chance):
    """An MMP of one quarter that earns ``value`` at once when it succeeds."""
    return {"id": name, "direct_cost": cost, "value": value, "duration_quarters": 1, "success_probability": chance}


def asked(mmps, budget=100, quarters=1, **more):
    """The study of some bets, without futures unless asked for."""
    more = {"futures": 0} | more
    return plan_information(scenario(mmps, budget, quarters, uncertainty=CERTAIN), effort=PROVEN, **more)


def test_taken_anyway():
    """Worth 0.6 x 100 - 40 = 20: in the plan. Whoever knows saves the 40 when it fails: 0.4 x 40 = 16."""
    found = asked([bet("m", 40, 100, 0.6)])
    assert found.plan.value == pytest.approx(20)
    (worth,) = found.worths
    assert (worth.chosen, worth.value) == (True, pytest.approx(16))
    assert worth.low <= worth.value <= worth.high


def test_left_out():
    """Worth 0.3 x 100 - 40 < 0: left out. Whoever knows takes it when it succeeds: 0.3 x 60 = 18."""
    (worth,) = asked([bet("m", 40, 100, 0.3)]).worths
    assert (worth.chosen, worth.value) == (False, pytest.approx(18))


def test_one_of_two():
    """Money for one. m: 0.5 x 100 - 20 = 30, n: 0.5 x 90 - 20 = 25. Knowing that m fails brings n: 0.5 x 25.

    Without m: knowing that n succeeds brings 70 instead of 30, so 0.5 x 40 = 20 for n, and 0.5 x (80 - 30) + 0.5 x
    (25 - 30) = 22.5 for m.
    """
    found = asked([bet("m", 20, 100, 0.5), bet("n", 20, 90, 0.5)], budget=20)
    assert {w.id: w.value for w in found.worths} == pytest.approx({"m": 22.5, "n": 20})
    assert [w.id for w in found.worths] == ["m", "n"]


def test_everything():
    """One bet taken anyway: every future is worth 60 or 0 instead of 60 or -40; no doubt, no question."""
    found = asked([bet("m", 40, 100, 0.6)], futures=40)
    perfect = found.perfect
    failures = perfect.mean * 40 / 40  # forty futures, 40 saved in each in which it fails
    assert failures == pytest.approx(round(failures), abs=1e-6)
    assert perfect.low <= 16 <= perfect.high
    sure = asked([bet("m", 40, 100, 1)], futures=5)
    assert (sure.asked, sure.perfect.mean) == (0, pytest.approx(0))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(5, 60), st.integers(10, 120), st.sampled_from([0.2, 0.5, 0.8])),
        min_size=1,
        max_size=4,
    )
)
def test_against_brute_force(rows):
    """Every question against the enumeration of all plans for yes and for no."""
    mmps = [bet(f"m{k}", *row) for k, row in enumerate(rows)]
    found = asked(mmps, budget=60)
    base = brute_force(scenario(mmps, 60, 1))
    for worth in found.worths:
        mean = -base
        for chance, share in ((worth.chance, 1.0), (1 - worth.chance, 0.0)):
            known = [m | {"success_probability": share} if m["id"] == worth.id else m for m in mmps]
            mean += chance * brute_force(scenario(known, 60, 1))
        assert worth.value == pytest.approx(mean, abs=1e-6)
        assert worth.value >= -1e-6


def test_mandatory_and_under_way():
    """What goes on in any case is not asked about; what is mandatory is done, so the answer is worth nothing."""
    going = bet("u", 40, 100, 0.5) | {"underway": 0.5, "value_stream": "s"}
    must = bet("m", 40, 100, 0.3) | {"mandatory": True}
    case = scenario([going, must], 200, 1, uncertainty=CERTAIN, value_streams=[stream("s")])
    found = plan_information(case, futures=0, effort=PROVEN)
    assert {w.id: w.value for w in found.worths} == {"m": pytest.approx(0, abs=1e-9)}


def test_command(tmp_path):
    """Text and document of the command, on a table."""
    table = tmp_path / "t.csv"
    table.write_text("id,direct_cost,value,success_probability\nm,40,100,0.6\n")
    words = ["questions", str(table), "--budget", "100", "--quarters", "1", "--futures", "3"]
    text = CliRunner().invoke(app, words)
    assert text.exit_code == 0, text.output
    assert "Does it succeed?" in text.stdout
    document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert document["asked"] == 1
    assert document["perfect"]["n"] == 3
    assert document["questions"][0]["id"] == "m"


def test_no_plan(tmp_path):
    """What is mandatory and too dear leaves nothing to ask about."""
    table = tmp_path / "t.csv"
    table.write_text("id,direct_cost,value,success_probability,mandatory\nm,40,100,0.6,true\n")
    result = CliRunner().invoke(app, ["questions", str(table), "--budget", "10", "--quarters", "1"])
    assert result.exit_code == 1
    assert "vmo plan says why" in result.stderr
