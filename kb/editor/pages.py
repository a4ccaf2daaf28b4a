"""``/editor``: an article in a form, with its preview beside it; drafts, and what two people make of one article."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.approval.gate import ApprovalNeededError
from kb.catalog.addresses import article_url
from kb.catalog.article import Article, ArticleId, Audience, Status, read_audience
from kb.catalog.originals import translations_of
from kb.core.errors import FileError
from kb.core.paging import page_among, page_number
from kb.core.roles import Action, Person
from kb.core.text import whole_number
from kb.editing.changes import Hunk, compare
from kb.editing.file_version import is_editable, text_of
from kb.editor import history_pages
from kb.editor.drafts import KeptDraft, draft_marks, draft_of, drafts_of_programs, keep_draft
from kb.editor.merging import conflicts_in
from kb.editor.parts import take_apart
from kb.editor.picture_upload import carry_pictures, with_picture
from kb.editor.rights import writing_rights
from kb.editor.room import EditorRoom, preview
from kb.editor.saving import GoneError, SavedFile, Together, may_be_made
from kb.editor.sheet import MAX_FIELD, FormSheet, UnreadableArticleError
from kb.editor.wording import LABELS, WORDS
from kb.files.saving import unwritable
from kb.front_matter.edit import FrontMatterEditError
from kb.language.marking import N_
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.sign_in.access import lacking, named, protect
from kb.site.article_forms import carry_articles, keep_to_readers
from kb.site.site import Site
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes

LISTED = 50
"""Drafts on a page of the list."""
MOST_TOKENS = 2**31 - 1
EACH_MINUTE, ALTOGETHER = 120, 1_200
"""Previews for one person and for all: each keeps a process that converts busy for a moment."""
Answer = AnyResponse | str | tuple[str, int]


def show_on_pages(site: Site) -> Blueprint:
    """Tells templates where an article is edited, for whoever may."""
    shown = Blueprint("editor_links", __name__, template_folder="templates")
    shown.app_context_processor(
        lambda: {"edit_page": partial(_edit_page, site), "history_page": partial(_history_page, site)}
    )
    return shown


def _edit_page(site: Site, article: Article) -> str:
    may = site.person().may(Action.WRITE)
    return url_for("editor.article", language=article.language, key=article.key) if may else ""


def _history_page(site: Site, article: Article) -> str:
    may = site.person().may(Action.WRITE)
    return url_for("editor.history", language=article.language, key=article.key) if may else ""


def create_blueprint(room: EditorRoom) -> Blueprint:
    """The addresses below ``/editor``."""
    pages = Blueprint("editor", __name__)
    carry_articles(pages, room.site)
    carry_pictures(pages, room)
    protect(pages, room.site, Action.WRITE)
    keep_to_readers(pages, room.site)
    limit = MinuteLimit(EACH_MINUTE, ALTOGETHER, room.clock)
    routes = Routes(pages, room)
    routes.get("/editor", "drafts", list_drafts)
    routes.form("/editor/<language>/<path:key>", "article", edit_article)
    history_pages.add_to(pages, room)
    Routes(pages, (room, limit)).post("/editor/live/<language>/<path:key>", "live", show_live)
    return pages


def list_drafts(room: EditorRoom) -> str:
    """What one began and has not saved, newest first, and the articles that are not published."""
    site, person = room.site, room.site.person()
    articles, audiences = site.catalog.articles, site.audiences()
    with room.database.connect() as connection:
        marks = [one for one in draft_marks(connection, person) if may_see(site, one.article)]
        page = page_among(page_number(request.args.get("page")), len(marks), LISTED)
        shown = (draft_of(connection, person, one.article) for one in marks[page.offset : page.offset + LISTED])
        drafts = [one for one in shown if one]
        programs = drafts_of_programs(connection, person, LISTED)
    there = (one for one in articles.values() if one.status is Status.DRAFT and one.audience in audiences)
    hidden = sorted(there, key=lambda one: one.modified_at, reverse=True)
    below = page_among(page_number(request.args.get("unpublished")), len(hidden), LISTED)
    return render_template(
        "editor/drafts.html",
        rows=[(one, site.readable(one.article), room.moment(one.changed_at)) for one in drafts],
        programs=[(one, room.moment(one.changed_at)) for one in programs if may_see(site, one.article)],
        page=page,
        hidden=hidden[below.offset : below.offset + LISTED],
        below=below,
    )


def may_see(site: Site, id_: ArticleId) -> bool:
    """Whether who asks may know of an article that they wrote in: not where it is for others by now."""
    return id_ not in site.catalog.articles or site.readable(id_) is not None


def edit_article(room: EditorRoom, language: str, key: str) -> Answer:
    """The form of an article on a page of its own."""
    return answer_form(room, ArticleId(language, key))


def answer_form(room: EditorRoom, id_: ArticleId) -> Answer:
    """The form of an article, filled with one's draft where there is one; what is sent by it."""
    asked, id_, person = id_, room.now(id_), room.site.person()
    if request.method == "GET" and id_ != asked:
        at = request.args.get("at")
        return redirect(room.page.address(id_) + (f"?at={quote(at)}" if at else ""), 302)
    article = room.site.catalog.articles.get(id_)
    content = room.desk.look(article.path) if article else None
    if request.method == "POST":
        return _sent(room, id_, article)
    draft = room.quietly(lambda connection: draft_of(connection, person, id_), None)
    if draft is not None:
        sheet = _placed(room, id_, FormSheet.of_form(draft.form))
        return _page(room, id_, replace(sheet, is_gone=content is None), draft=draft)
    if program := whole_number(request.args.get("program"), 1, MOST_TOKENS):
        return _of_program(room, id_, program)
    if article is None or content is None:
        abort(404)
    return _page(room, id_, FormSheet.of_file(content, article.path, id_, request.args.get("at", "")))


