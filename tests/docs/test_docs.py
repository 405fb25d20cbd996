"""The documentation tells the truth: commands run, printed output is real, links lead somewhere."""

import importlib.util
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the documents describe the command line
from scenarios.writing.reference_page import reference

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("docs_update", ROOT / "docs" / "update.py")
assert spec is not None
assert spec.loader is not None
update = importlib.util.module_from_spec(spec)
spec.loader.exec_module(update)

PAGES = [page for page in update.pages() if page.name != "reference.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b|[<…]")
NAMES = {
    f"vmo {task}"
    for task in (
        "alternatives",
        "attribute",
        "calibrate",
        "change",
        "changes",
        "case",
        "check",
        "claims",
        "compare",
        "doctor",
        "diff",
        "explain",
        "flow",
        "forecast",
        "frontier",
        "history",
        "import",
        "live",
        "new",
        "office",
        "open",
        "organisation",
        "packs",
        "assumptions",
        "map",
        "month",
        "packet",
        "plan",
        "questions",
        "report",
        "review",
        "robust",
        "roll",
        "sensitivity",
        "split",
        "story",
        "sweep",
        "tidy",
        "value-of-information",
        "workload",
    )
} | {"vmo frontier --marginal", "vmo plan --reach"}
"""A task named in a sentence is no command."""
LONG = {
    "vmo assumptions insurer --sets 256",
    "vmo claims insurer -n 30",
    "vmo claims regulated -n 30",
    "vmo compare insurer",
    "vmo doctor insurer",
    "vmo office insurer -n 30",
    "vmo show funding-gates --quick",
    "vmo compare insurer-four-years -n 8",
    "vmo compare regulated -n 60",
    (
        "vmo map regulated --x funding_models.project.approval_weeks=4,12,20"
        " --y funding_models.value_stream.governance_per_round=0,250000,500000 -n 30"
    ),
    (
        "vmo sweep shared-services --scale services.*.per_year=0.5,0.8,1"
        " --outcome npv,service_load,service_wait_weeks -n 20"
    ),
    (
        "vmo sweep tribes-and-platforms --set funding_models.trains.improvement=0,0.1,0.2"
        " --models value_stream,trains -n 20"
    ),
    "vmo organisation tribes-and-platforms --models project,value_stream -n 10",
    "vmo packs insurer -n 20",
    "vmo packs regulated -n 30",
    "vmo sweep insurer --set funding_models.value_stream.cadence_weeks=4,13,26,52 -n 30",
    "vmo sweep regulated --set funding_models.value_stream.cadence_weeks=13,26,52 -n 20",
    "vmo value-of-information insurer --only evidence.perfect,estimates.value,repair-photo -n 20",
    "vmo value-of-information regulated --only evidence -n 10",
}
"""Printed answers that take more than about three seconds of a core each: checked by ``pytest -m long``."""
LABORIOUS = [
    [verb]
    for verb in (
        "attribute",
        "claims",
        "live",
        "map",
        "organisation",
        "packet",
        "report",
        "sensitivity",
        "show",
        "sweep",
        "value-of-information",
        "workload",
    )
]
"""Commands whose smallest run takes seconds: pages run them with ``pytest -m long``, their own tests always."""
SERVES = ("open", "assistant")
"""Commands that end when somebody else goes: the tests of pages and assistants run them."""
COMMAND = re.compile(r"^(?:pip install uv && )?(?:uv run )?(vmo(?: [^\n`#]*?)?)(?: +#.*)?$")


def commands(text: str) -> list[str]:
    """Commands that a reader may type, in order: lines of code blocks, and code inside sentences."""
    outside = update.BLOCK.sub("", text)
    lines = [
        line.strip() for block in re.findall(r"```\w*\n(.*?)```", outside, re.DOTALL) for line in block.splitlines()
    ]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", outside, flags=re.DOTALL))
    found = [match[1] for line in lines if (match := COMMAND.match(line))]
    ends = [command for command in dict.fromkeys(found) if command.split()[1:2] not in ([name] for name in SERVES)]
    return [command for command in ends if not PLACEHOLDER.search(command) and command not in NAMES]


def first_mentions() -> dict[Path, list[str]]:
    """Commands by the page that names them first: once is enough."""
    found: dict[Path, list[str]] = {}
    seen: set[str] = set()
    for page in PAGES:
        named = commands(page.read_text(encoding="utf-8"))
        found[page] = [command for command in named if command not in seen]
        seen.update(named)
    return found


FIRST = first_mentions()


