"""The commonest questions of the three users, end to end: asked by a client, answered by the program."""

import csv
import io

import pytest

STRATEGIST = {
    "What is there to ask about?": ("list", {}),
    "What is the change worth?": ("compare", {"scenario": "mine", "replications": 4}),
    "Is the baseline believable?": ("doctor", {"scenario": "mine", "replications": 2}),
    "Where does the difference come from?": (
        "attribute",
        {"scenario": "mine", "groups": "time=cadence+approval", "replications": 2},
    ),
    "What would flip it?": ("sensitivity", {"scenario": "mine", "only": ["discount_rate"], "replications": 2}),
    "How far does it rest on assumptions?": ("assumptions", {"scenario": "mine", "sets": 2}),
    "Does it hold when everything goes badly?": ("packs", {"scenario": "mine", "replications": 2}),
    "What if money were decided half-yearly?": (
        "change",
        {
            "scenario": "mine",
            "values": {"funding_models.value_stream.cadence_weeks": 26},
            "save": "two-rounds.yaml",
        },
    ),
    "What does that change?": ("diff", {"before": "mine", "after": "half-yearly.yaml", "replications": 2}),
    "Do the claims hold here?": ("claims", {"scenario": "mine", "replications": 2}),
}
PLANNER = {
    "Is my portfolio sound?": ("check", {"scenario": "mine"}),
    "Which MMPs, and when?": ("plan", {"portfolio": "mine", "save": "first-plan"}),
    "Why is this one in?": ("explain", {"portfolio": "mine", "mmps": ["a1"]}),
    "What is more money worth?": ("frontier", {"portfolio": "mine", "budgets": "50,100,150"}),
    "What if the budget is halved?": ("plan", {"portfolio": "mine", "budget": "50000"}),
    "Are there other plans as good?": ("alternatives", {"portfolio": "mine", "count": 1, "differ": 1}),
    "How sure is each pick?": ("robust", {"portfolio": "mine", "samples": 2}),
    "Which question should I answer first?": ("questions", {"portfolio": "mine", "futures": 1}),
    "What do I fill in at the end of a quarter?": ("actuals-template", {"scenario": "mine"}),
    "The quarter is over: what now?": ("roll", {"scenario": "mine", "actuals": "actuals.csv", "save": "mine-2"}),
}
COACH = {
    "Which demonstrations are there?": ("show", {}),
    "What do queues do?": ("show", {"name": "littles-law", "quick": True}),
    "How long do items take here?": ("flow", {"scenario": "littles-law", "horizon": 60.0, "replications": 2}),
    "When will these be done?": (
        "flow",
        {"scenario": "littles-law", "items": 20, "warm_up": 0.0, "replications": 2},
    ),
    "What happened to this MMP?": ("story", {"scenario": "mine", "mmp": "a1", "replications": 2}),
    "What do two teams more bring?": (
        "sweep",
        {"scenario": "mine", "vary": ["value_streams.alpha.teams_with_people=1,2"], "replications": 2},
    ),
    "What does our tracker say?": ("history", {"files": ["claims-history"]}),
    "When are forty items done?": ("forecast", {"history": "claims-history", "items": ["40"]}),
    "How many by the end of the year?": ("forecast", {"history": "claims-history", "by": "2026-12-31"}),
    "What may a scenario hold?": ("schema", {}),
}
ALL = [
    pytest.param(tool, asked, id=f"{reader}: {question}")
    for reader, questions in (("strategist", STRATEGIST), ("planner", PLANNER), ("coach", COACH))
    for question, (tool, asked) in questions.items()
]


@pytest.mark.parametrize(("tool", "asked"), ALL)
def test_common_questions_are_answered(assistant, workspace, tool, asked):
    """Every question has an answer in one line, in words and as data, with the way to ask it again."""
    found = assistant.result(tool, **asked)
    words, answer = found.content[0].text, found.structured_content
    assert not found.is_error, words
    assert answer["headline"] in words
    assert answer["document"]
    assert answer["commands"][0].startswith("vmo ")
    assert assistant.read(answer["manifest"])
    if answer["saved"]:
        assert (workspace / answer["saved"]).exists()
    for table in answer["tables"]:
        rows = list(csv.reader(io.StringIO(assistant.read(table))))
        assert len({len(row) for row in rows}) == 1
