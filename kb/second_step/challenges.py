"""The challenge that a browser's authenticator is to answer: in the signed cookie of that browser, for five minutes.

That it is answered once only is kept in the database (``kb.factors.used_challenges``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import session

from kb.accounts.tokens import new_secret
from kb.core.clock import Clock
from kb.factors.used_challenges import CLOCKS_APART, VALID

KEY = "challenge"


class Purpose(StrEnum):
    """What an answer is for; it counts for nothing else."""

    ALONE = "alone"
    SECOND = "second"
    ADD = "add"


@dataclass(frozen=True)
class AskedChallenge:
    """A challenge in base64url; ``handle`` is what a new passkey will know its account by."""

    purpose: Purpose
    text: str
    handle: str = ""


def draw(clock: Clock, purpose: Purpose, handle: str = "") -> AskedChallenge:
    """A new challenge for this browser; the one before is over."""
    made = AskedChallenge(purpose, new_secret(), handle)
    session[KEY] = [str(purpose), made.text, handle, int(clock().timestamp())]
    return made


def take(clock: Clock, *purposes: Purpose) -> AskedChallenge | None:
    """The challenge of this browser, which is used up; None where it is too old or for none of ``purposes``."""
    known = session.pop(KEY, None)
    if not isinstance(known, list) or len(known) != 4 or known[0] not in purposes:
        return None
    age = clock().timestamp() - known[3]
    is_valid = -CLOCKS_APART.total_seconds() <= age <= VALID.total_seconds()
    return AskedChallenge(Purpose(known[0]), known[1], known[2]) if is_valid else None
