"""``/api/v1/history`` and ``/api/v1/versions``: what an article was, as the page of its history shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, url_for

from kb.api.cursors import ListOrder, Place, answer_page, newest_first
from kb.authoring.authoring_room import MAX_LIMIT, USUAL_LIMIT, AuthoringRoom, not_there
from kb.core.clock import at_utc
from kb.editing.file_version import text_of
from kb.editor.history_pages import told_history, where
from kb.git.folder import GitError
from kb.history.versions import ArticleVersion
from kb.site.error_responses import error_response
from kb.storage.database import naive_utc


def list_versions(room: AuthoringRoom, language: str, key: str) -> Response:
    """The versions that an article had, newest first."""
    room.hold_back()
    id_, editor = room.named(language, key), room.editor
    if id_ is None:
        return not_there()
    path, content = where(editor, id_)
    with editor.database.connect() as connection:
        history, _ = told_history(editor, connection, id_, path, content)
    placed = sorted((_place(one, age), one) for age, one in enumerate(reversed(history.versions)))
    order: ListOrder[tuple[Place, ArticleVersion]] = ListOrder(placed, lambda one: one[0], USUAL_LIMIT, MAX_LIMIT)
    return answer_page(editor.site, order, _versions_json, **id_._asdict(), trouble=history.trouble or None)


def read_version(room: AuthoringRoom, version: str, language: str, key: str) -> Response:
    """The whole file of an article as one version had it, where who asks may read that."""
    room.hold_back()
    id_, editor = room.named(language, key), room.editor
    if id_ is None:
        return not_there()
    path, content = where(editor, id_)
    with editor.database.connect() as connection:
        history, bytes_of = told_history(editor, connection, id_, path, content)
        found = history.find(version)
        try:
            text = bytes_of(found)
        except GitError as error:
            return error_response(503, "Service Unavailable", str(error))
    if found is None or text is None:
        return error_response(404, "Not Found", "there is no such version of it for you, or nothing keeps its text")
    url = url_for("editor.history", language=id_.language, key=id_.key, version=found.name)
    return jsonify(**id_._asdict(), **version_json(found), file=text_of(text), url=url)


def version_json(one: ArticleVersion) -> dict[str, Any]:
    """A version as programs get it; what nobody knows is null or empty."""
    return {
        "version": one.name,
        "path": one.path,
        "at": at_utc(naive_utc(one.at)) if one.at else None,
        "by": one.author,
        "act": one.act,
        "reason": one.reason,
        "is_current": one.is_current,
    }


def _versions_json(page: Sequence[tuple[Place, ArticleVersion]]) -> list[dict[str, Any]]:
    return [version_json(one) for _, one in page]


def _place(one: ArticleVersion, age: int) -> Place:
    """The newest first, the file as it is before all others; of one moment by ``age``, how many are older."""
    return (0, 0, -age) if one.at is None else (1, newest_first(naive_utc(one.at)), -age)
