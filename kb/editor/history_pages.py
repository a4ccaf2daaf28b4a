"""``/editor/history``: every version of an article, how it differs, and back to it in one act; the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from kb.approval.gate import ApprovalNeededError
from kb.catalog.addresses import article_url
from kb.catalog.article import EVERYONE, Article, ArticleId, Status
from kb.catalog.schedule import Presence
from kb.core.errors import FileChangedError, FileError
from kb.core.roles import Action, Person
from kb.core.text import one_line
from kb.editing.changes import Hunk, compare
from kb.editing.file_version import read_as, text_of
from kb.editing.revisions import kept
from kb.editor.rights import into_draft
from kb.editor.room import EditorRoom
from kb.editor.saving import Check, Together, Wanted
from kb.editor.sheet import MAX_FIELD, FormSheet, UnreadableArticleError
from kb.editor.wording import ACTS
from kb.files.saving import fingerprint
from kb.front_matter.edit import FrontMatterEditError
from kb.git.folder import GitError
from kb.history.deleted import deleted_articles
from kb.history.kept_versions import ListedVersion, last_of_each, versions_kept
from kb.history.page_differences import PageBlock, page_differences
from kb.history.versions import ArticleHistory, ArticleVersion, content_of, history_of
from kb.language.marking import N_
from kb.sign_in.access import named
from kb.web.routes import Routes

MOST_SHOWN = 500
BytesOf = Callable[[ArticleVersion | None], bytes | None]
Answer = Response | str | tuple[str, int]


def add_to(pages: Blueprint, room: EditorRoom) -> None:
    """Bind the addresses."""
    routes = Routes(pages, room)
    routes.get("/editor/archive", "archive", list_archive)
    routes.get("/editor/history/<language>/<path:key>", "history", show_history)
    routes.post("/editor/history/<language>/<path:key>", "restore", restore)


@dataclass(frozen=True)
class ShownVersion:
    """A version that somebody looks at, and how it differs from ``other`` (None: from nothing)."""

    version: ArticleVersion
    other: ArticleVersion | None
    hunks: list[Hunk]
    blocks: list[PageBlock]
    is_kept: bool


def list_archive(room: EditorRoom) -> str:
    """What is in the archive, what the clock took away, and what was deleted, be it that only git knows of it."""
    articles, person, audiences = room.site.catalog.articles, room.site.person(), room.site.audiences()
    there = (one for one in articles.values() if one.audience in audiences)
    hidden = (one for one in there if one.status is Status.ARCHIVED or one.presence is Presence.OVER)
    rows = sorted(hidden, key=lambda one: (one.language, one.title.casefold()))[:MOST_SHOWN]
    last = {id_: one for id_, one in _last_of_each(room) if id_ not in articles and _may_read_last(room, id_, one)}
    gone = _deleted_in_git(room) | {id_: one.path for id_, one in last.items()}
    lost = [(id_, path) for id_, path in sorted(gone.items()) if room.desk.content(path) is None]
    return render_template(
        "editor/archive.html",
        rows=rows,
        gone=lost[:MOST_SHOWN],
        asks_name=not person.name,
        may_save=person.may(Action.EDIT),
    )


def show_history(room: EditorRoom, language: str, key: str) -> Answer:
    """All versions of an article; with ``?version=`` what it was in one of them."""
    id_ = room.now(ArticleId(language, key))
    if id_.key != key and not _has_versions(room, language, key):
        return redirect(url_for("editor.history", **id_._asdict()), 302)
    return _page(room, ArticleId(language, key))


def restore(room: EditorRoom, language: str, key: str) -> Answer:
    """Make the article what it was, or take it out of the archive."""
    id_, person = ArticleId(language, key), room.site.person()
    if not person.may(Action.EDIT):
        abort(403)
    try:
        person = named(person, request.form.get("name", ""))
    except ValueError:
        return _page(room, id_, wrong=room.site.said(N_("Please give your name."))), 422
    try:
        if request.form.get("act") == "publish":
            warning = _publish(room, id_, person)
        else:
            path, content = where(room, id_)
            old = _wanted_content(room, id_, path, content)
            note = one_line(request.form.get("note", ""), MAX_FIELD)
            seen = request.form.get("seen", "")
            check = _check(room, id_, path)
            warning = room.desk.restore(Wanted(id_, path, seen, "", {}, room.today(), note), old, person, check).warning
    except UnreadableArticleError as error:
        return _page(room, id_, wrong=room.site.said(error.text) % error.values), 422
    except ApprovalNeededError as error:
        return _into_the_form(room, id_, person, error)
    except FileChangedError:
        return _page(
            room, id_, wrong=room.site.said(N_("Somebody changed the article meanwhile. Look again, then restore."))
        ), 409
    except (FileError, FileExistsError, FrontMatterEditError, GitError) as error:
        why = room.desk.reason(error)
        return _page(room, id_, wrong=room.site.said(N_("Nothing was saved: %(why)s")) % {"why": why}), 409
    if warning:
        flash(room.site.said(N_("The article is saved, but not committed: %(why)s")) % {"why": warning}, "editor")
    flash(room.site.said(N_("Restored.")), "editor")
    article = room.site.catalog.articles.get(id_)
    is_read = article is not None and article.is_published and not warning
    return redirect(article_url(*id_) if is_read else url_for("editor.history", language=language, key=key), 303)


def _into_the_form(room: EditorRoom, id_: ArticleId, person: Person, error: ApprovalNeededError) -> Answer:
    """The owner approves this: what was to be restored stands in the form, to be proposed."""
    path, content = where(room, id_)
    is_out = request.form.get("act") == "publish"
    old = content if is_out else _wanted_content(room, id_, path, content)
    sheet = FormSheet.of_file(old or b"", path, id_)
    mark = fingerprint(content) if content is not None else ""
    sheet = replace(sheet, seen=mark, is_gone=content is None)
    if is_out:
        sheet = replace(sheet, fields={**sheet.fields, "status": str(Status.PUBLISHED)})
    owners = ", ".join(one or room.site.said(N_("an administrator")) for one in error.owners)
    if not into_draft(room, person, id_, sheet):
        said = room.site.said(N_("%(owners)s approves changes here. Save or discard your draft, then propose this."))
        return _page(room, id_, wrong=said % {"owners": owners}), 409
    said = room.site.said(N_("%(owners)s approves changes here. This is the version as your draft: propose it."))
    flash(said % {"owners": owners}, "editor")
    return redirect(url_for("editor.article", language=id_.language, key=id_.key), 303)


def _publish(room: EditorRoom, id_: ArticleId, person: Person) -> str:
    """Take an article out of the archive by its fields; what went wrong beside that."""
    article = room.site.catalog.articles.get(id_) or abort(404)
    content = room.desk.look(article.path)
    if content is None:
        abort(404)
    sheet = FormSheet.of_file(content, article.path, id_)
    fields = {**sheet.fields, "status": str(Status.PUBLISHED)}
    if article.presence is Presence.OVER:
        fields["unpublish_on"] = ""
    wanted = Wanted(id_, article.path, fingerprint(content), sheet.text, fields, room.today())
    done = room.desk.save(wanted, person, _check(room, id_, article.path))
    if isinstance(done, Together):
        raise FileChangedError(room.desk.library.root / article.path, fingerprint(done.now))
    return done.warning


def _check(room: EditorRoom, id_: ArticleId, path: str) -> Check:
    return lambda new: FormSheet.of_file(new, path, id_).check(id_, new, room.zone, room.clock())


def where(room: EditorRoom, id_: ArticleId) -> tuple[str, bytes | None]:
    """The path of the article's file, or of the one that it last had, and what is there. Who may not know of an article
    that is gone is answered at once.
    """
    if article := room.site.catalog.articles.get(id_):
        return article.path, room.desk.content(article.path)
    last = dict(_last_of_each(room)).get(id_)
    if last is not None and not _may_read_last(room, id_, last):
        abort(404)
    path = last.path if last else _deleted_in_git(room).get(id_)
    return (path, room.desk.content(path)) if path else abort(404)


def _deleted_in_git(room: EditorRoom) -> dict[ArticleId, str]:
    """What only git knows was deleted, by its last path: for those who read all, since for whom it was nobody knows."""
    is_all = room.site.audiences() == EVERYONE
    return deleted_articles(room.git, room.site.catalog) if is_all else {}


def _has_versions(room: EditorRoom, language: str, key: str) -> bool:
    return ArticleId(language, key) in dict(_last_of_each(room))


def _may_read_last(room: EditorRoom, id_: ArticleId, last: ListedVersion) -> bool:
    """Whether who asks may know of an article that is gone: not where nobody can tell any more for whom it was."""
    if room.site.audiences() == EVERYONE:
        return True
    nothing: list[ListedVersion] = []
    marks = [one.fingerprint for one in room.quietly(lambda db: versions_kept(db, id_), nothing)]
    no_bytes: dict[str, bytes] = {}
    contents = room.quietly(lambda db: kept(db, marks), no_bytes)
    newest = next((contents[mark] for mark in marks if mark in contents), None)
    return newest is not None and room.may_read(id_, last.path, newest)


def _last_of_each(room: EditorRoom) -> list[tuple[ArticleId, ListedVersion]]:
    nothing: list[tuple[ArticleId, ListedVersion]] = []
    return room.quietly(last_of_each, nothing)


def _wanted_content(room: EditorRoom, id_: ArticleId, path: str, content: bytes | None) -> bytes:
    with room.database.connect() as connection:
        version = history_of(connection, room.git, id_, path, content).find(request.form.get("version", ""))
        found = content_of(connection, room.git, version, content) if version else None
    if found is None:
        abort(404)
    return found


def _page(room: EditorRoom, id_: ArticleId, *, wrong: str = "") -> str:
    path, content = where(room, id_)
    article = room.site.catalog.articles.get(id_)
    with room.database.connect() as connection:
        history, bytes_of = told_history(room, connection, id_, path, content)
        wanted = request.form.get("version") or request.args.get("version", "")
        chosen = history.find(wanted)
        if wanted and chosen is None:
            abort(404)
        try:
            shown = _shown(room, id_, history, chosen, bytes_of) if chosen else None
        except GitError as error:
            shown, wrong = None, wrong or str(error)
    return render_template(
        "editor/history.html",
        id=id_,
        article=article,
        history=history,
        shown=shown,
        is_page=request.args.get("show") == "page",
        is_against_now=request.args.get("against") == "now",
        seen=fingerprint(content) if content is not None else "",
        wrong=wrong,
        acts=ACTS,
        longest=MAX_FIELD,
        asks_name=not room.site.person().name,
        may_save=room.site.person().may(Action.EDIT),
    )


def told_history(
    room: EditorRoom, connection: Connection, id_: ArticleId, path: str, content: bytes | None
) -> tuple[ArticleHistory, BytesOf]:
    """The history of the article whose file is ``path`` with ``content`` now, as who asks is told it; and what gives
    the bytes of a version, of those alone that they may read: an article may have been for others once.
    """
    history = history_of(connection, room.git, id_, path, content)

    def bytes_of(version: ArticleVersion | None) -> bytes | None:
        found = content_of(connection, room.git, version, content) if version else None
        return found if version and found is not None and room.may_read(id_, version.path, found) else None

    if room.site.audiences() != EVERYONE:
        history = history.told_to(lambda version: _is_read(bytes_of, version))
    return history, bytes_of


def _is_read(bytes_of: BytesOf, version: ArticleVersion) -> bool:
    try:
        return bytes_of(version) is not None
    except GitError:
        return False


def _shown(
    room: EditorRoom, id_: ArticleId, history: ArticleHistory, version: ArticleVersion, bytes_of: BytesOf
) -> ShownVersion:
    is_against_now = request.args.get("against") == "now"
    other = history.versions[0] if is_against_now else history.before(version)
    content = bytes_of(version)
    before, after = (other, bytes_of(other)), (version, content)
    if is_against_now:
        before, after = after, before
    if request.args.get("show") == "page":
        blocks = page_differences(_as_page(room, id_, *before), _as_page(room, id_, *after))
        return ShownVersion(version, other, [], blocks, content is not None)
    old, new = (text_of(one) if one is not None else "" for _, one in (before, after))
    return ShownVersion(version, other, compare(old, new), [], content is not None)


def _as_page(room: EditorRoom, id_: ArticleId, version: ArticleVersion | None, content: bytes | None) -> str:
    if version is None or content is None:
        return ""
    article: Article | None = read_as(id_, version.path, content).article
    return room.site.preview(article).html if article else ""
