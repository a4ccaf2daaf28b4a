"""``Idempotency-Key``: a request that is sent again because nobody knows whether it arrived is carried out once.

By the IETF's draft (draft-ietf-httpapi-idempotency-key-header). Which addresses take a key their description says
(``kb.site.openapi.repeatable``). The key counts together with the token that it came with. What that may do is part of
the request: where it changed meanwhile, nobody gets what they had when they asked first, and nothing is done twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from flask import Flask, Response, after_this_request, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.api import repeat_rows
from kb.api.operations import operation_asked
from kb.api.repeat_rows import KeptAnswer, KeyedRequest, RepeatClaim, RepeatRefusal
from kb.core.clock import Clock
from kb.site.error_responses import error_response
from kb.site.openapi import KEY_HEADER, MAX_REPEAT_KEY
from kb.site.site import Site
from kb.storage.database import naive_utc, said_by
from kb.web.for_programs import token_of

logger = logging.getLogger(__name__)

REPLAYED = "Idempotency-Replayed"
SECONDS = {RepeatRefusal.AT_WORK: 2, RepeatRefusal.TOO_MANY: 3600}
NOT_CARRIED_OUT = frozenset({401, 403, 413, 415, 429})
"""With these nothing was begun, and the same may be allowed or fit in later; likewise with errors of ours."""
_KEY = re.compile(rf"[\x21-\x7e]{{1,{MAX_REPEAT_KEY}}}")


@dataclass(frozen=True)
class RepeatRoom:
    """What the guard works with; ``paths`` are the descriptions of all addresses."""

    site: Site
    database: Engine
    clock: Clock
    paths: Mapping[str, Any]


def set_up(app: Flask, room: RepeatRoom) -> None:
    """Look at each request before its view does, after who asks was looked at."""
    app.before_request(partial(guard, room))


def guard(room: RepeatRoom) -> Response | None:
    """What a request with a key is answered without being carried out again; None where it is to be carried out."""
    text = request.headers.get(KEY_HEADER)
    if text is None or not _takes_key(room.paths):
        return None
    key = text.strip().removeprefix('"').removesuffix('"')
    if not _KEY.fullmatch(key):
        why = f"{KEY_HEADER} is not 1 to {MAX_REPEAT_KEY} letters, digits and signs of ASCII, such as a UUID"
        return error_response(400, "Bad Request", why)
    if room.site.person().limited_to is None:
        return error_response(400, "Bad Request", f"{KEY_HEADER} counts together with a token; none was sent")
    try:
        with room.database.begin() as connection:
            found = repeat_rows.begin(connection, _asked(room.site, key), naive_utc(room.clock()))
    except SQLAlchemyError as error:
        logger.warning("whether a request was carried out before cannot be told: %s", said_by(error))
        return _later(error_response(503, "Service Unavailable", "it cannot be told whether this came before"), 10)
    if isinstance(found, RepeatClaim):
        after_this_request(partial(_keep, room, found))
        return None
    return _refused(found) if isinstance(found, RepeatRefusal) else _again(found)


def _takes_key(paths: Mapping[str, Any]) -> bool:
    operation = operation_asked(paths)
    return any(one["name"] == KEY_HEADER for one in operation.get("parameters", ()))


def _asked(site: Site, key: str) -> KeyedRequest:
    person, token = site.person(), token_of(request) or ""
    rights = f"{person.role}\0{' '.join(sorted(person.teams))}\0{' '.join(sorted(person.limited_to or ()))}"
    sent = (request.method, request.full_path, request.mimetype, sha256(request.get_data()).hexdigest(), rights)
    return KeyedRequest(_hash(token, key), _hash(str(person.account)), _hash(*sent))


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _keep(room: RepeatRoom, claim: RepeatClaim, response: Response) -> Response:
    try:
        with room.database.begin() as connection:
            if response.status_code >= 500 or response.status_code in NOT_CARRIED_OUT:
                repeat_rows.give_up(connection, claim)
            else:
                answer = KeptAnswer(response.status_code, response.content_type or "", response.get_data())
                repeat_rows.keep(connection, claim, answer)
    except SQLAlchemyError as error:
        logger.warning("what a request was answered could not be kept: %s", said_by(error))
    return response


def _again(kept: KeptAnswer) -> Response:
    if kept.body is None:
        why = f"this was carried out and answered with {kept.status}; the answer is not kept"
        return error_response(409, "Conflict", why)
    response = Response(kept.body, kept.status)
    if kept.kind:
        response.content_type = kept.kind
    else:
        del response.headers["Content-Type"]
    response.headers[REPLAYED] = "true"
    return response


def _refused(why: RepeatRefusal) -> Response:
    match why:
        case RepeatRefusal.OTHER_REQUEST:
            said = f"another request came with this {KEY_HEADER}, or what its token may do has changed since"
            said += "; a new request takes a new key"
            return error_response(422, "Unprocessable Content", said)
        case RepeatRefusal.AT_WORK:
            return _later(error_response(409, "Conflict", "the same request is still at work"), SECONDS[why])
    said = f"there were {repeat_rows.MOST_KEYS} requests with a key from this account within a day"
    return _later(error_response(429, "Too Many Requests", said), SECONDS[why])


def _later(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response