def _of_program(room: EditorRoom, id_: ArticleId, token: int) -> str:
    """The draft of a program of theirs, in a form that is theirs as soon as they write in it."""
    by = replace(room.site.person(), token=token)
    with room.database.connect() as connection:
        draft = draft_of(connection, by, id_) or abort(404)
    sheet = _placed(room, id_, FormSheet.of_form(draft.form))
    said = room.site.said(
        N_("A program wrote this draft. As soon as you write in it, what you see becomes a draft of yours.")
    )
    sheet = replace(sheet, is_gone=room.desk.content(sheet.path) is None)
    return _page(room, id_, sheet, said=said, of_program=True)


def show_live(work: tuple[EditorRoom, MinuteLimit], language: str, key: str) -> Answer:
    """For scripts, while somebody writes: the preview, when the draft was kept, who else is here."""
    (room, limit), id_ = work, work[0].now(ArticleId(language, key))
    person = room.site.person()
    if not limit.allows(str(person.account)):
        abort(429)
    answer: dict[str, object] = {}
    if "text" in request.form:
        sheet = _placed(room, id_, _sheet())
        kept = _keep(room, person, id_, sheet)
        said = (
            room.site.said(N_("Saved as a draft at %(time)s")) % {"time": room.moment(kept.changed_at)} if kept else ""
        )
        answer |= {"draft": kept.version, "kept": said} if kept else {"elsewhere": True}
        shown = preview(room, id_, sheet)
        answer["preview"] = render_template("editor/_preview.html", shown=shown)
        answer["told"] = render_template("editor/_told.html", shown=shown)
    answer["others"] = render_template("editor/_others.html", others=room.company(person, id_), moment=room.moment)
    response: Response = jsonify(answer)
    return response


def _sent(room: EditorRoom, id_: ArticleId, article: Article | None) -> Answer:
    """What was sent by the form."""
    person, act = room.site.person(), request.form.get("act", "save")
    if act == "discard":
        room.discard(person, id_)
        is_there = article is not None and not request.form.get("list")
        return redirect(room.page.address(id_) if is_there else url_for("editor.drafts"), 303)
    sheet = _placed(room, id_, _sheet())
    if act == "preview":
        return _page(room, id_, sheet, draft=_keep(room, person, id_, sheet))
    if act == "picture":
        sheet, wrong = with_picture(room, article, sheet)
        return _page(room, id_, sheet, draft=_keep(room, person, id_, sheet), wrong=wrong), 422 if wrong else 200
    if made := room.page.act(room, id_, sheet, act):
        sheet, said = made
        return _page(room, id_, sheet, draft=_keep(room, person, id_, sheet), said=said)
    if not person.may(Action.EDIT):  # their role was another one when they opened it
        _keep(room, person, id_, sheet)
        return lacking(room.site, Action.EDIT)
    if act == "publish":
        sheet = replace(sheet, fields={**sheet.fields, "status": str(Status.PUBLISHED)})
    return _save(room, id_, sheet, person)


def _sheet() -> FormSheet:
    if "text" not in request.form:
        abort(400)
    if len(request.form["text"].encode(errors="replace")) > MAX_ARTICLE_BYTES:
        abort(413)
    return FormSheet.of_form(request.form)


def _placed(room: EditorRoom, id_: ArticleId, sheet: FormSheet) -> FormSheet:
    """The form with the path of its file: that of the article, or of one that is gone and may be made again."""
    article = room.site.catalog.articles.get(id_)
    if article is not None:
        return replace(sheet, path=article.path)
    if room.desk.content(sheet.path) is not None or not may_be_made(room.desk.library.root, sheet.path, id_):
        abort(404)
    return sheet


def _keep(room: EditorRoom, person: Person, id_: ArticleId, sheet: FormSheet) -> KeptDraft | None:
    """Keep the draft; None where one's own draft is another one's by now."""
    with room.database.begin() as connection:
        return keep_draft(connection, person, id_, sheet.as_plain(), request.form.get("draft", ""), room.clock())


