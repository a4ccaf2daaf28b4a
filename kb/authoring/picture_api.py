"""``/api/v1/pictures``: a picture for a draft, taken as the form of an article takes one."""

from __future__ import annotations

import base64
import binascii

from flask import Response, jsonify, request

from kb.authoring.authoring_room import AuthoringRoom, BodyError, not_there, read_text, refuse_unknown
from kb.authoring.draft_api import sheet_now
from kb.authoring.looking_over import article_in
from kb.editor.drafts import owner_of
from kb.editor.picture_upload import kept_picture
from kb.editor.sheet import MAX_FIELD
from kb.pictures.refusal import PictureRefusedError
from kb.pictures.taking import MAX_PICTURE_BYTES
from kb.site.error_responses import error_response, no_object, too_many
from kb.web.json_body import json_object

SENT = ("name", "alt", "data")
MAX_SENT = 2 * MAX_PICTURE_BYTES


def take_picture_of_program(room: AuthoringRoom, language: str, key: str) -> Response:
    """Keep a picture beside the article of a draft; the Markdown that shows it."""
    id_ = room.named(language, key)
    found = room.draft(id_) if id_ else None
    sheet = sheet_now(room, id_, found) if id_ and found else None
    if id_ is None or sheet is None:
        return not_there()
    if not room.pictures.allows(owner_of(room.person)):
        return too_many("pictures")
    plain = json_object(request)
    if plain is None:
        return no_object()
    article = room.editor.site.catalog.articles.get(id_) or article_in(room.editor, id_, sheet)
    if article is None:
        return error_response(422, "Unprocessable Content", "the draft cannot be read yet; its problems say why")
    try:
        refuse_unknown(plain, SENT)
        name, alt = read_text(plain, "name", most=MAX_FIELD), read_text(plain, "alt", most=MAX_FIELD, needed=True)
        data = _decoded(read_text(plain, "data", most=MAX_SENT, needed=True))
        return jsonify(markdown=kept_picture(room.editor, article, name, data, alt))
    except PictureRefusedError as refused:
        said = refused.text % refused.values
        return error_response(422, "Unprocessable Content", said, pointer="/data")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BodyError("/data", "data is not a file in base64") from None
