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


class UnproposableError(Exception):
    """What a form holds cannot be handed to others yet; ``sheet`` is that form as it becomes a draft."""

    def __init__(self, sheet: FormSheet) -> None:
        super().__init__("it is gone" if sheet.is_gone else "two people changed the same lines")
        self.sheet = sheet


def propose_article(room: EditorRoom, language: str, key: str) -> Response:
    """Hand what the form of an article holds to others. What it holds is checked when it is published."""
    if "text" not in request.form:
        abort(400)
    if len(request.form["text"].encode(errors="replace")) > MAX_ARTICLE_BYTES:
        abort(413)
    id_, person = room.now(ArticleId(language, key)), who_acts(room)
    sheet = FormSheet.of_form(request.form)
    try:
        sheet = as_proposed(room, id_, sheet)
    except UnproposableError as error:
        if error.sheet.is_gone and not may_be_made(room.desk.library.root, sheet.path, id_):
            abort(404)
        return as_draft(room, id_, person, error.sheet.as_plain())
    with room.database.begin() as connection:
        number = propose(connection, person, owner_of(person), id_, sheet.as_plain(), room.clock())
        discard(connection, person, id_)
    return redirect(url_for("publishing.proposal", number=number), 303)


def as_proposed(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> FormSheet:
    """The form as it is handed to others: with what changed in the article meanwhile, to be published where it is a
    draft.

    Raises:
        UnproposableError: the article is gone, or two people changed the same lines.

    """
    article = room.site.catalog.articles.get(id_)
    if article is None:
        raise UnproposableError(replace(sheet, is_gone=True))
    sheet = replace(sheet, path=article.path)
    if made := room.desk.with_others(sheet.wanted(id_, sheet.path, room.today())):
        sheet = FormSheet.of_merge(made, sheet)
    if marked_line(sheet.text):
        raise UnproposableError(replace(sheet, is_merging=True))
    return to_be_published(sheet) if article.status is Status.DRAFT else sheet


def to_be_published(sheet: FormSheet) -> FormSheet:
    """A draft as a form that shall be published, unless something else was chosen in it."""
    is_draft = sheet.fields.get("status") == Status.DRAFT
    return replace(sheet, fields={**sheet.fields, "status": str(Status.PUBLISHED)}) if is_draft else sheet


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
