"""Notes the question of a request, where a reader asks it on a page that we know, and only as they allow."""

from __future__ import annotations

from flask import request

from kb.web.client import client_network
from kb.web.source import is_from
from kb.web.visits import MAX_AGENT, is_reader, wants_no_trace
from search.answers.composing.shape import ComposedAnswer
from search.answers.room import AnswersRoom


def note(room: AnswersRoom, composed: ComposedAnswer) -> str | None:
    """What the question of this request is called among those that are kept; None where it is not kept."""
    settings = room.site.settings
    if not (is_reader(request) and is_from(request, settings.base_url, settings.cors_origins)):
        return None
    if wants_no_trace(request):
        room.recorder.count_unrecorded(composed.language)
        return None
    reader = room.sessions.reader(client_network(settings), request.headers.get("User-Agent", "")[:MAX_AGENT])
    return room.recorder.record(reader, composed)