def few_worlds(words: list[str]) -> list[str]:
    """The same command with three worlds: that it runs is the question here, not what it finds."""
    if words[:1] == ["live"]:  # the boards of a browser as a document
        place = words.index("--room") if "--room" in words else len(words)
        return [*words[:place], *words[place + 2 :], "--json", "--years", "1"]
    if words[:1] == ["show"] and len(words) > 1:
        return [*words, "--quick"]
    if words[:1] in (["assumptions"], ["packs"], ["diff"]) and "--list" not in words:
        many = ["--sets", "4"] if words[0] == "assumptions" else ["-n", "2"]
        place = next((words.index(option) for option in ("--sets", "-n") if option in words), len(words))
        return [*words[:place], *many, *words[place + 2 :]]
    if "--assumptions" in words:
        return [*words, "--sets", "4", "-n", "3"]
    for option, few in (("--replications", "20"), ("--futures", "5"), ("-n", "2")):
        if words[:1] in (["flow"], ["questions"], ["plan"]) and option in words:
            place = words.index(option) + 1
            return [*words[:place], few, *words[place + 1 :]]
    if words[:1] == ["flow"] and len(words) > 1 and "--precision" not in words:
        return [*words, "--replications", "5"]
    if words[:1] in (
        ["attribute"],
        ["claims"],
        ["office"],
        ["organisation"],
        ["value-of-information"],
    ):  # many models
        place = words.index("-n") if "-n" in words else len(words)
        return [*words[:place], *words[place + 2 :], "-n", "1"]
    if words[:1] in (["sensitivity"], ["map"]) and "--list" not in words:  # many settings in every world
        only = ["--only", "discount_rate"] if words[0] == "sensitivity" and "--only" not in words else []
        return [*words, *only, "-n", "2"]
    if (
        words[:1] not in (["compare"], ["doctor"], ["story"], ["sweep"])
        or "--replay" in words
        or "--precision" in words
    ):
        return words
    alone = ["--no-backing"] if words[0] == "compare" else []
    if "-n" in words:
        place = words.index("-n") + 1
        return [*words[:place], "2", *words[place + 1 :], *alone]
    return [*words, "-n", "2", *alone]


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """A folder with nothing but the examples that the planner's pages show."""
    (tmp_path / "docs").mkdir()
    shutil.copytree(ROOT / "docs" / "rolling", tmp_path / "docs" / "rolling")
    for table in ("portfolio.csv", "projects.csv", "resources.csv", "customers.csv"):
        shutil.copyfile(ROOT / "docs" / table, tmp_path / "docs" / table)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed_blocks() -> list[object]:
    """Runs of console blocks: those of a page that take seconds, one after the other, and each that takes long."""
    found = []
    for page in PAGES:
        blocks = [match[0] for match in update.BLOCK.finditer(page.read_text(encoding="utf-8"))]
        short = [block for block in blocks if not takes_long(block)]
        found += [pytest.param(short, id=page.name)] if short else []
        found += [
            pytest.param([block], id=f"{page.name}: {block.splitlines()[1][2:]}", marks=pytest.mark.long)
            for block in blocks
            if takes_long(block)
        ]
    return found


def takes_long(block: str) -> bool:
    """Whether the command above a printed answer stands for hundreds of worlds."""
    return block.splitlines()[1].removeprefix("$ ") in LONG


@pytest.mark.parametrize("blocks", printed_blocks())
@pytest.mark.usefixtures("empty_folder")
def test_printed_output_is_real(blocks):
    """Every console block shows what the command prints today."""
    for block in blocks:
        assert update.filled(block) == block


def test_long_commands_are_on_a_page():
    """No command is excused that nobody prints."""
    printed = {match[1] for page in PAGES for match in update.BLOCK.finditer(page.read_text(encoding="utf-8"))}
    assert printed >= LONG


def pages_with_commands() -> list[object]:
    """Every page with the commands that answer at once, and, where it names others, with all of them."""
    found = []
    for page, named in FIRST.items():
        quick = [command for command in named if not works_long(command)]
        found += [pytest.param(quick, id=page.name)] if quick else []
        if quick != named:
            found.append(pytest.param(named, id=f"all of {page.name}", marks=pytest.mark.long))
    return found


def works_long(command: str) -> bool:
    """Whether even the shortest run of a command keeps a core busy for seconds."""
    words = command.split()[1:]
    return "--animate" in words or (words[:1] in LABORIOUS and len(words) > 1 and "--list" not in words)


@pytest.mark.parametrize("named", pages_with_commands())
@pytest.mark.usefixtures("unpainted")
def test_every_command_runs(named, empty_folder):
    """Commands named on a page run, one after the other, in an empty folder."""
    portfolio = empty_folder / "my-portfolio"
    for command in named:
        if "my-portfolio" in command and " new " not in command and not portfolio.exists():
            CliRunner().invoke(app, ["new", "my-portfolio", "--from", "insurer"])
        if "results/manifest.json" in command and not (empty_folder / "results").exists():
            CliRunner().invoke(app, ["compare", "tiny", "-n", "3", "--out", "results"])
        result = CliRunner().invoke(app, few_worlds(shlex.split(command)[1:]))
        assert result.exit_code == 0, f"{command}\n{result.output}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """Every relative link names a file of the project."""
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_reference_is_up_to_date():
    """The reference of the scenario language is what the types say."""
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == reference()
