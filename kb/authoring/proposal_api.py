"""``/api/v1/proposals``: what programs hand to people, who alone publish it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, jsonify, request, url_for

from kb.api.cursors import ListOrder, answer_page
from kb.approval.transitions import Stage
from kb.authoring.authoring_room import (
    MAX_LIMIT,
    MOST_DRAFTS,
    USUAL_LIMIT,
    AuthoringRoom,
    BodyError,
    not_there,
    overtaken,
    read_text,
    refuse_unknown,
)
from kb.authoring.draft_fields import shown_fields
from kb.authoring.looking_over import file_of, keeps_from_proposing, problems_in
from kb.catalog.article import ArticleId
from kb.core.clock import at_utc
from kb.core.errors import Problem
from kb.core.text import one_line, typed_lines
from kb.editor.drafts import KeptDraft, discard, owner_of
from kb.editor.saving import may_be_made
from kb.editor.sheet import FormSheet, UnreadableArticleError
from kb.publishing.asked import sheet_of
from kb.publishing.proposals import (
    MAX_COMMENT,
    MAX_QUOTE,
    ProposalMark,
    ReadComment,
    ReadProposal,
    comment,
    comments_of,
    move,
    proposal,
    proposal_marks,
    propose,
)
from kb.publishing.proposing import UnproposableError, as_proposed, to_be_published
from kb.site.error_responses import error_response, no_object
from kb.web.json_body import json_object

MAX_NAME = 1_000


def list_proposals(room: AuthoringRoom) -> Response:
    """What the program proposed, in the order in which it did."""
    marks = [one for one in _marks(room) if room.named(*one.article)]
    order: ListOrder[ProposalMark] = ListOrder(marks, lambda one: (one.id,), USUAL_LIMIT, MAX_LIMIT)
    return answer_page(room.editor.site, order, _marks_json)


def propose_draft(room: AuthoringRoom) -> Response:
    """Hand a draft of the program to people: from then on it is a proposal."""
    plain = room.sent()
    refuse_unknown(plain, ("language", "key"))
    names = [read_text(plain, name, most=MAX_NAME, needed=True) for name in ("language", "key")]
    id_ = room.named(*names)
    draft = room.draft(id_) if id_ else None
    return _proposed(room, id_, draft) if id_ and draft else not_there()


def _proposed(room: AuthoringRoom, id_: ArticleId, draft: KeptDraft) -> Response:
    editor, person = room.editor, room.person
    others = [one for one in _marks(room) if one.is_open and one.article != id_]
    if len(others) >= MOST_DRAFTS:
        return overtaken(f"{MOST_DRAFTS} proposals of this program wait for people", "too_many_proposals")
    try:
        sheet = _sheet(room, id_, FormSheet.of_form(draft.form))
        sheet.check(id_, file_of(editor, id_, sheet), editor.zone, editor.clock())
    except UnproposableError as error:
        why = "the article is gone" if error.sheet.is_gone else "others changed the same lines of the article"
        return overtaken(f"{why} since the draft was begun; withdraw it and write it anew", "changed")
    except UnreadableArticleError as error:
        return _unreadable(problems_in(editor, id_, sheet), error.text % error.values)
    if keeps_from_proposing(problems := problems_in(editor, id_, sheet)):
        return _unreadable(problems, "the draft has errors; problems says which and where")
    with editor.database.begin() as connection:
        number = propose(connection, person, owner_of(person), id_, sheet.as_plain(), editor.clock())
        discard(connection, person, id_)
    answer = read_proposal(room, number)
    answer.status_code = 201
    return answer


def read_proposal(room: AuthoringRoom, number: int) -> Response:
    """A proposal of the program: how it stands, what it says, and what people wrote beside it."""
    found = _of_program(room, number)
    if found is None:
        return not_there()
    with room.editor.database.connect() as connection:
        said = comments_of(connection, number)
    sheet = sheet_of(room.editor.site.catalog, found)
    mark = ProposalMark(found.id, found.article, found.state, found.decided_by, found.changed_at, found.publish_at)
    comments = [_comment_json(one) for one in said]
    written: dict[str, Any] = {"fields": shown_fields(sheet), "text": sheet.text, "note": sheet.note}
    return jsonify(**_mark_json(mark), **written, comments=comments)


def withdraw_proposal(room: AuthoringRoom, number: int) -> Response:
    """Take a proposal back that is not over."""
    found, editor = _of_program(room, number), room.editor
    if found is None:
        return not_there()
    with editor.database.begin() as connection:
        done = move(connection, number, Stage.WITHDRAWN, room.person, found.changed_at, editor.clock())
    return read_proposal(room, number) if done else overtaken("it is over, or somebody decided on it", "decided")


def comment_on_proposal(room: AuthoringRoom, number: int) -> Response:
    """Answer people beside a proposal."""
    room.hold_back()
    found, plain = _of_program(room, number), json_object(request)
    if found is None:
        return not_there()
    if plain is None:
        return no_object()
    refuse_unknown(plain, ("text", "quote"))
    text = typed_lines(read_text(plain, "text", most=MAX_COMMENT, needed=True), MAX_COMMENT)
    quote = one_line(read_text(plain, "quote", most=MAX_QUOTE), MAX_QUOTE)
    if not text:
        raise BodyError("/text", "text says nothing")
    if found.state in (Stage.PUBLISHED, Stage.WITHDRAWN):
        return overtaken("it is over", "decided")
    with room.editor.database.begin() as connection:
        comment(connection, number, room.person, owner_of(room.person), quote, text, room.editor.clock())
    return read_proposal(room, number)


def _sheet(room: AuthoringRoom, id_: ArticleId, sheet: FormSheet) -> FormSheet:
    """The form as it is handed to others; also of an article that there is not yet.

    Raises:
        UnproposableError: as ``as_proposed`` does.

    """
    desk = room.editor.desk
    is_new = sheet.is_gone and id_ not in room.editor.site.catalog.articles
    if is_new and desk.content(sheet.path) is None and may_be_made(desk.library.root, sheet.path, id_):
        return to_be_published(sheet)
    return as_proposed(room.editor, id_, replace(sheet, is_gone=False))


def _unreadable(problems: Sequence[Problem], why: str) -> Response:
    return error_response(422, "Unprocessable Content", why, problems=[one.as_json() for one in problems])


def _marks(room: AuthoringRoom) -> list[ProposalMark]:
    with room.editor.database.connect() as connection:
        return proposal_marks(connection, room.person)


def _of_program(room: AuthoringRoom, number: int) -> ReadProposal | None:
    with room.editor.database.connect() as connection:
        found = proposal(connection, number)
    is_mine = found is not None and found.author == owner_of(room.person)
    return found if found and is_mine and room.named(*found.article) else None


def _marks_json(marks: Sequence[ProposalMark]) -> list[dict[str, Any]]:
    return [_mark_json(one) for one in marks]


def _mark_json(one: ProposalMark) -> dict[str, Any]:
    return {
        "id": one.id,
        "language": one.article.language,
        "key": one.article.key,
        "state": str(one.state),
        "changed_at": at_utc(one.changed_at),
        "decided_by": one.decided_by or None,
        "publish_at": at_utc(one.publish_at) if one.publish_at else None,
        "url": url_for("publishing.proposal", number=one.id),
    }


def _comment_json(one: ReadComment) -> dict[str, Any]:
    settled = one.settled_by or None
    return {"at": at_utc(one.at), "by": one.name, "quote": one.quote, "text": one.text, "settled_by": settled}
