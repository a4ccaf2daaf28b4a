"""``/login/passkey``: signing in with a passkey alone, or as the second step."""

from __future__ import annotations

import logging

from flask import Response, request, session
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.sign_in_limit import TooManyTriesError
from kb.factors.relying_party import FalsePasskeyError
from kb.second_step.challenges import Purpose, draw, take
from kb.second_step.room import SecondStepRoom, half
from kb.second_step.step_pages import code_page, over, waiting
from kb.sign_in.pages import WANTED, enter, login_page
from kb.site.error_responses import error_response
from kb.storage.database import AWAY
from kb.web.routes import Routes

logger = logging.getLogger(__name__)


def add_passkey_sign_in(routes: Routes[SecondStepRoom]) -> None:
    """Add the two addresses."""
    routes.post("/login/passkey/options", "passkey_options", send_options)
    routes.post("/login/passkey", "passkey", sign_in_by_passkey)


def send_options(room: SecondStepRoom) -> Response:
    """What the browser is to ask its authenticator: a key of the account that is half signed in, else any it has."""
    from kb.factors import ceremony

    party = room.party()
    if party is None:
        return no_party()
    here = waiting(room)
    known = room.passkeys.of_account(here.account.id) if here else []
    asked = draw(room.clock, Purpose.SECOND if known else Purpose.ALONE)
    return options_answer(ceremony.request_options(party, asked.text, known))


def sign_in_by_passkey(room: SecondStepRoom) -> AnyResponse:
    """Sign in by the answer of an authenticator."""
    here, answer, party = waiting(room), request.form.get("credential", ""), room.party()
    asked = take(room.clock, Purpose.SECOND, Purpose.ALONE)
    place, keep = str(session.get(WANTED, "")), False
    try:
        if asked is None or party is None:
            raise FalsePasskeyError("no challenge, or one that is too old")
        if here and asked.purpose is Purpose.SECOND:
            key, keep = room.passkeys.enter_half(party, asked.text, answer, half()), here.keep
        elif asked.purpose is Purpose.ALONE:
            key = room.passkeys.enter_alone(party, asked.text, answer)
        else:
            raise FalsePasskeyError("the sign-in that it was made for is over")
    except FalsePasskeyError as error:
        logger.info("%s", error)
        return _refused(room)
    except AWAY:
        return (
            code_page(room, 503, wrong="unsaved")
            if here
            else login_page(room.accounts, 503, refused="unsaved", place=place)
        )
    return enter(room.accounts, key, place, keep)


def _refused(room: SecondStepRoom) -> AnyResponse:
    here, place = waiting(room), str(session.get(WANTED, ""))
    try:
        room.passkeys.note_false(half(), room.address())
    except TooManyTriesError as error:
        return login_page(room.accounts, 429, wait=error.seconds, place=place)
    if here is None:
        return login_page(room.accounts, 400, refused="passkey", place=place)
    return code_page(room, 400, wrong="passkey") if waiting(room) else over(room)


def options_answer(options: str) -> Response:
    """``options`` as JSON that nobody keeps."""
    response = Response(options, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def no_party() -> Response:
    """What is answered where passkeys cannot work at this address."""
    return error_response(400, "Bad Request", "passkeys need the site at a name and by https: see KB_BASE_URL")
