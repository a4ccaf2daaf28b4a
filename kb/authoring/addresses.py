"""The addresses for programs that write."""

from __future__ import annotations

from flask import Blueprint

from kb.authoring import beginning, draft_api, picture_api, proposal_api, version_api
from kb.authoring.authoring_room import (
    ALTOGETHER,
    EACH_MINUTE,
    PICTURES_ALTOGETHER,
    PICTURES_EACH_MINUTE,
    AuthoringRoom,
    BodyError,
    let_in,
)
from kb.core.roles import Action
from kb.editor.room import EditorRoom
from kb.library.reader import MAX_ARTICLE_BYTES
from kb.sign_in.access import protect
from kb.web.routes import Routes

MAX_BODY = 6 * MAX_ARTICLE_BYTES + 64 * 1024  # JSON may write each letter as \uXXXX


def create_blueprint(editor: EditorRoom) -> Blueprint:
    """``/api/v1/drafts`` and ``/api/v1/proposals``, and what the articles were before."""
    api, site = Blueprint("authoring", __name__), editor.site
    limit = site.minute_limit("authoring", EACH_MINUTE, ALTOGETHER, editor.clock)
    pictures = site.minute_limit("authoring-pictures", PICTURES_EACH_MINUTE, PICTURES_ALTOGETHER, editor.clock)
    room = AuthoringRoom(editor, limit, pictures)
    api.url_value_preprocessor(lambda *_: let_in(room, max(MAX_BODY, picture_api.MAX_SENT)))
    api.register_error_handler(BodyError, BodyError.answer)
    protect(api, site, Action.WRITE)
    routes = Routes(api, room)
    routes.get("/api/v1/drafts", "drafts", draft_api.list_drafts_of_program)
    routes.post("/api/v1/drafts", "begin", beginning.begin_draft)
    routes.get("/api/v1/drafts/<language>/<path:key>", "read", draft_api.read_draft)
    routes.put("/api/v1/drafts/<language>/<path:key>", "write", draft_api.write_draft)
    routes.delete("/api/v1/drafts/<language>/<path:key>", "withdraw", draft_api.withdraw_draft)
    routes.post("/api/v1/pictures/<language>/<path:key>", "picture", picture_api.take_picture_of_program)
    routes.get("/api/v1/history/<language>/<path:key>", "versions", version_api.list_versions)
    routes.get("/api/v1/versions/<version>/<language>/<path:key>", "version", version_api.read_version)
    routes.get("/api/v1/proposals", "proposals", proposal_api.list_proposals)
    routes.post("/api/v1/proposals", "propose", proposal_api.propose_draft)
    routes.get("/api/v1/proposals/<row:number>", "proposal", proposal_api.read_proposal)
    routes.post("/api/v1/proposals/<row:number>/comments", "comment", proposal_api.comment_on_proposal)
    routes.post("/api/v1/proposals/<row:number>/withdraw", "take_back", proposal_api.withdraw_proposal)
    return api
