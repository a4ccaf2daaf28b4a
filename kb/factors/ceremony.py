"""What is asked of a browser's authenticator, and what of its answer is believed (Web Authentication, level 2).

The only module that knows the library, which takes 7 MB: whoever asks for a passkey imports it then. An answer is
believed where it is signed by the key that was kept, for the very challenge, this site's name and its whole origin; a
signature count that does not grow means a copied key (6.1.1).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kb.core.roles import Person
from kb.core.text import one_line
from kb.factors.passkeys import NewCredential, Passkey
from kb.factors.relying_party import FalsePasskeyError, RelyingParty

MAX_ANSWER = 20_000
TIMEOUT_MS = 120_000


def creation_options(party: RelyingParty, person: Person, handle: str, challenge: str, known: Sequence[Passkey]) -> str:
    """What ``navigator.credentials.create()`` is given, as JSON; a key in ``known`` is not registered twice."""
    return options_to_json(
        generate_registration_options(
            rp_id=party.id,
            rp_name=party.name,
            user_name=person.email,
            user_display_name=person.name,
            user_id=base64url_to_bytes(handle),
            challenge=base64url_to_bytes(challenge),
            timeout=TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_descriptors(known),
        )
    )


def request_options(party: RelyingParty, challenge: str, known: Sequence[Passkey]) -> str:
    """What ``navigator.credentials.get()`` is given, as JSON: one of ``known`` as the second factor; any that the
    browser has for this site, with who holds it made sure, where there are none.
    """
    alone = UserVerificationRequirement.REQUIRED
    return options_to_json(
        generate_authentication_options(
            rp_id=party.id,
            challenge=base64url_to_bytes(challenge),
            timeout=TIMEOUT_MS,
            allow_credentials=_descriptors(known),
            user_verification=UserVerificationRequirement.PREFERRED if known else alone,
        )
    )


def created(party: RelyingParty, challenge: str, answer: str) -> NewCredential:
    """The credential that an authenticator made.

    Raises:
        FalsePasskeyError: the answer is not to be believed.

    """
    try:
        verified = verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    except _WRONG as error:
        raise FalsePasskeyError(f"a new passkey is not to be believed: {one_line(str(error))}") from None
    made = bytes_to_base64url(verified.credential_id)
    return NewCredential(made, verified.credential_public_key, verified.sign_count)


def claimed(answer: str) -> tuple[str, str]:
    """The ID and the user handle that an answer claims, nothing of which is proved yet; the handle may be empty.

    Raises:
        FalsePasskeyError: it is no answer of a browser.

    """
    read = _read(answer)
    response = read.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return str(read.get("id", "")), handle if isinstance(handle, str) else ""


def signed(party: RelyingParty, challenge: str, answer: str, passkey: Passkey, *, alone: bool) -> int:
    """How often ``passkey`` signed, after it did for ``challenge``; ``alone``: its holder was verified by it as well.

    Raises:
        FalsePasskeyError: the answer is not to be believed.

    """
    try:
        verified = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
    except _WRONG as error:
        raise FalsePasskeyError(f"a passkey is not to be believed: {one_line(str(error))}") from None
    return verified.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    try:
        read = json.loads(answer[:MAX_ANSWER])
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise FalsePasskeyError("no answer of a browser")
    return read


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known]


_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)
"""Beside its own errors the library lets those of a strange answer through."""
