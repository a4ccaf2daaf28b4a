"""Passkeys of one's own account: added with a name, removed."""

from __future__ import annotations

import logging

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.accounts import clean_name
from kb.accounts.tokens import new_secret
from kb.core.roles import Person
from kb.factors.passkeys import MAX_NAME
from kb.factors.relying_party import FalsePasskeyError
from kb.second_step.challenges import Purpose, draw, take
from kb.second_step.factor_pages import codes_page, factors_page, unproven
from kb.second_step.passkey_sign_in import no_party, options_answer
from kb.second_step.room import SecondStepRoom
from kb.site.error_responses import error_response
from kb.web.routes import Routes

logger = logging.getLogger(__name__)


def add_passkey_pages(routes: Routes[SecondStepRoom]) -> None:
    """Add the addresses."""
    routes.post("/passkeys/options", "passkey_options", send_options)
    routes.post("/passkeys", "add_passkey", add_passkey)
    routes.post("/passkeys/<row:number>/remove", "remove_passkey", remove_passkey)


def send_options(room: SecondStepRoom) -> Response:
    """What the browser is to ask its authenticator for."""
    if not room.is_fresh():
        return error_response(403, "Forbidden", "show first that it is you")
    return creation_answer(room, room.site.person())


def add_passkey(room: SecondStepRoom) -> AnyResponse:
    """Keep what the authenticator made; with the first factor the recovery codes are shown once."""
    if not room.is_fresh():
        return factors_page(room, 403)
    try:
        codes = made_passkey(room, room.site.person())
    except FalsePasskeyError:
        return factors_page(room, 400, wrong="new-passkey")
    if codes:
        return codes_page(codes, url_for("factors.show"))
    flash("passkey", "factors")
    return redirect(url_for("factors.show"), 303)


def remove_passkey(room: SecondStepRoom, number: int) -> AnyResponse:
    """Remove one, for who shows again who they are."""
    if refused := unproven(room):
        return refused
    if room.passkeys.remove(room.site.person(), number):
        flash("passkey-removed", "factors")
    return redirect(url_for("factors.show"), 303)


def creation_answer(room: SecondStepRoom, person: Person) -> Response:
    """What the browser of ``person`` is to ask its authenticator for, as JSON."""
    from kb.factors import ceremony

    party = room.party()
    if party is None:
        return no_party()
    known = room.passkeys.of_account(person.account or 0)
    asked = draw(room.clock, Purpose.ADD, known[0].user_handle if known else new_secret())
    return options_answer(ceremony.creation_options(party, person, asked.handle, asked.text, known))


def made_passkey(room: SecondStepRoom, person: Person, *, only_first: bool = False) -> list[str]:
    """Keep the passkey that the browser of ``person`` sends: the recovery codes, where it is their first factor.

    Raises:
        FalsePasskeyError: what it sends is not to be believed.

    """
    name = clean_name(request.form.get("name", ""))[:MAX_NAME] or room.site.said("Passkey")
    party, asked = room.party(), take(room.clock, Purpose.ADD)
    try:
        if asked is None or party is None:
            raise FalsePasskeyError("no challenge, or one that is too old")
        answer = request.form.get("credential", "")
        return room.passkeys.add(person, party, asked.text, asked.handle, name, answer, only_first=only_first)
    except FalsePasskeyError as error:
        logger.info("%s", error)
        raise
