"""Resources, purses and the discount rate as a planner says them, down to published knapsacks as plain tables."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command line itself is tested
from vmo.planner.amounts import purses_of, rate_of, resources_of

DATA = Path(__file__).parents[2] / "data" / "optimiser"
KNAPSACKS = [
    (1, 3800.0, (80, 96, 20, 36, 44, 48, 10, 18, 22, 24)),
    (2, 8706.1, (450, 540, 200, 360, 440, 480, 200, 360, 440, 480)),
]


@pytest.mark.parametrize(("number", "optimum", "amounts"), KNAPSACKS)
def test_published_knapsacks_are_plain_tables(number: int, optimum: float, amounts: tuple[int, ...]) -> None:
    """A table with a column per resource and its amounts in total give the published optimum."""
    words = "; ".join(f"k{i}={amount} total" for i, amount in enumerate(amounts))
    found = vmo.plan(DATA / f"knapsack_{number}.csv", budget=0, quarters=1, amounts=words, gap=0)
    assert found.data.status == "optimal"
    assert found.data.objective == pytest.approx(optimum, abs=1e-6)


def test_purses_of_a_table(tmp_path: Path) -> None:
    """Two purses in columns: with one of operating money a and c are done; the document has their use."""
    table = tmp_path / "plan.csv"
    table.write_text(
        "id,purse:capital,purse:expense,value_by_quarter\na,10,1,20\nb,4,2,9\nc,5,0,10\n", encoding="utf-8"
    )
    words = ["plan", str(table), "--budget", "30", "--quarters", "1", "--purses", "capital=19; expense=1", "--json"]
    told = json.loads(CliRunner().invoke(app, words).stdout)
    assert {line["id"] for line in told["mmps"] if line["chosen"]} == {"a", "c"}
    assert [(use["purse"], use["used"]) for use in told["purses"]] == [("capital", 15), ("expense", 1)]


def test_a_resource_nobody_stated_is_one_fault(tmp_path: Path) -> None:
    """Needs without amounts are refused with the name, once for all rows."""
    table = tmp_path / "plan.csv"
    table.write_text("id,spend,need:architect\na,1,1\nb,1,2\n", encoding="utf-8")
    with pytest.raises(vmo.ScenarioError, match=r'amounts has no "architect" \(2 MMPs name it\)') as error:
        vmo.plan(table, budget=9)
    assert len(error.value.faults) == 1


def test_no_discount(tmp_path: Path) -> None:
    """Without a discount rate a benefit of 100 at the end of a quarter counts as 100, with one as less."""
    table = tmp_path / "plan.csv"
    table.write_text("id,value\na,100\n", encoding="utf-8")
    assert vmo.plan(table, budget=9, quarters=1, discount=0).data.value == 100
    assert (vmo.plan(table, budget=9, quarters=1, discount="8%").data.value or 0) < 99


def test_words_for_amounts() -> None:
    """Amounts are per quarter unless they are a total; purses and rates have one reading."""
    assert resources_of("dba=2,2,3; risk=10 total; env=1 in total") == {
        "dba": {"per_quarter": (2, 2, 3)},
        "risk": {"total": 10},
        "env": {"total": 1},
    }
    assert resources_of({"dba": 2, "risk": {"total": 4}}) == {"dba": {"per_quarter": 2}, "risk": {"total": 4}}
    assert resources_of("dba=2,2,3,risk=10 total")["risk"] == {"total": 10}
    assert purses_of("capital=19,20; expense=1") == {"capital": (19, 20), "expense": 1}
    assert (rate_of("8%"), rate_of(0), rate_of(None)) == (0.08, 0, None)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: resources_of("dba"), "is not NAME=AMOUNT"),
        (lambda: resources_of("dba=x"), "is no amount"),
        (lambda: resources_of("dba=1,2 total"), "one number before total"),
        (lambda: purses_of("a=1; a=2"), "is there twice"),
        (lambda: purses_of("a=-1"), "is no amount"),
        (lambda: rate_of("800"), "is no yearly rate"),
    ],
)
def test_words_that_cannot_be_understood(call, said) -> None:  # type: ignore[no-untyped-def]
    """What has no reading is refused with a remedy."""
    with pytest.raises(vmo.VmoError, match=said):
        call()
