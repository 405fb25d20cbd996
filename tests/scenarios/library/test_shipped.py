"""The shipped scenarios load, say where their numbers come from, and keep the arithmetic their comments state."""

import json
import runpy
from pathlib import Path
from statistics import mean, median

import pytest

from scenarios import shipped
from scenarios.language.mmps import MMP, FixedDate
from scenarios.language.streams import ValueStream
from scenarios.loader import load
from scenarios.scenario import Scenario

NAMES = ("insurer", "regulated", "shared-services", "telecom-releases")


@pytest.fixture(scope="module", params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    """Each shipped scenario that is larger than a hand calculation."""
    return load(request.param)


@pytest.fixture(scope="module")
def insurer() -> Scenario:
    return load("insurer")


@pytest.fixture(scope="module")
def regulated() -> Scenario:
    return load("regulated")


@pytest.fixture(scope="module")
def telecom() -> Scenario:
    return load("telecom-releases")


def test_the_list_says_what_every_file_says():
    """Titles and questions, read from the head of each file alone, are those of the whole file."""
    for entry in shipped.entries():
        found = load(entry.name)
        assert (entry.title, entry.question) == (found.title, " ".join(found.question.split())), entry.name


def left(mmp: MMP) -> float:
    """Share of the work that is not done at week 0."""
    return 1 - (mmp.underway or 0.0)


def work_left(scenario: Scenario, stream: ValueStream) -> float:
    """Estimated team-sprints left at week 0 in one value stream."""
    return sum(
        left(mmp)
        * (
            (mmp.features or 0) * stream.feature_team_sprints
            if mmp.value_stream == stream.id and mmp.features
            else mmp.team_sprints.get(stream.id, 0.0)
        )
        for mmp in scenario.mmps
    )


def capacity(scenario: Scenario, stream: ValueStream) -> float:
    """Team-sprints of one value stream in the simulated quarters."""
    return stream.teams * scenario.calendar.horizon / stream.sprint_weeks


def load_factor(scenario: Scenario) -> float:
    """Estimated work left / capacity, over the whole portfolio."""
    streams = scenario.value_streams
    return sum(work_left(scenario, s) for s in streams) / sum(capacity(scenario, s) for s in streams)


def stage_loads(stream: ValueStream) -> dict[str, float]:
    """Server-weeks per feature and server of each stage, rework loops counted."""
    ids = [stage.id for stage in stream.stages]
    visits = dict.fromkeys(ids, 1.0)
    for stage in stream.stages:
        if stage.rework is not None:
            for name in ids[ids.index(stage.rework.to) : ids.index(stage.id) + 1]:
                visits[name] /= 1 - stage.rework.probability
    return {s.id: visits[s.id] * s.effort.mean / s.servers for s in stream.stages}


def late_share(scenario: Scenario) -> float:
    """Share of the MMPs that appear after quarter 1."""
    return mean(mmp.appears_quarter > 1 for mmp in scenario.mmps)


def estimated_cost(scenario: Scenario, mmp: MMP) -> float:
    """Features at the cost of a server-week, or stated team-sprints at their price, plus direct cost."""
    if mmp.features:
        stream = scenario.stream(mmp.value_stream or "")
        return mmp.features * stream.feature_work * stream.server_week_cost + mmp.direct_cost
    return sum(sprints * scenario.stream(name).team_cost_per_sprint for name, sprints in mmp.team_sprints.items())


def payroll(scenario: Scenario) -> float:
    """Cost of the standing teams per quarter."""
    return sum(s.payroll_per_week for s in scenario.value_streams) * scenario.calendar.weeks_per_quarter


def under_way_weeks(scenario: Scenario, stream: ValueStream) -> float:
    """Weeks that the estimated rest of what is under way keeps a stream busy."""
    sprints = sum(
        (mmp.features or 0) * left(mmp) * stream.feature_team_sprints
        for mmp in scenario.mmps
        if mmp.underway is not None and mmp.value_stream == stream.id
    )
    return sprints / stream.teams * stream.sprint_weeks


def test_every_library_folder_ships():
    """A folder with a scenario is offered by its name."""
    assert {"tiny", *NAMES} <= set(shipped.names())


def test_scenario_says_what_it_asks_and_where_its_numbers_come_from(scenario):
    """Title, question and sources are there, and every source carries an evidence grade."""
    assert scenario.title
    assert scenario.question.endswith("?")
    assert scenario.sources
    for source in scenario.sources:
        assert any(grade in source for grade in ("A)", "B)", "C)", "D)")), source


def test_file_points_editors_to_the_schema(scenario):
    """The first line names the schema for editors."""
    with shipped.path(scenario.name).open(encoding="utf-8") as file:
        assert file.readline() == "# yaml-language-server: $schema=vmo.schema.json\n"


def test_every_mmp_is_in_one_named_project(scenario):
    """No MMP is left to the default bundles."""
    assert sorted(m for p in scenario.projects for m in p.mmps) == sorted(m.id for m in scenario.mmps)


def test_payroll_fits_into_the_budget(scenario):
    """Money is left for direct costs, business cases and governance, so nobody has to go."""
    quarters = range(1, scenario.calendar.quarters + 1)
    assert all(payroll(scenario) < scenario.budget.in_quarter(q) < 1.15 * payroll(scenario) for q in quarters)


def test_no_stream_starts_idle_before_the_first_money_arrives(scenario):
    """Work under way at week 0 lasts at least as long as the approval of the first projects."""
    approval = scenario.funding_models["project"].approval_weeks
    for stream in scenario.value_streams:
        assert approval <= under_way_weeks(scenario, stream) <= approval + 10, stream.id


def test_mmps_of_a_project_appear_close_together(scenario):
    """A project waits at most a quarter for the last of its MMPs."""
    quarters = {mmp.id: mmp.appears_quarter for mmp in scenario.mmps}
    for project in scenario.projects:
        appears = [quarters[m] for m in project.mmps]
        assert max(appears) - min(appears) <= 1, project.id


def test_projects_under_way_are_under_way_as_a_whole(scenario):
    """No bundle is half started and half waiting for money."""
    underway = {mmp.id: mmp.underway is not None for mmp in scenario.mmps}
    assert all(len({underway[m] for m in project.mmps}) == 1 for project in scenario.projects)


def test_nothing_waits_for_a_release_inside_its_own_bundle(scenario):
    """An MMP that starts after another is not bundled with it, or neither would ever be released."""
    owner = {m: project.id for project in scenario.projects for m in project.mmps}
    assert all(owner[mmp.id] != owner[other] for mmp in scenario.mmps for other in mmp.after)


def test_both_ends_of_the_comparison_are_there(scenario):
    """Project and value-stream funding come first under their own names, and the fair opponent is there."""
    models = scenario.funding_models
    assert models["project"].base == "project"
    assert models["value_stream"].base == "value_stream"
    assert list(models)[:2] == ["project", "value_stream"]
    assert models["well_run_projects"].base == "well_run_projects"


def test_insurer_organisation(insurer):
    """24 teams at 40 000 a sprint: 6.24 M a quarter, 25 M a year, of a budget of 6.5 M a quarter."""
    assert sum(s.teams for s in insurer.value_streams) == 24
    assert payroll(insurer) == 6_240_000
    assert insurer.budget.per_quarter == 6_500_000
    assert insurer.budget.support_per_quarter == 1_250_000


def test_insurer_portfolio(insurer):
    """65 MMPs in 26 projects; 869 features of 2 team-sprints; 1.35 x capacity left; 30 MMPs appear later."""
    assert len(insurer.mmps) == 65
    assert len(insurer.projects) == 26
    assert sum(mmp.features or 0 for mmp in insurer.mmps) == 869
    for stream in insurer.value_streams:
        assert stream.feature_team_sprints == pytest.approx(2.0, rel=0.005)
        assert stream.servers == stream.teams
    assert sum(capacity(insurer, s) for s in insurer.value_streams) == 1248
    assert load_factor(insurer) == pytest.approx(1.35, abs=0.01)
    assert late_share(insurer) == pytest.approx(30 / 65)


def test_insurer_business_cases(insurer):
    """Claimed payback has a median of 4.3 quarters; mean success is 0.55 with regulation left out."""
    claims = [mmp for mmp in insurer.mmps if not mmp.mandatory]
    paybacks = [estimated_cost(insurer, mmp) / mmp.value_per_quarter for mmp in claims]
    assert median(paybacks) == pytest.approx(4.3, abs=0.1)
    assert mean(mmp.success_probability for mmp in claims) == pytest.approx(0.55, abs=0.005)


@pytest.mark.parametrize("name", ["insurer", "regulated"])
def test_stages_are_balanced(name):
    """Each stage gives its servers the same load, rework counted, within 1 %."""
    for stream in load(name).value_streams:
        loads = stage_loads(stream)
        assert max(loads.values()) <= 1.01 * min(loads.values()), stream.id


def test_regulated_portfolio(regulated):
    """32 MMPs in 10 projects; 0.95 x capacity left, 0.79 mandatory; reporting has more work than people."""
    assert len(regulated.mmps) == 32
    assert len(regulated.projects) == 10
    assert load_factor(regulated) == pytest.approx(0.95, abs=0.01)
    law = regulated.replace(
        mmps=tuple(mmp for mmp in regulated.mmps if mmp.mandatory),
        projects=tuple(p for p in regulated.projects if p.id not in {"retire", "statements"}),
    )
    assert load_factor(law) == pytest.approx(0.79, abs=0.01)
    loads = {s.id: work_left(regulated, s) / capacity(regulated, s) for s in regulated.value_streams}
    assert loads == pytest.approx({"payments": 0.82, "risk": 0.95, "reporting": 1.16}, abs=0.01)


def test_regulated_is_certain_dated_and_governed(regulated):
    """Every mandatory MMP has a legal date, all succeed, and a round costs the same in both models."""
    assert all(isinstance(mmp.urgency, FixedDate) == mmp.mandatory for mmp in regulated.mmps)
    assert {mmp.success_probability for mmp in regulated.mmps} == {1.0}
    assert {m.governance_per_round for m in regulated.funding_models.values()} == {250_000}


def test_regulated_obligations_cross_streams(regulated):
    """Every project takes at least two streams, and five acceptances take several at once."""
    streams = {mmp.id: {mmp.value_stream, *mmp.team_sprints} for mmp in regulated.mmps}
    assert all(len(set().union(*(streams[m] for m in p.mmps))) >= 2 for p in regulated.projects)
    assert sum(len(mmp.team_sprints) > 1 for mmp in regulated.mmps) == 5


def derive() -> tuple[dict[str, object], Path]:
    """What the script of the telecom scenario derives from the data, and its folder."""
    folder = shipped.path("telecom-releases").parent
    return runpy.run_path(str(folder / "derive.py"))["derive"](), folder


def test_telecom_derived_file_is_what_the_script_derives():
    """derived.json is the output of derive.py on the data beside it."""
    derived, folder = derive()
    assert json.loads((folder / "derived.json").read_text(encoding="utf-8")) == derived


def test_telecom_derivation_finds_the_published_figures():
    """A release every 60 days, 34.5 days from freeze to deployment, 64 days of waiting for production."""
    derived, _ = derive()
    assert derived["days_between_deployments_median"] == 60
    assert derived["days_freeze_to_deployment_mean"] == 34.5
    assert derived["days_dev_done_to_production_median"] == 64


def test_telecom_scenario_holds_the_derived_numbers(telecom):
    """Servers, touch times, calendar and window of the scenario are those that the data gives."""
    derived, _ = derive()
    assert telecom.calendar.horizon == derived["window"]["weeks"]
    dates = [(r["freeze_week"], r["release_week"]) for r in derived["release_calendar"]]
    assert len(dates) == 17
    for stream in telecom.value_streams:
        numbers = derived["streams"][stream.id]
        assert [(r.freeze_week, r.release_week) for r in stream.release_calendar] == dates
        assert {s.id: s.servers for s in stream.stages} == numbers["servers"]
        assert {s.id: s.effort.mean for s in stream.stages} == numbers["effort_weeks"]


def test_telecom_saturated_throughput_is_the_observed_one(telecom):
    """Develop is the bottleneck, and its rate times items per feature is the items resolved per week."""
    derived, _ = derive()
    for stream in telecom.value_streams:
        numbers = derived["streams"][stream.id]
        loads = stage_loads(stream)
        assert loads["accept"] < loads["develop"]
        assert numbers["items_per_feature"] / loads["develop"] == pytest.approx(
            numbers["items_per_week"], rel=0.005
        )


def test_telecom_portfolio(telecom):
    """54 MMPs in 27 projects: 1.3 x what each stream finishes at saturation; 30 appear later."""
    assert len(telecom.mmps) == 54
    assert len(telecom.projects) == 27
    for stream in telecom.value_streams:
        features = sum((m.features or 0) * left(m) for m in telecom.mmps if m.value_stream == stream.id)
        finished = telecom.calendar.horizon / stage_loads(stream)["develop"]
        assert features / finished == pytest.approx(1.3, abs=0.01)
    assert late_share(telecom) == pytest.approx(30 / 54)


def test_shared_services_is_the_insurer_with_services(insurer):
    """The insurer's MMPs, projects and uncertainty; 5 M a year buy 20 people, half of it 10 and 0.8 of it 14."""
    case = load("shared-services")
    assert (case.mmps, case.projects, case.uncertainty) == (insurer.mmps, insurer.projects, insurer.uncertainty)
    assert sum(service.per_year for service in case.services) == 5_000_000
    for share, people in ((1, 20), (0.8, 14), (0.5, 10)):
        assert sum(service.people(share) for service in case.services) == people
    pairs = (
        ("project", "project_cut"),
        ("value_stream", "value_stream_cut"),
        ("value_stream", "value_stream_less"),
    )
    for whole, cut in pairs:
        models = case.funding_models
        less = models[cut].model_copy(update={"name": models[whole].name, "services_budget": 1.0})
        assert less == models[whole]


def test_tribes_and_platforms_is_the_insurer_on_one_platform(insurer):
    """The insurer's MMPs on the same teams; every feature passes a platform team of four, and 28 teams are paid."""
    case = load("tribes-and-platforms")
    assert (case.mmps, case.projects, case.uncertainty) == (insurer.mmps, insurer.projects, insurer.uncertainty)
    assert [s.teams for s in case.value_streams] == [s.teams for s in insurer.value_streams]
    assert all(stream.stages[-1].platform == "platform" for stream in case.value_streams)
    assert case.platform("platform").teams == case.platform("platform").servers == 4
    paid = payroll(case) + case.platform("platform").payroll_per_week * case.calendar.weeks_per_quarter
    assert paid == 7_280_000
    assert case.budget.per_quarter == paid + 260_000
    assert {each.share for each in case.dependencies} == {0.3}


def test_tribes_and_platforms_asks_one_thing_at_a_time():
    """All but project funding differ in meetings, increments and enablers alone."""
    models = load("tribes-and-platforms").funding_models
    own = {"sync_weeks", "increment_weeks", "increment_release", "improvement", "enabler_share", "name"}
    for name, model in models.items():
        if name != "project":
            base = models["value_stream"]
            differing = {key for key in type(model).model_fields if getattr(model, key) != getattr(base, key)}
            assert differing <= own, name
