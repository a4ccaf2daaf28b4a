"""``/work/proposals``: what somebody proposed, what others say of it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.catalog.addresses import article_url
from kb.catalog.article import ArticleId, Status
from kb.core.errors import FileError
from kb.core.roles import Action, Person
from kb.core.text import one_line, typed_lines, whole_number
from kb.editing.changes import compare
from kb.editing.file_version import text_of
from kb.editor.drafts import discard, draft_of, keep_draft, owner_of
from kb.editor.merging import marked_line
from kb.editor.parts import changed_fields, put_together, take_apart
from kb.editor.room import EditorRoom, preview
from kb.editor.saving import GoneError, Together, may_be_made
from kb.editor.sheet import FormSheet, UnreadableArticleError
from kb.files.saving import fingerprint
from kb.front_matter.edit import FrontMatterEditError
from kb.front_matter.key_names import PUBLISHED
from kb.language.marking import N_
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.publishing.proposals import (
    MAX_COMMENT,
    MAX_QUOTE,
    OPEN,
    ProposalState,
    ReadProposal,
    comment,
    comments_of,
    move,
    proposal,
    propose,
    settle_comment,
)
from kb.publishing.wording import CHANGED, STATES
from kb.sign_in.access import named
from kb.web.routes import Routes

Answer = Response | str | tuple[str, int]


def add_to(pages: Blueprint, room: EditorRoom) -> None:
    """Bind the addresses."""
    routes = Routes(pages, room)
    routes.post("/work/propose/<language>/<path:key>", "propose", propose_article)
    routes.form("/work/proposals/<row:number>", "proposal", work_on_proposal)


def propose_article(room: EditorRoom, language: str, key: str) -> Answer:
    """Hand what the form of an article holds to others. What it holds is checked when it is published."""
    if "text" not in request.form:
        abort(400)
    if len(request.form["text"].encode(errors="replace")) > MAX_ARTICLE_BYTES:
        abort(413)
    id_, person = ArticleId(language, key), _named(room)
    article = room.site.catalog.articles.get(id_)
    sheet = FormSheet.of_form(request.form)
    if article is None:
        if not may_be_made(room.desk.library.root, sheet.path, id_):
            abort(404)
        return _as_draft(room, id_, person, replace(sheet, is_gone=True).as_plain())
    sheet = replace(sheet, path=article.path)
    if made := room.desk.with_others(sheet.wanted(id_, sheet.path, room.today())):
        sheet = FormSheet.of_merge(made, sheet)
    if marked_line(sheet.text):
        return _as_draft(room, id_, person, replace(sheet, is_merging=True).as_plain())
    if sheet.fields.get("status") == Status.DRAFT:
        sheet = replace(sheet, fields={**sheet.fields, "status": str(Status.PUBLISHED)})
    with room.database.begin() as connection:
        number = propose(connection, person, owner_of(person), id_, sheet.as_plain(), room.clock())
        discard(connection, person, id_)
    return redirect(url_for("publishing.proposal", number=number), 303)


def _as_draft(room: EditorRoom, id_: ArticleId, person: Person, form: Mapping[str, str]) -> Answer:
    """``form`` becomes their draft, in place of an earlier one of the article. So does what cannot be proposed yet: its
    file is gone, or two people changed the same lines.
    """
    with room.database.begin() as connection:
        known = draft_of(connection, person, id_)
        keep_draft(connection, person, id_, form, known.version if known else "", room.clock())
    return redirect(url_for("editor.article", language=id_.language, key=id_.key), 303)


def work_on_proposal(room: EditorRoom, number: int) -> Answer:
    """A proposal; what is decided about it, and said."""
    with room.database.connect() as connection:
        found = proposal(connection, number) or abort(404)
    if request.method == "GET":
        return _page(room, found)
    act, person = request.form.get("act", ""), _named(room)
    is_mine = found.author == owner_of(person)
    if act == "comment":
        return _comment(room, found, person)
    if act == "settle":
        with room.database.begin() as connection:
            settle_comment(connection, number, whole_number(request.form.get("comment"), 1, 999_999_999) or 0, person)
        return _back(number)
    if act == "edit" and is_mine:
        return _as_draft(room, found.article, person, found.form)
    if act == "withdraw" and is_mine:
        return _moved(room, found, ProposalState.WITHDRAWN, person)
    if not person.may(Action.EDIT):
        abort(403)
    if act == "return":
        return _return(room, found, person)
    if act == "approve":
        return _moved(room, found, ProposalState.APPROVED, person)
    return _publish(room, found, person) if act == "publish" else abort(400)


def _comment(room: EditorRoom, found: ReadProposal, person: Person) -> Answer:
    text, quote = _typed()
    if not text:
        return _page(room, found, wrong=room.site.said(N_("Please write a comment."))), 422
    with room.database.begin() as connection:
        comment(connection, found.id, person, quote, text, room.clock())
    return _back(found.id)


def _return(room: EditorRoom, found: ReadProposal, person: Person) -> Answer:
    """Back to its author, with what is to be done: both or neither."""
    text, quote = _typed()
    if not text:
        return _page(room, found, wrong=room.site.said(N_("Please write what its author should change."))), 422
    with room.database.begin() as connection:
        if not move(connection, found.id, ProposalState.RETURNED, person, _seen(), room.clock()):
            return _overtaken(room, found)
        comment(connection, found.id, person, quote, text, room.clock())
    return _back(found.id)


def _moved(room: EditorRoom, found: ReadProposal, to: ProposalState, person: Person) -> Answer:
    with room.database.begin() as connection:
        done = move(connection, found.id, to, person, _seen(), room.clock())
    return _back(found.id) if done else _overtaken(room, found)


def _publish(room: EditorRoom, found: ReadProposal, person: Person) -> Answer:
    """Save it as its author's, then say so; after a crash between the two, saving again finds it saved."""
    if found.state not in OPEN or found.changed_at != _seen():
        return _overtaken(room, found)
    id_, sheet = found.article, _sheet(room, found)
    author = Person(name=found.name, email=found.email)
    try:
        wanted = sheet.wanted(id_, sheet.path, room.today())
        done = room.desk.save(wanted, author, lambda content: sheet.check(id_, content, room.zone, room.clock()))
    except UnreadableArticleError as error:
        return _page(room, found, wrong=room.site.said(error.text) % error.values), 422
    except (FileError, FileExistsError, FrontMatterEditError) as error:
        why = room.desk.reason(error)
        return _page(room, found, wrong=room.site.said(N_("Nothing was saved: %(why)s")) % {"why": why}), 409
    except GoneError:
        return _page(room, found, wrong=room.site.said(N_("The file of the article is gone."))), 409
    if isinstance(done, Together) and not _is_saved_already(sheet, done, id_):
        return _page(room, found, wrong=room.site.said(CHANGED)), 409
    with room.database.begin() as connection:
        move(connection, found.id, ProposalState.PUBLISHED, person, found.changed_at, room.clock())
    if isinstance(done, Together) or not done.warning:
        return redirect(article_url(*id_), 303)
    flash(room.site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": done.warning}, "editor")
    return _back(found.id)


def _is_saved_already(sheet: FormSheet, made: Together, id_: ArticleId) -> bool:
    """Whether the file has by now all that was proposed: it was saved by another process, or before a crash."""
    if made.base is None:
        return False
    wanted = take_apart(put_together(made.base, sheet.text, sheet.fields, sheet.path, id_), sheet.path, id_)
    now = take_apart(made.now, sheet.path, id_)
    others = changed_fields(wanted.fields, now.fields)
    return wanted.text == now.text and others.keys() <= set(PUBLISHED[:1])  # the day that saving writes


def _sheet(room: EditorRoom, found: ReadProposal) -> FormSheet:
    article = room.site.catalog.articles.get(found.article)
    sheet = FormSheet.of_form(found.form)
    return replace(sheet, path=article.path) if article else sheet


def _page(room: EditorRoom, found: ReadProposal, *, wrong: str = "") -> str:
    id_, sheet, person = found.article, _sheet(room, found), room.site.person()
    base, now = room.desk.seen(sheet.seen), room.desk.content(sheet.path)
    before = base if base is not None else now or b""
    try:
        made = put_together(before, sheet.text, sheet.fields, sheet.path, id_)
    except FrontMatterEditError as error:
        made, wrong = b"", wrong or str(error)
    with room.database.connect() as connection:
        comments = comments_of(connection, found.id)
    return render_template(
        "publishing/proposal.html",
        found=found,
        id=id_,
        article=room.site.catalog.articles.get(id_),
        note=sheet.note,
        hunks=compare(text_of(before), text_of(made)),
        shown=preview(room, id_, sheet),
        has_changed=now is not None and fingerprint(now) != sheet.seen,
        comments=comments,
        wrong=wrong,
        states=STATES,
        is_open=found.state in OPEN,
        is_mine=found.author == owner_of(person),
        may_publish=person.may(Action.EDIT),
        asks_name=not person.name,
        longest=(MAX_COMMENT, MAX_QUOTE),
    )


def _overtaken(room: EditorRoom, found: ReadProposal) -> Answer:
    with room.database.connect() as connection:
        newest = proposal(connection, found.id) or found
    return _page(room, newest, wrong=room.site.said(N_("Somebody decided on it meanwhile. Nothing was done."))), 409


def _named(room: EditorRoom) -> Person:
    try:
        return named(room.site.person(), request.form.get("name", ""))
    except ValueError:
        abort(422)


def _typed() -> tuple[str, str]:
    form = request.form
    return typed_lines(form.get("text", ""), MAX_COMMENT), one_line(form.get("quote", ""), MAX_QUOTE)


def _seen() -> datetime:
    try:
        return datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        abort(400)


def _back(number: int) -> Response:
    return redirect(url_for("publishing.proposal", number=number), 303)
