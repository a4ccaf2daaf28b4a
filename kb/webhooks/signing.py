"""Signs what is sent as Standard Webhooks specifies: HMAC-SHA256 over id, time and body, with each secret in force."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from kb.web.posting import signature

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A secret as receivers are given it, once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(known: Sequence[str], id_: str, at: int, body: bytes) -> dict[str, str]:
    """What tells the receiver that it is from us, not older than ``at`` (seconds) and not another's: one signature for
    each of the secrets ``known``, while the one of before a rotation still counts.
    """
    keys = (base64.b64decode(secret.removeprefix(PREFIX)) for secret in known)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(key, id_, at, body) for key in keys),
    }
