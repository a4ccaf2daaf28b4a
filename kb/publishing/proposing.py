"""``/work/propose``: what the form of an article holds is handed to others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from kb.catalog.article import ArticleId, Status
from kb.core.roles import Person
from kb.editor.drafts import discard, draft_of, keep_draft, owner_of
from kb.editor.merging import marked_line
from kb.editor.room import EditorRoom
from kb.editor.saving import may_be_made
from kb.editor.sheet import FormSheet
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.publishing.proposals import propose
from kb.sign_in.access import named


def propose_article(room: EditorRoom, language: str, key: str) -> Response:
    """Hand what the form of an article holds to others. What it holds is checked when it is published."""
    if "text" not in request.form:
        abort(400)
    if len(request.form["text"].encode(errors="replace")) > MAX_ARTICLE_BYTES:
        abort(413)
    id_, person = room.now(ArticleId(language, key)), who_acts(room)
    article = room.site.catalog.articles.get(id_)
    sheet = FormSheet.of_form(request.form)
    if article is None:
        if not may_be_made(room.desk.library.root, sheet.path, id_):
            abort(404)
        return as_draft(room, id_, person, replace(sheet, is_gone=True).as_plain())
    sheet = replace(sheet, path=article.path)
    if made := room.desk.with_others(sheet.wanted(id_, sheet.path, room.today())):
        sheet = FormSheet.of_merge(made, sheet)
    if marked_line(sheet.text):
        return as_draft(room, id_, person, replace(sheet, is_merging=True).as_plain())
    if article.status is Status.DRAFT and sheet.fields.get("status") == Status.DRAFT:
        sheet = replace(sheet, fields={**sheet.fields, "status": str(Status.PUBLISHED)})
    with room.database.begin() as connection:
        number = propose(connection, person, owner_of(person), id_, sheet.as_plain(), room.clock())
        discard(connection, person, id_)
    return redirect(url_for("publishing.proposal", number=number), 303)


def as_draft(room: EditorRoom, id_: ArticleId, person: Person, form: Mapping[str, str]) -> Response:
    """``form`` becomes their draft, in place of an earlier one of the article. So does what cannot be proposed yet: its
    file is gone, or two people changed the same lines.
    """
    with room.database.begin() as connection:
        known = draft_of(connection, person, id_)
        keep_draft(connection, person, id_, form, known.version if known else "", room.clock())
    return redirect(url_for("editor.article", language=id_.language, key=id_.key), 303)


def who_acts(room: EditorRoom) -> Person:
    """Who sent a form, by the name that they gave where they have none."""
    try:
        return named(room.site.person(), request.form.get("name", ""))
    except ValueError:
        abort(422)
