"""A scenario written and read back is the same scenario."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.signs import stripped
from scenarios.writing.fingerprint import dump, resolved, scenario_hash
from tests.examples import examples

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,8}", fullmatch=True)
money = st.floats(0, 1e12) | st.integers(0, 10**9)
shares = st.floats(0, 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(stripped)
positive = st.floats(1e-6, 1e6)
distributions = st.one_of(
    money,
    st.sampled_from(["it_project_cost", "task_effort_sip"]),
    st.fixed_dictionaries({"distribution": st.just("lognormal"), "mean": positive, "cv": shares}),
    st.fixed_dictionaries({"distribution": st.just("erlang"), "mean": positive, "k": st.integers(1, 9)}),
    st.fixed_dictionaries(
        {
            "distribution": st.just("empirical"),
            "values": st.lists(money, min_size=1, max_size=4),
            "file": st.just("x"),
        }
    ),
)
urgencies = st.one_of(
    st.just("standard"),
    st.fixed_dictionaries({"kind": st.just("decaying"), "half_life_quarters": positive}),
    st.fixed_dictionaries({"kind": st.just("fixed_date"), "quarter": st.integers(1, 9), "penalty": money}),
)


@st.composite
def scenarios(draw) -> Scenario:
    names = draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    stages = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    quarters = draw(st.integers(1, 5))
    stream = {
        "id": "s",
        "name": draw(texts),
        "teams": 2,
        "team_cost_per_sprint": draw(money),
        "switching_loss": draw(st.sampled_from(["none", "mild", "weinberg"])),
        "stages": [
            {
                "id": stage,
                "servers": draw(st.integers(1, 5)),
                "wip_limit": draw(st.none() | st.integers(1, 9)),
                "effort": draw(distributions),
                "rework": draw(st.none() | st.just({"probability": 0.25, "to": stages[0]})),
            }
            for stage in stages
        ],
    }
    mmps = [
        {
            "id": name,
            "name": draw(texts),
            "value_stream": draw(st.none() | st.just("s")),
            "features": draw(st.none() | st.integers(1, 99)),
            "value": draw(money),
            "benefits": draw(st.lists(st.floats(-1e9, 1e9), max_size=3)),
            "success_probability": draw(shares),
            "urgency": draw(urgencies),
            "requires": names[:index][-1:] if draw(st.booleans()) else [],
            "with": draw(st.sampled_from([[], [n for n in names if n != name][:1]])),
            "spend": draw(st.none() | st.lists(money, max_size=3)),
            "value_by_quarter": draw(st.none() | st.lists(st.none() | st.floats(-9, 9), max_size=quarters)),
        }
        for index, name in enumerate(names)
    ]
    data = {
        "title": draw(texts),
        "sources": draw(st.lists(texts, max_size=2)),
        "calendar": {"quarters": quarters},
        "budget": {"per_quarter": draw(money | st.lists(money, min_size=quarters, max_size=quarters))},
        "value_streams": [stream],
        "mmps": mmps,
        "projects": [{"id": "p", "mmps": names}],
        "uncertainty": {"value": draw(distributions)},
        "funding_models": {
            "project": None,
            "other": {"base": "value_stream", "mmp_wip_limit": draw(st.none() | st.just(2))},
        },
    }
    return Scenario.model_validate(data)


@settings(max_examples=examples(20))
@given(scenario=scenarios())
def test_what_is_written_is_read_back(scenario, tmp_path_factory):
    """load(dump(s)) == s, with the same fingerprint, whatever texts and numbers s holds."""
    path: Path = tmp_path_factory.mktemp("written") / "scenario.json"
    path.write_text(dump(scenario), encoding="utf-8", newline="\n")
    again = load(path)
    assert again == scenario
    assert scenario_hash(again) == scenario_hash(scenario)


def test_the_fingerprint_is_of_the_meaning_not_of_the_spelling():
    """A preset's name and its numbers are the same scenario; another number is another one."""
    base = {"budget": {"per_quarter": 5}, "mmps": [{"id": "a", "value": 1}]}
    plain = Scenario.model_validate(base)
    spelt = Scenario.model_validate(base | {"funding_models": resolved(plain)["funding_models"], "title": ""})
    other = Scenario.model_validate(base | {"mmps": [{"id": "a", "value": 2}]})
    assert scenario_hash(spelt) == scenario_hash(plain)
    assert scenario_hash(other) != scenario_hash(plain)
    assert len(scenario_hash(plain)) == 64
