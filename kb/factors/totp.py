"""Codes of authenticator apps: RFC 6238 with what every app knows (SHA-1, six digits, 30 seconds)."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
from pyotp.utils import strings_equal

DIGITS = 6
STEPS_AROUND = (0, -1, 1)
"""A phone's clock may be half a minute off, and typing takes its time (RFC 6238, section 5.2)."""


def new_secret() -> str:
    """A secret of 160 bits in base 32, as apps take it (RFC 4226, section 4)."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of 30 seconds around ``now`` (UTC without a zone) whose code is ``code``; None where there is none."""
    totp = pyotp.TOTP(secret, digits=DIGITS)
    current = totp.timecode(now.replace(tzinfo=UTC))
    right = [step for step in (current + off for off in STEPS_AROUND) if strings_equal(totp.generate_otp(step), code)]
    return right[0] if right else None


def address_of(secret: str, email: str, site_name: str) -> str:
    """What a QR code says to the app: the secret, and under which name it is shown."""
    return pyotp.TOTP(secret, digits=DIGITS).provisioning_uri(name=email, issuer_name=site_name)
