"""JSON exports: a Trello board, and issues of GitHub (from the REST interface or the gh command)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from intake.history.history import Item
from intake.history.readers.dates import Moment
from intake.history.readers.gathering import Clock, Gathering
from intake.history.readers.moves import Move, Roles, flatten
from intake.history.readers.table import LIMIT, decoded
from intake.history.statuses import state_of
from scenarios.files import read_bytes, refuse

if TYPE_CHECKING:
    from pathlib import Path

    from intake.history.history import State
    from intake.history.options import Options

MOST_ACTIONS = 1000
"""Trello exports no more than the last thousand actions of a board."""
MOVING = {"updateCard", "createCard", "copyCard", "moveCardToBoard", "convertToCardFromCheckItem", "emailCard"}


def read_json(path: Path, shown: str, options: Options) -> Gathering:
    """The items of a JSON export. Raises ``ScenarioError``."""
    text, _ = decoded(read_bytes(path, shown, LIMIT), shown)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise refuse(shown, f"is not JSON here: {error.msg.lower()}; export it again", error.lineno) from None
    try:
        if isinstance(data, dict) and {"lists", "cards", "actions"} <= data.keys():
            return _trello(data, shown, options)
        issues = data.get("items", data.get("issues")) if isinstance(data, dict) else data
        if isinstance(issues, list) and all(isinstance(each, dict) and "number" in each for each in issues):
            return _github(issues, shown, options)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, ValueError) and hasattr(error, "faults"):
            raise
        raise refuse(shown, f"lacks what an export of its kind holds ({error}); export it again") from None
    kinds = "a Trello board (lists, cards, actions) and GitHub issues (a list with number, created_at, closed_at)"
    raise refuse(shown, f"is JSON of a kind that is not known; {kinds} are read")


def _moment(text: str | None) -> Moment | None:
    return None if not text else Moment(datetime.fromisoformat(text), timed=True)


def _trello(board: dict[str, Any], shown: str, options: Options) -> Gathering:
    lists = {each["id"]: each["name"] for each in sorted(board["lists"], key=lambda each: each.get("pos", 0))}
    names = {id_: options.renamed(name) for id_, name in lists.items()}
    roles = Roles(tuple(dict.fromkeys(names.values())), options)
    if not roles.ends:
        shown_lists = ", ".join(lists.values())
        raise refuse(shown, f"no list means done ({shown_lists}); say which, such as --done LIST")
    clock = Clock(shown, [Moment(datetime(2000, 1, 1, 12, tzinfo=UTC), timed=True)], options)
    found = Gathering(shown, "Trello", stages=roles.stages, timed=True, zone=clock.zone)
    moves: dict[str, list[Move]] = {}
    archived: dict[str, datetime] = {}
    for action in sorted(board["actions"], key=lambda each: each["date"]):
        when = found.saw(clock.local(_moment(action["date"])))
        data = action.get("data", {})
        card = data.get("card", {}).get("id")
        if action["type"] not in MOVING or card is None or when is None:
            continue
        if action["type"] == "updateCard":
            if data["card"].get("closed"):
                archived[card] = when
            if "listBefore" in data and "listAfter" in data:
                before, after = data["listBefore"], data["listAfter"]
                came = names.get(before["id"], options.renamed(before.get("name", "")))
                to = names.get(after["id"], options.renamed(after.get("name", "")))
                moves.setdefault(card, []).append(Move(when, to, came))
        elif "list" in data:
            there = data["list"]
            to = names.get(there["id"], options.renamed(there.get("name", "")))
            moves.setdefault(card, []).append(Move(when, to))
    for card in board["cards"]:
        _card(card, moves.get(card["id"], []), names, roles, clock, found, archived.get(card["id"]))
    if len(board["actions"]) >= MOST_ACTIONS:
        found.notes.append(
            "The export holds Trello's most, 1,000 actions: older moves are missing; what they began has no start."
        )
    lanes = ", ".join(f"{stage} ({role})" for stage, role in roles.of.items())
    found.notes.append(f"Lists: {lanes}; --status, --start and --done say otherwise.")
    return found


def _card(
    card: dict[str, Any],
    moves: list[Move],
    names: dict[str, str],
    roles: Roles,
    clock: Clock,
    found: Gathering,
    put_away: datetime | None,
) -> None:
    number = str(card.get("idShort", card["id"]))
    by_id = clock.local(Moment(datetime.fromtimestamp(int(card["id"][:8], 16), UTC), timed=True))
    first = moves[0] if moves and not moves[0].came_from else None
    created = first.when if first is not None else by_id
    if first is not None and by_id is not None and abs((first.when - by_id).total_seconds()) > 60:
        found.say("Created by its action, not by its id, which says another time (copied or renumbered)", number)
    archived = bool(card.get("closed"))
    item = flatten(
        number, moves, roles, created=created, stage=names.get(card["idList"], ""), archived=archived, type_=""
    )
    if archived and item.state == "removed":
        found.say("Archived without being done: not counted as done", number)
        item = replace(item, ended=put_away)
    if item.state == "done" and item.ended is None:
        found.dropped["done, but the move to done is not in the file"] += 1
        return
    if item.state in ("done", "open") and item.started is None:
        found.say("Its start is not in the file", number)
    found.add(item)


def _github(issues: list[dict[str, Any]], shown: str, options: Options) -> Gathering:
    def value(issue: dict[str, Any], snake: str, camel: str) -> Any:  # noqa: ANN401 - JSON
        return issue.get(snake, issue.get(camel))

    times = [
        [_moment(value(i, *names)) for names in (("created_at", "createdAt"), ("closed_at", "closedAt"))]
        for i in issues
    ]
    clock = Clock(shown, [each for pair in times for each in pair], options)
    found = Gathering(shown, "GitHub issues", timed=True, zone=clock.zone)
    found.notes.append(
        "GitHub's issues hold no start of work, so no cycle times; --created-is-start takes creation."
    )
    for issue, pair in zip(issues, times, strict=True):
        created, closed = (clock.local(each) for each in pair)
        found.saw(clock.local(_moment(value(issue, "updated_at", "updatedAt"))))
        if issue.get("pull_request") is not None:
            found.dropped["pull request, not an issue"] += 1
            continue
        reason = str(value(issue, "state_reason", "stateReason") or "").casefold()
        labels = [
            str(each.get("name", each) if isinstance(each, dict) else each) for each in issue.get("labels", [])
        ]
        is_closed = str(issue.get("state", "")).casefold() == "closed"
        state: State = "waiting"
        if is_closed:
            state = "removed" if state_of(reason, options.status) == "removed" else "done"
        if state == "done" and closed is None:
            found.dropped["done, but without a date"] += 1
            continue
        started = created if options.created_is_start and state == "done" else None
        known = [label for label in labels if label in options.types]
        found.add(
            Item(
                id=f"#{issue['number']}",
                state=state,
                type=known[0] if known else "",
                created=created,
                started=started,
                ended=closed if is_closed else None,
                stage=str(issue.get("state", "")).lower(),
            )
        )
    return found
