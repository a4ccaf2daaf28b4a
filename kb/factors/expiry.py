"""Sign-ins half done and challenges are over after minutes; their rows go by the day, though nobody signs in."""

from __future__ import annotations

from kb.accounts.expiry import ended_before
from kb.factors.half_sign_ins import HalfSignIn
from kb.factors.used_challenges import UsedChallenge
from kb.storage.retention import RetentionRule


def retention() -> tuple[RetentionRule, ...]:
    """What ends by itself goes with the day on which it ended."""
    return (
        RetentionRule("sign-ins half done", 0, ended_before(HalfSignIn, HalfSignIn.expires_at)),
        RetentionRule("used challenges", 0, ended_before(UsedChallenge, UsedChallenge.expires_at)),
    )