def _save(room: EditorRoom, id_: ArticleId, sheet: FormSheet, person: Person) -> Answer:
    try:
        person = named(person, request.form.get("name", ""))
    except ValueError:
        return _page(room, id_, sheet, wrong=room.site.said(N_("Please give your name."))), 422
    wanted = sheet.wanted(id_, sheet.path, room.today())
    try:
        done = room.desk.save(wanted, person, lambda content: sheet.check(id_, content, room.zone, room.clock()))
    except ApprovalNeededError:
        _keep(room, person, id_, sheet)
        # What was sent goes on as it is, to become a proposal: 307 sends the same form again.
        return redirect(url_for("publishing.propose", language=id_.language, key=id_.key), 307)
    except UnreadableArticleError as error:
        return _page(room, id_, sheet, wrong=room.site.said(error.text) % error.values), 422
    except FrontMatterEditError as error:
        return _page(room, id_, sheet, wrong=str(error)), 422
    except (FileError, FileExistsError) as error:
        why = room.desk.reason(error)
        return _page(room, id_, sheet, wrong=room.site.said(N_("Nothing was saved: %(why)s")) % {"why": why}), 409
    except GoneError:
        gone = replace(sheet, is_gone=True)
        return _page(room, id_, gone, draft=_keep(room, person, id_, gone)), 409
    if isinstance(done, Together):
        return _page(room, id_, FormSheet.of_merge(done, sheet), merged=done), 409
    return _saved(room, id_, sheet, done, person)


def _saved(room: EditorRoom, id_: ArticleId, sheet: FormSheet, done: SavedFile, person: Person) -> AnyResponse:
    """Back to the article, at the place where one was; to a draft's form, since nobody can read it."""
    room.tidy_up(person, id_)
    article = room.site.catalog.articles.get(id_)
    if done.warning:
        flash(room.site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": done.warning}, "editor")
    elif article is not None and article.is_planned:
        flash(room.site.said(N_("Saved.")), "editor")
        return redirect(article_url(*id_), 303)
    elif article is None or not article.is_published:
        flash(room.site.said(N_("Saved.")), "editor")
    else:
        return redirect(f"{article_url(*id_)}?saved=1" + (f"#{quote(sheet.at)}" if sheet.at else ""), 303)
    return redirect(room.page.address(id_), 303)


def _page(
    room: EditorRoom,
    id_: ArticleId,
    sheet: FormSheet,
    *,
    draft: KeptDraft | None = None,
    wrong: str = "",
    said: str = "",
    merged: Together | None = None,
    of_program: bool = False,
) -> str:
    content = room.desk.content(sheet.path)
    text = "" if content is None else text_of(content)
    person, article = room.site.person(), room.site.catalog.articles.get(id_)
    trouble = take_apart(content, sheet.path, id_).trouble if content is not None else None
    found = draft or room.quietly(lambda connection: draft_of(connection, person, id_), None)
    return render_template(
        room.page.template,
        address=room.page.address(id_),
        translated_into=_translated_into(room.site, id_),
        **room.page.names(room, id_, sheet),
        id=id_,
        said=said,
        of_program=of_program,
        article=article,
        sheet=sheet,
        draft=found,
        is_draft_shown=draft is not None,
        kept_at=room.moment(found.changed_at) if found else "",
        shown=preview(room, id_, sheet),
        others=room.company(person, id_),
        moment=room.moment,
        wrong=wrong,
        merged=merged,
        conflicts=conflicts_in(sheet.text) if sheet.is_merging else (),
        hunks=_changed_by_others(merged, sheet, id_) if merged else [],
        trouble=trouble,
        is_editable=is_editable(text),
        is_read_only=content is not None and bool(unwritable(room.desk.library.root, [sheet.path])),
        asks_name=not person.name,
        **writing_rights(room, person, article),
        is_moved=request.view_args is not None and request.view_args["key"] != id_.key,
        words=WORDS,
        audiences=_audiences(room, sheet),
        zone=room.zone.key,
        labels=LABELS,
        longest=MAX_FIELD,
    )


def _translated_into(site: Site, id_: ArticleId) -> list[str]:
    """The languages of the translations that are made of this very article."""
    article = site.catalog.articles.get(id_)
    return [one.language for one in translations_of(site.catalog, article)] if article else []


def _audiences(room: EditorRoom, sheet: FormSheet) -> dict[str, str]:
    """For whom an article may be, by what the file says, in words: all, staff, each team; and what it says now, where
    that is several teams, one that there is not, or nothing that can be read.
    """
    site, now = room.site, sheet.fields.get("audience", "")
    plain = {str(one): ", ".join(site.audience_words(one)) for one in (Audience.PUBLIC, Audience.INTERNAL)}
    names = {**plain, **site.people.team_names()}
    try:
        written = read_audience(now.split(","))
    except ValueError:
        written = Audience.CLOSED
    return names if now in names or not now else {**names, now: ", ".join(site.audience_words(written))}


def _changed_by_others(merged: Together, sheet: FormSheet, id_: ArticleId) -> list[Hunk]:
    """How the file differs from what was seen, else from what was written."""
    if merged.base is not None:
        return compare(text_of(merged.base), text_of(merged.now))
    return compare(sheet.text, take_apart(merged.now, sheet.path, id_).text)
