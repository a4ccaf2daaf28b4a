"""Whether it is Slack or Mattermost that asks."""

from __future__ import annotations

import hashlib
import hmac

WINDOW_SECONDS = 300
"""A request is as old as this at most, so that one that was recorded cannot be played back later."""


def slack_signature(secret: str, timestamp: str, body: bytes) -> str:
    """What Slack signs a request with: the HMAC-SHA256 over version, time and body."""
    signed = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={signed.hexdigest()}"


def is_from_slack(secret: str, timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether ``body`` was signed by who knows ``secret``, within five minutes of ``now`` (seconds)."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    is_new = abs(now - int(timestamp)) <= WINDOW_SECONDS
    return _is_same(signature, slack_signature(secret, timestamp, body)) and is_new


def is_from_mattermost(secret: str, token: str) -> bool:
    """Whether ``token`` is the one that Mattermost made for the command."""
    return _is_same(token, secret)


def seal_of(secret: str, *texts: str) -> str:
    """What tells later that we wrote ``texts``: Mattermost does not sign what a button sends."""
    # JSON can say half a surrogate pair, which is a letter like another here: nothing of ours is sealed so.
    sealed = "\0".join(("share", *texts)).encode(errors="surrogatepass")
    return hmac.new(secret.encode(), sealed, hashlib.sha256).hexdigest()


def is_sealed(secret: str, seal: str, *texts: str) -> bool:
    """Whether ``seal`` is that of ``texts``."""
    return _is_same(seal, seal_of(secret, *texts))


def _is_same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())
