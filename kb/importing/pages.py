"""``/admin/imports/…``: one import: its preview, how far it is, its report, and the way back."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.core.roles import Action
from kb.exchange.bundle.system_names import SYSTEMS
from kb.folder.file_types import CONTENT_TYPES, is_served, kind_of
from kb.importing.first_articles import first_articles, picture_in
from kb.importing.import_rows import DISCARDABLE, RUNNING, ImportState
from kb.importing.room import SAID_IN, Answer, ImportRoom, to_one
from kb.importing.undoing import may_be_chosen
from kb.importing.wording import LEFT, OUTCOMES, STATES, TROUBLES, WRONG, isolated_values
from kb.sign_in.access import protect
from kb.web.policies import FILE_POLICY
from kb.web.routes import Routes

MOST_LEFT = 200


def create_blueprint(room: ImportRoom) -> Blueprint:
    """The addresses, for administrators only."""
    pages = Blueprint("importing", __name__, template_folder="templates")
    protect(pages, room.site, Action.MANAGE)
    routes = Routes(pages, room)
    routes.get("/admin/imports/<row:number>", "one", show_import)
    routes.get("/admin/imports/<row:number>/pictures/<path:path>", "picture", send_picture)
    routes.get("/admin/imports/<row:number>/report.html", "report", send_report)
    routes.get("/admin/imports/<row:number>/report.json", "report_json", send_report_json)
    routes.post("/admin/imports/<row:number>/import", "begin", begin_import)
    routes.post("/admin/imports/<row:number>/undo", "undo", undo_import)
    routes.post("/admin/imports/<row:number>/discard", "discard", discard_upload)
    return pages


def show_import(room: ImportRoom, number: int) -> str:
    """How far it is, and what it would do or did."""
    one = room.find(number)
    is_here = room.uploads.is_here(one.folder)
    pictures = url_for("importing.picture", number=number, path="-").removesuffix("-")
    sample = one.summary.get("sample", ())
    shown = one.state == ImportState.READY and is_here
    first = first_articles(room.site, room.uploads.sample(one.folder), sample, pictures) if shown else []
    return render_template(
        "importing/import.html",
        one=one,
        summary=one.summary,
        first=first,
        is_running=one.state in RUNNING,
        is_here=is_here,
        may_discard=one.state in DISCARDABLE,
        may_import=one.state in (ImportState.READY, ImportState.FAILED) and bool(one.summary),
        left=room.books.left(number, MOST_LEFT) if one.state == ImportState.UNDONE else (),
        may_be_chosen=may_be_chosen,
        states=STATES,
        systems=SYSTEMS,
        outcomes=OUTCOMES,
        troubles=TROUBLES,
        lefts=LEFT,
        wrongs=WRONG,
        isolated_values=isolated_values,
    )


def begin_import(room: ImportRoom, number: int) -> AnyResponse:
    """Have it imported beside the pages."""
    one = room.find(number)
    if room.uploads.is_here(one.folder) and not room.uploads.has_files(one.folder):
        return to_one(number, "none")
    room.books.move(number, [ImportState.READY, ImportState.FAILED], ImportState.WAITING, trouble="", done=0)
    return to_one(number)


def undo_import(room: ImportRoom, number: int) -> AnyResponse:
    """Have it undone: all that nobody changed since, and of the rest what was chosen as it was shown."""
    one = room.find(number)
    if room.books.later_done(number, one.origin):
        return to_one(number, "later")
    shown = {row.path: row.now for row in room.books.left(number, MOST_LEFT)}
    chosen = {path: shown[path] for path in request.form.getlist("path") if path in shown}
    given = dict(value.rpartition("|")[::2] for value in request.form.getlist("seen"))
    chosen = {path: now for path, now in chosen.items() if given.get(path) == now}
    if one.state == ImportState.DONE or chosen:
        room.books.move(number, [ImportState.DONE, ImportState.UNDONE], ImportState.UNDO_WAITING, asked=chosen, done=0)
    return to_one(number)


def discard_upload(room: ImportRoom, number: int) -> AnyResponse:
    """Take an upload away that is not to be imported."""
    one = room.find(number)
    if one.state in DISCARDABLE:
        room.uploads.remove(one.folder)
        room.books.forget(number)
        flash("discarded", SAID_IN)
    return redirect(url_for("importing_uploads.index"), 303)


def send_picture(room: ImportRoom, number: int, path: str) -> Response:
    """A picture of the preview."""
    file, kind = picture_in(room.uploads.sample(room.find(number).folder), path), kind_of(path)
    if file is None or not is_served(path) or not CONTENT_TYPES[kind].startswith("image/"):
        abort(404)
    response = send_file(file, CONTENT_TYPES[kind], max_age=0)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def send_report(room: ImportRoom, number: int) -> Answer:
    """The whole report as a page to keep."""
    return _report(room, number, as_data=False)


def send_report_json(room: ImportRoom, number: int) -> Answer:
    """The same for programs."""
    return _report(room, number, as_data=True)


def _report(room: ImportRoom, number: int, *, as_data: bool) -> Response:
    room.find(number)
    content = room.books.report(number, as_data=as_data)
    if content is None:
        abort(404)
    kind, ending = ("application/json", "json") if as_data else ("text/html; charset=utf-8", "html")
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="import-{number}.{ending}"'
    return response
