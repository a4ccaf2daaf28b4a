"""``/admin/imports``: all imports, and the form by which an export is sent: at once, or by a script in pieces."""

from __future__ import annotations

import re

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from kb.core.roles import Action
from kb.exchange.bundle.system_names import SYSTEMS
from kb.importing.books import NewImport
from kb.importing.import_rows import ImportState
from kb.importing.room import MOST_UPLOADS, Answer, ImportRoom, let_in_files, to_one
from kb.importing.uploads import MOST_AT_ONCE, MOST_PIECE_BYTES, UploadRefusedError
from kb.importing.wording import STATES, WRONG
from kb.language.languages import is_language_code
from kb.sign_in.access import protect
from kb.web.routes import Routes

_ORIGIN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def create_blueprint(room: ImportRoom) -> Blueprint:
    """The addresses, for administrators only."""
    pages = Blueprint("importing_uploads", __name__)
    pages.url_value_preprocessor(lambda *_: let_in_files(room))
    protect(pages, room.site, Action.MANAGE)
    routes = Routes(pages, room)
    routes.form("/admin/imports", "index", list_imports)
    routes.post("/admin/imports/<row:number>/piece", "take_piece", take_piece)
    routes.post("/admin/imports/<row:number>/complete", "complete", complete_upload)
    return pages


def list_imports(room: ImportRoom) -> Answer:
    """All of them, and the form; what is sent by it is kept, to be read beside the pages."""
    if request.method != "POST":
        return _page(room)
    by_pieces = "pieces" in request.form
    try:
        number = _begun(room, by_pieces=by_pieces)
    except UploadRefusedError as error:
        if by_pieces:
            return jsonify({"wrong": room.site.said(WRONG[error.reason])}), 422
        return _page(room, error.reason), 422
    if by_pieces:
        address = url_for("importing_uploads.take_piece", number=number)
        return jsonify({"pieces": address, "complete": url_for("importing_uploads.complete", number=number)})
    return to_one(number)


def take_piece(room: ImportRoom, number: int) -> tuple[Response, int]:
    """For scripts: a part of a file; how much of it is here by now. 409 where another machine holds the upload."""
    one = room.find(number)
    if one.state != ImportState.SENDING or not room.uploads.is_here(one.folder):
        return jsonify({"wrong": room.site.said(WRONG["away"])}), 409
    try:
        at = request.args.get("at", -1, int)
        if at < 0:
            raise UploadRefusedError("order")
        there = room.uploads.add(one.folder, request.args.get("name", ""), request.stream, at)
    except UploadRefusedError as error:
        return jsonify({"wrong": room.site.said(WRONG[error.reason])}), 422
    return jsonify({"at": there}), 200


def complete_upload(room: ImportRoom, number: int) -> Answer:
    """All pieces are here: have them read."""
    one = room.find(number)
    if not room.uploads.has_files(one.folder):
        return to_one(number, "away")
    _read(room, number, one.folder)
    return to_one(number)


def _begun(room: ImportRoom, *, by_pieces: bool) -> int:
    """Make an import of what the form says, with the files that came with it; its number.

    Raises:
        UploadRefusedError: the form or a file is wrong; nothing is left of it.

    """
    wanted = _wanted()
    if room.books.open_uploads() >= MOST_UPLOADS:
        raise UploadRefusedError("uploads")
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files and not by_pieces:
        raise UploadRefusedError("none")
    folder = room.uploads.begin()
    try:
        for file in files:
            room.uploads.add(folder, file.filename or "", file.stream)
    except UploadRefusedError:
        room.uploads.remove(folder)
        raise
    number = room.books.add(room.site.person(), folder, wanted)
    if not by_pieces:
        _read(room, number, folder)
    return number


def _wanted() -> NewImport:
    form = request.form
    system, origin = form.get("system", ""), form.get("origin", "").strip().lower()
    language = form.get("language", "").strip()
    if origin and not _ORIGIN.fullmatch(origin):
        raise UploadRefusedError("origin")
    if language and not is_language_code(language):
        raise UploadRefusedError("language")
    return NewImport(system if system in SYSTEMS else "", origin, language, "fetches" in form)


def _read(room: ImportRoom, number: int, folder: str) -> None:
    values = {"label": room.uploads.label(folder), "size": room.uploads.size(folder)}
    room.books.move(number, [ImportState.SENDING], ImportState.READING, **values)


def _page(room: ImportRoom, wrong: str = "") -> str:
    form = request.form
    return render_template(
        "importing/imports.html",
        imports=room.books.everyone(),
        states=STATES,
        systems=SYSTEMS,
        wrong=WRONG.get(wrong, ""),
        wrong_field=wrong,
        typed={name: form.get(name, "") for name in ("system", "origin", "language", "fetches")},
        most_mb=room.uploads.most_bytes // 2**20,
        most_at_once_mb=MOST_AT_ONCE // 2**20,
        piece=MOST_PIECE_BYTES,
    )
