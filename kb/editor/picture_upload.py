"""Takes the pictures that somebody adds to an article, with the words for those who do not see them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, abort, jsonify, request

from kb.catalog.article import Article, ArticleId
from kb.core.roles import Action
from kb.core.text import one_line
from kb.editor.room import EditorRoom
from kb.editor.sheet import MAX_FIELD, FormSheet
from kb.files.saving import SaveError
from kb.language.marking import N_
from kb.pictures.keeping import as_markdown, folder_of, keep_picture, unused_pictures
from kb.pictures.refusal import PictureRefusedError
from kb.pictures.taking import ACCEPTED, MAX_PICTURE_BYTES, take
from kb.sign_in.access import protect
from kb.site.article_forms import MAX_POST_BYTES, keep_to_readers
from kb.web.rate_limit import MinuteLimit
from kb.web.routes import Routes

EACH_MINUTE, ALTOGETHER = 30, 120
"""Pictures for one person and for all: each is decoded and written anew."""
_BESIDE = 64 * 1024
Work = tuple[EditorRoom, MinuteLimit]


def create_blueprint(room: EditorRoom) -> Blueprint:
    """The address to which scripts send a picture."""
    pages = Blueprint("editor_pictures", __name__)
    pages.url_value_preprocessor(lambda *_: _let_in(room, MAX_PICTURE_BYTES + _BESIDE))
    protect(pages, room.site, Action.WRITE)
    keep_to_readers(pages, room.site)
    limit = MinuteLimit(EACH_MINUTE, ALTOGETHER, room.clock)
    Routes(pages, (room, limit)).post("/editor/pictures/<language>/<path:key>", "take", take_picture)
    return pages


def carry_pictures(pages: Blueprint, room: EditorRoom) -> None:
    """Let the form of an article carry a picture too, and tell its template what it needs to ask for one."""
    pages.url_value_preprocessor(lambda *_: _let_in(room, MAX_POST_BYTES + MAX_PICTURE_BYTES))
    names = {"accepted_pictures": ACCEPTED, "unused_pictures": partial(_unused, room)}
    pages.context_processor(lambda: names)


def take_picture(work: Work, language: str, key: str) -> Response | tuple[Response, int]:
    """For scripts: keep the picture, and answer with the Markdown that shows it."""
    room, limit = work
    article = room.site.catalog.articles.get(room.now(ArticleId(language, key))) or abort(404)
    if not limit.allows(str(room.site.person().account)):
        abort(429)
    try:
        return jsonify({"markdown": _kept(room, article)})
    except PictureRefusedError as error:
        return jsonify({"wrong": room.site.said(error.text) % error.values}), 422


def with_picture(room: EditorRoom, article: Article | None, sheet: FormSheet) -> tuple[FormSheet, str]:
    """Without scripts: the form with the picture at the end of its text, or why there is none."""
    if article is None:
        abort(404)
    try:
        return replace(sheet, text=f"{sheet.text.rstrip()}\n\n{_kept(room, article)}\n".lstrip()), ""
    except PictureRefusedError as error:
        return sheet, room.site.said(error.text) % error.values


def _kept(room: EditorRoom, article: Article) -> str:
    """Keep and commit the picture that was sent; the Markdown that shows it.

    Raises:
        PictureRefusedError: it is not taken, or cannot be saved.

    """
    file = request.files.get("picture")
    data = file.stream.read(MAX_PICTURE_BYTES + 1) if file else b""
    return kept_picture(room, article, (file.filename if file else "") or "", data, request.form.get("alt", ""))


def kept_picture(room: EditorRoom, article: Article, name: str, data: bytes, alt: str) -> str:
    """The same of a file called ``name``, with ``alt`` for readers who do not see it.

    Raises:
        PictureRefusedError: it is not taken, or cannot be saved.

    """
    words = one_line(alt, MAX_FIELD)
    if data and not words:
        raise PictureRefusedError(N_("Please write what the picture shows, for readers who do not see it."))
    picture = take(name, data)
    library, git, person = room.desk.library, room.desk.git, room.site.person()
    try:
        path = keep_picture(library, article, picture)
    except SaveError as error:
        raise PictureRefusedError(N_("Nothing was saved: %(why)s"), why=error.within(library.root)) from error
    if git:  # one that is not committed now is told when the text is saved
        git.commit_change(path, "Add picture", "", person.signature, person.email)
    return as_markdown(path, article, words)


def _unused(room: EditorRoom, article: Article | None) -> tuple[str, list[str]]:
    """The folder of an article's pictures, and those in it that no article shows."""
    return (folder_of(article).as_posix(), unused_pictures(room.site.catalog, article)) if article else ("", [])


def _let_in(room: EditorRoom, most: int) -> None:
    room.site.leave_language_open()
    request.max_content_length = most
