"""``/api/v1/drafts``: drafts of articles that programs write, each program its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, jsonify, url_for

from kb.api.cursors import ListOrder, answer_page
from kb.authoring.authoring_room import MAX_LIMIT, MOST_DRAFTS, USUAL_LIMIT, AuthoringRoom, not_there, overtaken
from kb.authoring.draft_fields import DraftChange, shown_fields
from kb.authoring.looking_over import problems_in
from kb.catalog.article import ArticleId
from kb.core.clock import at_utc
from kb.editor.drafts import DraftMark, KeptDraft, discard, draft_marks, keep_draft
from kb.editor.sheet import FormSheet
from kb.files.saving import fingerprint


def list_drafts_of_program(room: AuthoringRoom) -> Response:
    """What the program has drafts of, by language and key."""
    marks = sorted(visible_marks(room), key=lambda one: one.article)
    order: ListOrder[DraftMark] = ListOrder(marks, lambda one: one.article, USUAL_LIMIT, MAX_LIMIT)
    return answer_page(room.editor.site, order, _marks_json)


def read_draft(room: AuthoringRoom, language: str, key: str) -> Response:
    """The draft of an article; where there is none, the article as it is, to begin one with."""
    room.hold_back()
    id_ = room.named(language, key)
    found = room.draft(id_) if id_ else None
    sheet = sheet_now(room, id_, found) if id_ else None
    return draft_answer(room, id_, sheet, found) if id_ and sheet else not_there()


def write_draft(room: AuthoringRoom, language: str, key: str) -> Response:
    """Change the draft of an article, or begin one with the article as it is."""
    plain, id_ = room.sent(), room.named(language, key)
    found = room.draft(id_) if id_ else None
    sheet = sheet_now(room, id_, found) if id_ else None
    if id_ is None or sheet is None:
        return not_there()
    change = DraftChange.of(plain)
    sheet = change.on(sheet)
    known = found.version if found else ""
    if change.version is not None and change.version != known:
        return overtaken("the draft is another one by now; read it again", "changed")
    return kept(room, id_, sheet, known, is_new=found is None)


def withdraw_draft(room: AuthoringRoom, language: str, key: str) -> Response:
    """Forget the draft; one that is not there is gone as well."""
    if id_ := room.named(language, key):
        with room.editor.database.begin() as connection:
            discard(connection, room.person, id_)
    return Response(status=204)


def kept(
    room: AuthoringRoom, id_: ArticleId, sheet: FormSheet, known: str, *, is_new: bool, status: int = 200
) -> Response:
    """Keep the form as the draft of the program, in place of its version ``known``; what it is told."""
    if is_new and len(visible_marks(room)) >= MOST_DRAFTS:
        return overtaken(f"this program has {MOST_DRAFTS} drafts; propose or withdraw some", "too_many_drafts")
    with room.editor.database.begin() as connection:
        done = keep_draft(connection, room.person, id_, sheet.as_plain(), known, room.editor.clock())
    if done is None:
        return overtaken("the draft is another one by now; read it again", "changed")
    answer = draft_answer(room, id_, sheet, done)
    answer.status_code = status
    return answer


def visible_marks(room: AuthoringRoom) -> list[DraftMark]:
    """What the program has drafts of, without articles that are for others by now."""
    with room.editor.database.connect() as connection:
        return [one for one in draft_marks(connection, room.person) if room.named(*one.article)]


def sheet_now(room: AuthoringRoom, id_: ArticleId, found: KeptDraft | None) -> FormSheet | None:
    """The form of a draft, else of the article as it is; None where there is neither."""
    article, desk = room.editor.site.catalog.articles.get(id_), room.editor.desk
    if found:
        sheet = FormSheet.of_form(found.form)
        return replace(sheet, path=article.path) if article else sheet
    content = desk.look(article.path) if article else None
    return FormSheet.of_file(content, article.path, id_) if article and content is not None else None


def draft_answer(room: AuthoringRoom, id_: ArticleId, sheet: FormSheet, found: KeptDraft | None) -> Response:
    """A draft as programs get it, with what is wrong in it."""
    editor = room.editor
    content = editor.desk.content(sheet.path)
    answer: Response = jsonify(
        language=id_.language,
        key=id_.key,
        path=sheet.path,
        version=found.version if found else None,
        changed_at=at_utc(found.changed_at) if found else None,
        is_new=content is None,
        is_behind=content is not None and fingerprint(content) != sheet.seen,
        fields=shown_fields(sheet),
        text=sheet.text,
        note=sheet.note,
        small=sheet.is_small,
        problems=[one.as_json() for one in problems_in(editor, id_, sheet)],
        url=_page_of(room, id_),
    )
    return answer


def _marks_json(marks: Sequence[DraftMark]) -> list[dict[str, Any]]:
    return [
        {"language": one.article.language, "key": one.article.key, "changed_at": at_utc(one.changed_at)}
        for one in marks
    ]


def _page_of(room: AuthoringRoom, id_: ArticleId) -> str:
    """Where the owner of the token sees it."""
    return url_for("editor.article", language=id_.language, key=id_.key, program=room.person.token)
