"""Signs what is sent as Standard Webhooks specifies: HMAC-SHA256 over id, time and body, with each secret in force."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A secret as receivers are given it, once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(known: Sequence[str], id_: str, at: int, body: bytes) -> dict[str, str]:
    """What tells the receiver that it is from us, not older than ``at`` (seconds) and not another's: one signature for
    each of the secrets ``known``, while the one of before a rotation still counts.
    """
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(_signature(secret, id_, at, body) for secret in known),
    }


def _signature(secret: str, id_: str, at: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()
