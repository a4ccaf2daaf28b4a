"""``/api/v1/work``: the page Work for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, request, url_for

from kb.api.cursors import ListOrder, answer_page
from kb.approval.transitions import Stage
from kb.catalog.article import EVERYONE, ArticleId
from kb.core.clock import at_utc
from kb.core.roles import Action, Person
from kb.core.text import shorten
from kb.editor.room import EditorRoom
from kb.publishing.plan import PlannedAct, PlannedOne
from kb.publishing.proposals import ReadProposal
from kb.publishing.work_list import Coming, WorkList, work_of
from kb.sign_in.access import protect
from kb.site.error_responses import error_response
from kb.site.openapi import (
    cursor_parameter,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
)
from kb.web.routes import Routes

USUAL_LIMIT, MAX_LIMIT = 50, 200


class WorkKind(StrEnum):
    """What an entry is, in the order of the page."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    DRAFT = "draft"
    PLANNED = "planned"


@dataclass(frozen=True)
class WorkEntry:
    """One entry; ``at`` (UTC without a zone) is when it last changed, of what is planned when that will be."""

    kind: WorkKind
    article: ArticleId
    at: datetime
    act: str = ""
    proposal: ReadProposal | None = None

    @property
    def place(self) -> tuple[int, str, str, str, str, int]:
        """By kind, and of each the oldest first."""
        number = self.proposal.id if self.proposal else 0
        return list(WorkKind).index(self.kind), self.at.isoformat(), *self.article, self.act, number


def create_blueprint(room: EditorRoom) -> Blueprint:
    """The address, for those who write."""
    api = Blueprint("work_api", __name__)
    protect(api, room.site, Action.WRITE)
    Routes(api, room).get("/api/v1/work", "work", list_work)
    return api


def list_work(room: EditorRoom) -> Response:
    """What waits, what was asked for, drafts, and what is planned."""
    kind, mine = request.args.get("kind", ""), request.args.get("mine", "")
    if kind not in ("", *WorkKind):
        return error_response(400, "Bad Request", f"kind={shorten(kind)} is none of {', '.join(WorkKind)}")
    if mine not in ("", "0", "1"):
        return error_response(400, "Bad Request", f"mine={shorten(mine)} is neither 0 nor 1")
    person = room.site.person()
    found = work_of(room, person, _decider(room, person), only_theirs=mine == "1")
    entries = sorted((one for one in _entries(found) if kind in ("", one.kind)), key=lambda one: one.place)

    def shown(page: Sequence[WorkEntry]) -> list[dict[str, Any]]:
        return [_entry_json(room, one) for one in page]

    order: ListOrder[WorkEntry] = ListOrder(entries, lambda one: one.place, USUAL_LIMIT, MAX_LIMIT)
    return answer_page(room.site, order, shown)


def _decider(room: EditorRoom, person: Person) -> Person | None:
    """Whose decisions are waited for: a token decides on nothing, and with the scope ``review`` may know what its owner
    is asked for, as far as it reads every article.
    """
    if not person.may(Action.REVIEW) or room.site.audiences() != EVERYONE:
        return None
    owner = replace(person, limited_to=None, token=None, program="")
    return owner if owner.may(Action.EDIT) else None


def _entries(found: WorkList) -> Iterator[WorkEntry]:
    for kind, proposals in ((WorkKind.WAITING, found.waiting), (WorkKind.PROPOSED, found.mine)):
        for one in proposals:
            yield WorkEntry(kind, one.article, one.changed_at, proposal=one)
    for draft in found.drafts:
        yield WorkEntry(WorkKind.DRAFT, draft.article, draft.changed_at)
    for coming in found.planned:
        yield _planned(coming)


def _planned(one: Coming) -> WorkEntry:
    if isinstance(one, PlannedOne):
        return WorkEntry(WorkKind.PLANNED, one.article, one.due_at, str(one.act))
    return WorkEntry(WorkKind.PLANNED, one.article, one.publish_at or one.changed_at, NEW_VERSION, one)


def _entry_json(room: EditorRoom, one: WorkEntry) -> dict[str, Any]:
    article, proposal = room.site.readable(one.article), one.proposal
    page = url_for("publishing.proposal", number=proposal.id) if proposal else _form(room, one)
    return {
        "kind": str(one.kind),
        **one.article._asdict(),
        "title": article.title if article else None,
        "at": at_utc(one.at),
        "act": one.act or None,
        "proposal": proposal.id if proposal else None,
        "state": str(proposal.state) if proposal else None,
        "by": proposal.name if proposal else None,
        "url": page,
    }


def _form(room: EditorRoom, one: WorkEntry) -> str:
    """Where a person goes on with it: of a program's draft where its owner sees it."""
    program = room.site.person().token if one.kind is WorkKind.DRAFT else None
    return url_for("editor.article", **one.article._asdict(), program=program)


NEW_VERSION = "new_version"
_ACTS = (*map(str, PlannedAct), NEW_VERSION)
_SHAPE = {
    "kind": tuple(map(str, WorkKind)),
    "language": "string",
    "key": "string",
    "title": "string?",
    "at": "string",
    "act": "string?",
    "proposal": "integer?",
    "state": "string?",
    "by": "string?",
    "url": "string",
}
_SAID = (
    f"The entries, by kind and of each the oldest first. `at` is when it changed last, of `planned` when that will be; \
`act` of `planned` is one of {', '.join(_ACTS)}; `state` of a proposal one of {', '.join(Stage)}"
)
PATHS: dict[str, Any] = {
    "/api/v1/work": {
        "get": {
            **known_as("list_work", "Authors"),
            "security": needs("propose"),
            "summary": "List the work: drafts and proposals of this program, what is planned, and with the scope "
            "`review` too what waits for its owner's decision",
            "parameters": [
                parameter("kind", "Only these", choices=tuple(map(str, WorkKind))),
                parameter("mine", "1: of what waits and is planned only articles of its owner or their teams"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    _SAID,
                    _SHAPE,
                    example={
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [
                            {
                                "kind": "planned",
                                "language": "en",
                                "key": "returns/return-an-item",
                                "title": "Return an item",
                                "at": "2026-12-20T08:00:00Z",
                                "act": "take_away",
                                "proposal": None,
                                "state": None,
                                "by": None,
                                "url": "/editor/en/returns/return-an-item",
                            }
                        ],
                    },
                ),
                "400": problem_response(),
                **refusals("propose"),
            },
        }
    },
}
