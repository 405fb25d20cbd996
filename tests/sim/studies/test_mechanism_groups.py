"""A mechanism is declared once, on a field of the funding model; everything else follows from there."""

from typing import Annotated

from pydantic import Field

from report.attribution.text import switched
from scenarios.language import funding_model
from scenarios.language.funding_model import GROUPS, IDENTITY, MECHANISMS, Mechanism
from scenarios.quantities.units import Id, Money
from scenarios.scenario import Scenario
from scenarios.variation.uncertain import uncertain_numbers
from scenarios.writing.fingerprint import scenario_hash
from scenarios.writing.json_schema import json_schema
from scenarios.writing.reference_page import reference
from scenarios.writing.summary import summarise
from sim.studies.attribution_study import attribute
from sim.studies.mechanism_groups import OTHER, blend, default_groups, differing, effective, grouping
from tests.sim.cases import mmp, stream

PRIZES = Mechanism("prizes", "Prizes for ideas", "control", "Every round gives a prize.")


class FundingModel(funding_model.FundingModel):
    """A funding model with one more mechanism, declared here and nowhere else."""

    prize_per_round: Annotated[Money, PRIZES] = 0.0
    """Prize given in a round, in currency."""


class Portfolio(Scenario):
    """A scenario with such funding models."""

    funding_models: dict[Id, FundingModel] = Field(min_length=1)


def portfolio(prize: float) -> Portfolio:
    """Value-stream funding, without a prize and with one."""
    return Portfolio.model_validate(
        {
            "calendar": {"quarters": 1, "discount_rate": 0},
            "budget": {"per_quarter": 1e6},
            "value_streams": [stream()],
            "mmps": [mmp("a", earns=100)],
            "funding_models": {
                "plain": {"base": "value_stream"},
                "prizes": {"base": "value_stream", "prize_per_round": prize},
            },
        }
    )


def test_every_mechanism_is_in_one_default_group():
    """The default groups hold every mechanism once, in the order of ``GROUPS``."""
    groups = default_groups()
    assert [group.id for group in groups] == list(GROUPS)
    assert sorted(name for group in groups for name in group.mechanisms) == sorted(MECHANISMS)


def test_studies_know_a_new_mechanism():
    """It is a setting, belongs to its group, can be named, switched by itself, told in words, and is uncertain."""
    case = portfolio(500.0)
    plain, prizes = case.funding_models.values()
    assert (500.0 in prizes.settings, plain.settings == prizes.settings) == (True, False)
    assert [g.mechanisms for g in default_groups(FundingModel) if g.id == "control"] == [
        ("business_case", "governance", "prizes", "overrun", "office")
    ]
    for words in ("default", "each", "money=prizes+cadence"):
        groups = grouping(words, FundingModel)
        keys = sorted(key for group in groups for key in group.settings(FundingModel))
        assert keys == sorted(set(FundingModel.model_fields) - IDENTITY)
    (only,) = differing(grouping("each", FundingModel), plain, prizes)
    assert (only.id, only.label) == ("prizes", "Prizes for ideas")
    assert OTHER in [group.id for group in grouping("each", FundingModel)]
    assert blend(plain, prizes, [only], 1).prize_per_round == 500
    assert effective(plain) != effective(prizes)
    found = attribute(case, "plain", "prizes", groups=default_groups(FundingModel), replications=1)
    assert [switched(found, group) for group in found.groups] == ["prize_per_round 0 to 500"]
    assert [n.low for n in uncertain_numbers(case, ("prizes",)) if n.id == "prize_per_round.prizes"] == [0.5]
    assert summarise(case).funding_models == ("plain", "prizes")


def test_pages_know_a_new_mechanism():
    """Schema and reference tell of it, with its neutral default."""
    assert json_schema(Portfolio)["$defs"]["FundingModel"]["properties"]["prize_per_round"]["unit"] == "money"
    page = reference(Portfolio, FundingModel)
    row = "| `prizes` | Prizes for ideas | Every round gives a prize. | `prize_per_round` | Governance and overruns"
    assert f"{row} | D |" in page
    assert "| `prize_per_round` | 0 | 0 | 0 | neutral default (D) |" in page


def test_a_neutral_setting_changes_no_fingerprint():
    """While nobody gives a prize, the scenario is the one it was."""
    before = Scenario.model_validate(
        portfolio(0.0).model_dump(by_alias=True)
        | {"funding_models": {"plain": {"base": "value_stream"}, "prizes": {"base": "value_stream"}}}
    )
    assert scenario_hash(portfolio(0.0)) == scenario_hash(before)
    assert scenario_hash(portfolio(1.0)) != scenario_hash(before)
